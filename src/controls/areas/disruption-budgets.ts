import { labelSelector } from '../../manifest/selectors';
import { Control, control, SetFinding } from '../control';
import { describeMember, ManifestSet, Member, Workload } from '../manifest-set';
import { fewestReplicas, LEAST_REPLICAS, REPLICATED, scalerOf } from '../replicas';

const BUDGET = 'policy/PodDisruptionBudget';

/** How many pods a drain may take at once. */
export const DISRUPTION_BUDGETS: readonly Control[] = [
  budgetPresent('pdb-deployment', 'apps/Deployment'),
  budgetPresent('pdb-statefulset', 'apps/StatefulSet'),
  control({
    id: 'pdb-has-rule',
    title: 'A disruption budget says how much may be missing',
    why: 'Without minAvailable and maxUnavailable it protects nothing.',
    fix: 'Set maxUnavailable: 1.',
    severity: 'low',
    subject: 'object',
    kinds: [BUDGET],
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
    kinds: [BUDGET],
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
    check: set => blockingBudgets(set, target => !target || scalerOf(set, target) === undefined),
  }),
  control({
    id: 'pdb-min-available-vs-hpa',
    title: 'minAvailable is less than the fewest replicas of an autoscaler',
    why: 'When it is quiet there are as many pods as must stay, and no node can be drained.',
    fix: 'Write maxUnavailable: 1 instead of minAvailable.',
    severity: 'medium',
    subject: 'set',
    check: set => blockingBudgets(set, target => target !== undefined && scalerOf(set, target) !== undefined),
  }),
  control({
    id: 'pdb-overlap',
    title: 'No two disruption budgets are for one pod',
    why: 'The API refuses to evict a pod that has two budgets: no node on which it runs can be drained.',
    fix: 'Remove one of them, or narrow its selector.',
    severity: 'medium',
    subject: 'set',
    check: overlaps,
  }),
  control({
    id: 'pdb-unhealthy-eviction-policy',
    title: 'Pods that are not ready do not hold up a drain',
    why: 'By default a pod that crashes without end is protected, and the drain of its node never ends.',
    fix: 'Set unhealthyPodEvictionPolicy: AlwaysAllow.',
    severity: 'low',
    subject: 'object',
    kinds: [BUDGET],
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
    check: set => set.ofKind(BUDGET).filter(budget => set.select(budget.namespace, labelSelector(budget.spec.selector)).length === 0)
      .map(member => ({ member, pointer: '/spec', says: 'spec.selector matches no pod template of the namespace' })),
  }),
];

function budgetPresent(id: string, kind: string): Control {
  return control({
    id,
    title: `${kind.slice('apps/'.length)}s with more than one replica have a disruption budget`,
    why: 'A drain may take all replicas at once.',
    fix: 'Add a PodDisruptionBudget with maxUnavailable: 1 that selects the pods.',
    severity: 'medium',
    subject: 'set',
    check: set => {
      const covered = new Set(set.ofKind(BUDGET).filter(budget => budget.spec.selector !== undefined)
        .flatMap(budget => set.select(budget.namespace, labelSelector(budget.spec.selector))).map(member => member.index));
      return set.workloads.filter(member => member.groupKind === kind && !covered.has(member.index))
        .filter(member => fewestReplicas(set, member).replicas >= LEAST_REPLICAS)
        .map(member => ({ member, says: `no PodDisruptionBudget selects its ${String(fewestReplicas(set, member).replicas)} replicas` }));
    },
  });
}

/** Budgets that keep all the replicas of a workload, for the workloads that `isMeant` names. What keeps 100% is for any. */
function blockingBudgets(set: ManifestSet, isMeant: (target?: Workload) => boolean): SetFinding[] {
  return set.ofKind(BUDGET).flatMap(member => {
    const { minAvailable, selector } = member.spec;
    if (minAvailable === undefined || selector === undefined) return [];
    const pointer = '/spec/minAvailable';
    const selected = set.select(member.namespace, labelSelector(selector));
    const targets = selected.filter(isMeant);
    if (minAvailable === '100%') return !(selected.length === 0 ? isMeant() : targets.length > 0) ? [] : [{ member, pointer, says: "spec.minAvailable is '100%'" }];
    const needed = /^\d+$/.test(String(minAvailable)) ? Number(minAvailable) : undefined;
    if (needed === undefined) return [];
    const tight = targets.find(target => REPLICATED.includes(target.groupKind) && fewestReplicas(set, target).replicas <= needed);
    return tight ? [{ member, pointer, says: `spec.minAvailable is ${needed}, and ${describeMember(tight)} has ${fewestReplicas(set, tight).replicas}` }] : [];
  });
}

function overlaps(set: ManifestSet): SetFinding[] {
  const first = new Map<number, Member>();
  return set.ofKind(BUDGET).filter(({ spec }) => spec.selector !== undefined).flatMap(member => {
    const shared = set.select(member.namespace, labelSelector(member.spec.selector)).find(target => first.has(target.index));
    const other = shared && first.get(shared.index);
    for (const target of set.select(member.namespace, labelSelector(member.spec.selector))) if (!first.has(target.index)) first.set(target.index, member);
    return shared && other ? [{ member, pointer: '/spec/selector', says: `spec.selector matches the pods of ${describeMember(shared)}, for which ${describeMember(other)} is too` }] : [];
  });
}
