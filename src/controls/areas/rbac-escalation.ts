import { Control } from '../control';
import { CLUSTER_ROLE, EVERY_RESOURCE, EVERYTHING, grantControl, NAMED, RBAC_GROUP, ruleControl, WRITES } from '../rbac';

const ROLES = ['roles', 'clusterroles'];
const BINDINGS = ['rolebindings', 'clusterrolebindings'];
const ADMISSION = [
  'validatingwebhookconfigurations', 'mutatingwebhookconfigurations', 'validatingadmissionpolicies', 'validatingadmissionpolicybindings',
  'mutatingadmissionpolicies', 'mutatingadmissionpolicybindings',
];

/** The rule is for the core group, or for all: Secrets and pods are there. */
const CORE = "(!has(r.apiGroups) || r.apiGroups.exists(g, g in ['', '*']))";
// Operators whose kinds come and go, as Gatekeeper's constraints, can only name their group.
const RESOURCES_LISTED = 'List the resources. Kinds that are made at run time stand in an API group of their own: name that group.';

/** Rights that become every right. Every rule of every Role is looked at, `*` and subresources included; what a rule limits by name is not counted. */
export const RBAC_ESCALATION: readonly Control[] = [
  ruleControl({
    id: 'rbac-full-admin-rule',
    title: 'No rule grants everything',
    why: 'Whoever has the role is the cluster, or the namespace, and nothing that comes later is out of its reach.',
    fix: 'List the groups, resources and verbs that are needed.',
    severity: 'critical',
    good: `!${EVERYTHING}`,
  }),
  ruleControl({
    id: 'rbac-wildcard-verb',
    title: 'No rule grants every verb',
    why: 'Verbs such as escalate, bind, impersonate and approve are among them, and those that later versions add.',
    fix: 'List the verbs: get, list, watch, create, update, patch, delete.',
    severity: 'medium',
    good: `${EVERY_RESOURCE} || !has(r.resources) || !has(r.verbs) || !('*' in r.verbs)`,
  }),
  ruleControl({
    id: 'rbac-wildcard-resource',
    title: 'No rule grants every resource of a group of Kubernetes',
    why: 'Whatever the group has is among them, every subresource such as pods/exec, and what later versions add.',
    fix: RESOURCES_LISTED,
    severity: 'high',
    good: `${EVERYTHING} || !${EVERY_RESOURCE} || (object.kind == 'ClusterRole' && ${CORE})`,
  }),
  ruleControl({
    id: 'rbac-wildcard-cluster-wide',
    title: 'No ClusterRole has a rule for every resource',
    why: 'Secrets of all namespaces are among them, and with every group also who has which role and what admission does.',
    fix: RESOURCES_LISTED,
    severity: 'critical',
    kinds: [CLUSTER_ROLE],
    good: `${EVERYTHING} || !${EVERY_RESOURCE} || !${CORE}`,
  }),
  ruleControl({
    id: 'rbac-wildcard-api-group',
    title: 'No rule grants a resource in every API group',
    why: 'A custom resource may have the same name, and what is installed later is granted too.',
    fix: "List the API groups; the core group is ''.",
    severity: 'medium',
    good: `${EVERY_RESOURCE} || !has(r.apiGroups) || !('*' in r.apiGroups)`,
  }),
  grantControl({
    id: 'rbac-escalate',
    title: 'Nobody may write roles beyond their own rights',
    why: 'The verb escalate switches off the check that keeps people from granting what they do not have.',
    fix: 'Remove the verb escalate.',
    severity: 'critical',
    grants: [{ groups: [RBAC_GROUP], resources: ROLES, verbs: ['escalate'] }],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-bind',
    title: 'Nobody may bind roles beyond their own rights',
    why: 'With the verb bind, cluster-admin is one RoleBinding away.',
    fix: 'Remove the verb bind, or name the roles in resourceNames.',
    severity: 'high',
    grants: [{ groups: [RBAC_GROUP], resources: ROLES, verbs: ['bind'] }],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-impersonate',
    title: 'Nobody may act as somebody else',
    why: 'Whoever may impersonate is whoever they like, an administrator too, and the audit log is harder to read.',
    fix: 'Remove the verb impersonate, or name the users or groups in resourceNames.',
    severity: 'critical',
    grants: [{ groups: ['', 'authentication.k8s.io'], resources: ['users', 'groups', 'serviceaccounts', 'uids'], verbs: ['impersonate'] }],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-edit-rolebindings',
    title: 'Nobody may change who has which role',
    why: 'Whoever can write bindings can hand every right that they have, or may bind, to anyone.',
    fix: 'Let the tree of the platform team write bindings, or name the bindings in resourceNames.',
    severity: 'medium',
    grants: [{ groups: [RBAC_GROUP], resources: BINDINGS, verbs: ['create', 'update', 'patch'] }],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-serviceaccount-token-create',
    title: 'Nobody may make tokens for any ServiceAccount',
    why: 'A token of a more powerful account is as good as that account.',
    fix: 'Name the ServiceAccounts in resourceNames.',
    severity: 'high',
    grants: [{ groups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-csr-approval',
    title: 'Nobody may approve or sign certificates',
    why: 'A certificate for system:masters is every right, and cannot be taken back.',
    fix: 'Remove the rule; name the signers in resourceNames where one is needed.',
    severity: 'high',
    grants: [
      { groups: ['certificates.k8s.io'], resources: ['certificatesigningrequests/approval'], verbs: ['update', 'patch'] },
      { groups: ['certificates.k8s.io'], resources: ['signers'], verbs: ['approve', 'sign'] },
    ],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-webhook-configurations',
    title: 'Nobody may change what admission does',
    why: 'Whoever can write a webhook or an admission policy sees and changes every object, and can switch off the others.',
    fix: 'Name the configurations in resourceNames, and let the tree create them.',
    severity: 'critical',
    grants: [{ groups: ['admissionregistration.k8s.io'], resources: ADMISSION, verbs: WRITES }],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-node-proxy',
    title: "Nobody reaches the kubelets' own API",
    why: 'nodes/proxy, even to read, reaches an API that runs commands in every pod of the node, past admission and audit.',
    fix: 'Remove nodes/proxy; ask for nodes/metrics, nodes/stats or nodes/log.',
    severity: 'high',
    grants: [{ groups: [''], resources: ['nodes/proxy'], verbs: ['get', 'create', 'update', 'patch', 'delete'] }],
  }),
];
