import { CONTEXT, hardened, raw, weak } from './hardening-harness';
import { podSpec } from './harness';
import { PlatformProps } from '../../src/platform/platform-props';
import { Hardening } from '../../src/workloads/hardening';

it('gives a bare pod what our own have', () => {
  const { spec, container } = hardened(weak());
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' } },
    volumes: [{ name: 'tmp-web', emptyDir: { sizeLimit: '64Mi' } }],
  });
  expect(container).toMatchObject({
    imagePullPolicy: 'Always',
    securityContext: CONTEXT,
    volumeMounts: [{ name: 'tmp-web', mountPath: '/tmp' }],
    resources: { requests: { 'cpu': '100m', 'memory': '128Mi', 'ephemeral-storage': '128Mi' }, limits: { 'cpu': '200m', 'memory': '128Mi', 'ephemeral-storage': '128Mi' } },
  });
});

it('gives an emptyDir without a limit one, and counts it as storage of who mounts it', () => {
  const { spec, container } = hardened(weak({ volumeMounts: [{ name: 'cache', mountPath: '/cache' }] }, { volumes: [{ name: 'cache' }, { name: 'shm', emptyDir: { medium: 'Memory' } }] }));
  expect(spec.volumes.slice(0, 2)).toEqual([{ name: 'cache', emptyDir: { sizeLimit: '256Mi' } }, { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '256Mi' } }]);
  expect(container.resources.limits['ephemeral-storage']).toBe('384Mi');
});

it('takes another name where that of the /tmp volume is taken', () => {
  expect(hardened(weak({}, { volumes: [{ name: 'tmp-web', configMap: { name: 'x' } }] })).container.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
});

describe('scheduling', () => {
  const scheduled = (spec: object, kind = 'Deployment') => {
    const chart = raw(spec, {}, kind, { selector: { matchLabels: { app: 'web' } } });
    Hardening.apply(chart);
    return podSpec(chart);
  };

  it.each(['Deployment', 'StatefulSet'])('a %s spreads softly by its own selector', kind => {
    const labelSelector = { matchLabels: { app: 'web' } };
    expect(scheduled(weak(), kind)).toMatchObject({
      affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm: { labelSelector, topologyKey: 'kubernetes.io/hostname' } }] } },
      topologySpreadConstraints: [{ labelSelector, whenUnsatisfiable: 'ScheduleAnyway' }, { labelSelector, whenUnsatisfiable: 'ScheduleAnyway' }],
    });
  });

  it('a DaemonSet does not', () => {
    expect(scheduled(weak(), 'DaemonSet')).not.toHaveProperty('affinity');
  });

  it('what is said is kept', () => {
    const given = { affinity: { nodeAffinity: {}, podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } }, topologySpreadConstraints: [] };
    expect(scheduled(weak({}, given))).toMatchObject(given);
    expect(Object.keys(scheduled(weak({}, { affinity: { nodeAffinity: {} } })).affinity as object)).toEqual(['nodeAffinity', 'podAntiAffinity']);
  });
});

describe('token', () => {
  it('of who asked for one is kept, bound and short-lived', () => {
    const { spec, container } = hardened(weak({}, { automountServiceAccountToken: true }));
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(container.volumeMounts).toContainEqual({ name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true });
    expect(spec.volumes[0]).toMatchObject({ name: 'kube-api-access', projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3600 } }, {}, {}] } });
  });

  it('of who said nothing is gone', () => {
    expect(JSON.stringify(hardened(weak()).spec)).not.toContain('kube-api-access');
  });
});

it('leaves a Windows pod wholly alone', () => {
  expect(hardened(weak({}, { os: { name: 'windows' } })).spec).toEqual(weak({}, { os: { name: 'windows' } }));
});

it.each<[string, PlatformProps, object, object]>([
  ['user namespaces', { nodes: { userNamespaces: true } }, weak(), { hostUsers: false }],
  ['AppArmor', { nodes: { appArmor: true } }, weak(), { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }],
  ['strict groups', { nodes: { strictSupplementalGroups: true } }, weak(), { securityContext: { supplementalGroupsPolicy: 'Strict' } }],
])('uses %s where the nodes can', (_, platform, spec, expected) => {
  expect(hardened(spec, platform).spec).toMatchObject(expected);
});

it('never asks for a user namespace beside NFS or the network of the node', () => {
  for (const more of [{ hostNetwork: true }, { volumes: [{ name: 'x', nfs: { server: 's', path: '/' } }] }]) {
    expect(hardened(weak({}, more), { nodes: { userNamespaces: true } }).spec).not.toHaveProperty('hostUsers');
  }
});
