import * as fc from 'fast-check';
import { control } from '../../src/controls';
import { OwnControlProps, ownControlProblems, ownControls } from '../../src/controls/own-control';

const GOOD = { id: 'acme/cost-centre', title: 'Named', why: 'W.', fix: 'F.', severity: 'low', subject: 'object', cel: 'has(object.metadata.labels)' };
const SET = { ...GOOD, subject: 'set', cel: undefined, check: () => [] };
const problemsOf = (change: object, base: object = GOOD) => ownControlProblems({ ...base, ...change }).map(({ path, says }) => `${path.join('.')}: ${says}`);

test('a control of one\'s own is complete: it can be waived, and no rule book knows it', () => {
  expect(control(GOOD as OwnControlProps)).toEqual({ ...GOOD, waivable: true, standards: {}, alsoKnownAs: {} });
  expect(control({ ...GOOD, waivable: false, standards: { containerRisk: ['C3'] } } as OwnControlProps)).toMatchObject({ waivable: false, standards: { containerRisk: ['C3'] } });
});

it.each([
  ['everything optional', { kinds: ['apps/Deployment', 'Service', 'acme.example/Widget'], unless: "object.kind == 'Job'", at: 'metadata.labels', since: 2, waivable: false, standards: { cis: ['5.2.7'], own: 'x' }, alsoKnownAs: { trivy: ['KSV-1'] }, seen: () => 'x', when: () => true }],
  ['the variables of a container', { subject: 'container', cel: "container.name == pod.metadata.name && containerType == 'containers' && object.kind != settings.ownerLabel" }],
  ['a macro with a variable of its own', { cel: 'object.spec.list.all(x, x.a > 0 && type(x.b) == string)' }],
  ['a check of the set', SET],
])('takes %s', (_, change) => expect(problemsOf(change)).toEqual([]));

it.each([
  ['an id without a prefix', { id: 'Cost Centre' }, "id: 'Cost Centre' has no prefix, and could be the id of a control of this package. Write one of your own: 'acme/cost-centre'."],
  ['an id in capitals', { id: 'acme/Cost' }, "id: 'acme/Cost' is no id. Write small letters, digits and hyphens on both sides of one '/': 'acme/cost-centre'."],
  ['no id', { id: undefined }, "id: id must be a text, and is missing. Write a prefix of your own and a name: 'acme/cost-centre'."],
  ['an empty title', { title: ' ' }, 'title: title must be a text. Say what holds where the control passes.'],
  ['a misspelt severity', { severity: 'hihg' }, 'severity: severity is "hihg". Write one of critical, high, medium, low.'],
  ['no subject', { subject: undefined }, 'subject: subject is missing. Write one of container, pod, object, set.'],
  ['a misspelt field', { unles: 'true' }, "unles: unles is no field of a control. Did you mean 'unless'?"],
  ['a field like none', { xyzzy: 1 }, 'xyzzy: xyzzy is no field of a control. Write some of id, title,'],
  ['kinds of pods', { subject: 'pod', kinds: ['Pod'] }, "kinds: kinds is for the subjects object and set: 'pod' is judged in every kind that has pods. Write the kinds that it leaves out into unless"],
  ['kinds that are no list', { kinds: 'Service' }, "kinds: kinds must be a list of kinds with their groups: ['apps/Deployment', 'Service']."],
  ['a kind with a version', { kinds: ['apps/v1/Deployment'] }, 'kinds.0: kinds: "apps/v1/Deployment" is no kind. Write its group, without a version, and its name'],
  ['a kind without its group', { kinds: ['Service', 'Deployment'] }, "kinds.1: kinds: 'Deployment' is a kind of another group. Write 'apps/Deployment'."],
  ['no expression', { cel: undefined }, 'cel: cel is missing. Write an expression that is true where the subject passes.'],
  ['an expression that is no text', { cel: true }, 'cel: cel must be a text: a CEL expression.'],
  ['an expression that is no CEL', { cel: 'object.a =' }, 'cel: cel is no CEL: Unexpected character: ='],
  ['an exemption that is no CEL', { unless: 'object.' }, 'unless: unless is no CEL: '],
  ['a variable that is none', { cel: 'objekt.a' }, "cel: cel reads 'objekt', which 'object' controls do not have. There are object, settings."],
  ['a variable of other subjects', { subject: 'pod', cel: 'container.a' }, "cel: cel reads 'container', which 'pod' controls do not have. There are object, pod, settings."],
  ['a function that 1.28 lacks', { cel: "object.a.lowerAscii() == 'a'" }, "cel: cel calls 'lowerAscii', which not every Kubernetes has. Write with has, all,"],
  ['a setting that is none', { cel: 'settings.registry == object.a' }, "cel: cel reads 'settings.registry', which is no setting. Did you mean 'settings.registries'?"],
  ['a setting like none', { cel: 'settings.xyzzy == object.a' }, "cel: cel reads 'settings.xyzzy', which is no setting. There are kubernetesVersion,"],
  ['a check beside an expression', { check: () => [] }, "check: check is for the subject set. Write cel for 'object'."],
  ['a function that is none', { seen: 'x' }, 'seen: seen must be a function, for which the control has to stand in a JavaScript file.'],
  ['a path with an empty step', { at: 'a..b' }, "at: at must be a path of fields with dots: 'securityContext.privileged'."],
  ['a generation that is none', { since: 0 }, 'since: since must be a generation of the catalogue: 1, 2, …'],
  ['neither true nor false', { waivable: 'no' }, 'waivable: waivable must be true or false.'],
  ['standards that are no lists', { standards: ['cis'] }, "standards: standards must be lists of texts by name: { cis: ['5.2.7'] }."],
])('refuses %s', (_, change, message) => expect(problemsOf(change)).toEqual([expect.stringContaining(message)]));

it.each([
  ['no check', { check: undefined }, 'check: a control of the whole set needs check, a function'],
  ['an expression', { cel: 'true' }, 'cel: cel is not for the subject set: its check says all.'],
])('refuses a control of the set with %s', (_, change, message) => expect(problemsOf(change, SET)).toEqual([expect.stringContaining(message)]));

test('what is no control is said to be none', () => {
  expect(ownControlProblems(['x'])).toEqual([{ path: [], says: 'must be a control: { id, title, why, fix, severity, subject, cel }' }]);
});

test('whatever is given, it says what is wrong and never throws', () => {
  fc.assert(fc.property(fc.oneof(fc.anything(), fc.record({ id: fc.anything(), subject: fc.constantFrom('set', 'pod', 'object'), cel: fc.anything(), kinds: fc.anything(), standards: fc.anything() })),
    value => { expect(ownControlProblems(value).length).toBeGreaterThan(0); }));
});

test('an error names the control and all that is wrong', () => {
  expect(() => control({ ...GOOD, severity: 'x', cel: 'y' } as unknown as OwnControlProps)).toThrow(
    "control 'acme/cost-centre': severity is \"x\". Write one of critical, high, medium, low.\ncontrol 'acme/cost-centre': cel reads 'y', which");
});

test('no two controls share an id', () => {
  expect(() => ownControls([GOOD, { ...GOOD, title: 'Another' }] as OwnControlProps[])).toThrow("control 'acme/cost-centre': another control has this id. Give each its own.");
});
