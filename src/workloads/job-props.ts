import { Duration } from 'cdk8s';
import { JobRestartPolicy } from './choices';
import { HardenedWorkloadProps } from './workload-props';

/** What a run of a Job and of a CronJob have in common. They have no ports and no probes: what ends is not asked whether it is well. */
export interface RunProps extends HardenedWorkloadProps {
  /**
   * What happens to a container that fails.
   * @default JobRestartPolicy.NEVER
   */
  readonly restartPolicy?: JobRestartPolicy;
  /**
   * Failures after which the run has failed.
   * @default 3
   */
  readonly backoffLimit?: number;
  /**
   * Time after which the run is ended: one that hangs would hold its rights and its node for ever.
   * @default Duration.hours(1)
   */
  readonly activeDeadlineSeconds?: Duration;
  /**
   * Pods that must succeed.
   * @default 1
   */
  readonly completions?: number;
  /**
   * Pods that run at a time.
   * @default 1
   */
  readonly parallelism?: number;
}
