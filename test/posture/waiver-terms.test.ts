import { waiverProblems, WaiverRules, waiverWarning } from '../../src/posture/waiver-terms';
import { Waiver } from '../../src/posture/waivers';

const TODAY = '2026-12-01';
const waiver: Waiver = { control: 'replicas-minimum', reason: 'One writer.', owner: 'team-shop', expires: '2027-01-31', objects: [] };
const problemsOf = (change: Partial<Waiver>, rules: WaiverRules = {}) => (
  waiverProblems({ ...waiver, ...change }, rules, TODAY).map(({ kind, message }) => [kind, message]));

test.each([
  ['within its term', {}, {}], ['on its last day', { expires: TODAY }, {}], ['on the longest term', { expires: '2027-12-01' }, {}],
  ['of an allowed control', {}, { allowed: ['replicas-minimum'] }], ['with the ticket that is asked for', { ticket: 'SEC-1' }, { ticketPattern: '^SEC-\\d+$' }],
])('a waiver holds %s', (_, change, rules) => {
  expect(problemsOf(change, rules)).toEqual([]);
});

test.each([
  ['expired', { expires: '2026-11-30' }, {}, 'expired',
    "The waiver of 'replicas-minimum' by team-shop expired on 2026-11-30. Fix what it covers, or sign it again with a later 'expires'."],
  ['too long', { expires: '2027-12-02' }, {}, 'term',
    "The waiver of 'replicas-minimum' by team-shop runs for 366 days, until 2027-12-02; at most 365 are allowed. Write an earlier 'expires'."],
  ['too long for the platform', {}, { longestDays: 30 }, 'term',
    "The waiver of 'replicas-minimum' by team-shop runs for 61 days, until 2027-01-31; at most 30 are allowed. Write an earlier 'expires'."],
  ['of a control that may not be waived here', {}, { allowed: ['image-digest-pinned'] }, 'not-allowed',
    "The waiver of 'replicas-minimum' by team-shop is not allowed here: the platform lets image-digest-pinned be waived. Fix what it covers, or ask the platform team."],
  ['where nothing may be waived', {}, { allowed: [] }, 'not-allowed',
    "The waiver of 'replicas-minimum' by team-shop is not allowed here: the platform lets nothing be waived. Fix what it covers, or ask the platform team."],
  ['without a ticket', {}, { ticketPattern: '^SEC-' }, 'ticket', "The waiver of 'replicas-minimum' by team-shop has no ticket. Write in 'ticket' one that matches ^SEC-."],
  ['with another ticket', { ticket: 'X-1' }, { ticketPattern: '^SEC-' }, 'ticket',
    "The waiver of 'replicas-minimum' by team-shop has the ticket 'X-1'. Write in 'ticket' one that matches ^SEC-."],
  ['of an unknown control', { control: 'xyzzy' }, {}, 'invalid', "A waiver waives 'xyzzy', which is no control. docs/CONTROLS.md lists the ids."],
])('a waiver does not hold when it is %s', (_, change, rules, kind, message) => {
  expect(problemsOf(change, rules)).toEqual([[kind, message]]);
});

test.each([
  ['2027-01-01', undefined, ''], ['2026-12-31', 30, 'in 30 days, on 2026-12-31'], ['2026-12-16', 30, 'in 15 days, on 2026-12-16'], ['2026-12-15', 14, 'in 14 days, on 2026-12-15'],
  ['2026-12-08', 7, 'in 7 days, on 2026-12-08'], ['2026-12-02', 7, 'tomorrow, on 2026-12-02'], [TODAY, 7, `today, on ${TODAY}`], ['2026-11-30', undefined, ''],
])('a waiver until %s warns within %p days', (expires, within, when) => {
  const warning = waiverWarning({ ...waiver, expires }, TODAY);
  expect(warning && [warning.within, warning.message]).toEqual(within && [within, `The waiver of 'replicas-minimum' by team-shop expires ${when}.`]);
});

test('a today that is no date is an error', () => {
  expect(() => waiverProblems(waiver, {}, 'today')).toThrow("today is 'today', which is no date. Write it as YYYY-MM-DD.");
});

test('names the construct where it knows it: several may waive one control', () => {
  const there: Waiver = { ...waiver, construct: 'shop/redis', expires: '2026-11-30' };
  expect(waiverProblems(there, {}, TODAY).map(({ message }) => message)).toEqual([
    "shop/redis: the waiver of 'replicas-minimum' by team-shop expired on 2026-11-30. Fix what it covers, or sign it again with a later 'expires'.",
  ]);
  expect(waiverWarning({ ...there, expires: TODAY }, TODAY)?.message).toBe(`shop/redis: the waiver of 'replicas-minimum' by team-shop expires today, on ${TODAY}.`);
});
