import { checkSchedule, checkTimeZone } from '../../src/workloads/schedule';

it.each(['* * * * *', '30 2 * * *', '*/15 0-6 1,15 * mon-fri', '0 0 ? JAN sun', '5/10 * * * *', '0  4 * * 6', '@daily', '@hourly', '0 0 1-31/2 1-12 0'])('takes %s', schedule => {
  expect(checkSchedule('shop/backup', schedule)).toBe(schedule);
});

const HINT = "Write five fields, such as '30 2 * * *', or one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly.";
it.each<[string, string]>([
  ['', 'has 1 fields, not five'],
  ['* * * *', 'has 4 fields, not five'],
  ['0 * * * * *', 'has 6 fields, not five'],
  ['60 * * * *', "has '60' as minute"],
  ['* 24 * * *', "has '24' as hour"],
  ['* * 0 * *', "has '0' as day of the month"],
  ['* * * 13 *', "has '13' as month"],
  ['* * * * 7', "has '7' as day of the week"],
  ['* * * * mond', "has 'mond' as day of the week"],
  ['5-1 * * * *', "has '5-1' as minute"],
  ['*/0 * * * *', "has '*/0' as minute"],
  ['1,,2 * * * *', "has '' as minute"],
  ['-1 * * * *', "has '-1' as minute"],
  ['@every 1h', 'is no schedule that can be foreseen'],
  ['@never', 'is no schedule that can be foreseen'],
  ['CRON_TZ=Europe/Berlin 0 4 * * *', 'names a time zone, which Kubernetes refuses; say it in timeZone'],
])("refuses '%s'", (schedule, problem) => {
  expect(() => checkSchedule('shop/backup', schedule)).toThrow(new Error(`shop/backup: schedule '${schedule}' ${problem}. ${HINT}`));
});

it('refuses what is no text', () => {
  expect(() => checkSchedule('shop/backup', undefined as unknown as string)).toThrow(new Error(`shop/backup: schedule 'undefined' is no text. ${HINT}`));
});

it.each(['Etc/UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'])('takes the time zone %s', timeZone => {
  expect(checkTimeZone('shop/backup', timeZone)).toBe(timeZone);
});

it.each(['Local', 'Europe/Atlantis', '', '+02:00'])("refuses the time zone '%s'", timeZone => {
  expect(() => checkTimeZone('shop/backup', timeZone))
    .toThrow(new Error(`shop/backup: timeZone '${timeZone}' is no time zone. Write its IANA name, such as 'Etc/UTC' or 'Europe/Berlin'.`));
});
