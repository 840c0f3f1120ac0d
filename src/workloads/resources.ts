import { ContainerResources, ContainerSize } from './container-props';
import { fail } from './fail';
import { JsonObject } from '../manifest/object';
import { canonicalQuantity, compareQuantities, doubleQuantity, parseQuantity } from '../manifest/quantity';
import { CpuLimits } from '../platform/choices';

/** What a container gets that says nothing. */
export const DEFAULT_RESOURCES = { cpu: '100m', memory: '128Mi' } as const;
/** What an init container gets that says nothing: it runs alone, and briefly. */
export const DEFAULT_INIT_RESOURCES = { cpu: '50m', memory: '64Mi' } as const;
/** Ephemeral storage for logs and what else the runtime keeps: beside it, the writable paths are counted. */
export const LOG_STORAGE = '64Mi';

const FIELDS = ['cpu', 'memory', 'ephemeral-storage'] as const;

/** What decides about a container's resources. */
export interface ResourceSettings {
  readonly resources?: ContainerResources;
  readonly size?: ContainerSize;
  readonly cpuLimits: CpuLimits;
  readonly defaults: { readonly cpu: string; readonly memory: string };
  /** Sizes of the writable paths on disk. */
  readonly diskPaths: readonly string[];
}

/**
 * Requests and limits, each field on its own: what is said is kept, what is left out is filled in. Memory and ephemeral storage are
 * requested as limited, so that a pod is not evicted for what it was promised.
 */
export function resourcesOf(where: string, settings: ResourceSettings): JsonObject {
  const { requests, limits } = stated(where, settings);
  for (const [list, quantities] of [['requests', requests], ['limits', limits]] as const) {
    for (const [name, quantity] of Object.entries(quantities)) {
      const nanos = typeof quantity === 'string' ? parseQuantity(quantity) : undefined;
      if (nanos === undefined || nanos < 0n) fail(where, `resources.${list}.${name} is ${JSON.stringify(quantity)}, which is no quantity. Write for instance '100m' or '128Mi'.`);
    }
  }
  for (const name of FIELDS) {
    // A limit alone is the request too: so Kubernetes itself reads it.
    requests[name] ??= limits[name] ?? (name === 'ephemeral-storage' ? diskSize([LOG_STORAGE, ...settings.diskPaths]) : settings.defaults[name]);
    if (name !== 'cpu') limits[name] ??= requests[name];
    else if (settings.cpuLimits === CpuLimits.REQUIRED) limits.cpu ??= doubleQuantity(requests.cpu);
  }
  for (const [name, limit] of Object.entries(limits)) {
    if (requests[name] !== undefined && compareQuantities(requests[name], limit) > 0) {
      fail(where, `resources.requests.${name} '${requests[name]}' is more than its limit '${limit}'. Raise the limit or lower the request.`);
    }
  }
  return { requests: asServed(requests), limits: asServed(limits) };
}

/** In the API server's spelling: any other is drift for ever to tools that compare the tree with the cluster. */
function asServed(quantities: Record<string, string>): JsonObject {
  return Object.fromEntries(Object.entries(quantities).map(([name, quantity]) => [name, canonicalQuantity(quantity)]));
}

function stated(where: string, { resources, size }: ResourceSettings): { requests: Record<string, string>; limits: Record<string, string> } {
  if (!size) return { requests: { ...resources?.requests }, limits: { ...resources?.limits } };
  if (resources) fail(where, 'has both resources and size. Keep one: size is the short form.');
  return {
    requests: { cpu: size.cpu, memory: size.memory },
    limits: { ...(size.cpuLimit !== undefined && { cpu: size.cpuLimit }), ...(size.ephemeralStorage !== undefined && { 'ephemeral-storage': size.ephemeralStorage }) },
  };
}

const MEBI = 2n ** 20n * 1_000_000_000n;

function diskSize(sizes: readonly string[]): string {
  const nanos = sizes.reduce((sum, size) => sum + (parseQuantity(size) ?? 0n), 0n);
  return `${(nanos + MEBI - 1n) / MEBI}Mi`;
}
