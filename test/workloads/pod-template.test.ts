import { Duration, Testing } from 'cdk8s';
import { chartOn, IMAGE, mainContainer, podSpec, PORTLESS } from './harness';
import { HardenedDeployment, HardenedDeploymentProps } from '../../src/workloads/hardened-deployment';
import { Probe } from '../../src/workloads/probe';

const make = (props: Partial<HardenedDeploymentProps> = {}, platform = {}) => {
  const chart = chartOn(platform);
  return { chart, cart: new HardenedDeployment(chart, 'cart', { ...PORTLESS, ...props }) };
};
const pod = (props: Partial<HardenedDeploymentProps>, platform = {}) => podSpec(make(props, platform).chart);

it('mounts no token, sees no other Services, ends in half a minute', () => {
  expect(pod({})).toMatchObject({ serviceAccountName: 'cart', automountServiceAccountToken: false, enableServiceLinks: false, terminationGracePeriodSeconds: 30 });
});

it.each<[string, Partial<HardenedDeploymentProps>, object, object]>([
  ['hostUsers: false where the nodes can', {}, { nodes: { userNamespaces: true } }, { hostUsers: false }],
  ['hostUsers as given', { hostUsers: true }, { nodes: { userNamespaces: true } }, { hostUsers: true }],
  ['tolerations', { tolerations: [{ key: 'a', operator: 'Exists' }] }, {}, { tolerations: [{ key: 'a', operator: 'Exists' }] }],
  ['a nodeSelector', { nodeSelector: { disk: 'ssd' } }, {}, { nodeSelector: { disk: 'ssd' } }],
  ['a priority and a runtime', { priorityClassName: 'high', runtimeClassName: 'gvisor' }, {}, { priorityClassName: 'high', runtimeClassName: 'gvisor' }],
  ['pull secrets', { imagePullSecrets: ['registry'] }, {}, { imagePullSecrets: [{ name: 'registry' }] }],
  ['its grace period', { terminationGracePeriodSeconds: Duration.minutes(5) }, {}, { terminationGracePeriodSeconds: 300 }],
  ['fields of its security context', { podSecurityContext: { fsGroup: 20000 } }, {}, { securityContext: { fsGroup: 20000, runAsNonRoot: true } }],
])('has %s', (_, props, platform, expected) => {
  expect(pod(props, platform)).toMatchObject(expected);
});

it('leaves hostUsers out where nothing is said of the nodes', () => {
  expect(pod({})).not.toHaveProperty('hostUsers');
});

