import { App } from 'cdk8s';
import { compareQuantities } from '../../src/manifest/quantity';
import { CpuLimits } from '../../src/platform/choices';
import { Platform } from '../../src/platform/platform';
import { PlatformProps } from '../../src/platform/platform-props';
import { ServiceMesh } from '../../src/platform/service-mesh';
import { DEFAULT_QUOTA, NamespaceQuota, namespaceLimits } from '../../src/tenancy/quota';

function limits(quota: NamespaceQuota, platform: PlatformProps = {}) {
  const { quota: { hard }, limitRange } = namespaceLimits(Platform.configure(new App(), platform), quota, platform.serviceMesh !== undefined, 'shop');
  return { hard, item: limitRange.limits[0] as Record<string, Record<string, string>> };
}

it('gives limits twice the CPU of requests, and the same memory', () => {
  expect(limits({ cpu: '20', memory: '20Gi', pods: 80 }).hard)
    .toEqual({ 'requests.cpu': '20', 'requests.memory': '20Gi', 'limits.cpu': '40', 'limits.memory': '20Gi', 'pods': '80' });
});

it('has the documented defaults, each for itself', () => {
  expect(limits({ pods: 5 }).hard).toMatchObject({ 'requests.cpu': DEFAULT_QUOTA.cpu, 'requests.memory': DEFAULT_QUOTA.memory, 'pods': '5' });
  expect(limits({ cpu: undefined }).hard['requests.cpu']).toBe(DEFAULT_QUOTA.cpu);
});

it('adds what the sidecars of a mesh use', () => {
  expect(limits({ cpu: '1500m', memory: '512Mi', pods: 10 }, { serviceMesh: ServiceMesh.istioSidecar() }).hard)
    .toEqual({ 'requests.cpu': '2500m', 'requests.memory': '1792Mi', 'limits.cpu': '23', 'limits.memory': '10752Mi', 'pods': '10' });
});

it.each([CpuLimits.FORBIDDEN, CpuLimits.OPTIONAL])('speaks of no CPU limit where they are %s: it would put one on every pod', cpuLimits => {
  const { hard, item } = limits({}, { cpuLimits });
  expect(Object.keys(hard)).toEqual(['requests.cpu', 'requests.memory', 'limits.memory', 'pods']);
  expect([Object.keys(item.max), Object.keys(item.default)]).toEqual([['memory'], ['memory']]);
});

it('has type, min, max, default and defaultRequest in one item, as scanners ask', () => {
  expect(Object.keys(limits({}).item)).toEqual(['type', 'min', 'max', 'default', 'defaultRequest']);
});

it.each<NamespaceQuota>([{}, { cpu: '10m', memory: '5Mi' }, { cpu: '0.2', memory: '100M' }])('is in order for %j, as the API server demands', quota => {
  const { item } = limits(quota);
  for (const resource of ['cpu', 'memory']) {
    const values = ['min', 'defaultRequest', 'default', 'max'].map(field => item[field][resource]);
    for (const [index, value] of values.slice(1).entries()) expect(compareQuantities(values[index], value)).toBeLessThanOrEqual(0);
  }
});

it.each(['0', '-1', 'x', ''])("refuses '%s' for an amount", cpu => {
  expect(() => limits({ cpu })).toThrow(`shop: quota.cpu '${cpu}' is no amount. Write for instance '20', '500m' or '20Gi'.`);
});
