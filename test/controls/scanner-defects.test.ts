import { Change, changedSet, findingsAfter, judged } from './hardened-set';
import { controlById } from '../../src/controls/catalogue';
import { check, CheckOptions } from '../../src/posture/check';

/** What scanners are known to miss, or to find where nothing is: seen, and not seen, here. */

const RBAC = 'rbac.authorization.k8s.io/v1';
const binding = (kind: 'RoleBinding' | 'ClusterRoleBinding', role: string, subject: object): Change => (
  { add: { apiVersion: RBAC, kind, metadata: { name: 'extra', ...kind === 'RoleBinding' ? { namespace: 'shop' } : {} }, roleRef: { kind: 'ClusterRole', name: role }, subjects: [subject] } });
const role = (...rules: object[]): Change => ({ add: { apiVersion: RBAC, kind: 'ClusterRole', metadata: { name: 'extra' }, rules } });
const rule = (group: string, resource: string, verb: string) => ({ apiGroups: [group], resources: [resource], verbs: [verb] });
const DEFAULT = { kind: 'ServiceAccount', name: 'default', namespace: 'shop' };
const annotation = (value: string): Change => ({ at: '/spec/template/metadata/annotations', to: { 'container.apparmor.security.beta.kubernetes.io/cart': value } });
const hostPath = (path: string): Change => ({ at: 'pod/volumes/0', to: { name: 'node', hostPath: { path } } });
const debug = (more: object): Change => ({ at: 'pod/ephemeralContainers', to: [{ name: 'debug', image: 'x', ...more }] });
const sysctl = (name: string): Change => ({ at: 'pod/securityContext/sysctls', to: [{ name, value: '1' }] });
const WINDOWS: Change[] = [{ at: 'pod/os', to: { name: 'windows' } }, { at: 'container/securityContext' }, { at: 'pod/securityContext', to: { runAsNonRoot: true } }];
const volumes = (volume: object): Change => ({ at: 'pod/volumes/0', to: { name: 'tmp', ...volume } });
const noPolicyOfCart: Change[] = ['default-deny', 'cart'].map(name => ({ remove: `NetworkPolicy/${name}` }));

test.each<[string, string, Change | Change[], CheckOptions?]>([
  ['a ClusterRoleBinding, whose kind a scanner misspells', 'rbac-cluster-admin-binding', binding('ClusterRoleBinding', 'cluster-admin', DEFAULT)],
  ['everyone bound by a ClusterRoleBinding', 'rbac-bind-anonymous', binding('ClusterRoleBinding', 'x', { kind: 'Group', name: 'system:unauthenticated' })],
  ['escalate on a named group, without any star', 'rbac-escalate', role(rule('rbac.authorization.k8s.io', 'roles', 'escalate'))],
  ['bind on a named group, without any star', 'rbac-bind', role(rule('rbac.authorization.k8s.io', 'clusterroles', 'bind'))],
  ['impersonation on a named group, without any star', 'rbac-impersonate', role(rule('', 'users', 'impersonate'))],
  ['the second rule of a role', 'rbac-wildcard-cluster-wide', role(rule('', 'configmaps', 'get'), rule('', '*', 'get'))],
  ['an unconfined AppArmor field, not only the annotation', 'apparmor-not-unconfined', { at: 'pod/securityContext/appArmorProfile', to: { type: 'Unconfined' } }],
  ['an image written without a slash', 'image-registry-allowlist', { at: 'container/image', to: 'nginx:1.27' }, { settings: { registries: ['registry.example'] } }],
  ["containerd's socket", 'container-runtime-socket', hostPath('/run/containerd/containerd.sock')],
  ["CRI-O's socket", 'container-runtime-socket', hostPath('/var/run/crio/crio.sock')],
  ['a Deployment without network policies, not only a Pod', 'netpol-both-directions', noPolicyOfCart],
  ['the default account in a ClusterRoleBinding, not only in a RoleBinding', 'default-serviceaccount-bound', binding('ClusterRoleBinding', 'x', DEFAULT)],
  ["a policy that selects by the controller's own labels", 'netpol-dangling',
    [{ at: '/metadata/labels/only', to: 'here' }, { in: 'NetworkPolicy/cart', at: '/spec/podSelector/matchLabels', to: { only: 'here' } }]],
  ['a privileged pod, whatever the label of its Namespace', 'privileged-container', { at: 'container/securityContext/privileged', to: true }],
  ['a privileged debug container', 'privileged-container', debug({ securityContext: { privileged: true } })],
  ['a debug container as root', 'run-as-user-zero', debug({ securityContext: { runAsUser: 0 } })],
  ['capabilities of a debug container', 'capability-add-dangerous', debug({ securityContext: { capabilities: { add: ['SYS_PTRACE'] } } })],
  ['no seccomp profile in a debug container', 'seccomp-profile-set', debug({ securityContext: { seccompProfile: { type: 'Unconfined' } } })],
  ['what a policy version did not yet allow', 'sysctl-unsafe', sysctl('net.ipv4.tcp_rmem'), { profile: 'baseline@1.31' }],
])('seen: %s', (_, control, change, options = {}) => {
  expect(findingsAfter(control, change, options)).not.toEqual([]);
});

test.each<[string, string, Change | Change[], CheckOptions?]>([
  ['an AppArmor profile of the node, by annotation', 'apparmor-not-unconfined', annotation('localhost/shop')],
  ['an AppArmor profile of the node, by the field', 'apparmor-not-unconfined', { at: 'pod/securityContext/appArmorProfile', to: { type: 'Localhost', localhostProfile: 'shop' } }],
  ['Linux capabilities of a Windows pod', 'capability-drop-all', WINDOWS],
  ['seccomp of a Windows pod', 'seccomp-profile-set', WINDOWS],
  ['allowPrivilegeEscalation of a Windows pod', 'allow-privilege-escalation', WINDOWS],
  ['a sysctl that the policy version allows', 'sysctl-unsafe', sysctl('net.ipv4.tcp_rmem'), { profile: 'baseline@1.32' }],
  ['container_engine_t', 'selinux-options-restricted', { at: 'pod/securityContext/seLinuxOptions', to: { type: 'container_engine_t' } }, { profile: 'restricted@1.31' }],
  ['a volume of type image', 'volume-types-restricted', volumes({ image: { reference: 'registry.example/data@sha256:…' } })],
  ['a policy that selects by the labels of the template', 'netpol-dangling', [{ at: '/metadata/labels', to: {} }, { in: 'NetworkPolicy/cart', at: '/metadata/labels', to: {} }]],
])('not seen: %s', (_, control, change, options = {}) => {
  const report = check(judged(changedSet(change)), options);
  expect(report.findings.filter(finding => finding.control === control)).toEqual([]);
});

test.each([['host-ipc', '1.3'], ['host-pid', '1.4'], ['host-network', '1.5'], ['selinux-options-restricted', '1.8'], ['apparmor-not-unconfined', '1.9'], ['seccomp-not-unconfined', '1.10']])(
  'the NSA guide numbers %s as %s: a scanner swaps some of these', (id, paragraph) => {
    expect(controlById(id)!.standards.nsa).toEqual([paragraph]);
  });
