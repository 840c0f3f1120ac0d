/** What is different between the five workloads, as far as their common part must know. */
export interface WorkloadKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Longest name: what its controller appends must still fit into a label or a host name of 63 characters. */
  readonly longestName: number;
  /** Has a Service, and which. A headless one gives each pod a name, and translates no ports. */
  readonly service: 'cluster' | 'headless' | 'none';
  /** Its pods do the same work, so that they should not share a node. */
  readonly spreads: boolean;
}

/** Suffixes that are made room for: `-` and 10 characters of a StatefulSet's revision, `-` and a CronJob's 10 digits. */
export const WORKLOAD_KINDS = {
  Deployment: { apiVersion: 'apps/v1', kind: 'Deployment', longestName: 63, service: 'cluster', spreads: true },
  StatefulSet: { apiVersion: 'apps/v1', kind: 'StatefulSet', longestName: 52, service: 'headless', spreads: true },
  DaemonSet: { apiVersion: 'apps/v1', kind: 'DaemonSet', longestName: 63, service: 'cluster', spreads: false },
  Job: { apiVersion: 'batch/v1', kind: 'Job', longestName: 63, service: 'none', spreads: false },
  CronJob: { apiVersion: 'batch/v1', kind: 'CronJob', longestName: 52, service: 'none', spreads: false },
} as const satisfies Record<string, WorkloadKind>;
