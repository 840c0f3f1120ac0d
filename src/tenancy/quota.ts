import { ISTIO_PROXY } from '../manifest/injected-resources';
import { compareQuantities, parseQuantity } from '../manifest/quantity';
import { CpuLimits } from '../platform/choices';
import { Platform } from '../platform/platform';

/** What all pods of a namespace may use together. What the mesh's sidecars use is added to it. */
export interface NamespaceQuota {
  /**
   * CPU requests, such as `20` or `500m`. Limits may be twice that, where the platform has CPU limits.
   * @default '16'
   */
  readonly cpu?: string;
  /**
   * Memory, such as `20Gi`: requests, and limits, which are equal in hardened workloads.
   * @default '32Gi'
   */
  readonly memory?: string;
  /**
   * Number of pods.
   * @default 100
   */
  readonly pods?: number;
}

/** Quota of a namespace that states none: room for some thirty services of three replicas, and an end to what a fault can use up. */
export const DEFAULT_QUOTA = { cpu: '16', memory: '32Gi', pods: 100 } as const;

/** What a container gets that states nothing of its own, as an injected one may. */
const CONTAINER_DEFAULTS = { cpuRequest: '100m', cpuLimit: '500m', memory: '128Mi' } as const;
const CONTAINER_MINIMUM = { cpu: '1m', memory: '4Mi' } as const;
/** Room for Linkerd's proxy too. Without it, the quota of a meshed namespace stops rollouts. */
const SIDECAR = ISTIO_PROXY;

/** Specs of the ResourceQuota and the LimitRange of one namespace. */
export interface NamespaceLimits {
  readonly quota: { readonly hard: Record<string, string> };
  readonly limitRange: { readonly limits: readonly Record<string, string | Record<string, string>>[] };
}

/**
 * `hasProxies`: each pod has one. Throws where a quantity is none. Under a platform without CPU limits neither object speaks of them: each would put one
 * on every pod.
 */
export function namespaceLimits(platform: Platform, props: NamespaceQuota, hasProxies: boolean, where: string): NamespaceLimits {
  const { cpu, memory, pods } = { ...DEFAULT_QUOTA, ...Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) };
  for (const [field, text] of [['cpu', cpu], ['memory', memory]]) {
    if ((parseQuantity(text) ?? 0n) <= 0n) throw new Error(`${where}: quota.${field} '${text}' is no amount. Write for instance '20', '500m' or '20Gi'.`);
  }
  if (!Number.isInteger(pods) || pods < 1) throw new Error(`${where}: quota.pods ${pods} is no number of pods. Write a whole number from 1.`);

  const sidecars = hasProxies ? pods : 0;
  const cpuLimit = sum([cpu, 2], [SIDECAR.limits.cpu, sidecars]);
  const memoryLimit = sum([memory, 1], [SIDECAR.limits.memory, sidecars]);
  const limitsCpu = platform.cpuLimits === CpuLimits.REQUIRED;
  const cpuPart = (value: string): Record<string, string> => limitsCpu ? { cpu: value } : {};
  return {
    quota: {
      hard: {
        'requests.cpu': sum([cpu, 1], [SIDECAR.requests.cpu, sidecars]),
        'requests.memory': sum([memory, 1], [SIDECAR.requests.memory, sidecars]),
        ...(limitsCpu ? { 'limits.cpu': cpuLimit } : {}),
        'limits.memory': memoryLimit,
        'pods': String(pods),
      },
    },
    limitRange: {
      limits: [{
        type: 'Container',
        min: CONTAINER_MINIMUM,
        // No container can use more than all together: a stricter maximum would refuse at sync what synth let through.
        max: { ...cpuPart(cpuLimit), memory: memoryLimit },
        default: { ...cpuPart(atMost(CONTAINER_DEFAULTS.cpuLimit, cpuLimit)), memory: atMost(CONTAINER_DEFAULTS.memory, memoryLimit) },
        defaultRequest: { cpu: atMost(CONTAINER_DEFAULTS.cpuRequest, cpuLimit), memory: atMost(CONTAINER_DEFAULTS.memory, memoryLimit) },
      }],
    },
  };
}

function atMost(quantity: string, most: string): string {
  return compareQuantities(quantity, most) > 0 ? most : quantity;
}

/** The sum of multiples, in the largest unit that keeps it whole. One addend alone keeps its spelling. */
function sum(...addends: [quantity: string, times: number][]): string {
  const counted = addends.filter(([, times]) => times > 0);
  if (counted.length === 1 && counted[0][1] === 1) return counted[0][0];
  const nanos = counted.reduce((total, [quantity, times]) => total + parseQuantity(quantity)! * BigInt(times), 0n);
  const binary = counted.some(([quantity]) => /i$/.test(quantity));
  const [size, unit] = (binary ? BINARY : DECIMAL).find(([candidate]) => nanos % candidate === 0n) ?? [1n, 'n'];
  return `${nanos / size}${unit}`;
}

const ONE = 10n ** 9n;
const BINARY: [bigint, string][] = [[ONE * 2n ** 30n, 'Gi'], [ONE * 2n ** 20n, 'Mi'], [ONE * 2n ** 10n, 'Ki'], [ONE, '']];
const DECIMAL: [bigint, string][] = [[ONE, ''], [ONE / 1000n, 'm']];
