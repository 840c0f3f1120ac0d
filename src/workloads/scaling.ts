import { Construct } from 'constructs';
import { ScaledBy } from './choices';
import { addDisruptionBudget } from './disruption-budget';
import { checkCount, fail } from './fail';
import { WorkloadKind } from './workload-kind';
import { ReplicatedWorkloadProps } from './workload-props';
import { Endpoint } from '../connectivity/endpoint';
import { emit } from '../platform/emit';

/** Three survive a node's drain and another's failure at once. */
export const DEFAULT_REPLICAS = 3;
export const DEFAULT_CPU_UTILIZATION = 70;

/**
 * The number of replicas, or nothing where somebody else sets it: a number in Git would undo the scaler's at each sync. Adds the
 * autoscaler, and a disruption budget where more than one replica may be there.
 */
export function addScaling(scope: Construct, props: ReplicatedWorkloadProps, kind: WorkloadKind, endpoint: Endpoint): number | undefined {
  const where = scope.node.path;
  const { autoscaling } = props;
  const scaledBy = props.scaledBy ?? (autoscaling ? ScaledBy.HPA : undefined);
  if (scaledBy === undefined) {
    const replicas = checkCount(where, 'replicas', props.replicas ?? DEFAULT_REPLICAS);
    if (replicas >= 2) addDisruptionBudget(scope, endpoint);
    return replicas;
  }
  if (props.replicas !== undefined) fail(where, 'has replicas and a scaler, which would undo one another. Leave replicas out; the scaler has its own minimum.');
  if (scaledBy === ScaledBy.EXTERNAL) {
    if (autoscaling) fail(where, 'has autoscaling and scaledBy EXTERNAL: two scalers would fight. Keep one.');
    // What minimum the scaler keeps is not known here; with maxUnavailable 1 the budget blocks no drain even at one replica.
    addDisruptionBudget(scope, endpoint);
    return undefined;
  }
  if (!autoscaling) return fail(where, 'has scaledBy HPA but no autoscaling. Write for instance autoscaling: { maxReplicas: 10 }.');
  const minReplicas = checkCount(where, 'autoscaling.minReplicas', autoscaling.minReplicas ?? DEFAULT_REPLICAS, 1);
  const maxReplicas = checkCount(where, 'autoscaling.maxReplicas', autoscaling.maxReplicas, 1);
  if (minReplicas > maxReplicas) fail(where, `autoscaling: minReplicas ${minReplicas} is more than maxReplicas ${maxReplicas}. Raise maxReplicas or lower minReplicas.`);
  emit(scope, 'HorizontalPodAutoscaler', {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: endpoint.name, namespace: endpoint.namespace, labels: endpoint.labels },
    spec: {
      scaleTargetRef: { apiVersion: kind.apiVersion, kind: kind.kind, name: endpoint.name },
      minReplicas,
      maxReplicas,
      metrics: [{
        type: 'Resource',
        resource: {
          name: 'cpu',
          target: {
            type: 'Utilization',
            averageUtilization: checkCount(where, 'autoscaling.targetCPUUtilizationPercentage', autoscaling.targetCPUUtilizationPercentage ?? DEFAULT_CPU_UTILIZATION, 1),
          },
        },
      }],
    },
  });
  if (minReplicas >= 2) addDisruptionBudget(scope, endpoint);
  return undefined;
}