describe('init containers and sidecars', () => {
  const proxy = { name: 'proxy', image: IMAGE, ports: [{ name: 'metrics', containerPort: 9000 }], readinessProbe: Probe.fromHttpGet('/', 'metrics') };
  const spec = pod({ initContainers: [{ name: 'migrate', image: IMAGE }], sidecars: [proxy] });

  it('start in the order sidecars, init containers', () => {
    expect(spec.initContainers.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([['proxy', 'Always'], ['migrate', undefined]]);
  });

  it('get exactly the hardening of the main container', () => {
    for (const container of spec.initContainers) expect(container.securityContext).toEqual(spec.containers[0].securityContext);
  });

  it('have a /tmp each, shared with nobody', () => {
    expect(spec.volumes).toEqual(['tmp', 'proxy-tmp', 'migrate-tmp'].map(name => ({ name, emptyDir: { sizeLimit: '64Mi' } })));
    expect(spec.initContainers.map(({ volumeMounts }) => volumeMounts)).toEqual([[{ name: 'proxy-tmp', mountPath: '/tmp' }], [{ name: 'migrate-tmp', mountPath: '/tmp' }]]);
  });

  it('have resources by role, and sidecars probes', () => {
    const [sidecar, init] = spec.initContainers;
    expect([sidecar, init].map(({ resources }) => (resources as { requests: object }).requests)).toMatchObject([{ cpu: '100m', memory: '128Mi' }, { cpu: '50m', memory: '64Mi' }]);
    expect(Object.keys(sidecar).filter(key => key.endsWith('Probe'))).toEqual(['livenessProbe', 'readinessProbe']);
    expect(Object.keys(init).filter(key => key.endsWith('Probe'))).toEqual([]);
  });

  it('see what is added to the environment', () => {
    const { chart, cart } = make({ initContainers: [{ name: 'migrate', image: IMAGE }] });
    cart.addEnv('REDIS', 'redis:6379');
    const { containers, initContainers } = podSpec(chart);
    expect([...containers, ...initContainers].map(({ env }) => env)).toEqual([[{ name: 'REDIS', value: 'redis:6379' }], [{ name: 'REDIS', value: 'redis:6379' }]]);
  });
});

describe('mountVolume', () => {
  const volume = { name: 'db', secret: { secretName: 'db' } };

  it('mounts read-only in the main container', () => {
    const { chart, cart } = make();
    cart.mountVolume(volume, '/run/db');
    expect(podSpec(chart).volumes).toContainEqual(volume);
    expect(mainContainer(chart).volumeMounts).toContainEqual({ name: 'db', mountPath: '/run/db', readOnly: true });
  });

  it('mounts one volume in several places and containers', () => {
    const { chart, cart } = make({ initContainers: [{ name: 'migrate', image: IMAGE }] });
    cart.mountVolume(volume, '/run/db');
    cart.mountVolume({ ...volume }, '/etc/db', { readOnly: false, subPath: 'a', containers: ['migrate'] });
    const { initContainers, volumes } = podSpec(chart);
    expect(volumes.filter(({ name }) => name === 'db')).toHaveLength(1);
    expect(initContainers[0].volumeMounts).toContainEqual({ name: 'db', mountPath: '/etc/db', subPath: 'a' });
  });

  it.each<[string, (cart: HardenedDeployment) => void, string]>([
    ['another volume of the name', cart => cart.mountVolume({ name: 'db', secret: { secretName: 'other' } }, '/x'), "shop/cart: two different volumes are named 'db'. Give each a name of its own."],
    ['a path that is taken', cart => cart.mountVolume(volume, '/run/db'), 'shop/cart: two volumes are mounted at /run/db. Give each a path of its own.'],
    ['a container that is not there', cart => cart.mountVolume(volume, '/x', { containers: ['web'] }), "shop/cart: has no container 'web' to mount 'db' in. Its containers: cart."],
  ])('refuses %s', (_, act, message) => {
    const { cart } = make();
    cart.mountVolume(volume, '/run/db');
    expect(() => act(cart)).toThrow(new Error(message));
  });
});

it.each<[string, Partial<HardenedDeploymentProps>, object, string]>([
  ['two containers of one name', { sidecars: [{ name: 'cart', image: IMAGE }] }, {}, "shop/cart: two containers are named 'cart'. Give each a name of its own."],
  ['native sidecars before Kubernetes 1.29', { sidecars: [{ name: 'proxy', image: IMAGE }] }, { kubernetesVersion: '1.28' },
    'shop/cart: sidecars: spec.initContainers[].restartPolicy: Always is on by default from Kubernetes 1.29; the platform is 1.28. Raise platform.kubernetesVersion to what the cluster runs, or leave this out.'],
  ['user namespaces before Kubernetes 1.33', { hostUsers: false }, { kubernetesVersion: '1.32' },
    'shop/cart: hostUsers: spec.hostUsers is on by default from Kubernetes 1.33; the platform is 1.32. Raise platform.kubernetesVersion to what the cluster runs, or leave this out.'],
  ...[
    ['AppArmor on the pod', 'podSecurityContext', 'securityContext.appArmorProfile', 30, { podSecurityContext: { appArmorProfile: { type: 'RuntimeDefault' } } as never }],
    ['AppArmor on a container', 'securityContext', 'securityContext.appArmorProfile', 30, { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } as never }],
    ['a policy of groups', 'podSecurityContext', 'spec.securityContext.supplementalGroupsPolicy', 33, { podSecurityContext: { supplementalGroupsPolicy: 'Strict' } as never }],
    ['a hook that sleeps', 'lifecycle', 'lifecycle.sleep', 30, { lifecycle: { preStop: { sleep: { seconds: 5 } } as never } }],
    ['a volume from an image', "volume 'm'", 'spec.volumes[].image', 35, { volumes: [{ name: 'm', image: { reference: IMAGE } } as never] }],
  ].map(([what, at, field, since, props]): [string, Partial<HardenedDeploymentProps>, object, string] => [
    `${String(what)} before Kubernetes 1.${String(since)}`, props as Partial<HardenedDeploymentProps>, { kubernetesVersion: `1.${Number(since) - 1}` },
    `shop/cart: ${String(at)}: ${String(field)} is on by default from Kubernetes 1.${String(since)}; the platform is 1.${Number(since) - 1}. Raise platform.kubernetesVersion to what the cluster runs, or leave this out.`,
  ]),
  ['Windows nodes', { nodeSelector: { 'kubernetes.io/os': 'windows' } }, {}, 'shop/cart: is for Windows nodes, on which none of the Linux settings apply. Write it with cdk8s-plus; the gate judges it by the rules for Windows.'],
  ['Windows options', { podSecurityContext: { windowsOptions: {} } }, {}, 'shop/cart: is for Windows nodes, on which none of the Linux settings apply. Write it with cdk8s-plus; the gate judges it by the rules for Windows.'],
  ['a port that two containers share', { ports: [{ name: 'a', containerPort: 1 }], readinessProbe: Probe.fromGrpc('a'), sidecars: [{ name: 'proxy', image: IMAGE, ports: [{ name: 'b', containerPort: 1, servicePort: 2 }], readinessProbe: Probe.fromGrpc('b') }] }, {},
    "shop/cart: ports 'a' and 'b' have the same containerPort, 1/TCP. Give each its own."],
])('refuses %s', (_, props, platform, message) => {
  expect(() => make(props, platform)).toThrow(new Error(message));
});

