import { recordOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { describeMember, ManifestSet, Member } from '../manifest-set';
import { AUTOSCALER, LEAST_REPLICAS, REPLICATED, replicated, scalerOf } from '../replicas';

/** What changes the number of replicas, or their size. */
export const AUTOSCALING: readonly Control[] = [
  control({
    id: 'hpa-min-replicas',
    title: `Autoscalers keep at least ${LEAST_REPLICAS} replicas`,
    why: 'When it is quiet there is one, and each drain of a node is an outage.',
    fix: `Set minReplicas to ${LEAST_REPLICAS} or more.`,
    severity: 'medium',
    subject: 'object',
    kinds: [AUTOSCALER],
    cel: `has(object.spec) && has(object.spec.minReplicas) && object.spec.minReplicas >= ${LEAST_REPLICAS}`,
    at: 'spec.minReplicas',
  }),
  control({
    id: 'hpa-range',
    title: 'Autoscalers have room to scale',
    why: 'Where the most is the fewest, the autoscaler never does anything.',
    fix: 'Set maxReplicas above minReplicas.',
    severity: 'low',
    subject: 'object',
    kinds: [AUTOSCALER],
    cel: 'has(object.spec) && has(object.spec.maxReplicas) && object.spec.maxReplicas > (has(object.spec.minReplicas) ? object.spec.minReplicas : 1)',
    at: 'spec.maxReplicas',
  }),
  control({
    id: 'autoscaler-duplicate',
    title: 'One autoscaler scales a workload',
    why: 'Two undo what the other does, and pods come and go without end.',
    fix: 'Remove one of them.',
    severity: 'low',
    subject: 'set',
    check: duplicates,
  }),
  control({
    id: 'hpa-target-exists',
    title: 'An autoscaler scales a workload of the set',
    why: 'One whose target is not there does nothing, and nobody is told.',
    fix: 'Correct spec.scaleTargetRef.',
    severity: 'low',
    subject: 'set',
    check: set => set.ofKind(AUTOSCALER).filter(hpa => {
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
    check: set => replicated(set).filter(member => member.spec.replicas !== undefined && scalerOf(set, member) !== undefined)
      .map(member => ({ member, pointer: '/spec/replicas', says: `spec.replicas is ${String(member.spec.replicas)}, and ${describeMember(scalerOf(set, member)!)} scales it` })),
  }),
];

function duplicates(set: ManifestSet): SetFinding[] {
  const first = new Map<string, Member>();
  const scaling = [AUTOSCALER, 'keda.sh/ScaledObject'].flatMap(kind => set.ofKind(kind).map(member => ['replicas', member, recordOf(member.spec.scaleTargetRef)] as const));
  const sizing = set.ofKind('autoscaling.k8s.io/VerticalPodAutoscaler').map(member => ['size', member, recordOf(member.spec.targetRef)] as const);
  return [...scaling, ...sizing].flatMap(([what, member, { kind = 'Deployment', name }]): SetFinding[] => {
    const key = `${what}/${member.namespace}/${String(kind)}/${String(name)}`;
    const other = first.get(key);
    if (!other) first.set(key, member);
    return other ? [{ member, pointer: '/spec', says: `${String(kind)} '${String(name)}' is scaled by ${describeMember(other)} too` }] : [];
  });
}
