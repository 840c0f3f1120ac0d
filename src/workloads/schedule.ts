import { fail } from './fail';

const MACROS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The five fields as the controller reads them (github.com/robfig/cron/v3, ParseStandard). */
const FIELDS: readonly { readonly name: string; readonly from: number; readonly to: number; readonly words?: readonly string[] }[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, words: MONTHS },
  { name: 'day of the week', from: 0, to: 6, words: DAYS },
];

/** An error where the API server would refuse the schedule. `@every` counts from the controller's start, which Kubernetes takes but nobody can foresee. */
export function checkSchedule(where: string, schedule: string): string {
  const refuse = (problem: string): never => fail(where, `schedule '${schedule}' ${problem}. Write five fields, such as '30 2 * * *', or one of ${MACROS.join(', ')}.`);
  if (typeof schedule !== 'string') return refuse('is no text');
  if (/TZ=/.test(schedule)) return refuse('names a time zone, which Kubernetes refuses; say it in timeZone');
  if (MACROS.includes(schedule)) return schedule;
  if (schedule.startsWith('@')) return refuse('is no schedule that can be foreseen');
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) return refuse(`has ${fields.length} fields, not five`);
  fields.forEach((field, index) => {
    for (const part of field.split(',')) {
      if (!isPart(part.toLowerCase(), FIELDS[index])) refuse(`has '${part}' as ${FIELDS[index].name}`);
    }
  });
  return schedule;
}

function isPart(part: string, { from, to, words = [] }: (typeof FIELDS)[number]): boolean {
  const match = /^(?:(\*|\?)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
  if (!match) return false;
  const [, any, first, last, step] = match;
  if (step !== undefined && Number(step) === 0) return false;
  if (any) return true;
  const number = (text: string): number => words.includes(text) ? words.indexOf(text) + from : /^\d+$/.test(text) ? Number(text) : NaN;
  const [low, high] = [number(first), last === undefined ? number(first) : number(last)];
  return low >= from && high <= to && low <= high;
}

/** An error where no such time zone is known. */
export function checkTimeZone(where: string, timeZone: string): string {
  const refuse = (): never => fail(where, `timeZone '${timeZone}' is no time zone. Write its IANA name, such as 'Etc/UTC' or 'Europe/Berlin'.`);
  if (!/^[A-Za-z][\w+/-]*$/.test(timeZone) || timeZone.toLowerCase() === 'local') return refuse();
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    return refuse();
  }
}
