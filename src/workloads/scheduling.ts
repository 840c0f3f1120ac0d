import { HardenedWorkloadProps } from './workload-props';
import { JsonObject } from '../manifest/object';
import { toPlain } from '../manifest/plain';

/** Pods of one workload on different nodes and zones where there are any: softly, so that a small or a full cluster still runs them all. */
export function schedulingOf(props: Pick<HardenedWorkloadProps, 'affinity' | 'topologySpreadConstraints'>, selector: Record<string, string>, spreads: boolean): JsonObject {
  const labelSelector = { matchLabels: selector };
  const affinity = {
    ...(spreads && {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { labelSelector, topologyKey: 'kubernetes.io/hostname' } }],
      },
    }),
    ...toPlain(props.affinity ?? {}) as JsonObject,
  };
  const constraints = props.topologySpreadConstraints
    // Without a selector a constraint counts no pods, and spreads nothing.
    ? (toPlain(props.topologySpreadConstraints) as JsonObject[]).map(constraint => ({ labelSelector, ...constraint }))
    : spreads ? ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map(topologyKey => ({ maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector })) : [];
  return {
    ...(Object.keys(affinity).length > 0 && { affinity }),
    ...(constraints.length > 0 && { topologySpreadConstraints: constraints }),
  };
}
