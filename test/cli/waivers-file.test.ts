import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TODAY, SINGLE } from './harness';
import { describeProblem } from '../../src/cli/problem';
import { readWaivers, waiverFileProblems } from '../../src/cli/waivers-file';
import { check } from '../../src/posture/check';
import { temporaryFolder } from '../app/fixtures';
import { changedSet, judged } from '../controls/hardened-set';

const OBJECTS = changedSet(SINGLE);
const CART = 'object: { kind: Deployment, namespace: shop, name: cart }';
const TERMS = "reason: One writer., owner: team-shop, expires: '2027-01-31'";
const read = (text: string) => {
  const file = join(temporaryFolder(), 'waivers.yaml');
  writeFileSync(file, text);
  return readWaivers(file, OBJECTS);
};
const judge = (text: string, isJudged = (_: string) => true) => {
  const file = read(text);
  const report = check(judged(OBJECTS), { waivers: file.waivers, today: TODAY });
  return { report, problems: [...file.problems, ...waiverFileProblems(file, report, isJudged)].map(each => describeProblem({ ...each, file: '' })) };
};

test('a waiver of the file signs for its object', () => {
  const { report, problems } = judge(`- { control: replicas-minimum, ${CART}, ${TERMS}, ticket: SEC-1 }\n`);
  expect([report.findings, report.waived.map(({ ticket }) => ticket), problems]).toEqual([[], ['SEC-1'], []]);
});

test('a waiver of a container signs for no other', () => {
  const [waiver] = read(`- { control: host-port, object: { kind: Deployment, namespace: shop, name: cart, container: web }, ${TERMS} }\n`).waivers;
  expect(waiver).toEqual({ control: 'host-port', reason: 'One writer.', owner: 'team-shop', expires: '2027-01-31', container: 'web', objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' }] });
});

test.each(['', '[]', '# none\n'])('a file of no waivers is fine: %j', text => expect(judge(text).problems).toEqual([]));

test.each([
  ['that has expired', `# signed\n- { control: replicas-minimum, ${CART}, ${TERMS.replace('2027', '2026')} }`, ":2:3: The waiver of 'replicas-minimum' by team-shop expired on 2026-01-31. Fix what it covers, or sign it again with a later 'expires'."],
  ['of an unknown control', `- { control: replica-minimum, ${CART}, ${TERMS} }`, ":1:3: A waiver waives 'replica-minimum', which is no control. Did you mean 'replicas-minimum'?"],
  ['of what is not found', `- { control: host-port, ${CART}, ${TERMS} }`, ":1:3: the waiver of 'host-port' by team-shop covers nothing: the object draws no such finding. Remove it"],
  ['of an object that is not there', `- { control: replicas-minimum, object: { kind: Deployment, name: cart }, ${TERMS} }`,
    ":1:3: the waiver of 'replicas-minimum' by team-shop covers nothing: no such object was read. Correct its kind, namespace and name, or remove it"],
  ['with an unknown field', `- { control: replicas-minimum, ${CART}, ${TERMS}, expire: x }`, ":1:153: [0].expire is no field. Did you mean 'expires'?"],
  ['without an object', `- { control: replicas-minimum, ${TERMS} }`, ':1:3: [0].object must say which object: { kind: Deployment, namespace: shop, name: cart }'],
  ['of an object without a name', `- { control: replicas-minimum, object: { kind: Deployment }, ${TERMS} }`, ':1:32: [0].object.name must be a text, and is missing'],
  ['without a reason', `- { control: replicas-minimum, ${CART}, ${TERMS.replace('reason: One writer., ', '')} }`, ':1:3: [0].reason must be a text, and is missing'],
  ['whose name is a number', `- { control: replicas-minimum, object: { kind: Deployment, name: 1 }, ${TERMS} }`, ':1:60: [0].object.name must be a text'],
])('a waiver %s is named with its line', (_, text, problem) => expect(judge(text).problems).toEqual([problem]));

test('an entry that is no waiver is refused', () => expect(judge('- replicas-minimum').problems).toEqual([expect.stringMatching(/^:1:3: must be a waiver, such as - \{ control: /)]));

test('a file that is no list is refused', () => expect(judge('control: x').problems).toEqual([expect.stringMatching(/^:1:1: must be a list of waivers, such as - \{ control: /)]));

test('a waiver of a control that was not judged is not unused', () => expect(judge(`- { control: host-port, ${CART}, ${TERMS} }`, () => false).problems).toEqual([]));

test('a waiver that is broken is said to be so once', () => expect(judge(`- { control: host-port, ${CART}, ${TERMS.replace('2027', '2026')} }`).problems).toHaveLength(1));
