import { injectedInto, InjectedContainer } from './injected';
import { ManifestSet, Workload } from './manifest-set';
import { scalerOf } from './replicas';
import { recordOf, recordsOf } from '../manifest/object';
import { parseQuantity } from '../manifest/quantity';

/** Requests or limits of one container, as the API server counts them. */
export type Kind = 'requests' | 'limits';

/** A container of a pod, written or injected, with what the namespace's LimitRange fills in. */
export interface CountedContainer {
  readonly name: string;
  readonly isInjected: boolean;
  /** Runs before the others and ends: only the largest counts. */
  readonly isInit: boolean;
  /** In billionths; undefined where neither the container nor a LimitRange says anything. */
  amount(kind: Kind, resource: string): bigint | undefined;
}

/** How many pods a workload has at its most, and how many more while it is rolled out. One for a DaemonSet, whose pods depend on the nodes. */
export function podsOf(set: ManifestSet, workload: Workload): { readonly most: number; readonly surge: number } {
  const { spec, groupKind } = workload;
  const { maxReplicas, maxReplicaCount } = recordOf(scalerOf(set, workload)?.spec);
  const job = groupKind === 'batch/CronJob' ? recordOf(recordOf(spec.jobTemplate).spec) : spec;
  const stated = Number(maxReplicas ?? maxReplicaCount ?? (groupKind.startsWith('batch/') ? job.parallelism : spec.replicas) ?? 1);
  const most = Number.isSafeInteger(stated) && stated >= 0 ? stated : 1;
  return { most, surge: most === 0 ? 0 : surgeOf(workload, most) };
}

/** As a Deployment's controller counts: a quarter where nothing is said, shares rounded up. A DaemonSet surges only where it says so. */
function surgeOf({ groupKind, spec }: Workload, most: number): number {
  const { type, rollingUpdate } = recordOf(groupKind === 'apps/DaemonSet' ? spec.updateStrategy : spec.strategy);
  if (!['apps/Deployment', 'apps/DaemonSet'].includes(groupKind) || (type !== undefined && type !== 'RollingUpdate')) return 0;
  const surge = recordOf(rollingUpdate).maxSurge ?? (groupKind === 'apps/Deployment' ? '25%' : 0);
  const share = /^(\d+)%$/.exec(String(surge))?.[1];
  const pods = share === undefined ? Number(surge) : Math.ceil(most * Number(share) / 100);
  return Number.isSafeInteger(pods) && pods >= 0 ? pods : 0;
}

/** The containers of each pod of a workload, with those that webhooks add. */
export function countedContainers(set: ManifestSet, workload: Workload): CountedContainer[] {
  const items = set.ofKind('LimitRange').filter(({ namespace }) => namespace === workload.namespace)
    .flatMap(({ spec }) => recordsOf(spec.limits)).filter(({ type }) => type === 'Container');
  const counted = (name: string, isInjected: boolean, isInit: boolean, resources: unknown): CountedContainer => {
    const stated = (kind: Kind, resource: string): bigint | undefined => quantity(recordOf(recordOf(resources)[kind])[resource]);
    const filled = (field: string, resource: string): bigint | undefined =>
      items.map(item => quantity(recordOf(item[field])[resource])).find(value => value !== undefined);
    const limit = (resource: string): bigint | undefined => stated('limits', resource) ?? filled('default', resource);
    return {
      name, isInjected, isInit,
      // A limit alone is the request too.
      amount: (kind, resource) => kind === 'limits' ? limit(resource)
        : stated('requests', resource) ?? stated('limits', resource) ?? filled('defaultRequest', resource) ?? limit(resource),
    };
  };
  return [
    ...workload.containers.filter(({ type }) => type !== 'ephemeralContainers').map(({ type, name, container }) =>
      counted(name, false, type === 'initContainers' && container.restartPolicy !== 'Always', container.resources)),
    ...injectedInto(set, workload).map(({ name, resources, isInit }: InjectedContainer) => counted(name, true, isInit === true, resources)),
  ];
}

/** As the scheduler counts: containers and native sidecars together, or the largest ordinary init container where that is more. */
export function podAmount(containers: readonly CountedContainer[], kind: Kind, resource: string): bigint {
  const of = (container: CountedContainer): bigint => container.amount(kind, resource) ?? 0n;
  const together = containers.filter(({ isInit }) => !isInit).reduce((sum, container) => sum + of(container), 0n);
  return containers.filter(({ isInit }) => isInit).map(of).reduce((most, one) => one > most ? one : most, together);
}

export function quantity(value: unknown): bigint | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined;
}
