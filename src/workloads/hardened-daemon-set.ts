import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkCount, secondsOf, unlessZero } from './fail';
import { HardenedWorkload } from './hardened-workload';
import { DEFAULT_REVISION_HISTORY } from './revisions';
import { WORKLOAD_KINDS, WorkloadKind } from './workload-kind';
import { ServingWorkloadProps } from './workload-props';
import { JsonObject } from '../manifest/object';
import { toPlain } from '../manifest/plain';

/** Settings of a HardenedDaemonSet. */
export interface HardenedDaemonSetProps extends ServingWorkloadProps {
  /**
   * How pods are replaced.
   * @default - RollingUpdate, one node at a time
   */
  readonly updateStrategy?: k8s.DaemonSetUpdateStrategy;
  /**
   * Time for which a new pod must be ready to count.
   * @default Duration.seconds(0)
   */
  readonly minReadySeconds?: Duration;
  /**
   * Old revisions kept for a roll-back.
   * @default 3
   */
  readonly revisionHistoryLimit?: number;
}

/** A DaemonSet that `restricted` admits: one pod on each node, and no more rights on the node than any other pod has. */
export class HardenedDaemonSet extends HardenedWorkload {
  private readonly rollout: JsonObject;

  constructor(scope: Construct, id: string, props: HardenedDaemonSetProps) {
    super(scope, id, props);
    const where = this.node.path;
    this.rollout = {
      ...unlessZero('minReadySeconds', props.minReadySeconds === undefined ? 0 : secondsOf(where, 'minReadySeconds', props.minReadySeconds)),
      revisionHistoryLimit: checkCount(where, 'revisionHistoryLimit', props.revisionHistoryLimit ?? DEFAULT_REVISION_HISTORY),
      updateStrategy: props.updateStrategy ? toPlain(props.updateStrategy) : { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    };
  }

  /** @internal */
  protected _kind(): WorkloadKind {
    return WORKLOAD_KINDS.DaemonSet;
  }

  /** @internal */
  protected _spec(): JsonObject {
    return { ...this.rollout, selector: { matchLabels: this._endpoint.selector }, template: this._template() };
  }
}
