import { Change, expectBrokenTwins, findingsAfter } from '../hardened-set';

const PDB = 'PodDisruptionBudget/cart';
const hpa = (spec: object): Change => ({ add: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', spec: { scaleTargetRef: { kind: 'Deployment', name: 'cart' }, ...spec } } });
const AFFINITY = 'pod/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0/podAffinityTerm/labelSelector/matchLabels';
const statefulSet: Change[] = [{ at: '/kind', to: 'StatefulSet' }];

describe('the loss of a pod or a node is noticed', () => {
  expectBrokenTwins([
    ['replicas-minimum', 'one replica', { at: '/spec/replicas', to: 1 }, 'spec.replicas is 1'],
    ['replicas-minimum', 'one replica, by default', { at: '/spec/replicas' }, 'spec.replicas is not set, which is 1'],
    ['replicas-minimum', 'one replica, when it is quiet', [{ at: '/spec/replicas' }, hpa({ minReplicas: 1 })], 'spec.minReplicas is 1 in HorizontalPodAutoscaler shop/extra'],
    ['rolling-update', 'all pods at once', { at: '/spec/strategy', to: { type: 'Recreate' } }, "spec.strategy.type is 'Recreate'"],
    ['pod-anti-affinity', 'all on one node', { at: 'pod/affinity' }, 'spec.template.spec.affinity.podAntiAffinity is not set'],
    ['pod-anti-affinity', 'all on one node, since the term means others', { at: AFFINITY, to: { app: 'other' } }, "no term of podAntiAffinity selects the template's own labels"],
    ['topology-spread-present', 'all in one zone', { at: 'pod/topologySpreadConstraints' }, 'spec.template.spec.topologySpreadConstraints is not set'],
    ['pdb-deployment', 'a drain takes all', { remove: PDB }, 'no PodDisruptionBudget selects its 3 replicas'],
    ['pdb-has-rule', 'the budget says nothing', { in: PDB, at: '/spec/maxUnavailable' }, 'neither spec.minAvailable nor spec.maxUnavailable is set'],
    ['pdb-max-unavailable-zero', 'the budget lets nothing go', { in: PDB, at: '/spec/maxUnavailable', to: 0 }, 'spec.maxUnavailable is 0'],
    ['pdb-max-unavailable-zero', 'the budget lets no share go', { in: PDB, at: '/spec/maxUnavailable', to: '0%' }, "spec.maxUnavailable is '0%'"],
    ['pdb-min-available-blocks', 'the budget keeps as many as there are', { in: PDB, at: '/spec/minAvailable', to: 3 }, 'spec.minAvailable is 3, and Deployment shop/cart has 3'],
    ['pdb-min-available-blocks', 'the budget keeps all', { in: PDB, at: '/spec/minAvailable', to: '100%' }, "spec.minAvailable is '100%'"],
    ['pdb-unhealthy-eviction-policy', 'a broken pod holds up the drain', { in: PDB, at: '/spec/unhealthyPodEvictionPolicy' }, 'spec.unhealthyPodEvictionPolicy is not set'],
    ['pdb-dangling', 'the budget is for others', { in: PDB, at: '/spec/selector/matchLabels', to: { app: 'x' } }, 'spec.selector matches no pod template of the namespace'],
    ['hpa-target-exists', 'the autoscaler is for others', hpa({ scaleTargetRef: { kind: 'Deployment', name: 'x' } }),
      "spec.scaleTargetRef names Deployment 'x', which is not in the namespace"],
    ['hpa-target-replicas-unset', 'each sync undoes the autoscaler', hpa({ minReplicas: 2 }), 'spec.replicas is 3, and HorizontalPodAutoscaler shop/extra scales it'],
  ]);

  test('a StatefulSet needs a budget too', () => {
    expect(findingsAfter('pdb-statefulset', [...statefulSet, { remove: PDB }])).toMatchObject([{ message: 'no PodDisruptionBudget selects its 3 replicas' }]);
    expect(findingsAfter('pdb-statefulset', statefulSet)).toEqual([]);
  });

  test.each([
    ['an autoscaler that keeps two', 'replicas-minimum', [{ at: '/spec/replicas' }, hpa({ minReplicas: 2 })]],
    ['a scaler of another kind that keeps two', 'replicas-minimum',
      [{ at: '/spec/replicas' }, { add: { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', spec: { minReplicaCount: 2, scaleTargetRef: { name: 'cart' } } } }]],
    ['a single replica without a budget', 'pdb-deployment', [{ at: '/spec/replicas', to: 1 }, { remove: PDB }]],
    ['a single replica anywhere', 'pod-anti-affinity', [{ at: '/spec/replicas', to: 1 }, { at: 'pod/affinity' }]],
  ] as [string, string, Change[]][])('%s is fine', (_, control, change) => {
    expect(findingsAfter(control, change)).toEqual([]);
  });

  test('a scaler that goes down to nothing is one replica too few', () => {
    const keda = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', spec: { scaleTargetRef: { name: 'cart' } } };
    expect(findingsAfter('replicas-minimum', [{ at: '/spec/replicas' }, { add: keda }])).toMatchObject([{ message: 'spec.minReplicaCount is 0 in ScaledObject shop/extra' }]);
  });
});
