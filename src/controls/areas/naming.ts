import { groupKind, isClusterScoped } from '../../manifest/kinds';
import { dnsLabelProblem, envNameProblem, labelKeyProblem, labelValueProblem, objectNameProblem, portNameProblem } from '../../manifest/names';
import { groupOf, identityKey, isRecord, recordOf, recordsOf } from '../../manifest/object';
import { pointer } from '../../manifest/pointer';
import { Control, control, SetFinding } from '../control';
import { describeMember, ManifestSet, Member } from '../manifest-set';

const NAME_LABEL = 'app.kubernetes.io/name';
const WORKLOADS = ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'batch/Job', 'batch/CronJob'];

/** What things are called, and that no two are called the same. */
export const NAMING: readonly Control[] = [
  control({
    id: 'duplicate-object',
    title: 'Each object stands in the set once',
    why: 'Of two objects with one identity the last one applied wins, without a word.',
    fix: 'Rename one of them, or remove it.',
    severity: 'high',
    subject: 'set',
    waivable: false,
    check: duplicates,
  }),
  control({
    id: 'resource-name-valid',
    title: 'Names are legal',
    why: 'The API server refuses the object otherwise.',
    fix: 'Write a legal name.',
    severity: 'high',
    subject: 'set',
    waivable: false,
    check: set => set.members.flatMap(member => [...objectNames(member), ...partNames(set, member)]),
  }),
  control({
    id: 'cluster-scoped-namespace',
    title: 'Cluster-scoped objects name no namespace',
    why: 'The API server refuses the object. A cdk8s Chart with a namespace writes it into all of its objects.',
    fix: "Declare the object outside the Chart, or remove the field: ApiObject.of(x).addJsonPatch(JsonPatch.remove('/metadata/namespace')).",
    severity: 'high',
    subject: 'set',
    waivable: false,
    check: set => set.members.filter(({ identity, namespace }) => namespace !== '' && isClusterScoped(identity.apiVersion, identity.kind))
      .map(member => ({ member, pointer: '/metadata/namespace', says: `metadata.namespace is '${member.namespace}', and ${member.identity.kind} has none` })),
  }),
  control({
    id: 'label-values-valid',
    title: 'Labels are legal',
    why: 'The API server refuses the object otherwise.',
    fix: 'Write a legal key and value; longer texts go into an annotation.',
    severity: 'high',
    subject: 'set',
    waivable: false,
    check: set => set.members.flatMap(member => [
      ...illegalLabels(member, member.labels, '/metadata/labels'),
      ...set.workload(member) ? illegalLabels(member, set.workload(member)!.podLabels, `${set.workload(member)!.template.pointer}/metadata/labels`) : [],
    ]),
  }),
  control({
    id: 'labels-recommended',
    title: `Workloads and their pods carry ${NAME_LABEL}`,
    why: 'Policies, budgets, dashboards and people find a workload by it.',
    fix: `Set ${NAME_LABEL} on the object and on its pod template.`,
    severity: 'low',
    subject: 'set',
    check: set => set.workloads.filter(member => WORKLOADS.includes(member.groupKind)).flatMap(member => {
      const lacking = [...NAME_LABEL in member.labels ? [] : ['the object'], ...NAME_LABEL in member.podLabels ? [] : ['the pod template']];
      return lacking.length === 0 ? [] : [{ member, pointer: '/metadata', says: `the label ${NAME_LABEL} is not set on ${lacking.join(' and ')}` }];
    }),
  }),
  control({
    id: 'labels-site-set',
    title: 'Workloads carry the labels that the platform asks for',
    why: 'Costs, alerts and incidents are sorted by them.',
    fix: 'Set the labels on the object and on its pod template.',
    severity: 'low',
    subject: 'set',
    when: settings => settings.requiredLabels.length > 0,
    check: (set, { requiredLabels }) => set.workloads.filter(member => WORKLOADS.includes(member.groupKind)).flatMap(member => {
      const lacking = requiredLabels.filter(label => !(label in member.labels) || !(label in member.podLabels));
      return lacking.length === 0 ? [] : [{ member, pointer: '/metadata', says: `the label${lacking.length > 1 ? 's' : ''} ${lacking.join(', ')} ${lacking.length > 1 ? 'are' : 'is'} not set on both the object and the pod template` }];
    }),
  }),
  control({
    id: 'boxed-value',
    title: 'No value stands in a box',
    why: 'An IntOrString or a Quantity that was handed over as an object renders as { value: … }, which the API server refuses, or keeps as it is.',
    fix: 'Write the value itself: `.value` of k8s.IntOrString and k8s.Quantity.',
    severity: 'high',
    subject: 'set',
    waivable: false,
    check: set => set.members.filter(member => BOXED_IN.has(member.groupKind))
      .flatMap(member => boxes(member.object, '').map(at => ({ member, pointer: at, says: `${at} is { value: … } where a number or a text belongs` }))),
  }),
];

