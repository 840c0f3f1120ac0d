import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ConcurrencyPolicy } from './choices';
import { checkCount, secondsOf } from './fail';
import { HardenedWorkload } from './hardened-workload';
import { RunProps } from './job-props';
import { endingProps, JobRun, jobRun } from './job-spec';
import { jobMeshAnnotations } from './mesh-sidecar';
import { checkSchedule, checkTimeZone } from './schedule';
import { WORKLOAD_KINDS, WorkloadKind } from './workload-kind';
import { JsonObject } from '../manifest/object';
import { Platform } from '../platform/platform';

/** Settings of a HardenedCronJob. */
export interface HardenedCronJobProps extends RunProps {
  /** When it runs: five cron fields such as `30 2 * * *`, or `@daily` and the like. */
  readonly schedule: string;
  /**
   * Time zone of the schedule, by its IANA name.
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;
  /**
   * What happens when the last run is still going.
   * @default ConcurrencyPolicy.FORBID
   */
  readonly concurrencyPolicy?: ConcurrencyPolicy;
  /**
   * How late a run may start. At least 10 seconds, which is how often the controller looks. Without it, 100 missed runs stop the CronJob for good.
   * @default Duration.minutes(5)
   */
  readonly startingDeadlineSeconds?: Duration;
  /**
   * Runs that succeeded and are kept.
   * @default 3
   */
  readonly successfulJobsHistoryLimit?: number;
  /**
   * Runs that failed and are kept.
   * @default 1
   */
  readonly failedJobsHistoryLimit?: number;
  /**
   * No further runs are started.
   * @default false
   */
  readonly suspend?: boolean;
}

/** Five minutes. */
export const DEFAULT_STARTING_DEADLINE = 300;

/** A CronJob that `restricted` admits: one run at a time, each for a limited time, in a stated time zone. */
export class HardenedCronJob extends HardenedWorkload {
  private readonly run: JobRun;
  private readonly timing: JsonObject;

  constructor(scope: Construct, id: string, props: HardenedCronJobProps) {
    super(scope, id, endingProps(scope, id, props));
    const where = this.node.path;
    this.run = jobRun(where, props);
    this.timing = {
      schedule: checkSchedule(where, props.schedule),
      timeZone: checkTimeZone(where, props.timeZone ?? 'Etc/UTC'),
      concurrencyPolicy: props.concurrencyPolicy ?? ConcurrencyPolicy.FORBID,
      startingDeadlineSeconds: props.startingDeadlineSeconds === undefined
        ? DEFAULT_STARTING_DEADLINE
        : secondsOf(where, 'startingDeadlineSeconds', props.startingDeadlineSeconds, 10),
      successfulJobsHistoryLimit: checkCount(where, 'successfulJobsHistoryLimit', props.successfulJobsHistoryLimit ?? 3),
      failedJobsHistoryLimit: checkCount(where, 'failedJobsHistoryLimit', props.failedJobsHistoryLimit ?? 1),
      suspend: props.suspend ?? false,
    };
  }

  /** @internal */
  protected _kind(): WorkloadKind {
    return WORKLOAD_KINDS.CronJob;
  }

  /** @internal */
  protected _spec(): JsonObject {
    const { labels } = this._endpoint;
    return { ...this.timing, jobTemplate: { metadata: { labels }, spec: { ...this.run.fields, template: this._template(this.run.pod) } } };
  }

  /** @internal */
  protected _podAnnotations(platform: Platform): Record<string, string> {
    return jobMeshAnnotations(this, platform);
  }
}
