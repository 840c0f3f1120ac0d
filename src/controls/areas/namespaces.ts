import { isBuiltInGroup, isClusterScoped } from '../../manifest/kinds';
import { Control, control, SetFinding } from '../control';
import { ManifestSet, Member } from '../manifest-set';

const ADVISORY = ['warn', 'audit'];
const LABEL = 'pod-security.kubernetes.io/';
const SYSTEM = ['kube-system', 'kube-public', 'kube-node-lease'];
const NAMESPACE = ['Namespace'];
const ENFORCES_NOTHING = `!(has(object.metadata.labels) && '${LABEL}enforce' in object.metadata.labels)`;
const wrongLabels = (object: { metadata?: unknown }, labels: readonly string[], wrong: (value: string | undefined) => boolean) => {
  const found = ((object.metadata as Record<string, unknown>).labels ?? {}) as Record<string, string>;
  const bad = labels.filter(label => wrong(found[label]));
  return { says: bad.map(label => `the label ${label} ${found[label] === undefined ? 'is not set' : `is '${found[label]}'`}`).join('; '), path: ['metadata', 'labels'] };
};

/** Where objects stand, and what a namespace holds for all of them. */
export const NAMESPACES: readonly Control[] = [
  control({
    id: 'namespace-explicit',
    title: 'Objects name their namespace',
    why: 'Without one, an object lands wherever the one who applies it happens to be.',
    fix: 'Set metadata.namespace, or put the construct into an IsolatedNamespace.',
    severity: 'low',
    subject: 'set',
    // What Helm and Kustomize render is meant for whatever namespace it is applied to: all objects of the file say so in the same way.
    check: set => firstOfEach(namespaced(set).filter(member => member.namespace === ''), member => member.file ?? member.construct ?? '')
      .map(([member, others]) => ({ member, pointer: '/metadata', says: `metadata.namespace is not set${others > 0 ? `, nor in ${besides(others)}` : ''}` })),
  }),
  inNamespace('namespace-default', ['default'], () => true, 'Nothing stands in the namespace default', 'Nobody owns the default namespace: no quota, no default deny, and whoever mistypes a command lands in it.'),
  // What looks after every node stands in kube-system by custom, and roles, settings and Services that the cluster reads must.
  inNamespace('namespace-system', SYSTEM, (set, member) => set.workload(member) !== undefined && member.groupKind !== 'apps/DaemonSet',
    `Nothing runs in ${SYSTEM.join(', ')} but what looks after the nodes`, 'What runs beside the parts of the cluster has their trust: policies leave these namespaces out.'),
  control({
    id: 'namespace-psa-restricted',
    title: 'Namespaces enforce the Pod Security Standard `restricted`',
    why: 'What is added by hand, past this tree, is held by the API server alone.',
    fix: `Set the label ${LABEL}enforce: restricted.`,
    severity: 'medium',
    subject: 'object',
    kinds: NAMESPACE,
    cel: `has(object.metadata.labels) && '${LABEL}enforce' in object.metadata.labels && object.metadata.labels['${LABEL}enforce'] == 'restricted'`,
    seen: ({ object }) => wrongLabels(object, [`${LABEL}enforce`], () => true),
  }),
  control({
    id: 'namespace-psa-modes',
    title: 'Namespaces warn of and log what they would refuse',
    why: 'Warnings and audit name the Deployment that cannot make pods; enforcement alone fails silently in its controller.',
    fix: `Set the labels ${ADVISORY.map(mode => LABEL + mode).join(' and ')} to the level that the namespace enforces.`,
    severity: 'low',
    subject: 'object',
    kinds: NAMESPACE,
    // A namespace that enforces nothing is one finding, and it is worse.
    unless: ENFORCES_NOTHING,
    cel: ADVISORY.map(mode => `'${LABEL}${mode}' in object.metadata.labels`).join(' && '),
    seen: ({ object }) => wrongLabels(object, ADVISORY.map(mode => LABEL + mode), value => value === undefined),
  }),
  control({
    id: 'namespace-psa-version-pinned',
    title: 'Namespaces pin the version of the Pod Security Standards that they enforce',
    why: 'With `latest`, an upgrade of the cluster refuses pods that it took the day before.',
    fix: `Set the label ${LABEL}enforce-version to a version such as v1.34.`,
    severity: 'low',
    subject: 'object',
    kinds: NAMESPACE,
    unless: ENFORCES_NOTHING,
    // Warnings and audit may follow the newest version: they refuse nothing, and say beforehand what an upgrade will.
    cel: `'${LABEL}enforce-version' in object.metadata.labels && object.metadata.labels['${LABEL}enforce-version'].matches('^v1\\\\.[0-9]+$')`,
    seen: ({ object }) => wrongLabels(object, [`${LABEL}enforce-version`], () => true),
  }),
  accompanied('namespace-resource-quota', 'ResourceQuota', 'One namespace can otherwise take the whole cluster.', 'Add a ResourceQuota for CPU and memory, requests and limits.'),
  accompanied('namespace-limit-range', 'LimitRange', 'A pod that states no resources would otherwise be bounded by nothing.', 'Add a LimitRange with default, defaultRequest, min and max.'),
  control({
    id: 'namespace-owner-label',
    title: 'Namespaces name their owner',
    why: 'Whoever finds an incident must know whom to call.',
    fix: 'Set the owner label of the platform on the Namespace.',
    severity: 'low',
    subject: 'object',
    kinds: NAMESPACE,
    when: settings => settings.ownerLabel !== '',
    cel: 'has(object.metadata.labels) && settings.ownerLabel in object.metadata.labels && object.metadata.labels[settings.ownerLabel] != \'\'',
    seen: ({ settings }) => ({ says: `the label '${settings.ownerLabel}' is not set`, path: ['metadata', 'labels'] }),
  }),
];

