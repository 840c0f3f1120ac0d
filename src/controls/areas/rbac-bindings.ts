import { JsonObject, recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding, Severity } from '../control';
import { isBuiltIn, list } from '../expressions';
import { CLUSTER_ROLE, CLUSTER_ROLE_BINDING, READS, ROLE_BINDING } from '../rbac';
import { bindings, danglingReferences, describeSubject, takeovers } from '../rbac-graph';

const BINDINGS = [ROLE_BINDING, CLUSTER_ROLE_BINDING];
const AGGREGATE = 'rbac.authorization.k8s.io/aggregate-to-';
const aggregates = (role: string) => `(has(object.metadata.labels) && '${AGGREGATE}${role}' in object.metadata.labels && object.metadata.labels['${AGGREGATE}${role}'] == 'true')`;

/** Who has which role. */
export const RBAC_BINDINGS: readonly Control[] = [
  control({
    id: 'rbac-cluster-admin-binding',
    title: 'Nobody is bound to cluster-admin',
    why: 'Whoever becomes that subject, by a stolen token or a broken container, is the cluster.',
    fix: 'Write a role with the rights that are needed, and bind that.',
    severity: 'critical',
    subject: 'set',
    // A role of the set that grants as much is a finding itself.
    check: set => bindings(set).filter(member => recordOf(member.object.roleRef).name === 'cluster-admin').map((member): SetFinding => (
      { member, pointer: '/roleRef', says: `binds cluster-admin to ${recordsOf(member.object.subjects).map(describeSubject).join(', ') || 'nobody yet'}` })),
  }),
  control({
    id: 'rbac-builtin-admin-edit-view-binding',
    title: 'Programs are bound to roles of their own, and people to built-in roles of one namespace',
    why: 'The built-in roles admin, edit and view grow with each version and each operator that is installed; in all namespaces they are most of the cluster.',
    fix: 'Write a role with the rights that are needed. Bind people to admin, edit or view by RoleBindings.',
    severity: 'medium',
    subject: 'object',
    kinds: BINDINGS,
    cel: "!has(object.roleRef) || !has(object.roleRef.kind) || object.roleRef.kind != 'ClusterRole' || !has(object.roleRef.name) || !(object.roleRef.name in ['admin', 'edit', 'view']) "
      + "|| (object.kind == 'RoleBinding' && (!has(object.subjects) || object.subjects.all(s, !has(s.kind) || s.kind != 'ServiceAccount')))",
    at: 'roleRef.name',
  }),
  control({
    id: 'rbac-aggregation-into-builtin',
    title: 'What is added to the built-in roles is about custom resources',
    why: 'A rule that is aggregated into admin, edit or view is given to everyone who has that role anywhere, and nobody is asked.',
    fix: 'Aggregate only rules about your own API groups, into view only get, list and watch; bind the rest as a role of its own.',
    severity: 'medium',
    subject: 'object',
    kinds: [CLUSTER_ROLE],
    unless: `!(${['admin', 'edit', 'view'].map(aggregates).join(' || ')})`,
    cel: `!has(object.rules) || object.rules.all(r, has(r.apiGroups) && r.apiGroups.all(g, !${isBuiltIn('g')}) && (!${aggregates('view')} || (has(r.verbs) && r.verbs.all(v, v in ${list(READS)}))))`,
    seen: ({ object }) => {
      const labels = Object.keys(recordOf(recordOf(object.metadata).labels)).filter(key => key.startsWith(AGGREGATE)).map(key => key.slice(AGGREGATE.length));
      return { says: `adds rules about Kubernetes' own resources, or more than reading, to the built-in ${labels.join(', ')}`, path: ['metadata', 'labels'] };
    },
  }),
  control({
    id: 'default-serviceaccount-bound',
    title: 'No role is bound to a default ServiceAccount',
    why: 'Each pod of the namespace that names no account has that role.',
    fix: 'Bind the role to the ServiceAccount of the workload that needs it.',
    severity: 'high',
    subject: 'object',
    kinds: BINDINGS,
    cel: "!has(object.subjects) || object.subjects.all(s, !(has(s.kind) && s.kind == 'ServiceAccount' && has(s.name) && s.name == 'default'))",
    seen: ({ object }) => subjectSeen(object, subject => subject.kind === 'ServiceAccount' && subject.name === 'default'),
  }),
  boundTo('rbac-bind-anonymous', ['system:anonymous', 'system:unauthenticated'], 'critical', 'anyone who reaches the API server', 'Everyone who reaches the API server has the role, without a name.'),
  boundTo('rbac-bind-authenticated', ['system:authenticated', 'system:serviceaccounts'], 'critical', 'everyone who is somebody',
    'Every pod with a token and every user of the sign-on has the role; on some clouds that is anyone with an account there.'),
  boundTo('rbac-bind-masters', ['system:masters'], 'critical', 'system:masters', 'The group passes every check of authorization, and its certificates cannot be taken back.'),
  control({
    id: 'rbac-openshift-self-provisioner',
    title: 'Nobody makes projects of their own',
    why: 'A project made that way has no quota, no default deny and no owner.',
    fix: 'Remove the binding of self-provisioner, and let the platform team make namespaces.',
    severity: 'medium',
    subject: 'object',
    kinds: [CLUSTER_ROLE_BINDING],
    cel: "!has(object.roleRef) || !has(object.roleRef.name) || object.roleRef.name != 'self-provisioner' || !has(object.subjects) || size(object.subjects) == 0",
    at: 'roleRef.name',
  }),
  control({
    id: 'rbac-roleref-exists',
    title: 'A binding names a Role and ServiceAccounts that are there',
    why: 'It grants nothing, until somebody creates what it names, who then has the rights.',
    fix: 'Correct roleRef or subjects, or remove the binding.',
    severity: 'low',
    subject: 'set',
    check: danglingReferences,
  }),
  control({
    id: 'rbac-workload-takeover',
    title: 'No workload runs with rights that lead to every right',
    why: 'One fault in that program is the cluster.',
    fix: 'Take the right from the role that is named, or sign that this workload is a part of the platform.',
    severity: 'high',
    subject: 'set',
    check: takeovers,
  }),
];

function boundTo(id: string, names: readonly string[], severity: Severity, whom: string, why: string): Control {
  return control({
    id,
    title: `No role is bound to ${whom}`,
    why,
    fix: 'Bind the role to the ServiceAccounts, users or groups that need it.',
    severity,
    subject: 'object',
    kinds: BINDINGS,
    cel: `!has(object.subjects) || object.subjects.all(s, !has(s.name) || (has(s.kind) && s.kind == 'ServiceAccount') || !(s.name in ${list(names)}))`,
    seen: ({ object }) => subjectSeen(object, subject => names.includes(String(subject.name))),
  });
}

function subjectSeen(object: JsonObject, isMeant: (subject: Record<string, unknown>) => boolean) {
  const index = recordsOf(object.subjects).findIndex(isMeant);
  return { says: `binds '${String(recordOf(object.roleRef).name)}' to ${describeSubject(recordsOf(object.subjects)[index])}`, path: ['subjects', index] };
}
