import { podSecurityControls } from '../../src/controls/pod-security';

const checks = (level: 'baseline' | 'restricted', minor: number) => [...new Set(podSecurityControls(level, minor).map(control => control.podSecurity!.check))].sort();

// The lists of `psa` for these versions: k8s.io/pod-security-admission, policy/checks.go.
test.each([
  ['baseline', 25, ['appArmorProfile', 'capabilities_baseline', 'hostNamespaces', 'hostPathVolumes', 'hostPorts', 'privileged', 'procMount', 'seLinuxOptions',
    'seccompProfile_baseline', 'sysctls', 'windowsHostProcess']],
  ['restricted', 34, ['allowPrivilegeEscalation', 'appArmorProfile', 'capabilities_restricted', 'hostNamespaces', 'hostPorts', 'hostProbesAndHostLifecycle', 'privileged', 'procMount',
    'restrictedVolumes', 'runAsNonRoot', 'runAsUser', 'seLinuxOptions', 'seccompProfile_restricted', 'sysctls', 'windowsHostProcess']],
  ['restricted', 35, ['allowPrivilegeEscalation', 'appArmorProfile', 'capabilities_restricted', 'hostNamespaces', 'hostPorts', 'hostProbesAndHostLifecycle', 'privileged',
    'procMount_restricted', 'restrictedVolumes', 'runAsNonRoot', 'runAsUser', 'seLinuxOptions', 'seccompProfile_restricted', 'sysctls', 'windowsHostProcess']],
] as const)('%s 1.%d is these checks', (level, minor, expected) => {
  expect(checks(level, minor)).toEqual(expected);
});
