import { applyOrder } from '../../src/gitops/order';

const object = (apiVersion: string, kind: string, name = 'a') => ({ apiVersion, kind, metadata: { name, namespace: 'shop' } });

it('what others need comes first, rules before what they guard, workloads last', () => {
  const kinds: [string, string][] = [
    ['apps/v1', 'Deployment'], ['policy/v1', 'PodDisruptionBudget'], ['v1', 'Service'], ['networking.k8s.io/v1', 'NetworkPolicy'], ['v1', 'ConfigMap'],
    ['v1', 'ServiceAccount'], ['v1', 'ResourceQuota'], ['rbac.authorization.k8s.io/v1', 'RoleBinding'], ['v1', 'Namespace'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'], ['batch/v1', 'Job'],
  ];
  const sorted = applyOrder(kinds.map(([apiVersion, kind]) => object(apiVersion, kind))).map(({ kind }) => kind);
  expect(sorted).toEqual([
    'Namespace', 'CustomResourceDefinition', 'ResourceQuota', 'ServiceAccount', 'RoleBinding', 'NetworkPolicy', 'ConfigMap', 'Service',
    'PodDisruptionBudget', 'Deployment', 'Job',
  ]);
});

it('the order does not depend on the order of the input', () => {
  const objects = [object('v1', 'Service', 'b'), object('v1', 'Service', 'a'), object('apps/v1', 'Deployment', 'c')];
  expect(applyOrder([...objects].reverse())).toEqual(applyOrder(objects));
  expect(applyOrder(objects).map(({ metadata }) => metadata?.name)).toEqual(['a', 'b', 'c']);
});
