import { Control, control } from '../control';
import { IN_USER_NAMESPACE, list, ofContainer, ofPod } from '../expressions';
import { contextSeen, quoted } from '../words';

const HANDLERS = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle.postStart', 'lifecycle.preStop'].map(handler => `container.${handler}`);

/** `has(a.b) && has(a.b.c)` for each step below the container. */
function present(path: string): string {
  const steps = path.split('.');
  return steps.slice(1).map((_, index) => `has(${steps.slice(0, index + 2).join('.')})`).join(' && ');
}

/** Sysctls that reach only the pod's own namespaces, by the policy version that first allowed them. */
const SAFE_SYSCTLS: Readonly<Record<number, readonly string[]>> = {
  0: [
    'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start',
  ],
  27: ['net.ipv4.ip_local_reserved_ports'],
  29: ['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'],
  32: ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
};

/** What a pod shares with its node. */
export const POD_ISOLATION: readonly Control[] = [
  hostNamespace('host-network', 'hostNetwork', 'network', 'It reads the traffic of the node and reaches what listens on loopback, the kubelet among it; no NetworkPolicy holds it.'),
  hostNamespace('host-pid', 'hostPID', 'process', 'It sees every process of the node, reads their environment and can signal those of its user.'),
  hostNamespace('host-ipc', 'hostIPC', 'IPC', 'It reads and writes the shared memory of other processes of the node.'),
  control({
    id: 'host-port',
    title: 'Containers bind no port of the node',
    why: 'A port of the node is reachable by whatever reaches the node, past Services and often past network policies.',
    fix: 'Remove hostPort and expose the port through a Service.',
    severity: 'high',
    subject: 'container',
    // Under the node's network each port is one of the node: in pods the API server writes it down, in templates it does not.
    cel: '!has(container.ports) || (container.ports.all(p, !has(p.hostPort) || p.hostPort == 0) '
      + "&& (size(container.ports) == 0 || containerType == 'ephemeralContainers' || !has(pod.spec.hostNetwork) || !pod.spec.hostNetwork))",
    at: 'ports',
    seen: ({ container }) => `ports bind ${quoted((container.ports as { hostPort?: number }[]).flatMap(port => port.hostPort ? [port.hostPort] : []))} of the node`,
    podSecurity: { level: 'baseline', check: 'hostPorts' },
  }),
  control({
    id: 'probe-lifecycle-host-field',
    title: 'Probes and lifecycle hooks name no host',
    why: 'The kubelet calls that host from the network of the node: a pod could make it call services that no pod can reach.',
    fix: 'Remove host: the kubelet then calls the pod itself. For another Host header use httpHeaders.',
    severity: 'medium',
    subject: 'container',
    cel: HANDLERS.flatMap(handler => ['httpGet', 'tcpSocket'].map(kind => `(!(${present(`${handler}.${kind}.host`)}) || ${handler}.${kind}.host == '')`)).join(' && '),
    seen: ({ container }) => {
      const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
      const handlers = { livenessProbe, readinessProbe, startupProbe, ...lifecycle as object } as Record<string, Record<string, { host?: string }>>;
      const hosts = Object.entries(handlers).map(([name, handler]) => [name, handler?.httpGet?.host || handler?.tcpSocket?.host]);
      const [name, host] = hosts.find(each => each[1])!;
      return `${name} calls the host '${host}'`;
    },
    podSecurity: { level: 'baseline', check: 'hostProbesAndHostLifecycle', since: 34 },
  }),
  control({
    id: 'sysctl-unsafe',
    title: 'Only sysctls that are safe in a pod are set',
    why: 'Other sysctls change the kernel for every pod of the node, or take its memory.',
    fix: 'Remove the entry from securityContext.sysctls, or have the node pool set it.',
    severity: 'high',
    subject: 'pod',
    cel: `!${ofPod('sysctls')} || pod.spec.securityContext.sysctls.all(s, ${Object.entries(SAFE_SYSCTLS)
      .map(([minor, names]) => `(settings.podSecurityMinor >= ${minor} && s.name in ${list(names)})`).join(' || ')})`,
    at: 'securityContext.sysctls',
    seen: ({ pod, settings }) => {
      const safe = Object.entries(SAFE_SYSCTLS).flatMap(([minor, names]) => settings.podSecurityMinor >= Number(minor) ? names : []);
      const { sysctls } = pod.securityContext as { sysctls: { name: string }[] };
      return `securityContext.sysctls sets ${quoted(sysctls.map(each => each.name).filter(name => !safe.includes(name)))}`;
    },
    podSecurity: { level: 'baseline', check: 'sysctls' },
  }),
  control({
    id: 'sysctl-cr8escape',
    title: 'Values of sysctls are only values',
    why: "A '+' or '=' in a value slips a second setting past CRI-O's check (CVE-2022-0811).",
    fix: "Write a value without '+' and '='.",
    severity: 'high',
    subject: 'pod',
    cel: `!${ofPod('sysctls')} || pod.spec.securityContext.sysctls.all(s, !has(s.value) || !s.value.matches('[+=]'))`,
    at: 'securityContext.sysctls',
    seen: ({ pod }) => {
      const { sysctls } = pod.securityContext as { sysctls: { name: string; value?: string }[] };
      return `securityContext.sysctls sets ${quoted(sysctls.filter(({ value }) => /[+=]/.test(value ?? '')).map(({ name }) => name))} to a value with '+' or '='`;
    },
  }),
  control({
    id: 'proc-mount-default',
    title: '/proc is masked',
    why: 'An unmasked /proc lets a container read and write kernel settings of the node.',
    fix: 'Remove securityContext.procMount.',
    severity: 'high',
    subject: 'container',
    unless: `settings.podSecurityMinor >= 35 && ${IN_USER_NAMESPACE}`,
    cel: `!${ofContainer('procMount')} || container.securityContext.procMount == 'Default'`,
    at: 'securityContext.procMount',
    podSecurity: { level: 'baseline', check: 'procMount' },
  }),
  control({
    id: 'proc-mount-never-unmasked',
    title: '/proc is masked, in a user namespace too',
    why: 'An unmasked /proc is more surface of the kernel than a workload needs, even for a user that is nobody on the node.',
    fix: 'Remove securityContext.procMount.',
    severity: 'high',
    subject: 'container',
    cel: `!${ofContainer('procMount')} || container.securityContext.procMount == 'Default'`,
    at: 'securityContext.procMount',
    podSecurity: { level: 'restricted', check: 'procMount_restricted', since: 35, overrides: 'procMount' },
  }),
  control({
    id: 'windows-host-process',
    title: 'No container is a Windows HostProcess',
    why: 'A HostProcess container runs as a process of the node, with its rights.',
    fix: 'Remove securityContext.windowsOptions.hostProcess.',
    severity: 'high',
    subject: 'container',
    cel: ['container.securityContext', 'pod.spec.securityContext']
      .map(at => `(!has(${at}) || !has(${at}.windowsOptions) || !has(${at}.windowsOptions.hostProcess) || !${at}.windowsOptions.hostProcess)`).join(' && '),
    seen: contextSeen('windowsOptions.hostProcess', value => value === true),
    podSecurity: { level: 'baseline', check: 'windowsHostProcess' },
  }),
  control({
    id: 'user-namespace',
    title: 'Pods run in a user namespace of their own',
    why: 'Whoever breaks out of the container is then nobody on the node.',
    fix: 'Set hostUsers: false.',
    severity: 'medium',
    subject: 'pod',
    when: settings => settings.userNamespaces,
    cel: IN_USER_NAMESPACE,
    at: 'hostUsers',
  }),
];

function hostNamespace(id: string, field: string, what: string, why: string): Control {
  return control({
    id,
    title: `Pods do not join the ${what} namespace of the node`,
    why,
    fix: `Remove ${field}.`,
    severity: 'high',
    subject: 'pod',
    cel: `!has(pod.spec.${field}) || !pod.spec.${field}`,
    at: field,
    podSecurity: { level: 'baseline', check: 'hostNamespaces' },
  });
}
