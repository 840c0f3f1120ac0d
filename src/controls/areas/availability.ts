import { Control, control, SetFinding } from '../control';
import { describeMember, ManifestSet, Member, recordOf, Workload } from '../manifest-set';
import { labelSelector } from '../selectors';

const LEAST_REPLICAS = 2;
const REPLICATED = ['apps/Deployment', 'apps/StatefulSet'];
/** One replica is said, or nothing, which is one too unless a scaler decides. */
const SINGLE = '(has(object.spec.replicas) && object.spec.replicas <= 1)';
const SPEC = 'object.spec.template.spec';
const ANTI_AFFINITY = `${SPEC}.affinity.podAntiAffinity`;
const REQUIRED = `${ANTI_AFFINITY}.requiredDuringSchedulingIgnoredDuringExecution`;
const PREFERRED = `${ANTI_AFFINITY}.preferredDuringSchedulingIgnoredDuringExecution`;
const selectsItself = (term: string) => `(has(${term}.labelSelector) && (has(${term}.labelSelector.matchExpressions) || (has(${term}.labelSelector.matchLabels) `
  + `&& has(object.spec.template.metadata.labels) && ${term}.labelSelector.matchLabels.all(k, k in object.spec.template.metadata.labels `
  + `&& object.spec.template.metadata.labels[k] == ${term}.labelSelector.matchLabels[k]))))`;

