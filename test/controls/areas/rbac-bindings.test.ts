import { Change, expectBrokenTwins, expectFine, findingsAfter } from '../hardened-set';

const API = 'rbac.authorization.k8s.io/v1';
const CART = { kind: 'ServiceAccount', name: 'cart', namespace: 'shop' };
const clusterBinding = (name: string, ...subjects: object[]): Change => (
  { add: { apiVersion: API, kind: 'ClusterRoleBinding', metadata: { name: 'extra' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name }, subjects } });
const binding = (kind: string, name: string, ...subjects: object[]): Change => (
  { add: { apiVersion: API, kind: 'RoleBinding', roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name }, subjects } });
const role = (name: string, rules: object[] | undefined, labels = {}, more = {}): Change => ({ add: { apiVersion: API, kind: 'ClusterRole', metadata: { name, labels }, rules, ...more } });
const rule = (group: string, resource: string, verb: string) => ({ apiGroups: [group], resources: [resource], verbs: [verb] });
const aggregate = (to: string) => ({ [`rbac.authorization.k8s.io/aggregate-to-${to}`]: 'true' });
const group = (name: string) => ({ kind: 'Group', name, apiGroup: 'rbac.authorization.k8s.io' });
const TAKEN = "runs as 'cart', to which ClusterRoleBinding extra gives what leads to every right";

describe('somebody has a role that they should not have', () => {
  expectBrokenTwins([
    ['rbac-cluster-admin-binding', 'cluster-admin', clusterBinding('cluster-admin', CART), 'binds cluster-admin to ServiceAccount shop/cart'],
    ['rbac-cluster-admin-binding', 'cluster-admin of a namespace', binding('ClusterRole', 'cluster-admin', group('ops')), 'binds cluster-admin to Group ops'],
    ['rbac-builtin-admin-edit-view-binding', 'a program with view', binding('ClusterRole', 'view', CART), "roleRef.name is 'view'"],
    ['rbac-builtin-admin-edit-view-binding', 'people with edit everywhere', clusterBinding('edit', group('team')), "roleRef.name is 'edit'"],
    ['rbac-aggregation-into-builtin', 'what everyone with edit then has', role('extra', [rule('', 'secrets', 'get')], aggregate('edit')),
      "adds rules about Kubernetes' own resources, or more than reading, to the built-in edit"],
    ['rbac-aggregation-into-builtin', 'writing, for those who may look', role('extra', [rule('shop.example', 'carts', 'delete')], aggregate('view')),
      "adds rules about Kubernetes' own resources, or more than reading, to the built-in view"],
    ['default-serviceaccount-bound', 'every pod that says nothing', binding('Role', 'x', { kind: 'ServiceAccount', name: 'default' }), "binds 'x' to ServiceAccount default"],
    ['rbac-bind-anonymous', 'everyone', clusterBinding('x', CART, group('system:unauthenticated')), "binds 'x' to Group system:unauthenticated"],
    ['rbac-bind-anonymous', 'nobody', binding('Role', 'x', { kind: 'User', name: 'system:anonymous' }), "binds 'x' to User system:anonymous"],
    ['rbac-bind-authenticated', 'everyone with a name', clusterBinding('x', group('system:authenticated')), "binds 'x' to Group system:authenticated"],
    ['rbac-bind-authenticated', 'every pod', clusterBinding('x', group('system:serviceaccounts')), "binds 'x' to Group system:serviceaccounts"],
    ['rbac-bind-masters', 'those whom nothing holds', clusterBinding('x', group('system:masters')), "binds 'x' to Group system:masters"],
    ['rbac-openshift-self-provisioner', 'whoever wants a project', clusterBinding('self-provisioner', group('team')), "roleRef.name is 'self-provisioner'"],
    ['rbac-roleref-exists', 'who brings the role later', binding('Role', 'x', CART), "roleRef names the Role 'x', which is not in the namespace"],
    ['rbac-roleref-exists', 'who comes later', [role('x', []), binding('ClusterRole', 'x', { ...CART, name: 'nobody' })], "subjects name the ServiceAccount 'shop/nobody', which is not in the set"],
    ['rbac-workload-takeover', 'a program that reads every Secret', clusterBinding('edit', CART), `${TAKEN}: edit`],
    ['rbac-workload-takeover', 'a program that may run as any other', [role('x', [rule('', 'pods/exec', 'create')]), clusterBinding('x', CART)], `${TAKEN}: rbac-pods-exec`],
    ['rbac-workload-takeover', 'the same, gathered from others',
      [role('all', undefined, {}, { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'all' } }] } }), role('part', [rule('', 'nodes/proxy', 'get')], { to: 'all' }), clusterBinding('all', CART)],
      `${TAKEN}: rbac-node-proxy`],
  ]);

  expectFine([
    ['rbac-cluster-admin-binding', 'a role of its own', [role('x', [rule('', 'configmaps', 'get')]), clusterBinding('x', CART)]],
    ['rbac-cluster-admin-binding', 'a role of the set that grants as much, which says so itself', [role('all', [rule('*', '*', '*')]), clusterBinding('all', CART)]],
    ['rbac-workload-takeover', 'what is critical in the role itself, and said there', [role('x', [rule('', 'secrets', 'list')]), clusterBinding('x', CART)]],
    ['rbac-workload-takeover', 'cluster-admin, which its binding says', clusterBinding('cluster-admin', CART)],
    ['rbac-builtin-admin-edit-view-binding', 'people with edit in one namespace', binding('ClusterRole', 'edit', group('team'))],
    ['rbac-aggregation-into-builtin', 'rights over custom resources', role('extra', [rule('shop.example', 'carts', 'delete')], aggregate('edit'))],
    ['rbac-aggregation-into-builtin', 'custom resources to look at', role('extra', [rule('shop.example', 'carts', 'get')], aggregate('view'))],
    ['default-serviceaccount-bound', 'an account of its own', binding('Role', 'x', CART)],
    ['default-serviceaccount-bound', 'a group called default', binding('Role', 'x', group('default'))],
    ['rbac-bind-anonymous', 'an account', clusterBinding('x', CART)],
    ['rbac-bind-authenticated', 'an account', clusterBinding('x', CART)],
    ['rbac-bind-masters', 'a group', clusterBinding('x', group('team'))],
    ['rbac-openshift-self-provisioner', 'nobody', clusterBinding('self-provisioner')],
    ['rbac-roleref-exists', 'a role of Kubernetes', clusterBinding('system:auth-delegator', CART)],
    ['rbac-roleref-exists', 'an account of a namespace of others', clusterBinding('x', { ...CART, namespace: 'elsewhere' })],
    ['rbac-workload-takeover', 'a binding of one namespace', binding('ClusterRole', 'admin', CART)],
  ]);

  test('a scanner compares the kind of binding by a misspelt name, and sees no ClusterRoleBinding: here both are seen', () => {
    for (const change of [clusterBinding('cluster-admin', CART), binding('ClusterRole', 'cluster-admin', CART)]) expect(findingsAfter('rbac-cluster-admin-binding', change)).toHaveLength(1);
  });

  test('where the objects name no namespace, the name of the account will do', () => {
    const change: Change[] = [clusterBinding('admin', CART), { at: '/metadata/namespace' }];
    expect(findingsAfter('rbac-workload-takeover', change)).toHaveLength(1);
  });
});
