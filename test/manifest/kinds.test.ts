import { groupKind, isBuiltInGroup, isClusterScoped, POD_TEMPLATE_PATHS } from '../../src/manifest/kinds';

it.each([['v1', 'Pod', 'Pod'], ['apps/v1', 'Deployment', 'apps/Deployment'], ['networking.k8s.io/v1', 'NetworkPolicy', 'networking.k8s.io/NetworkPolicy']])('%s %s is %s', (apiVersion, kind, key) => {
  expect(groupKind(apiVersion, kind)).toBe(key);
});

it.each([
  ['v1', 'Namespace', true], ['v1', 'Pod', false], ['rbac.authorization.k8s.io/v1', 'ClusterRole', true], ['rbac.authorization.k8s.io/v1', 'Role', false],
  ['storage.k8s.io/v1', 'StorageClass', true], ['storage.k8s.io/v1', 'CSIStorageCapacity', false], ['external-secrets.io/v1', 'ClusterSecretStore', true],
  ['external-secrets.io/v1', 'SecretStore', false], ['constraints.gatekeeper.sh/v1beta1', 'K8sRequiredLabels', true], ['x.example/v1', 'Namespace', false],
  ['kyverno.io/v1', 'ClusterPolicy', true], ['kyverno.io/v1', 'Policy', false], ['x.example/v1', 'constructor', false],
])('%s %s is cluster-scoped: %s', (apiVersion, kind, scoped) => {
  expect(isClusterScoped(apiVersion, kind)).toBe(scoped);
});

it.each([
  ['v1', true], ['apps/v1', true], ['batch/v1', true], ['networking.k8s.io/v1', true], ['rbac.authorization.k8s.io/v1', true],
  ['networking.istio.io/v1', false], ['external-secrets.io/v1', false], ['gateway.networking.k8s.io/v1', false], ['policy.networking.k8s.io/v1alpha2', false],
])('the group of %s is built in: %s', (apiVersion, builtIn) => {
  expect(isBuiltInGroup(apiVersion)).toBe(builtIn);
});

it('nine kinds carry a pod template', () => {
  expect(Object.keys(POD_TEMPLATE_PATHS)).toHaveLength(9);
});