/** That the loss of a pod or a node goes unnoticed. */
export const AVAILABILITY: readonly Control[] = [
  control({
    id: 'replicas-minimum',
    title: `Workloads run at least ${LEAST_REPLICAS} replicas`,
    why: 'With one, each drain of a node and each rollout is an outage.',
    fix: `Set replicas to ${LEAST_REPLICAS} or more, or the minimum of its scaler.`,
    severity: 'medium',
    subject: 'set',
    check: tooFewReplicas,
  }),
  control({
    id: 'rolling-update',
    title: 'Updates replace pods one after the other',
    why: 'Recreate takes all pods away first; OnDelete leaves the old version, and its faults, running.',
    fix: 'Set the type of the update strategy to RollingUpdate, or remove it.',
    severity: 'low',
    subject: 'object',
    kinds: [...REPLICATED, 'apps/DaemonSet'],
    cel: ['strategy', 'updateStrategy'].map(field => `(!has(object.spec.${field}) || !has(object.spec.${field}.type) || object.spec.${field}.type == 'RollingUpdate')`).join(' && '),
    seen: ({ object }) => {
      const field = 'strategy' in recordOf(object.spec) ? 'strategy' : 'updateStrategy';
      return { says: `spec.${field}.type is '${String(recordOf(recordOf(object.spec)[field]).type)}'`, path: ['spec', field, 'type'] };
    },
  }),
  control({
    id: 'pod-anti-affinity',
    title: 'Replicas keep away from one another',
    why: 'The scheduler may put all replicas on one node, and the loss of that node takes all of them.',
    fix: 'Add a podAntiAffinity term, preferred by kubernetes.io/hostname, that selects the labels of the template.',
    severity: 'low',
    subject: 'object',
    kinds: REPLICATED,
    unless: SINGLE,
    cel: `has(${SPEC}.affinity) && has(${ANTI_AFFINITY}) && ((has(${REQUIRED}) && ${REQUIRED}.exists(t, ${selectsItself('t')})) `
      + `|| (has(${PREFERRED}) && ${PREFERRED}.exists(t, has(t.podAffinityTerm) && ${selectsItself('t.podAffinityTerm')})))`,
    at: 'spec.template.spec.affinity.podAntiAffinity',
    seen: ({ object }) => recordOf(recordOf(recordOf(recordOf(object.spec).template).spec).affinity).podAntiAffinity === undefined
      ? undefined : "no term of podAntiAffinity selects the template's own labels",
  }),
  control({
    id: 'topology-spread-present',
    title: 'Replicas are spread over nodes and zones',
    why: 'All replicas in one zone go with it.',
    fix: 'Add topologySpreadConstraints for kubernetes.io/hostname and topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway.',
    severity: 'low',
    subject: 'object',
    kinds: REPLICATED,
    unless: SINGLE,
    cel: `has(${SPEC}.topologySpreadConstraints) && size(${SPEC}.topologySpreadConstraints) > 0`,
    at: 'spec.template.spec.topologySpreadConstraints',
  }),
  budgetPresent('pdb-deployment', 'apps/Deployment'),
  budgetPresent('pdb-statefulset', 'apps/StatefulSet'),
  control({
    id: 'pdb-has-rule',
    title: 'A disruption budget says how much may be missing',
    why: 'Without minAvailable and maxUnavailable it protects nothing.',
    fix: 'Set maxUnavailable: 1.',
    severity: 'low',
    subject: 'object',
    kinds: ['policy/PodDisruptionBudget'],
    cel: 'has(object.spec) && (has(object.spec.minAvailable) || has(object.spec.maxUnavailable))',
    seen: () => 'neither spec.minAvailable nor spec.maxUnavailable is set',
  }),
  control({
    id: 'pdb-max-unavailable-zero',
    title: 'A disruption budget lets at least one pod go',
    why: 'With none, no node can be drained: upgrades of the cluster wait for somebody to delete the budget.',
    fix: 'Set maxUnavailable: 1.',
    severity: 'medium',
    subject: 'object',
    kinds: ['policy/PodDisruptionBudget'],
    cel: "!has(object.spec) || !has(object.spec.maxUnavailable) || (object.spec.maxUnavailable != 0 && object.spec.maxUnavailable != '0' && object.spec.maxUnavailable != '0%')",
    at: 'spec.maxUnavailable',
  }),
  control({
    id: 'pdb-min-available-blocks',
    title: 'minAvailable is less than the number of replicas',
    why: 'As many as there are, or all, means that no node can be drained.',
    fix: 'Write maxUnavailable: 1 instead of minAvailable.',
    severity: 'medium',
    subject: 'set',
    check: blockingBudgets,
  }),
  control({
    id: 'pdb-unhealthy-eviction-policy',
    title: 'Pods that are not ready do not hold up a drain',
    why: 'By default a pod that crashes without end is protected, and the drain of its node never ends.',
    fix: 'Set unhealthyPodEvictionPolicy: AlwaysAllow.',
    severity: 'low',
    subject: 'object',
    kinds: ['policy/PodDisruptionBudget'],
    cel: 'has(object.spec) && has(object.spec.unhealthyPodEvictionPolicy)',
    at: 'spec.unhealthyPodEvictionPolicy',
  }),
  control({
    id: 'pdb-dangling',
    title: 'A disruption budget selects pods of the set',
    why: 'One that selects nothing protects nothing, and nobody is told.',
    fix: 'Correct spec.selector so that it matches the labels of a pod template in the same namespace.',
    severity: 'low',
    subject: 'set',
    check: set => set.ofKind('policy/PodDisruptionBudget').filter(budget => set.select(budget.namespace, labelSelector(budget.spec.selector)).length === 0)
      .map(member => ({ member, pointer: '/spec', says: 'spec.selector matches no pod template of the namespace' })),
  }),
  control({
    id: 'hpa-target-exists',
    title: 'An autoscaler scales a workload of the set',
    why: 'One whose target is not there does nothing, and nobody is told.',
    fix: 'Correct spec.scaleTargetRef.',
    severity: 'low',
    subject: 'set',
    check: set => set.ofKind('autoscaling/HorizontalPodAutoscaler').filter(hpa => {
      const { kind, name } = recordOf(hpa.spec.scaleTargetRef);
      // What carries no pod template may be a custom resource, which another tree makes.
      return REPLICATED.some(each => each === `apps/${String(kind)}`) && !set.find(`apps/${String(kind)}`, hpa.namespace, String(name));
    }).map(member => ({ member, pointer: '/spec', says: `spec.scaleTargetRef names ${String(recordOf(member.spec.scaleTargetRef).kind)} '${String(recordOf(member.spec.scaleTargetRef).name)}', which is not in the namespace` })),
  }),
  control({
    id: 'hpa-target-replicas-unset',
    title: 'A workload under an autoscaler states no replicas',
    why: 'Each sync would set the number back and kill pods under load.',
    fix: 'Remove spec.replicas.',
    severity: 'low',
    subject: 'set',
    check: set => replicated(set).filter(member => member.spec.replicas !== undefined && scalers(set).has(scaleKey(member)))
      .map(member => ({ member, pointer: '/spec/replicas', says: `spec.replicas is ${String(member.spec.replicas)}, and ${describeMember(scalers(set).get(scaleKey(member))!)} scales it` })),
  }),
];

