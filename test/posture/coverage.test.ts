import { control } from '../../src/controls';
import { CONTAINER_RISK_BLIND_SPOTS } from '../../src/controls/container-risk-blind-spots';
import { CONTAINER_RISK_NAMES } from '../../src/controls/standards';
import { check, CheckOptions } from '../../src/posture/check';
import { changedSet, hardenedSet, judged } from '../controls/hardened-set';

const coverageOf = (objects = hardenedSet(), options: CheckOptions = {}) => check(judged(objects), { today: '2026-12-01', ...options }).coverage;
const riskOf = (risk: string, ...args: Parameters<typeof coverageOf>) => coverageOf(...args).find(each => each.risk === risk)!;
const NONE = { critical: 0, high: 0, medium: 0, low: 0 };

test('every risk has controls that are judged, and a sentence about what they cannot see', () => {
  const coverage = coverageOf();
  expect(coverage.map(({ risk, name }) => [risk, name])).toEqual(Object.entries(CONTAINER_RISK_NAMES));
  expect(coverage.filter(({ controls, applied }) => controls === 0 || applied === 0 || applied > controls)).toEqual([]);
  expect(Object.keys(CONTAINER_RISK_BLIND_SPOTS)).toEqual(Object.keys(CONTAINER_RISK_NAMES));
  expect(coverage.map(({ unseen }) => unseen)).toEqual(Object.values(CONTAINER_RISK_BLIND_SPOTS));
});

test('a control of what is not there is judged, and does not apply', () => {
  const judges: CheckOptions['judges'] = ({ id }) => id === 'privileged-container' || id === 'persistent-volume-hostpath';
  expect(riskOf('C3', hardenedSet(), { judges })).toMatchObject({ controls: 2, applied: 1, findings: NONE });
  expect(riskOf('C10', hardenedSet(), { judges })).toMatchObject({ controls: 0, applied: 0 });
});

test('findings stand under each risk that their control lowers, and those that are waived apart', () => {
  const objects = changedSet({ at: 'container/securityContext/readOnlyRootFilesystem', to: false });
  expect([riskOf('C3', objects), riskOf('C8', objects)]).toMatchObject([{ findings: { ...NONE, medium: 1 }, waived: 0 }, { findings: { ...NONE, medium: 1 }, waived: 0 }]);
  const waivers = [{ control: 'read-only-root-filesystem', reason: 'r', owner: 'o', expires: '2027-01-01', objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' }] }];
  expect(riskOf('C3', objects, { waivers })).toMatchObject({ findings: NONE, waived: 1 });
});

test('own controls count under the risk that they name', () => {
  const own = control({ id: 'acme/x', title: 't', why: 'w', fix: 'f', severity: 'high', subject: 'object', kinds: ['Service'], cel: 'object.kind == "x"', standards: { containerRisk: ['C7'] } });
  expect(riskOf('C7', hardenedSet(), { controls: [own] }).findings).toEqual({ ...NONE, high: 1 });
});
