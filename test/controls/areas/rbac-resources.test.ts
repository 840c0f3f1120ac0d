import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const API = 'rbac.authorization.k8s.io/v1';
const clusterRole = (...rules: object[]): Change => ({ add: { apiVersion: API, kind: 'ClusterRole', metadata: { name: 'extra' }, rules } });
const role = (rules: object[], namespace = 'shop'): Change => ({ add: { apiVersion: API, kind: 'Role', metadata: { name: 'extra', namespace }, rules } });
const rule = (apiGroup: string, resource: string, verb: string, more = {}) => ({ apiGroups: [apiGroup], resources: [resource], verbs: [verb], ...more });
const named = { resourceNames: ['own'] };
const first = rule('', 'services', 'get');

/** Each right, as the second rule, which some scanners do not look at; and what of it does no harm. */
const RIGHTS: readonly (readonly [control: string, group: string, resource: string, verb: string, harmless: object])[] = [
  ['rbac-manage-workloads', '', 'pods', 'create', rule('apps', 'deployments', 'patch', named)],
  ['rbac-manage-workloads', 'batch', 'cronjobs', 'update', rule('batch', 'cronjobs', 'list')],
  ['rbac-pods-exec', '', 'pods/exec', 'create', rule('', 'pods', 'get')],
  ['rbac-pods-exec', '', 'pods/exec', 'get', rule('', 'pods/log', 'get')],
  ['rbac-pods-attach', '', 'pods/attach', 'create', rule('', 'pods', 'get')],
  ['rbac-pods-portforward', '', 'pods/portforward', 'create', rule('', 'pods', 'get')],
  ['rbac-persistentvolume-create', '', 'persistentvolumes', 'create', rule('', 'persistentvolumes', 'get')],
  ['rbac-configmap-write', '', 'configmaps', 'update', rule('', 'configmaps', 'update', named)],
  ['rbac-networking-write', 'networking.k8s.io', 'networkpolicies', 'delete', rule('networking.k8s.io', 'networkpolicies', 'watch')],
  ['rbac-networking-write', '', 'services', 'patch', rule('', 'services', 'get')],
  ['rbac-endpoints-edit', 'discovery.k8s.io', 'endpointslices', 'update', rule('', 'endpoints', 'get')],
  ['rbac-service-status-write', '', 'services/status', 'patch', rule('', 'services/status', 'get')],
  ['rbac-delete-logs-events', 'events.k8s.io', 'events', 'deletecollection', rule('', 'events', 'create')],
  ['rbac-delete-resources', 'apiextensions.k8s.io', 'customresourcedefinitions', 'delete', rule('', 'namespaces', 'delete', named)],
  ['rbac-namespace-patch', '', 'namespaces', 'patch', rule('', 'namespaces', 'get')],
  ['rbac-openshift-anyuid', 'security.openshift.io', 'securitycontextconstraints', 'use', rule('security.openshift.io', 'securitycontextconstraints', 'use', { resourceNames: ['nonroot-v2'] })],
];

describe('a role may do what no program needs', () => {
  expectBrokenTwins([
    ...RIGHTS.map(([control, group, resource, verb]) => (
      [control, `${verb} ${resource}`, clusterRole(first, rule(group, resource, verb)), `rules[1] grants ${verb} on ${resource}`] as [string, string, Change, string])),
    ['rbac-secrets-cluster-wide', 'every Secret', clusterRole(first, rule('', 'secrets', 'list')), 'rules[1] grants list on secrets'],
    ['rbac-secrets-cluster-wide', 'every Secret, to change', clusterRole(rule('', 'secrets', 'patch')), 'rules[0] grants patch on secrets'],
    ['rbac-secrets-namespaced', 'every Secret of the namespace', role([rule('', 'secrets', 'list')]), 'rules[0] grants list on secrets'],
    ['rbac-configmap-write', 'what kube-system is run by', role([rule('', 'configmaps', 'patch')], 'kube-system'), 'rules[0] grants patch on configmaps'],
    ['rbac-aws-auth-configmap', 'who is who', clusterRole(rule('', 'configmaps', 'patch', { resourceNames: ['aws-auth'] })), 'rules[0] grants patch on configmaps'],
    ['rbac-openshift-anyuid', 'root for its pods', clusterRole(rule('security.openshift.io', 'securitycontextconstraints', 'use', { resourceNames: ['anyuid'] })),
      'rules[0] grants use on securitycontextconstraints'],
    ['rbac-pods-exec', 'a shell, by every subresource of that name', clusterRole(rule('', '*/exec', 'create')), 'rules[0] grants create on */exec'],
  ]);

  expectFine([
    ...RIGHTS.map(([control, , , , harmless]) => [control, JSON.stringify(harmless), clusterRole(harmless)] as [string, string, Change]),
    ['rbac-secrets-cluster-wide', 'every Secret among every resource, which is said elsewhere', clusterRole(rule('*', '*', 'watch'))],
    ['rbac-secrets-cluster-wide', 'a Secret by name', clusterRole(rule('', 'secrets', 'get', named))],
    ['rbac-secrets-cluster-wide', 'a Secret of somebody else', clusterRole(rule('shop.example', 'secrets', 'get'))],
    ['rbac-secrets-namespaced', 'a Secret by name', role([rule('', 'secrets', 'get', named)])],
    ['rbac-configmap-write', 'the ConfigMaps of its own namespace', role([rule('', 'configmaps', 'update')])],
    ['rbac-aws-auth-configmap', 'another ConfigMap', clusterRole(rule('', 'configmaps', 'update', named))],
  ]);
});
