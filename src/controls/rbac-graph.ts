import { RBAC_ESCALATION } from './areas/rbac-escalation';
import { RBAC_RESOURCES } from './areas/rbac-resources';
import { evaluateCel, toCel } from './cel';
import { SetFinding } from './control';
import { withApiDefaults } from './defaults';
import { describeMember, ManifestSet, Member } from './manifest-set';
import { CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING } from './rbac';
import { JudgementSettings } from './settings';
import { recordOf, recordsOf, textOf } from '../manifest/object';
import { labelSelector } from '../manifest/selectors';

/**
 * Rights that become every right, in whichever order an intruder uses them. What is critical in the role or the binding itself is said there, once:
 * these are rated lower, since only the workload that runs with them makes them that.
 */
const TAKEOVERS = new Map([...RBAC_ESCALATION, ...RBAC_RESOURCES].filter(({ id }) => [
  'rbac-bind', 'rbac-serviceaccount-token-create', 'rbac-csr-approval', 'rbac-node-proxy', 'rbac-pods-exec',
].includes(id)).map(({ id, cel }) => [id, cel!]));
const BUILT_IN_TAKEOVERS = ['admin', 'edit'];

/** The bindings of a set, those of namespaces and of the cluster. */
export function bindings(set: ManifestSet): readonly Member[] {
  return [...set.ofKind(ROLE_BINDING), ...set.ofKind(CLUSTER_ROLE_BINDING)];
}

/** The role of a binding; undefined where the set does not have it. */
export function boundRole(set: ManifestSet, binding: Member): Member | undefined {
  const { kind, name } = recordOf(binding.object.roleRef);
  return kind === 'Role' ? set.find(ROLE, binding.namespace, textOf(name)) : set.find(CLUSTER_ROLE, '', textOf(name));
}

/** The role and, where it gathers its rules from others, those too: their rules are its. */
export function gathered(set: ManifestSet, role: Member): Member[] {
  const selectors = recordsOf(recordOf(role.object.aggregationRule).clusterRoleSelectors).map(labelSelector);
  return [role, ...selectors.length === 0 ? [] : set.ofKind(CLUSTER_ROLE).filter(each => selectors.some(selector => selector.matches(each.labels)))];
}

/** `ServiceAccount shop/cart`, `Group team-shop`. */
export function describeSubject({ kind, namespace, name }: Record<string, unknown>): string {
  return `${textOf(kind)} ${namespace === undefined ? '' : `${textOf(namespace)}/`}${textOf(name)}`;
}

/** Workloads whose ServiceAccount a binding of the whole cluster gives a right that becomes every right. */
export function takeovers(set: ManifestSet): SetFinding[] {
  const byAccount = new Map<string, { binding: Member; says: string }>();
  for (const binding of set.ofKind(CLUSTER_ROLE_BINDING)) {
    const { name } = recordOf(binding.object.roleRef);
    const role = boundRole(set, binding);
    const rights = BUILT_IN_TAKEOVERS.includes(textOf(name)) ? [textOf(name)] : rightsOf(set, role);
    if (rights.length === 0) continue;
    for (const subject of recordsOf(binding.object.subjects)) {
      // Where the objects name no namespace, the name of the account has to do.
      for (const namespace of subject.kind === 'ServiceAccount' ? [textOf(subject.namespace), ''] : []) {
        byAccount.set(`${namespace}/${textOf(subject.name)}`, { binding, says: rights.join(', ') });
      }
    }
  }
  if (byAccount.size === 0) return [];
  return set.workloads.flatMap((member): SetFinding[] => {
    const { serviceAccountName = 'default' } = member.template.spec;
    const found = byAccount.get(`${member.namespace}/${textOf(serviceAccountName)}`);
    const pointer = `${member.template.pointer}/spec`;
    return found ? [{ member, pointer, says: `runs as '${textOf(serviceAccountName)}', to which ${describeMember(found.binding)} gives what leads to every right: ${found.says}` }] : [];
  });
}

function rightsOf(set: ManifestSet, role: Member | undefined): string[] {
  const roles = role ? gathered(set, role) : [];
  return [...TAKEOVERS].filter(([, cel]) => roles.some(each => fails(each, cel))).map(([id]) => id);
}

/** Roles and ServiceAccounts that bindings name, and that are neither in the set nor known to be elsewhere. */
export function danglingReferences(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  const external = new Set(settings.externalNamespaces.map(each => each.name));
  const withAccounts = new Set(set.ofKind('ServiceAccount').map(member => member.namespace));
  return bindings(set).flatMap(member => {
    const { kind, name } = recordOf(member.object.roleRef);
    // A ClusterRole may be Kubernetes' own, or of another tree.
    const role: SetFinding[] = kind === 'Role' && !external.has(member.namespace) && !boundRole(set, member)
      ? [{ member, pointer: '/roleRef', says: `roleRef names the Role '${textOf(name)}', which is not in the namespace` }] : [];
    return [...role, ...recordsOf(member.object.subjects).flatMap((subject, index): SetFinding[] => {
      const namespace = textOf(subject.namespace ?? member.namespace);
      // Where the set has no account of a namespace, another tree has them all.
      const known = subject.kind !== 'ServiceAccount' || subject.name === 'default' || external.has(namespace) || !withAccounts.has(namespace);
      return known || set.find('ServiceAccount', namespace, textOf(subject.name)) ? []
        : [{ member, pointer: `/subjects/${index}`, says: `subjects name the ServiceAccount '${namespace}/${textOf(subject.name)}', which is not in the set` }];
    })];
  });
}

function fails(role: Member, cel: string): boolean {
  try {
    return !evaluateCel(cel, { object: toCel(withApiDefaults(role.object)), settings: {} });
  } catch {
    // What has the wrong shape is an error of the shape control.
    return false;
  }
}
