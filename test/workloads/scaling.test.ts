import { chartOn, kinds, only, PORTLESS } from './harness';
import { ScaledBy } from '../../src/workloads/choices';
import { HardenedDeployment } from '../../src/workloads/hardened-deployment';
import { HardenedStatefulSet } from '../../src/workloads/hardened-stateful-set';
import { ReplicatedWorkloadProps } from '../../src/workloads/workload-props';

const make = (props: Partial<ReplicatedWorkloadProps>) => {
  const chart = chartOn();
  new HardenedDeployment(chart, 'cart', { ...PORTLESS, ...props });
  return chart;
};

it.each<[string, Partial<ReplicatedWorkloadProps>, number | undefined, boolean]>([
  ['three by default', {}, 3, true],
  ['two', { replicas: 2 }, 2, true],
  ['one, and no budget that would block or do nothing', { replicas: 1 }, 1, false],
  ['none', { replicas: 0 }, 0, false],
  ['what the autoscaler says', { autoscaling: { maxReplicas: 5 } }, undefined, true],
  ['what the autoscaler says, from one', { autoscaling: { minReplicas: 1, maxReplicas: 5 } }, undefined, false],
  ['what another scaler says', { scaledBy: ScaledBy.EXTERNAL }, undefined, true],
])('replicas: %s', (_, props, replicas, budget) => {
  const chart = make(props);
  expect(only(chart, 'Deployment').spec.replicas).toBe(replicas);
  expect(kinds(chart).includes('PodDisruptionBudget cart')).toBe(budget);
});

it('the budget never blocks a drain, nor waits for broken pods', () => {
  expect(only(make({}), 'PodDisruptionBudget').spec)
    .toEqual({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: { 'app.kubernetes.io/name': 'cart' } } });
});

it('the autoscaler aims at 70 percent from three replicas', () => {
  expect(only(make({ autoscaling: { maxReplicas: 5 }, scaledBy: ScaledBy.HPA }), 'HorizontalPodAutoscaler').spec).toEqual({
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' },
    minReplicas: 3,
    maxReplicas: 5,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
  });
});

it('the autoscaler takes what is given, on a StatefulSet too', () => {
  const chart = chartOn();
  new HardenedStatefulSet(chart, 'redis', { ...PORTLESS, autoscaling: { minReplicas: 2, maxReplicas: 4, targetCPUUtilizationPercentage: 50 } });
  expect(only(chart, 'HorizontalPodAutoscaler').spec).toMatchObject({
    scaleTargetRef: { kind: 'StatefulSet' }, minReplicas: 2, maxReplicas: 4, metrics: [{ resource: { target: { averageUtilization: 50 } } }],
  });
  expect(only(chart, 'StatefulSet').spec).not.toHaveProperty('replicas');
});

it.each<[string, Partial<ReplicatedWorkloadProps>, string]>([
  ['half a replica', { replicas: 1.5 }, 'replicas is 1.5. Write a whole number from 0.'],
  ['fewer than none', { replicas: -1 }, 'replicas is -1. Write a whole number from 0.'],
  ['a number and a scaler', { replicas: 2, autoscaling: { maxReplicas: 5 } }, 'has replicas and a scaler, which would undo one another. Leave replicas out; the scaler has its own minimum.'],
  ['two scalers', { scaledBy: ScaledBy.EXTERNAL, autoscaling: { maxReplicas: 5 } }, 'has autoscaling and scaledBy EXTERNAL: two scalers would fight. Keep one.'],
  ['an HPA that is not described', { scaledBy: ScaledBy.HPA }, 'has scaledBy HPA but no autoscaling. Write for instance autoscaling: { maxReplicas: 10 }.'],
  ['a maximum below the minimum', { autoscaling: { maxReplicas: 2 } }, 'autoscaling: minReplicas 3 is more than maxReplicas 2. Raise maxReplicas or lower minReplicas.'],
  ['a minimum of none', { autoscaling: { minReplicas: 0, maxReplicas: 2 } }, 'autoscaling.minReplicas is 0. Write a whole number from 1.'],
  ['an aim of nothing', { autoscaling: { maxReplicas: 5, targetCPUUtilizationPercentage: 0 } }, 'autoscaling.targetCPUUtilizationPercentage is 0. Write a whole number from 1.'],
])('refuses %s', (_, props, message) => {
  expect(() => make(props)).toThrow(new Error(`shop/cart: ${message}`));
});
