import { ApiObject, Chart } from 'cdk8s';
import { HardenedApp, Waivers } from '../../src';
import { resolveProfile } from '../../src/controls/profiles';
import { DEFAULT_SETTINGS } from '../../src/controls/settings';
import { declaredExclusions } from '../../src/guardrails/waived';

const PROFILE = resolveProfile('hardened', DEFAULT_SETTINGS);
const WAIVER = { reason: 'x', owner: 'team-shop', expires: '2027-06-30' };

function shop(): { app: HardenedApp; chart: Chart } {
  const app = new HardenedApp({ quiet: true });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new ApiObject(chart, 'deployment', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'agent' } });
  new ApiObject(chart, 'service', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'agent' } });
  new ApiObject(chart, 'role', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'agent' } });
  return { app, chart };
}

it('a waiver is for what its control judges, of the objects below its construct', () => {
  const { app, chart } = shop();
  Waivers.add(chart, 'host-network', { ...WAIVER, container: 'agent' });
  new ApiObject(new Chart(app, 'other', { namespace: 'other' }), 'deployment', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'other' } });
  expect(declaredExclusions(app, PROFILE)).toEqual([{
    control: 'host-network', ...WAIVER, container: 'agent', construct: 'shop', objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'agent' }],
  }]);
});

it('what has no namespace has none in the exclusion', () => {
  const { app, chart } = shop();
  Waivers.add(chart, 'rbac-wildcard-verb', WAIVER);
  expect(declaredExclusions(app, PROFILE).map(({ objects }) => objects)).toEqual([[{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'agent' }]]);
});

it('what the profile does not ask for is no exclusion', () => {
  const { app, chart } = shop();
  Waivers.add(chart, 'host-network', WAIVER);
  expect(declaredExclusions(app, { ...PROFILE, controls: [] })).toEqual([]);
});
