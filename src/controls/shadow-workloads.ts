import { SetFinding } from './control';
import { ManifestSet, Member } from './manifest-set';
import { groupKind, POD_TEMPLATE_PATHS } from '../manifest/kinds';
import { isLive, recordOf, recordsOf } from '../manifest/object';

/** What runs, what opens it to others, and what gives rights: the rest of a cluster is data and status. */
const LOOKED_AT: ReadonlySet<string> = new Set([
  ...Object.keys(POD_TEMPLATE_PATHS).filter(kind => kind !== 'PodTemplate'),
  'Service', 'networking.k8s.io/Ingress', 'gateway.networking.k8s.io/Gateway', 'gateway.networking.k8s.io/HTTPRoute', 'route.openshift.io/Route',
  'rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/ClusterRoleBinding',
]);
/** Filled by Kubernetes itself, or by who runs the cluster. */
const SYSTEM_NAMESPACES: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);
/** Who makes an owner that is not in the dump, under its own name and a suffix: the ReplicaSet `cart-6b7d9c` is of the Deployment `cart`. */
const MAKERS: Readonly<Record<string, string>> = { 'apps/ReplicaSet': 'apps/Deployment', 'batch/Job': 'batch/CronJob' };

interface Owner { readonly kind: string; readonly name: string; readonly uid: string }

/**
 * The objects of a cluster that stand in none of the trees (`set.against`) and are owned by nothing that does. Of a chain of owners only the highest is
 * named: the Deployment, and not its ReplicaSets and pods.
 */
export function shadows(set: ManifestSet, foreignNamespaces: ReadonlySet<string>): SetFinding[] {
  const owned = new Set(set.against.map(({ groupKind: kind, namespace, name }) => keyOf(kind, namespace, name)));
  const byUid = new Map(set.members.map(member => [recordOf(member.object.metadata).uid, member]));
  // A tree that leaves the namespace to whoever applies it means any.
  const isOwned = (kind: string, namespace: string, name: string): boolean => owned.has(keyOf(kind, namespace, name)) || owned.has(keyOf(kind, '', name));

  const isAccounted = (member: Member, seen: ReadonlySet<Member> = new Set()): boolean => isOwned(member.groupKind, member.namespace, member.name)
    || (!seen.has(member) && ownersOf(member).some(owner => {
      const present = byUid.get(owner.uid);
      // A higher owner that is itself looked at gets the finding; the node's own pods are no business of a tree.
      if (present) return isAccounted(present, new Set([...seen, member])) || LOOKED_AT.has(present.groupKind);
      const maker = MAKERS[owner.kind];
      return owner.kind === 'Node' || isOwned(owner.kind, member.namespace, owner.name)
        || (maker !== undefined && isOwned(maker, member.namespace, owner.name.replace(/-[^-]+$/, '')));
    }));

  return set.members
    .filter(({ object, groupKind: kind }) => isLive(object) && LOOKED_AT.has(kind))
    .filter(({ namespace }) => !SYSTEM_NAMESPACES.has(namespace) && !foreignNamespaces.has(namespace))
    .filter(member => !isOfKubernetes(member) && !isAccounted(member))
    .map(member => ({ member, says: `stands in no tree${describeOwner(member)}` }));
}

function keyOf(...parts: string[]): string {
  return parts.join('\n');
}

function ownersOf({ object }: Member): Owner[] {
  return recordsOf(recordOf(object.metadata).ownerReferences).map(({ apiVersion, kind, name, uid }) => (
    { kind: groupKind(String(apiVersion), String(kind)), name: String(name), uid: String(uid) }));
}

/** Roles that the API server makes at its start, and the Service that leads to it. */
function isOfKubernetes({ groupKind: kind, namespace, name, labels }: Member): boolean {
  return labels['kubernetes.io/bootstrapping'] === 'rbac-defaults' || (kind.startsWith('rbac.authorization.k8s.io/') && name.startsWith('system:'))
    || (kind === 'Service' && namespace === 'default' && name === 'kubernetes');
}

/** Who seems to own it, by the marks that delivery tools leave; else what made it. */
function describeOwner(member: Member): string {
  const { object, labels } = member;
  const annotations = recordOf(recordOf(object.metadata).annotations);
  const [mark] = MARKS.flatMap(([value, name]) => {
    const found = value(labels, annotations);
    return typeof found === 'string' && found !== '' ? [name(found)] : [];
  });
  if (mark !== undefined) return `; ${mark} seems to own it`;
  const makers = ownersOf(member).map(({ kind, name }) => `${kind.replace(/^.*\//, '')} ${name}`);
  return makers.length === 0 ? '' : `, and neither does ${makers.join(', ')}, which owns it`;
}

type Marks = Readonly<Record<string, unknown>>;
const MARKS: readonly (readonly [value: (labels: Marks, annotations: Marks) => unknown, name: (found: string) => string])[] = [
  [labels => labels['kustomize.toolkit.fluxcd.io/name'], found => `the Flux Kustomization '${found}'`],
  [labels => labels['helm.toolkit.fluxcd.io/name'], found => `the Flux HelmRelease '${found}'`],
  [(_, annotations) => annotations['argocd.argoproj.io/tracking-id'], found => `the Argo CD Application '${found.split(':')[0]}'`],
  [labels => labels['argocd.argoproj.io/instance'], found => `the Argo CD Application '${found}'`],
  [(_, annotations) => annotations['meta.helm.sh/release-name'], found => `the Helm release '${found}'`],
  [labels => labels['olm.owner'], found => `the operator bundle '${found}'`],
  [labels => labels['app.kubernetes.io/managed-by'], found => `'${found}'`],
];
