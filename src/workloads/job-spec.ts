import { Construct } from 'constructs';
import { JobRestartPolicy } from './choices';
import { checkCount, fail, secondsOf } from './fail';
import { RunProps } from './job-props';
import { ServingWorkloadProps } from './workload-props';
import { JsonObject } from '../manifest/object';

export const DEFAULT_BACKOFF_LIMIT = 3;
/** One hour. */
export const DEFAULT_ACTIVE_DEADLINE = 3600;

/** The spec of a Job without its template, which is `JobRun.pod` on top of the workload's. */
export interface JobRun {
  readonly fields: JsonObject;
  readonly pod: JsonObject;
}

/** Its props, if they are those of something that ends: plain JavaScript may hand over more than the type has. */
export function endingProps<T extends RunProps>(scope: Construct, id: string, props: T): T {
  const served = (['ports', 'readinessProbe', 'livenessProbe', 'startupSeconds', 'lifecycle'] as const).find(field => (props as ServingWorkloadProps)[field] !== undefined);
  return served === undefined ? props : fail(`${scope.node.path}/${id}`, `has ${served}, but a Job ends and serves nobody. Leave it out, or use HardenedDeployment.`);
}

export function jobRun(where: string, props: RunProps): JobRun {
  return {
    fields: {
      backoffLimit: checkCount(where, 'backoffLimit', props.backoffLimit ?? DEFAULT_BACKOFF_LIMIT),
      activeDeadlineSeconds: props.activeDeadlineSeconds === undefined ? DEFAULT_ACTIVE_DEADLINE : secondsOf(where, 'activeDeadlineSeconds', props.activeDeadlineSeconds, 1),
      completions: checkCount(where, 'completions', props.completions ?? 1, 1),
      parallelism: checkCount(where, 'parallelism', props.parallelism ?? 1),
    },
    pod: { restartPolicy: props.restartPolicy ?? JobRestartPolicy.NEVER },
  };
}
