// Pods that mix what the Pod Security Standards look at: the fixtures change one thing at a time, and leave some versions of a rule out.

/** The same pods on each run: a linear congruential generator (Numerical Recipes). */
function random(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

const PROFILES = [{ type: 'RuntimeDefault' }, { type: 'Localhost', localhostProfile: 'x' }, { type: 'Unconfined' }, {}];
const CAPABILITIES = ['ALL', 'NET_BIND_SERVICE', 'CHOWN', 'KILL', 'NET_RAW', 'SYS_ADMIN', 'CAP_CHOWN', 'chown', 'SETPCAP', 'SYS_CHROOT', 'MKNOD', 'AUDIT_WRITE'];
const SYSCTLS = [
  'kernel.shm_rmid_forced', 'kernel.msgmax', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem', 'net.ipv4.tcp_notsent_lowat',
];
const VOLUMES = [
  {}, { hostPath: { path: '/' } }, { emptyDir: {} }, { configMap: { name: 'x' } }, { secret: { secretName: 'x' } }, { nfs: { server: 's', path: '/' } },
  { projected: { sources: [] } }, { csi: { driver: 'x' } }, { ephemeral: {} }, { image: { reference: 'x' } }, { persistentVolumeClaim: { claimName: 'x' } },
  { downwardAPI: {} }, { iscsi: { targetPortal: 'x', iqn: 'x', lun: 0 } }, { gitRepo: { repository: 'x' } },
];

/** `count` pods, each a good one with a few things changed. */
function pods(count, seed = 1) {
  const next = random(seed);
  const pick = list => list[Math.floor(next() * list.length)];
  const often = (chance, value) => next() < chance ? { ...value() } : {};
  const some = (list, most) => Array.from({ length: Math.floor(next() * (most + 1)) }, () => pick(list));
  const changed = 0.06;

  const shared = good => ({
    ...often(good, () => ({ runAsNonRoot: true })), ...often(changed, () => ({ runAsNonRoot: pick([true, false]) })),
    ...often(good, () => ({ seccompProfile: PROFILES[0] })), ...often(changed, () => ({ seccompProfile: pick(PROFILES) })),
    ...often(changed, () => ({ runAsUser: pick([0, 1, 10001]) })), ...often(changed, () => ({ appArmorProfile: pick(PROFILES) })),
    ...often(changed, () => ({ seLinuxOptions: pick(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t', 'spc_t']
      .map(type => ({ type })).concat([{ user: 'x' }, { role: 'x' }, { user: '', role: '' }, { level: 's0' }])) })),
    ...often(changed, () => ({ windowsOptions: pick([{ hostProcess: true }, { hostProcess: false }, {}]) })),
  });
  const handler = () => pick([
    { httpGet: { port: 80 } }, { httpGet: { port: 80, host: '' } }, { httpGet: { port: 80, host: '127.0.0.1' } }, { tcpSocket: { port: 80, host: '::1' } },
    { tcpSocket: { port: 80 } }, { exec: { command: ['x'] } }, { grpc: { port: 80 } },
  ]);
  const container = name => ({
    name, image: 'x',
    ...often(changed, () => ({ ports: some([{ containerPort: 80 }, { containerPort: 80, hostPort: 0 }, { containerPort: 80, hostPort: 80 }], 2) })),
    ...often(changed, () => ({ [pick(['livenessProbe', 'readinessProbe', 'startupProbe'])]: handler() })),
    ...often(changed, () => ({ lifecycle: { [pick(['postStart', 'preStop'])]: handler() } })),
    ...often(0.97, () => ({
      securityContext: {
        ...shared(0.3), ...often(0.95, () => ({ allowPrivilegeEscalation: next() < changed })), ...often(changed, () => ({ privileged: pick([true, false]) })),
        ...often(changed, () => ({ procMount: pick(['Default', 'Unmasked']) })),
        ...often(0.97, () => ({ capabilities: { ...often(0.97, () => ({ drop: next() < 0.95 ? ['ALL'] : some(CAPABILITIES, 2) })), ...often(changed, () => ({ add: some(CAPABILITIES, 3) })) } })),
      },
    })),
  });
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1', kind: 'Pod',
    metadata: {
      name: `pod-${index}`,
      ...often(changed, () => ({ annotations: { [pick(['container.apparmor.security.beta.kubernetes.io/a', 'example.com/a'])]: pick(['', 'runtime/default', 'localhost/x', 'localhost', 'unconfined']) } })),
    },
    spec: {
      ...often(changed, () => ({ hostNetwork: pick([true, false]) })), ...often(changed, () => ({ hostPID: pick([true, false]) })),
      ...often(changed, () => ({ hostIPC: pick([true, false]) })), ...often(0.25, () => ({ hostUsers: pick([true, false]) })),
      ...often(0.1, () => ({ os: { name: pick(['windows', 'linux']) } })),
      ...often(0.95, () => ({ securityContext: { ...shared(0.8), ...often(2 * changed, () => ({ sysctls: some(SYSCTLS, 2).map(name => ({ name, value: '1' })) })) } })),
      ...often(0.3, () => ({ volumes: some(VOLUMES, 2).map((volume, at) => ({ name: `v${at}`, ...volume })) })),
      containers: [container('a'), ...next() < 0.3 ? [container('b')] : []],
      ...often(0.2, () => ({ initContainers: [container('c')] })),
      ...often(0.1, () => ({ ephemeralContainers: [container('d')] })),
    },
  }));
}

module.exports = { pods };
