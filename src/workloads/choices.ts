/** What an emptyDir is kept on. */
export enum Medium {
  /** The node's disk: counts as ephemeral storage. */
  DISK = 'Disk',
  /** Memory (tmpfs): counts as memory of the container that writes, and is never written to disk. */
  MEMORY = 'Memory',
}

/** Who sets the number of replicas. */
export enum ScaledBy {
  /** The HorizontalPodAutoscaler that `autoscaling` describes. */
  HPA = 'hpa',
  /** A scaler that is declared elsewhere, such as KEDA or Argo Rollouts. */
  EXTERNAL = 'external',
}

/** How a volume may be mounted. */
export enum AccessMode {
  READ_WRITE_ONCE = 'ReadWriteOnce',
  READ_WRITE_ONCE_POD = 'ReadWriteOncePod',
  READ_WRITE_MANY = 'ReadWriteMany',
  READ_ONLY_MANY = 'ReadOnlyMany',
}

/** What happens to a Job's container that fails. */
export enum JobRestartPolicy {
  /** A new pod is made: the failed one stays, with its log. */
  NEVER = 'Never',
  /** The container is started again in the same pod. */
  ON_FAILURE = 'OnFailure',
}

/** What a CronJob does when its time comes and the last run is still going. */
export enum ConcurrencyPolicy {
  /** Leaves this run out. */
  FORBID = 'Forbid',
  /** Ends the last run. */
  REPLACE = 'Replace',
  /** Runs both. */
  ALLOW = 'Allow',
}

/** In which order a StatefulSet makes and ends its pods. */
export enum PodManagementPolicy {
  /** One after another, each only when the one before is ready. */
  ORDERED_READY = 'OrderedReady',
  /** All at once. */
  PARALLEL = 'Parallel',
}

/** Scheme of an HTTP probe. */
export enum ProbeScheme { HTTP = 'HTTP', HTTPS = 'HTTPS' }
