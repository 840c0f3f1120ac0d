import { DEFAULT_PROFILE, PROFILES, resolveProfile } from '../../src/controls/profiles';
import { DEFAULT_SETTINGS } from '../../src/controls/settings';
import { STANDARD_PROFILES } from '../../src/controls/standards';

const ids = (profile: string, kubernetesVersion = '1.34') => resolveProfile(profile, { ...DEFAULT_SETTINGS, kubernetesVersion }).controls.map(control => control.id);
const settingsOf = (profile: string, kubernetesVersion = '1.34') => resolveProfile(profile, { ...DEFAULT_SETTINGS, kubernetesVersion }).settings;

test('the profiles', () => {
  expect([Object.keys(PROFILES), DEFAULT_PROFILE]).toEqual([
    ['baseline', 'restricted', 'hardened', 'platform-assigned', ...Object.keys(STANDARD_PROFILES)], 'hardened',
  ]);
});

test('baseline is the Pod Security Standard and nothing else', () => {
  expect(ids('baseline@1.33').sort()).toEqual([
    'apparmor-not-unconfined', 'capability-add-baseline', 'host-ipc', 'host-network', 'host-path-volume', 'host-pid', 'host-port', 'manifest-shape',
    'privileged-container', 'proc-mount-default', 'seccomp-not-unconfined', 'selinux-options-restricted', 'sysctl-unsafe', 'windows-host-process',
  ]);
});

test.each([
  ['probe-lifecycle-host-field', 'baseline@1.33', false], ['probe-lifecycle-host-field', 'baseline@1.34', true], ['probe-lifecycle-host-field', 'hardened', true],
  ['host-path-volume', 'restricted', false], ['volume-types-restricted', 'restricted', true],
  ['proc-mount-default', 'restricted@1.34', true], ['proc-mount-default', 'restricted@1.35', false], ['proc-mount-never-unmasked', 'restricted@1.35', true],
  ['image-digest-pinned', 'restricted', false], ['image-digest-pinned', 'hardened', true], ['image-digest-pinned', 'hardened@1', true], ['run-as-user-high', 'platform-assigned', true],
  ['manifest-shape', 'baseline', true],
])('%s is in %s: %s', (id, profile, included) => {
  expect(ids(profile).includes(id)).toBe(included);
});

test.each(Object.entries(STANDARD_PROFILES))('%s has a control for each of its paragraphs, and none that serves nothing', (profile, { paragraphs }) => {
  const judged = ids(profile).filter(id => id !== 'manifest-shape');
  expect(judged.length).toBeGreaterThan(30);
  expect(judged.filter(id => (paragraphs[id] ?? []).length === 0)).toEqual([]);
  expect(new Set(judged.flatMap(id => paragraphs[id]))).toEqual(new Set(Object.values(paragraphs).flat()));
});

/** Controls that leave to another what follows from a worse fault. */
const LEFT_TO: [string, string[]][] = [
  ...['allow-privilege-escalation', 'capability-drop-all', 'capability-add-restricted', 'capability-add-dangerous', 'capability-add-none', 'seccomp-profile-set'].map((id): [string, string[]] => [id, ['privileged-container']]),
  ['capability-add-restricted', ['capability-add-dangerous', 'capability-add-sys-admin', 'capability-add-sys-module', 'capability-add-net-raw']],
  ['image-digest-pinned', ['image-tag-fixed']], ['volume-types-restricted', ['host-path-writable']], ['cpu-request', ['cpu-limit']],
  ['namespace-psa-modes', ['namespace-psa-restricted']], ['namespace-psa-version-pinned', ['namespace-psa-restricted']],
  ['netpol-both-directions', ['netpol-default-deny-ingress', 'netpol-default-deny-egress']], ['netpol-ports-named', ['netpol-allow-all']],
  ['rbac-cluster-admin-binding', ['rbac-full-admin-rule']], ['rbac-wildcard-resource', ['rbac-full-admin-rule', 'rbac-wildcard-cluster-wide']],
  ['rbac-secrets-cluster-wide', ['rbac-wildcard-cluster-wide']], ['rbac-wildcard-verb', ['rbac-wildcard-resource']], ['rbac-wildcard-api-group', ['rbac-wildcard-resource']],
];

test.each(LEFT_TO)('what %s leaves to %j is judged wherever it is', (id, others) => {
  const profiles = Object.keys(PROFILES).filter(name => !settingsOf(name).podSecurityAlone && ids(name).includes(id));
  expect(profiles.filter(name => !others.every(other => ids(name).includes(other)))).toEqual([]);
});

test.each([
  ['capability-add-restricted', 'cis-1.10', true], ['capability-add-baseline', 'cis-1.10', false], ['capability-drop-net-raw', 'cis-1.10', true], ['capability-add-restricted', 'cis-1.12', false],
  ['rbac-bind-anonymous', 'owasp-2025', true], ['host-path-volume', 'cis-1.12', true], ['volume-types-restricted', 'cis-1.12', false],
])('%s is judged under %s: %s', (id, profile, included) => {
  expect(ids(profile).includes(id)).toBe(included);
});

test.each([
  ['the version of the cluster', 'restricted', '1.31', 31], ['the pinned version', 'restricted@1.28', '1.34', 28], ['the version of the cluster', 'hardened', '1.30', 30],
])('%s decides: %s on %s', (_, profile, version, minor) => {
  expect(settingsOf(profile, version).podSecurityMinor).toBe(minor);
});

test.each([['restricted@1.35', true], ['restricted@1.34', false], ['hardened', false]])('%s lets root be in a user namespace: %s', (profile, allowed) => {
  expect(settingsOf(profile, '1.36').rootInUserNamespace).toBe(allowed);
});

test('platform-assigned leaves IDs to the platform', () => {
  expect([settingsOf('platform-assigned').ids, settingsOf('hardened').ids]).toEqual(['platform-assigned', 'fixed']);
});

test.each([
  ['strict', "There is no profile 'strict'. Write one of baseline, restricted, hardened, platform-assigned, cis-1.10, cis-1.11, cis-1.12, nsa, owasp-2022, owasp-2025, container-risks, bsi-app-4.4, bsi-sys-1.6, nist-800-190, pci, with a pinned version if need be: 'restricted@1.31', 'hardened@1'."],
  ['constructor', "There is no profile 'constructor'."],
  ['restricted@1.24', "There is no profile 'restricted@1.24'. Pin a Pod Security version from 1.25 on, for instance 'restricted@1.31'."],
  ['baseline@latest', "There is no profile 'baseline@latest'. Pin a Pod Security version from 1.25 on, for instance 'baseline@1.31'."],
  ['hardened@2', "There is no profile 'hardened@2'. This version knows 'hardened' and 'hardened@1'."],
  ['cis-1.12@1', "There is no profile 'cis-1.12@1'. 'cis-1.12' is a version itself: write it without '@'."],
  ['hardened@1@1', "There is no profile 'hardened@1@1'."],
])("'%s' is refused", (profile, message) => {
  expect(() => ids(profile)).toThrow(message);
});