function duplicates(set: ManifestSet): SetFinding[] {
  const first = new Map<string, Member>();
  return set.members.flatMap(member => {
    const key = identityKey(member.identity);
    const other = first.get(key);
    if (!other) {
      first.set(key, member);
      return [];
    }
    const from = other.construct ?? other.file;
    return [{ member, says: `${describeMember(member)} stands in the set more than once${from ? `, also from ${from}` : ''}` }];
  });
}

function objectNames(member: Member): SetFinding[] {
  // A file of the control plane, and no object of its API.
  if (groupOf(member.object.apiVersion) === 'apiserver.config.k8s.io') return [];
  const name = recordOf(member.object.metadata).name;
  // generateName is filled in by the API server.
  const generated = name === undefined && typeof recordOf(member.object.metadata).generateName === 'string';
  const problem = generated ? undefined : objectNameProblem(member.identity.kind, member.name);
  const namespaceProblem = member.namespace === '' ? undefined : dnsLabelProblem(member.namespace);
  return [
    ...problem ? [{ member, pointer: '/metadata', says: `metadata.name '${member.name}' ${problem}` }] : [],
    ...namespaceProblem ? [{ member, pointer: '/metadata/namespace', says: `metadata.namespace '${member.namespace}' ${namespaceProblem}` }] : [],
  ];
}

/** Names of containers, their ports and variables, and of a Service's ports. */
function partNames(set: ManifestSet, member: Member): SetFinding[] {
  const found: SetFinding[] = [];
  const add = (at: string, what: string, name: unknown, problem: (name: string) => string | undefined, container?: string) => {
    const says = name === undefined ? undefined : problem(String(name));
    if (says) found.push({ member, pointer: at, says: `the name '${String(name)}' of ${what} ${says}`, ...(container === undefined ? {} : { container }) });
  };
  for (const ref of set.workload(member)?.containers ?? []) {
    add(ref.pointer, 'a container', ref.name, dnsLabelProblem, ref.name);
    recordsOf(ref.container.ports).forEach((port, index) => add(`${ref.pointer}/ports/${index}`, 'a port', port.name, portNameProblem, ref.name));
    recordsOf(ref.container.env).forEach((entry, index) => add(`${ref.pointer}/env/${index}`, 'a variable', entry.name, envNameProblem, ref.name));
  }
  if (member.groupKind === 'Service') {
    recordsOf(member.spec.ports).forEach((port, index) => add(`/spec/ports/${index}`, 'a port', port.name, dnsLabelProblem));
  }
  return found;
}

function illegalLabels(member: Member, labels: Readonly<Record<string, unknown>>, at: string): SetFinding[] {
  return Object.entries(labels).flatMap(([key, value]) => {
    const problem = labelKeyProblem(key);
    const valueProblem = labelValueProblem(String(value));
    return problem || valueProblem
      ? [{ member, pointer: at + pointer(key), says: problem ? `the label key '${key}' ${problem}` : `the value '${String(value)}' of the label '${key}' ${valueProblem}` }] : [];
  });
}

/** Kinds in whose typed fields no object is just { value }. Custom resources may mean it. */
const BOXED_IN: ReadonlySet<string> = new Set([
  ...['Pod', 'Service', 'ResourceQuota', 'LimitRange', 'PersistentVolumeClaim'].map(kind => groupKind('v1', kind)),
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map(kind => groupKind('apps/v1', kind)),
  ...['Job', 'CronJob'].map(kind => groupKind('batch/v1', kind)),
  'networking.k8s.io/NetworkPolicy', 'networking.k8s.io/Ingress', 'policy/PodDisruptionBudget', 'autoscaling/HorizontalPodAutoscaler',
]);
/** Maps of free texts, in which a key may be called `value`. */
const FREE_MAPS: ReadonlySet<string> = new Set(['labels', 'annotations', 'matchLabels', 'nodeSelector', 'selector', 'data', 'volumeAttributes']);

function boxes(value: unknown, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => boxes(item, `${at}/${index}`));
  if (!isRecord(value)) return [];
  const keys = Object.keys(value);
  // A list entry such as a variable without a name is wrong in another way.
  if (keys.length === 1 && keys[0] === 'value' && ['string', 'number'].includes(typeof value.value) && !/\/\d+$/.test(at)) return [at];
  // Most fields are texts and numbers: for them no pointer is made.
  return keys.flatMap(key => typeof value[key] !== 'object' || FREE_MAPS.has(key) ? [] : boxes(value[key], at + pointer(key)));
}