function replicated(set: ManifestSet): Workload[] {
  return set.workloads.filter(member => REPLICATED.includes(member.groupKind));
}

const SCALERS = new WeakMap<ManifestSet, Map<string, Member>>();

/** The autoscalers of the set, by what they scale. */
function scalers(set: ManifestSet): Map<string, Member> {
  let found = SCALERS.get(set);
  if (!found) {
    const all = [...set.ofKind('autoscaling/HorizontalPodAutoscaler'), ...set.ofKind('keda.sh/ScaledObject')];
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

/** The fewest replicas that the workload can have, and what says so. */
function fewestReplicas(set: ManifestSet, member: Workload): { readonly replicas: number; readonly says: string; readonly by: Member } {
  const scaler = scalers(set).get(scaleKey(member));
  const [field, value, by] = !scaler ? ['spec.replicas', member.spec.replicas, member] as const
    : scaler.identity.kind === 'ScaledObject' ? ['spec.minReplicaCount', scaler.spec.minReplicaCount ?? 0, scaler] as const
      : ['spec.minReplicas', scaler.spec.minReplicas, scaler] as const;
  const says = value === undefined ? `${field} is not set, which is 1` : `${field} is ${JSON.stringify(value)}`;
  return { replicas: value === undefined ? 1 : Number(value), by, says: scaler ? `${says} in ${describeMember(scaler)}` : says };
}

function tooFewReplicas(set: ManifestSet): SetFinding[] {
  return replicated(set).flatMap(member => {
    const { replicas, says } = fewestReplicas(set, member);
    return replicas >= LEAST_REPLICAS ? [] : [{ member, says, pointer: member.spec.replicas === undefined ? '/spec' : '/spec/replicas' }];
  });
}

function budgetPresent(id: string, kind: string): Control {
  return control({
    id,
    title: `${kind.slice('apps/'.length)}s with more than one replica have a disruption budget`,
    why: 'A drain may take all replicas at once.',
    fix: 'Add a PodDisruptionBudget with maxUnavailable: 1 that selects the pods.',
    severity: 'medium',
    subject: 'set',
    check: set => {
      const covered = new Set(set.ofKind('policy/PodDisruptionBudget').filter(budget => budget.spec.selector !== undefined)
        .flatMap(budget => set.select(budget.namespace, labelSelector(budget.spec.selector))).map(member => member.index));
      return set.workloads.filter(member => member.groupKind === kind && !covered.has(member.index))
        .filter(member => fewestReplicas(set, member).replicas >= LEAST_REPLICAS)
        .map(member => ({ member, says: `no PodDisruptionBudget selects its ${String(fewestReplicas(set, member).replicas)} replicas` }));
    },
  });
}

function blockingBudgets(set: ManifestSet): SetFinding[] {
  return set.ofKind('policy/PodDisruptionBudget').flatMap(member => {
    const { minAvailable, selector } = member.spec;
    if (minAvailable === undefined || selector === undefined) return [];
    const pointer = '/spec/minAvailable';
    if (minAvailable === '100%') return [{ member, pointer, says: "spec.minAvailable is '100%'" }];
    const needed = /^\d+$/.test(String(minAvailable)) ? Number(minAvailable) : undefined;
    if (needed === undefined) return [];
    const tight = set.select(member.namespace, labelSelector(selector))
      .find(target => REPLICATED.includes(target.groupKind) && fewestReplicas(set, target).replicas <= needed);
    return tight ? [{ member, pointer, says: `spec.minAvailable is ${needed}, and ${describeMember(tight)} has ${fewestReplicas(set, tight).replicas}` }] : [];
  });
}
