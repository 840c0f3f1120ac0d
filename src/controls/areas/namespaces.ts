import { isBuiltInGroup, isClusterScoped } from '../../manifest/kinds';
import { Control, control, SetFinding } from '../control';
import { ManifestSet, Member } from '../manifest-set';

const MODES = ['enforce', 'warn', 'audit'];
const LABEL = 'pod-security.kubernetes.io/';
const SYSTEM = ['kube-system', 'kube-public', 'kube-node-lease'];
const NAMESPACE = ['Namespace'];
const labels = (test: (mode: string) => string) => `has(object.metadata.labels) && ${MODES.map(test).join(' && ')}`;
const wrongModes = (object: { metadata?: unknown }, wrong: (value: string | undefined) => boolean, suffix = '') => {
  const found = ((object.metadata as Record<string, unknown>).labels ?? {}) as Record<string, string>;
  const bad = MODES.map(mode => `${LABEL}${mode}${suffix}`).filter(label => wrong(found[label]));
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
    check: set => namespaced(set).filter(member => member.namespace === '').map(member => ({ member, pointer: '/metadata', says: 'metadata.namespace is not set' })),
  }),
  inNamespace('namespace-default', ['default'], 'medium', 'Nobody owns the default namespace: no quota, no default deny, and whoever mistypes a command lands in it.'),
  inNamespace('namespace-system', SYSTEM, 'medium', 'What stands beside the parts of the cluster has their trust: policies leave these namespaces out.'),
  control({
    id: 'namespace-psa-restricted',
    title: 'Namespaces enforce the Pod Security Standard `restricted`',
    why: 'What is added by hand, past this tree, is held by the API server alone.',
    fix: `Set the label ${LABEL}enforce: restricted.`,
    severity: 'high',
    subject: 'object',
    kinds: NAMESPACE,
    cel: `has(object.metadata.labels) && '${LABEL}enforce' in object.metadata.labels && object.metadata.labels['${LABEL}enforce'] == 'restricted'`,
    seen: ({ object }) => {
      const { says, path } = wrongModes(object, value => value !== 'restricted');
      return { says: says.split('; ')[0], path };
    },
  }),
  control({
    id: 'namespace-psa-modes',
    title: 'Namespaces warn of and log what they would refuse',
    why: 'Warnings and audit name the Deployment that cannot make pods; enforcement alone fails silently in its controller.',
    fix: `Set the labels ${MODES.map(mode => LABEL + mode).join(', ')}.`,
    severity: 'low',
    subject: 'object',
    kinds: NAMESPACE,
    cel: labels(mode => `'${LABEL}${mode}' in object.metadata.labels`),
    seen: ({ object }) => wrongModes(object, value => value === undefined),
  }),
  control({
    id: 'namespace-psa-version-pinned',
    title: 'Namespaces pin the version of the Pod Security Standards',
    why: 'With `latest`, an upgrade of the cluster refuses pods that it took the day before.',
    fix: `Set the labels ${MODES.map(mode => `${LABEL}${mode}-version`).join(', ')} to a version such as v1.34.`,
    severity: 'low',
    subject: 'object',
    kinds: NAMESPACE,
    cel: labels(mode => `'${LABEL}${mode}-version' in object.metadata.labels && object.metadata.labels['${LABEL}${mode}-version'].matches('^v1\\\\.[0-9]+$')`),
    seen: ({ object }) => wrongModes(object, value => value === undefined || !/^v1\.\d+$/.test(value), '-version'),
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

function inNamespace(id: string, namespaces: readonly string[], severity: 'medium', why: string): Control {
  return control({
    id,
    title: `Nothing stands in ${namespaces.join(', ')}`,
    why,
    fix: 'Put the object into a namespace of its own.',
    severity,
    subject: 'set',
    check: set => set.members
      .filter(member => namespaces.includes(member.namespace) && !isClusterScoped(member.object.apiVersion, member.object.kind))
      .map(member => ({ member, pointer: '/metadata/namespace', says: `metadata.namespace is '${member.namespace}'` })),
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
