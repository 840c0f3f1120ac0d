import { k8s } from 'cdk8s-plus-28';
import { chartOn, IMAGE, mainContainer, podSpec, PORTLESS, SERVING } from './harness';
import { CpuLimits, ImagePullPolicy } from '../../src/platform/choices';
import { HardenedDeployment, HardenedDeploymentProps } from '../../src/workloads/hardened-deployment';
import { Probe } from '../../src/workloads/probe';

const deploy = (props: Partial<HardenedDeploymentProps>, platform = {}) => {
  const chart = chartOn(platform);
  new HardenedDeployment(chart, 'cart', { ...PORTLESS, ...props });
  return chart;
};

it.each<[string, Partial<HardenedDeploymentProps>, object]>([
  ['image and pull policy', {}, { image: IMAGE, imagePullPolicy: 'Always' }],
  ['the name of the workload', {}, { name: 'cart' }],
  ['a name of its own', { containerName: 'server' }, { name: 'server' }],
  ['command, args and workingDir', { command: ['a'], args: ['b'], workingDir: '/c' }, { command: ['a'], args: ['b'], workingDir: '/c' }],
  ['envFrom', { envFrom: [{ configMapRef: { name: 'settings' } }] }, { envFrom: [{ configMapRef: { name: 'settings' } }] }],
  ['hooks, quantities and ports unboxed', { lifecycle: { preStop: { httpGet: { port: k8s.IntOrString.fromString('http') } } } }, { lifecycle: { preStop: { httpGet: { port: 'http' } } } }],
  ['mounts after the writable paths', { volumes: [{ name: 'x', configMap: { name: 'x' } }], volumeMounts: [{ name: 'x', mountPath: '/x' }] },
    { volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, { name: 'x', mountPath: '/x' }] }],
])('has %s', (_, props, expected) => {
  expect(mainContainer(deploy(props))).toMatchObject(expected);
});

it('takes an image without a host from the first registry', () => {
  expect(mainContainer(deploy({ image: 'app:1' }, { registries: ['one.example', 'two.example'] })).image).toBe('one.example/app:1');
});

it('follows the pull policy and the CPU limits of the platform', () => {
  const container = mainContainer(deploy({}, { imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT, cpuLimits: CpuLimits.FORBIDDEN }));
  expect(container.imagePullPolicy).toBe('IfNotPresent');
  expect(container.resources.limits).toEqual({ 'ephemeral-storage': '128Mi', 'memory': '128Mi' });
});

it('has no /tmp of its own where another volume stands there', () => {
  const chart = deploy({ volumes: [{ name: 'tmp', emptyDir: {} }], volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] });
  expect(mainContainer(chart).volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
  expect(podSpec(chart).volumes).toEqual([{ name: 'tmp', emptyDir: {} }]);
});

it('has no empty env and no empty ports', () => {
  expect(Object.keys(mainContainer(deploy({})))).toEqual(['image', 'imagePullPolicy', 'name', 'resources', 'securityContext', 'volumeMounts']);
});

it.each<[string, Partial<HardenedDeploymentProps>, string]>([
  ['an image without a name', { image: '' }, "shop/cart: image '' is empty. Write for instance 'registry.example/app:1.2.3' or 'app:1.2.3@sha256:<64 hexadecimal digits>'."],
  ['an illegal container name', { containerName: 'My App' }, "shop/cart: the container name 'My App' must be lower-case letters, digits and '-', beginning and ending with a letter or digit."],
  ['two volumes at one path', { volumeMounts: [{ name: 'a', mountPath: '/a' }, { name: 'b', mountPath: '/a' }] }, 'shop/cart: two volumes are mounted at /a. Give each a path of its own.'],
  ['a volume over a declared writable path', { writablePaths: [{ path: '/a' }], volumeMounts: [{ name: 'b', mountPath: '/a' }] }, 'shop/cart: two volumes are mounted at /a. Give each a path of its own.'],
])('refuses %s', (_, props, message) => {
  expect(() => deploy(props)).toThrow(new Error(message));
});

it('refuses an image without a host where the platform has no registry', () => {
  expect(() => deploy({ image: 'app:1' }, { registries: [] })).toThrow(
    new Error("shop/cart: image 'app:1' names no registry, and the platform none to take it from. Write the host into the reference, or set platform.registries."));
});

it('names the init container or sidecar that is wrong', () => {
  expect(() => deploy({ initContainers: [{ name: 'wait', image: '' }] })).toThrow("shop/cart: initContainers 'wait': image '' is empty.");
  expect(() => deploy({ sidecars: [{ name: 'proxy', image: IMAGE, ports: [{ name: 'http', containerPort: 1 }] }] })).toThrow("shop/cart: sidecars 'proxy': has ports but no readinessProbe.");
});

it('writes named ports and probes', () => {
  const chart = chartOn();
  new HardenedDeployment(chart, 'cart', { ...SERVING, livenessProbe: Probe.fromCommand(['true']) });
  expect(mainContainer(chart)).toMatchObject({
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    readinessProbe: { httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' } },
    livenessProbe: { exec: { command: ['true'] } },
  });
});
