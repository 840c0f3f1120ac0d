import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkCount, fail, secondsOf, unlessZero } from './fail';
import { HardenedWorkload } from './hardened-workload';
import { DEFAULT_REVISION_HISTORY } from './revisions';
import { addScaling } from './scaling';
import { WORKLOAD_KINDS, WorkloadKind } from './workload-kind';
import { ReplicatedWorkloadProps } from './workload-props';
import { JsonObject } from '../manifest/object';
import { toPlain } from '../manifest/plain';

/** Settings of a HardenedDeployment. */
export interface HardenedDeploymentProps extends ReplicatedWorkloadProps {
  /**
   * How pods are replaced.
   * @default - RollingUpdate, 25% surge and 25% unavailable: Kubernetes' own, which up to three replicas takes no pod away before its successor is ready
   */
  readonly strategy?: k8s.DeploymentStrategy;
  /**
   * Time after which a rollout without progress has failed.
   * @default Duration.minutes(10)
   */
  readonly progressDeadlineSeconds?: Duration;
}

/** A Deployment that `restricted` admits, with all that belongs to it: account, Service, network policy, disruption budget. */
export class HardenedDeployment extends HardenedWorkload {
  private readonly rollout: JsonObject;

  constructor(scope: Construct, id: string, props: HardenedDeploymentProps) {
    super(scope, id, props);
    const where = this.node.path;
    const replicas = addScaling(this, props, this._kind(), this._endpoint);
    const minReadySeconds = props.minReadySeconds === undefined ? 0 : secondsOf(where, 'minReadySeconds', props.minReadySeconds);
    const progressDeadlineSeconds = props.progressDeadlineSeconds === undefined ? 600 : secondsOf(where, 'progressDeadlineSeconds', props.progressDeadlineSeconds, 1);
    if (progressDeadlineSeconds <= minReadySeconds) {
      fail(where, `progressDeadlineSeconds is ${progressDeadlineSeconds} seconds and must be more than minReadySeconds, ${minReadySeconds}. Raise it.`);
    }
    this.rollout = {
      ...(replicas !== undefined && { replicas }),
      ...unlessZero('minReadySeconds', minReadySeconds),
      progressDeadlineSeconds,
      revisionHistoryLimit: checkCount(where, 'revisionHistoryLimit', props.revisionHistoryLimit ?? DEFAULT_REVISION_HISTORY),
      strategy: props.strategy ? toPlain(props.strategy) : { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    };
  }

  /** @internal */
  protected _kind(): WorkloadKind {
    return WORKLOAD_KINDS.Deployment;
  }

  /** @internal */
  protected _spec(): JsonObject {
    return { ...this.rollout, selector: { matchLabels: this._endpoint.selector }, template: this._template() };
  }
}
