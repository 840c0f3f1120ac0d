import { expectBrokenTwins, expectFine, findingsAfter } from '../hardened-set';

const windows = { at: 'pod/securityContext/windowsOptions', to: { hostProcess: true } };
const sysctls = (...names: string[]) => ({ at: 'pod/securityContext/sysctls', to: names.map(name => ({ name, value: '1' })) });

describe('pods share with their node', () => {
  expectBrokenTwins([
    ['sysctl-cr8escape', 'a second setting, behind the first', { at: 'pod/securityContext/sysctls', to: [{ name: 'net.ipv4.tcp_rmem', value: '1+kernel.core_pattern=|/x' }] },
      "securityContext.sysctls sets 'net.ipv4.tcp_rmem' to a value with '+' or '='"],
    ['host-network', 'the network', { at: 'pod/hostNetwork', to: true }, 'hostNetwork is true'],
    ['host-pid', 'the processes', { at: 'pod/hostPID', to: true }, 'hostPID is true'],
    ['host-ipc', 'the memory', { at: 'pod/hostIPC', to: true }, 'hostIPC is true'],
    ['host-port', 'a port', { at: 'container/ports/0/hostPort', to: 8080 }, "container 'cart': ports bind '8080' of the node"],
    ['host-port', 'a port that the API fills in under hostNetwork', { at: 'pod/hostNetwork', to: true }, "container 'cart': ports bind '8080' of the node"],
    ['sysctl-unsafe', 'a setting of the kernel', sysctls('kernel.msgmax', 'net.ipv4.tcp_rmem'), "securityContext.sysctls sets 'kernel.msgmax'"],
    ['sysctl-unsafe', 'a setting that a later policy calls safe', sysctls('net.ipv4.tcp_rmem'), "securityContext.sysctls sets 'net.ipv4.tcp_rmem'", { kubernetesVersion: '1.31' }],
    ['proc-mount-default', 'kernel settings', { at: 'container/securityContext/procMount', to: 'Unmasked' }, "container 'cart': securityContext.procMount is 'Unmasked'"],
    ['proc-mount-never-unmasked', 'kernel settings, in a user namespace', [{ at: 'container/securityContext/procMount', to: 'Unmasked' }, { at: 'pod/hostUsers', to: false }],
      "container 'cart': securityContext.procMount is 'Unmasked'", { kubernetesVersion: '1.35' }],
    ['windows-host-process', 'its rights', windows, "the pod's securityContext.windowsOptions.hostProcess is true"],
    ['user-namespace', 'its users', { at: 'pod/hostUsers' }, 'hostUsers is not set', { userNamespaces: true }],
    ['probe-lifecycle-host-field', 'its place in the network, for a probe', { at: 'container/livenessProbe', to: { tcpSocket: { host: '10.0.0.1', port: 'http' } } },
      "container 'cart': livenessProbe calls the host '10.0.0.1'"],
    ['probe-lifecycle-host-field', 'its place in the network, for a hook', { at: 'container/lifecycle', to: { preStop: { httpGet: { host: '::1', port: 80 } } } },
      "container 'cart': preStop calls the host '::1'"],
  ]);

  expectFine([
    ['user-namespace', 'users of its own', [{ at: 'pod/hostUsers', to: false }, { in: 'CronJob/report', at: '/spec/jobTemplate/spec/template/spec/hostUsers', to: false }], { userNamespaces: true }],
    ['sysctl-cr8escape', 'a value', { at: 'pod/securityContext/sysctls', to: [{ name: 'net.ipv4.tcp_rmem', value: '4096 87380 6291456' }] }],
  ]);

  test.each([
    ['a sysctl of the pod alone', 'sysctl-unsafe', sysctls('net.ipv4.ip_unprivileged_port_start', 'net.ipv4.tcp_rmem')],
    ['a probe with an empty host', 'probe-lifecycle-host-field', { at: 'container/livenessProbe', to: { tcpSocket: { host: '', port: 'http' } } }],
    ['a port of 0', 'host-port', { at: 'container/ports/0/hostPort', to: 0 }],
  ])('%s is nothing of the node', (_, control, change) => {
    expect(findingsAfter(control, change)).toEqual([]);
  });
});
