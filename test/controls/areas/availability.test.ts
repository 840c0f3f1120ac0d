import { Change, expectBrokenTwins, expectFine, findingsAfter } from '../hardened-set';

const hpa = (spec: object): Change => ({ add: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', spec: { scaleTargetRef: { kind: 'Deployment', name: 'cart' }, ...spec } } });
const AFFINITY = 'pod/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0/podAffinityTerm/labelSelector/matchLabels';

describe('the loss of a pod or a node is noticed', () => {
  expectBrokenTwins([
    ['replicas-minimum', 'one replica', { at: '/spec/replicas', to: 1 }, 'spec.replicas is 1'],
    ['replicas-minimum', 'one replica, by default', { at: '/spec/replicas' }, 'spec.replicas is not set, which is 1'],
    ['rolling-update', 'all pods at once', { at: '/spec/strategy', to: { type: 'Recreate' } }, "spec.strategy.type is 'Recreate'"],
    ['pod-anti-affinity', 'all on one node', { at: 'pod/affinity' }, 'spec.template.spec.affinity.podAntiAffinity is not set'],
    ['pod-anti-affinity', 'all on one node, since the term means others', { at: AFFINITY, to: { app: 'other' } }, "no term of podAntiAffinity selects the template's own labels"],
    ['topology-spread-present', 'all in one zone', { at: 'pod/topologySpreadConstraints' }, 'spec.template.spec.topologySpreadConstraints is not set'],
  ]);

  const required = (labelSelector: object) => (
    { at: 'pod/affinity/podAntiAffinity', to: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector }] } });
  expectFine([
    ['pod-anti-affinity', 'a term that must hold', required({ matchLabels: { 'app.kubernetes.io/name': 'cart' } })],
    ['pod-anti-affinity', 'an expression, which is not evaluated', required({ matchExpressions: [{ key: 'app', operator: 'Exists' }] })],
  ]);

  test.each([
    ['what an autoscaler decides, which is judged there', 'replicas-minimum', [{ at: '/spec/replicas' }, hpa({ minReplicas: 1 })]],
    ['one replica, since nothing else is said', 'topology-spread-present', [{ at: '/spec/replicas' }, { at: 'pod/topologySpreadConstraints' }]],
    ['a scaler of another kind that keeps two', 'replicas-minimum',
      [{ at: '/spec/replicas' }, { add: { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', spec: { minReplicaCount: 2, scaleTargetRef: { name: 'cart' } } } }]],
    ['one that must run alone', 'rolling-update', [{ at: '/spec/replicas', to: 1 }, { at: '/spec/strategy', to: { type: 'Recreate' } }]],
    ['a single replica anywhere', 'pod-anti-affinity', [{ at: '/spec/replicas', to: 1 }, { at: 'pod/affinity' }]],
  ] as [string, string, Change[]][])('%s is fine', (_, control, change) => {
    expect(findingsAfter(control, change)).toEqual([]);
  });

  test('a scaler that goes down to nothing is one replica too few', () => {
    const keda = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', spec: { scaleTargetRef: { name: 'cart' } } };
    expect(findingsAfter('replicas-minimum', [{ at: '/spec/replicas' }, { add: keda }])).toMatchObject([{ message: 'spec.minReplicaCount is 0 in ScaledObject shop/extra' }]);
  });
});
