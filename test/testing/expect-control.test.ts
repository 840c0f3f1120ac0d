import { control, OwnControlProps } from '../../src/controls';
import { ControlCases, expectControl } from '../../src/testing';

const service = (spec: object, labels: Record<string, string> = {}) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'x', labels }, spec });
const own = (change: Partial<OwnControlProps> = {}) => control({
  id: 'acme/no-node-port', title: 'No NodePort', why: 'W.', fix: 'F.', severity: 'low', subject: 'object', kinds: ['Service'], cel: "!has(object.spec.type) || object.spec.type != 'NodePort'", at: 'spec.type', ...change,
});
const CASES: ControlCases = { compliant: [service({}), [service({ type: 'ClusterIP' })]], violating: [service({ type: 'NodePort' })] };

test('a control that tells them apart', () => expectControl(own(), CASES));

test('a control of the set', () => {
  const twice = own({ subject: 'set', kinds: undefined, cel: undefined, at: undefined, check: set => set.ofKind('Service').slice(1).map(member => ({ member, says: 'another' })) });
  expectControl(twice, { compliant: [service({})], violating: [[service({}), service({})]] });
});

test('settings decide', () => {
  const labelled = own({ cel: 'settings.ownerLabel in object.metadata.labels' });
  expectControl(labelled, { compliant: [service({}, { team: 'a' })], violating: [service({})], settings: { ownerLabel: 'team' } });
});

it.each([
  ['no violating case', own(), { ...CASES, violating: [] }, 'at least one compliant and one violating manifest are needed.'],
  ['a compliant case with a finding', own(), { ...CASES, compliant: [service({ type: 'NodePort' })] }, "compliant[0] draws a finding: spec.type is 'NodePort'"],
  ['a compliant case of another kind', own(), { ...CASES, compliant: [{ ...service({}), kind: 'Pod' }] }, 'compliant[0] has nothing that the control judges, and proves nothing.'],
  ['a violating case without a finding', own(), { ...CASES, violating: [service({ type: 'NodePort' }), service({})] }, 'violating[1] draws no finding.'],
  ['a violating case that cannot be evaluated', own({ cel: 'object.spec.type > 1 || !has(object.spec.type)' }), { compliant: [service({})], violating: [service({ type: 'x' })] }, 'violating[0] cannot be evaluated, which is no finding: could not evaluate'],
  ['something else', own(), { ...CASES, violating: [{} as never] }, "violating[0] is no Kubernetes object: it needs 'apiVersion' and 'kind'."],
])('%s is found', (_, judged, cases, message) => {
  expect(() => expectControl(judged, cases)).toThrow(`control 'acme/no-node-port': ${message}`);
});
