import { recordOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { ManifestSet } from '../manifest-set';
import { fewestReplicas, LEAST_REPLICAS, REPLICATED, replicated, scalerOf } from '../replicas';

/** One replica is said, or nothing, which is one too. How many a scaler makes of it is not to be seen here. */
const SINGLE = '(!has(object.spec.replicas) || object.spec.replicas <= 1)';
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
    fix: `Set replicas to ${LEAST_REPLICAS} or more, or the minimum of its scaler. Sign for what must run alone.`,
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
    // One that must run alone cannot be replaced otherwise, and is found for its single replica.
    unless: `object.kind == 'Deployment' && ${SINGLE}`,
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
];

function tooFewReplicas(set: ManifestSet): SetFinding[] {
  return replicated(set).flatMap(member => {
    // The minimum of an autoscaler is judged there.
    if (scalerOf(set, member)?.identity.kind === 'HorizontalPodAutoscaler') return [];
    const { replicas, says } = fewestReplicas(set, member);
    return replicas >= LEAST_REPLICAS ? [] : [{ member, says, pointer: member.spec.replicas === undefined ? '/spec' : '/spec/replicas' }];
  });
}
