import { knownControl, selectionOf } from '../../src/cli/selection';
import { CONTROLS, controlById } from '../../src/controls/catalogue';

const restricted = CONTROLS.filter(({ id }) => ['host-port', 'host-pid', 'manifest-shape'].includes(id));
const select = (only: string[], skips: string[]) => selectionOf('restricted', restricted, only, skips);
const judged = (only: string[], skips: string[]) => restricted.filter(select(only, skips).judges).map(({ id }) => id).sort();

it.each([
  ['all, where nothing is asked', [], [], ['host-pid', 'host-port', 'manifest-shape']],
  ['those asked for, and the one without which no other can be believed', ['host-pid'], [], ['host-pid', 'manifest-shape']],
  ['all but those skipped', [], ['host-pid=none here'], ['host-port', 'manifest-shape']],
])('judges %s', (_, only, skips, ids) => expect(judged(only, skips)).toEqual(ids));

test('the reason is kept, equals signs and all', () => expect(select([], ['host-pid= a=b ']).skipped).toEqual([{ control: 'host-pid', reason: 'a=b' }]));

it.each([
  ['a misspelt id', ['host-prt'], [], "--only host-prt: there is no such control. Did you mean 'host-port'"],
  ['an id like no other', ['zzzzzzzzzzzz'], [], "--only zzzzzzzzzzzz: there is no such control. List them with 'cdk8s-hardened controls'."],
  ['one that the profile lacks', ['readiness-probe'], [], "--only readiness-probe: the profile 'restricted' does not have this control. Leave it out, or choose another profile."],
  ['no reason', [], ['host-pid'], "--skip host-pid: a reason is needed, which the report will show. Write --skip 'host-pid=what makes it needless here'."],
  ['a blank reason', [], ['host-pid= '], '--skip host-pid: a reason is needed'],
  ['the control without which no other can be believed', [], ['manifest-shape=x'], '--skip manifest-shape: without this control the others cannot be believed.'],
])('refuses %s', (_, only, skips, message) => expect(() => select(only, skips)).toThrow(message));

test('knownControl gives the control', () => expect(knownControl('host-port', '--explain')).toBe(controlById('host-port')));
