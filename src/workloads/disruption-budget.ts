import { Construct } from 'constructs';
import { Endpoint } from '../connectivity/endpoint';
import { emit } from '../platform/emit';

/**
 * One pod at a time may be taken away for a drain: never a budget that blocks one. AlwaysAllow: a pod that is broken anyway does not hold
 * up the node's security update.
 */
export function addDisruptionBudget(scope: Construct, { name, namespace, labels, selector }: Pick<Endpoint, 'name' | 'namespace' | 'labels' | 'selector'>): void {
  emit(scope, 'PodDisruptionBudget', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace, labels },
    spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: selector } },
  });
}
