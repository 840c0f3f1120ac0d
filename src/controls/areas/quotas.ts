import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { CountedContainer, countedContainers, Kind, podAmount, podsOf, quantity } from '../demand';
import { describeMember, ManifestSet, Member, Workload } from '../manifest-set';

const BILLION = 1_000_000_000n;
/** What a quota calls a resource, and where containers state it. */
const COUNTED: Readonly<Record<string, readonly [Kind, string]>> = {
  'cpu': ['requests', 'cpu'], 'requests.cpu': ['requests', 'cpu'], 'limits.cpu': ['limits', 'cpu'],
  'memory': ['requests', 'memory'], 'requests.memory': ['requests', 'memory'], 'limits.memory': ['limits', 'memory'],
};

/** Whether what a namespace may use is enough for what is declared in it, with what webhooks add to it. */
export const QUOTAS: readonly Control[] = [
  control({
    id: 'quota-fits-workloads',
    title: 'The quota of a namespace has room for its workloads',
    why: 'The API server takes the Deployment, and refuses its pods: the sync is green, and nothing runs; or the first rollout never ends.',
    fix: 'Raise the ResourceQuota (quota of its IsolatedNamespace), or let the workloads ask for less.',
    severity: 'medium',
    subject: 'set',
    check: set => set.ofKind('ResourceQuota').filter(({ spec }) => spec.scopes === undefined && spec.scopeSelector === undefined).flatMap(quota => {
      const workloads = set.workloadsIn(quota.namespace);
      return Object.entries(recordOf(quota.spec.hard)).flatMap(([resource, hard]): SetFinding[] => {
        const [allowed, asked] = [quantity(hard), askedFor(set, workloads, resource)];
        if (allowed === undefined || asked === undefined || asked.all <= allowed) return [];
        const parts = [asked.injected > 0n ? `${shown(asked.injected, resource)} for proxies that are injected` : '', asked.surge > 0n ? `${shown(asked.surge, resource)} for a rollout` : ''];
        const of = parts.filter(Boolean).join(', ');
        return [{
          member: quota, pointer: `/spec/hard/${resource}`,
          says: `allows ${String(hard)} of ${resource}, and the workloads of the namespace ask for ${shown(asked.all, resource)} at their most${of === '' ? '' : ` (${of})`}`,
        }];
      });
    }),
  }),
  control({
    id: 'limit-range-admits-containers',
    title: 'The LimitRange of a namespace admits its containers',
    why: 'One container outside the range, an injected proxy too, and no pod of the workload is admitted: the sync is green, and nothing runs.',
    fix: 'Widen min or max of the LimitRange, or let the container ask for something between them.',
    severity: 'medium',
    subject: 'set',
    check: set => set.ofKind('LimitRange').flatMap(member => recordsOf(member.spec.limits).flatMap((item, index) =>
      item.type === 'Container' ? set.workloadsIn(member.namespace).flatMap(workload => countedContainers(set, workload)
        .flatMap(container => outside(item, container, { member, workload, pointer: `/spec/limits/${index}` }))) : [])),
  }),
];

interface Demand { readonly all: bigint; readonly injected: bigint; readonly surge: bigint }

/**
 * What all workloads together need when each has as many pods as it may, and one of them is rolled out, in billionths: with room for the largest surge
 * each rollout ends, one after the other; with less, one never would. undefined for resources that are not counted here.
 */
function askedFor(set: ManifestSet, workloads: readonly Workload[], resource: string): Demand | undefined {
  const counted = COUNTED[resource];
  if (resource !== 'pods' && resource !== 'count/pods' && !counted) return undefined;
  const demands = workloads.map((workload): Demand => {
    const { most, surge } = podsOf(set, workload);
    const containers = counted ? countedContainers(set, workload) : [];
    const pod = counted ? podAmount(containers, ...counted) : BILLION;
    const own = counted ? podAmount(containers.filter(({ isInjected }) => !isInjected), ...counted) : BILLION;
    return { all: BigInt(most) * pod, injected: BigInt(most) * (pod - own), surge: BigInt(surge) * pod };
  });
  const sum = (field: 'all' | 'injected'): bigint => demands.reduce((total, demand) => total + demand[field], 0n);
  const surge = demands.reduce((most, demand) => demand.surge > most ? demand.surge : most, 0n);
  return { all: sum('all') + surge, injected: sum('injected'), surge };
}

interface Where { readonly member: Member; readonly workload: Workload; readonly pointer: string }

/** As the admission plugin: the limit is held against `max`, the request against `min`, each only where it is stated or filled in. */
function outside(item: Record<string, unknown>, container: CountedContainer, { member, workload, pointer }: Where): SetFinding[] {
  const found = (field: 'min' | 'max', resource: string, amount: bigint, bound: bigint): SetFinding => ({
    member, pointer: `${pointer}/${field}/${resource}`,
    says: `${field} is ${shown(bound, resource)} of ${resource}, and ${container.isInjected ? 'the injected container' : 'container'} '${container.name}' of ${describeMember(workload)} ${
      field === 'max' ? 'is limited to' : 'requests'} ${shown(amount, resource)}`,
  });
  return ['cpu', 'memory'].flatMap(resource => {
    const [min, max] = [quantity(recordOf(item.min)[resource]), quantity(recordOf(item.max)[resource])];
    const [request, limit] = [container.amount('requests', resource), container.amount('limits', resource)];
    return [
      ...(max !== undefined && limit !== undefined && limit > max ? [found('max', resource, limit, max)] : []),
      ...(min !== undefined && request !== undefined && request < min ? [found('min', resource, request, min)] : []),
    ];
  });
}

function shown(nanos: bigint, resource: string): string {
  if (resource.endsWith('memory')) return `${(nanos / BILLION + (2n ** 20n) - 1n) / (2n ** 20n)}Mi`;
  return nanos % BILLION === 0n ? String(nanos / BILLION) : `${nanos / 1_000_000n}m`;
}
