import { pod, reach } from './harness';

test.each([
  ['projectcalico.org/v3', 'NetworkPolicy'], ['crd.projectcalico.org/v1', 'GlobalNetworkPolicy'], ['crd.projectcalico.org/v1', 'NetworkPolicy'], ['policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy'],
  ['crd.antrea.io/v1beta1', 'ClusterNetworkPolicy'], ['networking.gke.io/v1alpha1', 'FQDNNetworkPolicy'], ['k8s.ovn.org/v1', 'EgressFirewall'],
])('a policy of %s %s is a problem, and never silence', (apiVersion, kind) => {
  const { problems } = reach([pod('shop/web', {}), `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: x }, spec: {} }`]);
  expect(problems).toEqual([expect.objectContaining({ says: 'is of an API that is not read here: every answer is as if it were not there' })]);
});
