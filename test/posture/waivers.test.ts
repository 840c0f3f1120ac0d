import { dayNumber, validateWaiver } from '../../src/posture/waivers';

const waiver = { control: 'replicas-minimum', reason: 'One writer.', owner: 'team-shop', expires: '2027-01-31' };

test('a whole waiver is fine', () => {
  expect(validateWaiver(waiver)).toEqual([]);
});

test.each([
  ['an unknown control', { control: 'replica-minimum' }, "waives 'replica-minimum', which is no control. Did you mean 'replicas-minimum'"],
  ['a control that is like no other', { control: 'xyzzy' }, "waives 'xyzzy', which is no control. docs/CONTROLS.md lists the ids."],
  ['a control that no signature makes work', { control: 'duplicate-object' }, "waives 'duplicate-object', which cannot be waived. Rename one of them, or remove it."],
  ['no reason', { reason: ' ' }, "waives 'replicas-minimum' without a reason. Say in 'reason' why the weaker setting is needed."],
  ['no owner', { owner: '' }, "waives 'replicas-minimum' without an owner. Name in 'owner' the team that answers for it."],
  ['no date', { expires: 'never' }, "waives 'replicas-minimum' until 'never', which is no date. Write 'expires' as YYYY-MM-DD, for instance '2027-01-31'."],
])('%s is one problem', (_, change, message) => {
  const problems = validateWaiver({ ...waiver, ...change });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});

test.each([['1970-01-01', 0], ['1970-02-01', 31], ['2028-02-29', 21243]])('%s is a day', (day, number) => {
  expect(dayNumber(day)).toBe(number);
});

test.each(['2027-02-29', '2027-13-01', '2027-1-1', '2027-01-01T00:00:00Z', '27-01-01', '', '0000-00-00'])("'%s' is no day", day => {
  expect(dayNumber(day)).toBeUndefined();
});