it.each<[string, Partial<HardenedDeploymentProps>, object, string]>([
  ['a mount of nothing', { volumeMounts: [{ name: 'x', mountPath: '/x' }] }, {}, "shop/cart: mounts volume 'x' at /x, which the pod does not have. Declare it in volumes."],
  ['a mount inside a Secret', { volumes: [{ name: 'a', secret: { secretName: 'a' } }, { name: 'b', emptyDir: {} }], volumeMounts: [{ name: 'a', mountPath: '/run/a' }, { name: 'b', mountPath: '/run/a/b' }] }, {}, "shop/cart: the mount at /run/a/b lies inside /run/a, where volume 'a' is read-only, and the container would never start. Mount them beside each other."],
  ['a writable path inside a ConfigMap', { volumes: [{ name: 'a', configMap: { name: 'a' } }], volumeMounts: [{ name: 'a', mountPath: '/etc/a' }], writablePaths: [{ path: '/etc/a/cache' }] }, {}, "shop/cart: the mount at /etc/a/cache lies inside /etc/a, where volume 'a' is read-only, and the container would never start. Mount them beside each other."],
  ['a volume with the name of a writable path', { volumes: [{ name: 'tmp', emptyDir: {} }] }, {}, "shop/cart: volume 'tmp' is the name of a writable path too. Rename the volume."],
  ['NFS in a user namespace', { volumes: [{ name: 'share', nfs: { server: 'nfs.example', path: '/' } }] }, { nodes: { userNamespaces: true } },
    "shop/cart: volume 'share' cannot be used in a user namespace. Say hostUsers: true for this workload and waive it, or use another kind of volume."],
])('synth refuses %s', (_, props, platform, message) => {
  expect(() => Testing.synth(make(props, platform).chart)).toThrow(message);
});

it('synth takes a mount of a declared volume, and NFS without a user namespace', () => {
  const volumes = [{ name: 'x', configMap: { name: 'x' } }, { name: 'share', nfs: { server: 'nfs.example', path: '/' } }];
  expect(() => Testing.synth(make({ volumes, volumeMounts: [{ name: 'x', mountPath: '/x' }] }).chart)).not.toThrow();
});
