import { reportOf, SHOP } from './harness';
import { pod, policy } from '../../reachability/harness';

const role = (kind: string, name: string, rules: string, rest = '') => `{ apiVersion: rbac.authorization.k8s.io/v1, kind: ${kind}, metadata: { name: ${name}${kind === 'Role' ? ', namespace: shop' : ''} }, rules: [${rules}]${rest} }`;
const binding = (kind: string, role_: string, home = 'shop') => `{ apiVersion: rbac.authorization.k8s.io/v1, kind: ${kind}, metadata: { name: b${kind === 'RoleBinding' ? `, namespace: ${home}` : ''} }, roleRef: ${role_}, subjects: [{ kind: ServiceAccount, name: ci, namespace: ci }, { kind: Group, name: devs }] }`;
const found = (...documents: string[]) => reportOf([...SHOP, ...documents], {}, false).couldBecome.map(({ subject, namespace, can }) => `${subject} ${namespace}: ${can.join(', ')}`);

const OWN = '{ kind: Role, name: r }';
it.each([
  ['makes pods', "{ apiGroups: [''], resources: [pods], verbs: [create] }", 'create pods'],
  ['labels pods', "{ apiGroups: [''], resources: [pods], verbs: [patch, get] }", 'patch pods'],
  ['makes what makes pods', '{ apiGroups: [apps, batch], resources: [deployments, jobs], verbs: [create] }', 'create deployments.apps, create jobs.batch'],
  ['changes one Deployment', '{ apiGroups: [apps], resources: [deployments], resourceNames: [web], verbs: [create, patch] }', 'patch deployments.apps named web'],
])('who %s could become an allowed caller', (_, rule, can) => {
  expect(found(role('Role', 'r', rule), binding('RoleBinding', OWN))).toEqual([`Group devs shop: ${can}`, `ServiceAccount ci/ci shop: ${can}`]);
});

it.each([
  ['reads pods', "{ apiGroups: [''], resources: [pods], verbs: [get, list] }"], ['makes ConfigMaps', "{ apiGroups: [''], resources: [configmaps], verbs: ['*'] }"],
  ['makes pods of another group', '{ apiGroups: [metrics.k8s.io], resources: [pods], verbs: [create] }'],
])('who %s could not', (_, rule) => expect(found(role('Role', 'r', rule), binding('RoleBinding', OWN))).toEqual([]));

it('is nobody of a namespace whose pods reach nobody', () => {
  const elsewhere = binding('RoleBinding', '{ kind: ClusterRole, name: edit }', 'other');
  expect(found(pod('other/idle', {}), policy('other', '{ podSelector: {}, policyTypes: [Ingress, Egress] }'), elsewhere)).toEqual([]);
});

it.each([
  ['the built-in role', [binding('RoleBinding', '{ kind: ClusterRole, name: edit }')], 'what the built-in role edit can'],
  ['a binding of the cluster', [role('ClusterRole', 'c', "{ apiGroups: ['*'], resources: [pods], verbs: [create] }"), binding('ClusterRoleBinding', '{ kind: ClusterRole, name: c }')], 'create pods'],
  ['a role that gathers its rules', [
    role('ClusterRole', 'c', '', ', aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: x } }] }'),
    "{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: part, labels: { part: x } }, rules: [{ apiGroups: [''], resources: [pods], verbs: [create] }] }",
    binding('RoleBinding', '{ kind: ClusterRole, name: c }'),
  ], 'create pods'],
] as [string, string[], string][])('%s counts', (_, documents, can) => expect(found(...documents)).toContain(`ServiceAccount ci/ci shop: ${can}`));

it('names the callers, whom they reach, and the binding with its line', () => {
  const [entry] = reportOf([...SHOP, binding('RoleBinding', '{ kind: ClusterRole, name: edit }')], {}, false).couldBecome;
  expect(entry).toMatchObject({ callers: ['shop/Pod/web'], reaches: ['shop/Pod/db'], binding: { object: 'RoleBinding shop/b', file: 'shop/all.yaml', line: 14 } });
});

it('looks where a caller by the labels of its namespace may be', () => {
  const byLabel = policy('shop', '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: x } }, podSelector: { matchLabels: { app: job } } }] }] }', 'by-label');
  const home = '{ apiVersion: v1, kind: Namespace, metadata: { name: jobs, labels: { team: x } } }';
  expect(found(byLabel, home, binding('RoleBinding', '{ kind: ClusterRole, name: edit }', 'jobs'))).toContain('Group devs jobs: what the built-in role edit can');
});
