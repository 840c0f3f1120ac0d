import { recordOf, recordsOf } from '../../manifest/object';
import { parseQuantity } from '../../manifest/quantity';
import { Control, control, SetFinding } from '../control';
import { ManifestSet, Workload } from '../manifest-set';
import { scalerOf } from '../replicas';

const BILLION = 1_000_000_000n;
/** What a quota calls a resource, and where containers state it. */
const COUNTED: Readonly<Record<string, readonly ['requests' | 'limits', string]>> = {
  'cpu': ['requests', 'cpu'], 'requests.cpu': ['requests', 'cpu'], 'limits.cpu': ['limits', 'cpu'],
  'memory': ['requests', 'memory'], 'requests.memory': ['requests', 'memory'], 'limits.memory': ['limits', 'memory'],
};

/** Whether what a namespace may use is enough for what is declared in it. */
export const QUOTAS: readonly Control[] = [
  control({
    id: 'quota-fits-workloads',
    title: 'The quota of a namespace has room for its workloads',
    why: 'The API server takes the Deployment, and refuses its pods: the sync is green, and nothing runs.',
    fix: 'Raise the ResourceQuota, or let the workloads ask for less.',
    severity: 'medium',
    subject: 'set',
    check: set => set.ofKind('ResourceQuota').filter(({ spec }) => spec.scopes === undefined && spec.scopeSelector === undefined).flatMap(quota => {
      const workloads = set.workloadsIn(quota.namespace);
      return Object.entries(recordOf(quota.spec.hard)).flatMap(([resource, hard]): SetFinding[] => {
        const allowed = typeof hard === 'string' || typeof hard === 'number' ? parseQuantity(hard) : undefined;
        const asked = askedFor(set, workloads, resource);
        if (allowed === undefined || asked === undefined || asked <= allowed) return [];
        return [{
          member: quota, pointer: `/spec/hard/${resource}`,
          says: `allows ${String(hard)} of ${resource}, and the workloads of the namespace ask for ${shown(asked, resource)} at their most`,
        }];
      });
    }),
  }),
];

/** What all workloads together need when each has as many pods as it may, in billionths; undefined for resources that are not counted here. */
function askedFor(set: ManifestSet, workloads: readonly Workload[], resource: string): bigint | undefined {
  const counted = COUNTED[resource];
  if (resource !== 'pods' && resource !== 'count/pods' && !counted) return undefined;
  return workloads.reduce((sum, workload) => sum + BigInt(mostPods(set, workload)) * (counted ? perPod(workload, ...counted) : BILLION), 0n);
}

/** One for a DaemonSet, whose pods depend on the nodes. */
function mostPods(set: ManifestSet, workload: Workload): number {
  const { spec } = workload;
  const { maxReplicas, maxReplicaCount } = recordOf(scalerOf(set, workload)?.spec);
  const job = workload.groupKind === 'batch/CronJob' ? recordOf(recordOf(spec.jobTemplate).spec) : spec;
  const most = Number(maxReplicas ?? maxReplicaCount ?? (workload.groupKind.startsWith('batch/') ? job.parallelism : spec.replicas) ?? 1);
  return Number.isSafeInteger(most) && most >= 0 ? most : 1;
}

/** As the scheduler counts: containers and native sidecars together, or the largest ordinary init container where that is more. */
function perPod(workload: Workload, kind: 'requests' | 'limits', resource: string): bigint {
  const of = (container: Record<string, unknown>): bigint => {
    const value = recordOf(recordOf(container.resources)[kind])[resource];
    return (typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined) ?? 0n;
  };
  const inits = recordsOf(workload.template.spec.initContainers);
  const together = [...recordsOf(workload.template.spec.containers), ...inits.filter(({ restartPolicy }) => restartPolicy === 'Always')]
    .reduce((sum, container) => sum + of(container), 0n);
  return inits.filter(({ restartPolicy }) => restartPolicy !== 'Always').map(of).reduce((most, one) => one > most ? one : most, together);
}

function shown(nanos: bigint, resource: string): string {
  if (resource.endsWith('memory')) return `${(nanos / BILLION + (2n ** 20n) - 1n) / (2n ** 20n)}Mi`;
  return nanos % BILLION === 0n ? String(nanos / BILLION) : `${nanos / 1_000_000n}m`;
}
