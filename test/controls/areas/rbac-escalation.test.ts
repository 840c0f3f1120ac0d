import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const API = 'rbac.authorization.k8s.io/v1';
const role = (...rules: object[]): Change => ({ add: { apiVersion: API, kind: 'ClusterRole', metadata: { name: 'extra' }, rules } });
const rule = (apiGroup: string, resource: string, verb: string, more = {}) => ({ apiGroups: [apiGroup], resources: [resource], verbs: [verb], ...more });
const RBAC = 'rbac.authorization.k8s.io';
const harmless = rule('', 'configmaps', 'get');
const ADMISSION = 'admissionregistration.k8s.io';
const named = { resourceNames: ['own'] };

describe('a right becomes every right', () => {
  expectBrokenTwins([
    ['rbac-full-admin-rule', 'all at once', role(rule('*', '*', '*')), 'rules[0] grants * on * of *'],
    ['rbac-full-admin-rule', 'in the second rule, behind names beside the star', role(harmless, { apiGroups: ['', '*'], resources: ['pods', '*'], verbs: ['get', '*'] }),
      'rules[1] grants get, * on pods, * of core, *'],
    ['rbac-wildcard-verb', 'every verb', role(rule('', 'services', '*')), 'rules[0] grants * on services of core'],
    ['rbac-wildcard-resource', 'every resource of a group', role(rule('apps', '*', 'get')), 'rules[0] grants get on * of apps'],
    ['rbac-wildcard-resource', 'every resource of the namespace', { add: { apiVersion: API, kind: 'Role', rules: [rule('', '*', 'get')] } }, 'rules[0] grants get on * of core'],
    ['rbac-wildcard-resource', 'every resource of every group, in the namespace', { add: { apiVersion: API, kind: 'Role', rules: [rule('*', '*', 'get')] } }, 'rules[0] grants get on * of *'],
    ['rbac-wildcard-cluster-wide', 'every resource', role(rule('', '*', 'get')), 'rules[0] grants get on * of core'],
    ['rbac-wildcard-cluster-wide', 'every resource of every group', role(harmless, rule('*', '*', 'get')), 'rules[1] grants get on * of *'],
    ['rbac-wildcard-api-group', 'every group', role(rule('*', 'ingresses', 'get')), 'rules[0] grants get on ingresses of *'],
    ['rbac-escalate', 'roles beyond their own', role(harmless, rule(RBAC, 'clusterroles', 'escalate')), 'rules[1] grants escalate on clusterroles'],
    ['rbac-escalate', 'by a star that is not everything', role(rule('*', 'roles', '*')), 'rules[0] grants * on roles'],
    ['rbac-bind', 'bindings beyond their own', role(rule(RBAC, 'roles', 'bind')), 'rules[0] grants bind on roles'],
    ['rbac-impersonate', 'somebody else', role(rule('', 'serviceaccounts', 'impersonate')), 'rules[0] grants impersonate on serviceaccounts'],
    ['rbac-edit-rolebindings', 'a pen for bindings', role(rule(RBAC, 'rolebindings', 'patch')), 'rules[0] grants patch on rolebindings'],
    ['rbac-serviceaccount-token-create', 'tokens of others', role(rule('', 'serviceaccounts/token', 'create')), 'rules[0] grants create on serviceaccounts/token'],
    ['rbac-serviceaccount-token-create', 'tokens of others, by every subresource of that name', role(rule('', '*/token', 'create')), 'rules[0] grants create on */token'],
    ['rbac-csr-approval', 'a stamp for certificates', role(rule('certificates.k8s.io', 'certificatesigningrequests/approval', 'update')),
      'rules[0] grants update on certificatesigningrequests/approval'],
    ['rbac-csr-approval', 'the right to sign', role(rule('certificates.k8s.io', 'signers', 'approve')), 'rules[0] grants approve on signers'],
    ['rbac-webhook-configurations', 'a hand in admission', role(rule(ADMISSION, 'mutatingwebhookconfigurations', 'patch')), 'rules[0] grants patch on mutatingwebhookconfigurations'],
    ['rbac-node-proxy', 'the kubelets, to read', role(rule('', 'nodes/proxy', 'get')), 'rules[0] grants get on nodes/proxy'],
  ]);

  expectFine([
    ['rbac-full-admin-rule', 'a right that is named', role(harmless)],
    ['rbac-full-admin-rule', 'a role that gathers others', { add: { apiVersion: API, kind: 'ClusterRole', metadata: { name: 'extra' }, aggregationRule: {} } }],
    ['rbac-wildcard-verb', 'every URL to read', role({ nonResourceURLs: ['/metrics'], verbs: ['*'] })],
    ['rbac-wildcard-verb', 'everything, which is said elsewhere', role(rule('*', '*', '*'))],
    ['rbac-wildcard-resource', 'kinds that come and go in a group of their own', role(rule('constraints.gatekeeper.sh', '*', 'get'))],
    ['rbac-wildcard-resource', 'every resource everywhere, which is said elsewhere', role(rule('*', '*', 'get'))],
    ['rbac-wildcard-cluster-wide', 'everything, which is said elsewhere', role(rule('*', '*', '*'))],
    ['rbac-wildcard-cluster-wide', 'kinds that come and go in a group of their own', role(rule('constraints.gatekeeper.sh', '*', 'get'))],
    ['rbac-wildcard-verb', 'every verb on every resource, which is said elsewhere', role(rule('', '*', '*'))],
    ['rbac-wildcard-api-group', 'every resource of every group, which is said elsewhere', role(rule('*', '*', 'get'))],
    ['rbac-webhook-configurations', 'every resource, which is said elsewhere', role(rule('*', '*', 'patch'))],
    ['rbac-wildcard-api-group', 'a group', role(harmless)],
    ['rbac-escalate', 'a role by name', role(rule(RBAC, 'roles', 'escalate', named))],
    ['rbac-escalate', 'the word elsewhere', role(rule('shop.example', 'roles', 'escalate'))],
    ['rbac-bind', 'a role by name', role(rule(RBAC, 'clusterroles', 'bind', named))],
    ['rbac-impersonate', 'a user by name', role(rule('', 'users', 'impersonate', named))],
    ['rbac-edit-rolebindings', 'bindings to read', role(rule(RBAC, 'rolebindings', 'list'))],
    ['rbac-serviceaccount-token-create', 'an account by name', role(rule('', 'serviceaccounts/token', 'create', named))],
    ['rbac-csr-approval', 'certificates to ask for', role(rule('certificates.k8s.io', 'certificatesigningrequests', 'create'))],
    ['rbac-webhook-configurations', 'its own by name', role(rule(ADMISSION, 'validatingwebhookconfigurations', 'update', named))],
    ['rbac-node-proxy', 'the metrics of nodes', role(rule('', 'nodes/metrics', 'get'))],
    ['rbac-node-proxy', 'everything, which is said elsewhere', role(rule('', '*', 'get'))],
  ]);
});
