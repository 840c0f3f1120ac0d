import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const hpa = (spec: object, name = 'extra'): Change => ({
  add: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name, namespace: 'shop' }, spec: { scaleTargetRef: { kind: 'Deployment', name: 'cart' }, ...spec } },
});
const vpa = (name: string): Change => ({
  add: { apiVersion: 'autoscaling.k8s.io/v1', kind: 'VerticalPodAutoscaler', metadata: { name, namespace: 'shop' }, spec: { targetRef: { kind: 'Deployment', name: 'cart' } } },
});

describe('scaling does harm, or nothing', () => {
  expectBrokenTwins([
    ['hpa-min-replicas', 'one replica when it is quiet', hpa({ minReplicas: 1, maxReplicas: 5 }), 'spec.minReplicas is 1'],
    ['hpa-min-replicas', 'one replica when it is quiet, by default', hpa({ maxReplicas: 5 }), 'spec.minReplicas is not set'],
    ['hpa-range', 'nothing to scale', hpa({ minReplicas: 3, maxReplicas: 3 }), 'spec.maxReplicas is 3'],
    ['hpa-range', 'nothing to scale, by default', hpa({ maxReplicas: 1 }), 'spec.maxReplicas is 1'],
    ['hpa-target-exists', 'the autoscaler is for others', hpa({ scaleTargetRef: { kind: 'Deployment', name: 'x' } }),
      "spec.scaleTargetRef names Deployment 'x', which is not in the namespace"],
    ['hpa-target-replicas-unset', 'each sync undoes the autoscaler', hpa({ minReplicas: 2 }), 'spec.replicas is 3, and HorizontalPodAutoscaler shop/extra scales it'],
    ['autoscaler-duplicate', 'two pull at one workload', [hpa({}, 'a'), hpa({}, 'b')], "Deployment 'cart' is scaled by HorizontalPodAutoscaler shop/a too"],
    ['autoscaler-duplicate', 'KEDA and an autoscaler of its own', [hpa({}, 'a'), { add: { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', spec: { scaleTargetRef: { name: 'cart' } } } }],
      "Deployment 'cart' is scaled by HorizontalPodAutoscaler shop/a too"],
    ['autoscaler-duplicate', 'two resize one workload', [vpa('a'), vpa('b')], "Deployment 'cart' is scaled by VerticalPodAutoscaler shop/a too"],
  ]);

  expectFine([
    ['hpa-min-replicas', 'two at least', hpa({ minReplicas: 2, maxReplicas: 5 })],
    ['hpa-range', 'room to scale', hpa({ minReplicas: 2, maxReplicas: 5 })],
    ['hpa-target-exists', 'a custom resource, which another tree makes', hpa({ scaleTargetRef: { kind: 'Rollout', name: 'x' } })],
    ['hpa-target-replicas-unset', 'replicas left to the autoscaler', [hpa({ minReplicas: 2 }), { at: '/spec/replicas' }]],
    ['autoscaler-duplicate', 'one for the number and one for the size', [hpa({}), vpa('a')]],
  ]);
});
