import { describeMember, ManifestSet, Member, Workload } from './manifest-set';
import { recordOf } from '../manifest/object';

/** Kinds whose pods are replicas of one another. */
export const REPLICATED = ['apps/Deployment', 'apps/StatefulSet'];
/** With fewer, the loss of one pod is an outage. */
export const LEAST_REPLICAS = 2;
export const AUTOSCALER = 'autoscaling/HorizontalPodAutoscaler';

export function replicated(set: ManifestSet): Workload[] {
  return set.workloads.filter(member => REPLICATED.includes(member.groupKind));
}

const SCALERS = new WeakMap<ManifestSet, Map<string, Member>>();

/** The autoscalers of the set, by what they scale. */
function scalers(set: ManifestSet): Map<string, Member> {
  let found = SCALERS.get(set);
  if (!found) {
    const all = [...set.ofKind(AUTOSCALER), ...set.ofKind('keda.sh/ScaledObject')];
    SCALERS.set(set, found = new Map(all.map(scaler => {
      const { kind = 'Deployment', name } = recordOf(scaler.spec.scaleTargetRef);
      return [`${scaler.namespace}/${String(kind)}/${String(name)}`, scaler];
    })));
  }
  return found;
}

function scaleKey({ namespace, identity, name }: Member): string {
  return `${namespace}/${identity.kind}/${name}`;
}

/** What decides how many replicas the workload has. */
export function scalerOf(set: ManifestSet, member: Workload): Member | undefined {
  return scalers(set).get(scaleKey(member));
}

/** The fewest replicas that the workload can have, and what says so. */
export function fewestReplicas(set: ManifestSet, member: Workload): { readonly replicas: number; readonly says: string; readonly by: Member } {
  const scaler = scalerOf(set, member);
  const [field, value, by] = !scaler ? ['spec.replicas', member.spec.replicas, member] as const
    : scaler.identity.kind === 'ScaledObject' ? ['spec.minReplicaCount', scaler.spec.minReplicaCount ?? 0, scaler] as const
      : ['spec.minReplicas', scaler.spec.minReplicas, scaler] as const;
  const says = value === undefined || value === null ? `${field} is not set, which is 1` : `${field} is ${JSON.stringify(value)}`;
  return { replicas: Number(value ?? 1), by, says: scaler ? `${says} in ${describeMember(scaler)}` : says };
}
