import { CpuLimits } from '../../src/platform/choices';
import { DEFAULT_INIT_RESOURCES, DEFAULT_RESOURCES, resourcesOf, ResourceSettings } from '../../src/workloads/resources';

const of = (settings: Partial<ResourceSettings>) =>
  resourcesOf('shop/cart', { cpuLimits: CpuLimits.REQUIRED, defaults: DEFAULT_RESOURCES, diskPaths: ['64Mi'], ...settings });

it.each<[string, Partial<ResourceSettings>, object]>([
  ['everything is filled in where nothing is said', {},
    { requests: { 'cpu': '100m', 'memory': '128Mi', 'ephemeral-storage': '128Mi' }, limits: { 'cpu': '200m', 'memory': '128Mi', 'ephemeral-storage': '128Mi' } }],
  ['init containers have smaller defaults', { defaults: DEFAULT_INIT_RESOURCES },
    { requests: { 'cpu': '50m', 'memory': '64Mi', 'ephemeral-storage': '128Mi' }, limits: { 'cpu': '100m', 'memory': '64Mi', 'ephemeral-storage': '128Mi' } }],
  ['one request leaves the other defaults', { resources: { requests: { cpu: '300m' } } },
    { requests: { 'cpu': '300m', 'memory': '128Mi', 'ephemeral-storage': '128Mi' }, limits: { 'cpu': '600m', 'memory': '128Mi', 'ephemeral-storage': '128Mi' } }],
  ['a limit alone is the request too', { resources: { limits: { cpu: '1', memory: '1Gi' } } },
    { requests: { 'cpu': '1', 'memory': '1Gi', 'ephemeral-storage': '128Mi' }, limits: { 'cpu': '1', 'memory': '1Gi', 'ephemeral-storage': '128Mi' } }],
  ['memory that differs is kept: the gate judges it', { resources: { requests: { memory: '64Mi' }, limits: { memory: '128Mi' } } },
    { requests: { 'cpu': '100m', 'memory': '64Mi', 'ephemeral-storage': '128Mi' }, limits: { 'cpu': '200m', 'memory': '128Mi', 'ephemeral-storage': '128Mi' } }],
  ['other resources pass through', { resources: { limits: { 'nvidia.com/gpu': '1' } } },
    { requests: { 'cpu': '100m', 'memory': '128Mi', 'ephemeral-storage': '128Mi' }, limits: { 'nvidia.com/gpu': '1', 'cpu': '200m', 'memory': '128Mi', 'ephemeral-storage': '128Mi' } }],
  ['size is CPU request and memory', { size: { cpu: '70m', memory: '200Mi' } },
    { requests: { 'cpu': '70m', 'memory': '200Mi', 'ephemeral-storage': '128Mi' }, limits: { 'cpu': '140m', 'memory': '200Mi', 'ephemeral-storage': '128Mi' } }],
  ['size says the CPU limit and the storage too', { size: { cpu: '70m', memory: '200Mi', cpuLimit: '1', ephemeralStorage: '1Gi' } },
    { requests: { 'cpu': '70m', 'memory': '200Mi', 'ephemeral-storage': '1Gi' }, limits: { 'cpu': '1', 'memory': '200Mi', 'ephemeral-storage': '1Gi' } }],
  ['writable paths count as ephemeral storage', { diskPaths: ['64Mi', '1Gi', '1k'] },
    { requests: { 'cpu': '100m', 'memory': '128Mi', 'ephemeral-storage': '1153Mi' }, limits: { 'cpu': '200m', 'memory': '128Mi', 'ephemeral-storage': '1153Mi' } }],
  ['without required limits CPU has none', { cpuLimits: CpuLimits.OPTIONAL },
    { requests: { 'cpu': '100m', 'memory': '128Mi', 'ephemeral-storage': '128Mi' }, limits: { 'memory': '128Mi', 'ephemeral-storage': '128Mi' } }],
  ['a CPU limit is kept where they are forbidden: the gate judges it', { cpuLimits: CpuLimits.FORBIDDEN, size: { cpu: '1', memory: '1Gi', cpuLimit: '2' } },
    { requests: { 'cpu': '1', 'memory': '1Gi', 'ephemeral-storage': '128Mi' }, limits: { 'cpu': '2', 'memory': '1Gi', 'ephemeral-storage': '128Mi' } }],
  ['quantities are spelt as the API server spells them', { size: { cpu: '1000m', memory: '1024Mi', cpuLimit: '2.5', ephemeralStorage: '2048Mi' } },
    { requests: { 'cpu': '1', 'memory': '1Gi', 'ephemeral-storage': '2Gi' }, limits: { 'cpu': '2500m', 'memory': '1Gi', 'ephemeral-storage': '2Gi' } }],
])('%s', (_, settings, expected) => {
  expect(of(settings)).toEqual(expected);
});

it.each<[string, Partial<ResourceSettings>, string]>([
  ['text that is no quantity', { resources: { requests: { cpu: 'much' } } }, "shop/cart: resources.requests.cpu is \"much\", which is no quantity. Write for instance '100m' or '128Mi'."],
  ['a number from plain JavaScript', { resources: { limits: { memory: 128 as unknown as string } } }, "shop/cart: resources.limits.memory is 128, which is no quantity. Write for instance '100m' or '128Mi'."],
  ['a negative quantity', { size: { cpu: '-1', memory: '1Gi' } }, "shop/cart: resources.requests.cpu is \"-1\", which is no quantity. Write for instance '100m' or '128Mi'."],
  ['a request above its limit', { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }, "shop/cart: resources.requests.cpu '2' is more than its limit '1'. Raise the limit or lower the request."],
  ['both forms', { resources: {}, size: { cpu: '1', memory: '1Gi' } }, 'shop/cart: has both resources and size. Keep one: size is the short form.'],
])('refuses %s', (_, settings, message) => {
  expect(() => of(settings)).toThrow(new Error(message));
});

it('never changes what it was given', () => {
  const resources = { requests: { cpu: '1' } };
  of({ resources });
  expect(resources).toEqual({ requests: { cpu: '1' } });
});
