import { dayNumber, validateWaiver, Waiver } from './waivers';
import { Control } from '../controls/control';

/** What a platform team lets others waive. */
export interface WaiverRules {
  /** Ids of the controls that may be waived at all. Left out: every waivable one. */
  readonly allowed?: readonly string[];
  /** Longest term from today, in days. */
  readonly longestDays?: number;
  /** Regular expression that `ticket` must match. */
  readonly ticketPattern?: string;
}

/** A waiver that does not hold. */
export interface WaiverProblem {
  readonly kind: 'invalid' | 'expired' | 'term' | 'not-allowed' | 'ticket';
  readonly waiver: Waiver;
  /** What is wrong and what to write. */
  readonly message: string;
}

/** A waiver that expires soon. */
export interface WaiverWarning {
  readonly waiver: Waiver;
  readonly daysLeft: number;
  /** The mark that has been passed: 30, 14 or 7 days. */
  readonly within: 30 | 14 | 7;
  readonly message: string;
}

const LONGEST_DAYS = 365;
const MARKS = [7, 14, 30] as const;

/** Everything that keeps this waiver from holding on `today`. */
export function waiverProblems(waiver: Waiver, rules: WaiverRules, today: string, own: readonly Control[] = []): WaiverProblem[] {
  const problem = (kind: WaiverProblem['kind'], message: string): WaiverProblem => ({ kind, waiver, message });
  const invalid = validateWaiver(waiver, own);
  if (invalid.length > 0) return invalid.map(message => problem('invalid', `A waiver ${message}`));

  const name = nameOf(waiver);
  const problems: WaiverProblem[] = [];
  const left = daysLeft(waiver, today);
  const longest = rules.longestDays ?? LONGEST_DAYS;
  if (left < 0) problems.push(problem('expired', `${name} expired on ${waiver.expires}. Fix what it covers, or sign it again with a later 'expires'.`));
  if (left > longest) problems.push(problem('term', `${name} runs for ${left} days, until ${waiver.expires}; at most ${longest} are allowed. Write an earlier 'expires'.`));
  if (rules.allowed && !rules.allowed.includes(waiver.control)) {
    problems.push(problem('not-allowed', `${name} is not allowed here: the platform lets ${rules.allowed.length > 0 ? rules.allowed.join(', ') : 'nothing'} be waived. Fix what it covers, or ask the platform team.`));
  }
  if (rules.ticketPattern !== undefined && !new RegExp(rules.ticketPattern).test(waiver.ticket ?? '')) {
    problems.push(problem('ticket', `${name} ${waiver.ticket === undefined ? 'has no ticket' : `has the ticket '${waiver.ticket}'`}. Write in 'ticket' one that matches ${rules.ticketPattern}.`));
  }
  return problems;
}

/** The warning that is due on `today`, if one is. */
export function waiverWarning(waiver: Waiver, today: string): WaiverWarning | undefined {
  const left = daysLeft(waiver, today);
  const within = MARKS.find(mark => left <= mark);
  if (within === undefined || left < 0) return undefined;
  const when = left === 0 ? 'today' : left === 1 ? 'tomorrow' : `in ${left} days`;
  return { waiver, daysLeft: left, within, message: `${nameOf(waiver)} expires ${when}, on ${waiver.expires}.` };
}

/** Several constructs may waive one control: which of them is meant is said where it is known. */
function nameOf({ control, construct, owner }: Waiver): string {
  return `${construct === undefined ? 'The' : `${construct}: the`} waiver of '${control}' by ${owner}`;
}

function daysLeft(waiver: Waiver, today: string): number {
  const now = dayNumber(today);
  if (now === undefined) throw new Error(`today is '${today}', which is no date. Write it as YYYY-MM-DD.`);
  return dayNumber(waiver.expires)! - now;
}
