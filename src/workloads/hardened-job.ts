import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { fail } from './fail';
import { HardenedWorkload } from './hardened-workload';
import { HASH_SUFFIX, HOOK_ANNOTATIONS, nameByTemplate, ttlOf } from './job-delivery';
import { RunProps } from './job-props';
import { endingProps, JobRun, jobRun } from './job-spec';
import { jobMeshAnnotations } from './mesh-sidecar';
import { WORKLOAD_KINDS, WorkloadKind } from './workload-kind';
import { JsonObject } from '../manifest/object';
import { Delivery } from '../platform/choices';
import { Platform } from '../platform/platform';

/** Settings of a HardenedJob. */
export interface HardenedJobProps extends RunProps {
  /**
   * Time after the end of the run at which the Job is deleted. An error under Flux, which would run it again.
   * @default - Duration.days(1) under Delivery.APPLY, else never: Argo CD replaces it at the next sync, Flux when it has changed
   */
  readonly ttlSecondsAfterFinished?: Duration;
}

/** A Job that `restricted` admits, runs for a limited time, and can be delivered again when it has changed. */
export class HardenedJob extends HardenedWorkload {
  private readonly run: JobRun;
  private readonly ttl?: number;

  constructor(scope: Construct, id: string, props: HardenedJobProps) {
    super(scope, id, endingProps(scope, id, props));
    const { delivery } = Platform.of(this);
    const where = this.node.path;
    this.run = jobRun(where, props);
    this.ttl = ttlOf(where, delivery, props.ttlSecondsAfterFinished);
    if (delivery === Delivery.ARGO_CD) Object.entries(HOOK_ANNOTATIONS).forEach(([key, value]) => this.addObjectAnnotation(key, value));
    if (delivery === Delivery.FLUX) {
      const longest = this._kind().longestName - HASH_SUFFIX;
      if (this.name.length > longest) fail(where, `the name '${this.name}' is ${this.name.length} characters long; at most ${longest} are left beside the hash that Flux needs. Choose a shorter construct id.`);
      nameByTemplate(this._object);
    }
  }

  /** @internal */
  protected _kind(): WorkloadKind {
    return WORKLOAD_KINDS.Job;
  }

  /** @internal */
  protected _spec(): JsonObject {
    return { ...this.run.fields, ...(this.ttl !== undefined && { ttlSecondsAfterFinished: this.ttl }), template: this._template(this.run.pod) };
  }

  /** @internal */
  protected _podAnnotations(platform: Platform): Record<string, string> {
    return jobMeshAnnotations(this, platform);
  }
}