/** Objects that live in a namespace, as far as that is known: a custom resource that is unknown here may be cluster-scoped. */
function namespaced(set: ManifestSet): Member[] {
  return set.members.filter(({ object }) => !isClusterScoped(object.apiVersion, object.kind) && isBuiltInGroup(object.apiVersion));
}

/** The first of the members that have a key in common, with how many there are besides. */
function firstOfEach(members: readonly Member[], keyOf: (member: Member) => string): [Member, number][] {
  const found = new Map<string, [Member, number]>();
  for (const member of members) {
    const first = found.get(keyOf(member));
    if (first) first[1]++;
    else found.set(keyOf(member), [member, 0]);
  }
  return [...found.values()];
}

function besides(others: number): string {
  return `${others} other object${others > 1 ? 's' : ''} of the file`;
}

function inNamespace(id: string, namespaces: readonly string[], counts: (set: ManifestSet, member: Member) => boolean, title: string, why: string): Control {
  return control({
    id,
    title,
    why,
    fix: 'Put the object into a namespace of its own.',
    severity: 'medium',
    subject: 'set',
    check: set => firstOfEach(
      set.members.filter(member => (
        namespaces.includes(member.namespace) && !isClusterScoped(member.object.apiVersion, member.object.kind) && counts(set, member))),
      member => `${member.file ?? member.construct ?? ''}\n${member.namespace}`,
    ).map(([member, others]) => (
      { member, pointer: '/metadata/namespace', says: `metadata.namespace is '${member.namespace}'${others > 0 ? `, as in ${besides(others)}` : ''}` })),
  });
}

function accompanied(id: string, kind: string, why: string, fix: string): Control {
  return control({
    id,
    title: `Namespaces have a ${kind}`,
    why,
    fix,
    severity: 'low',
    subject: 'set',
    check: set => {
      const present = new Set(set.ofKind(kind).map(member => member.namespace));
      return set.ofKind('Namespace').filter(member => !present.has(member.name)).map((member): SetFinding => ({ member, says: `the namespace '${member.name}' has no ${kind}` }));
    },
  });
}
