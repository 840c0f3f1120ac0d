import { removedVersion } from '../../src/controls/removed-versions';

test.each([
  ['extensions/v1beta1', 'Deployment', { since: 16, instead: 'apps/v1' }], ['extensions/v1beta1', 'Ingress', { since: 22, instead: 'networking.k8s.io/v1' }],
  ['policy/v1beta1', 'PodDisruptionBudget', { since: 25, instead: 'policy/v1' }], ['extensions/v1beta1', 'PodSecurityPolicy', { since: 16 }],
  ['apps/v1', 'Deployment', undefined], ['shop.example/v1beta1', 'Deployment', undefined], ['constructor', 'constructor', undefined],
])('%s of %s', (apiVersion, kind, expected) => {
  expect(removedVersion(apiVersion, kind)).toEqual(expected);
});
