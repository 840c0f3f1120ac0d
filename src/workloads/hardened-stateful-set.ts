import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { PodManagementPolicy } from './choices';
import { claimTemplateJson, VolumeClaimTemplate } from './claims';
import { checkCount, fail, secondsOf, unlessZero } from './fail';
import { HardenedWorkload } from './hardened-workload';
import { DEFAULT_REVISION_HISTORY } from './revisions';
import { addScaling } from './scaling';
import { ServiceSettings } from './service';
import { WORKLOAD_KINDS, WorkloadKind } from './workload-kind';
import { ReplicatedWorkloadProps, ServingWorkloadProps } from './workload-props';
import { JsonObject } from '../manifest/object';
import { toPlain } from '../manifest/plain';
import { Platform } from '../platform/platform';

/** Settings of a HardenedStatefulSet. */
export interface HardenedStatefulSetProps extends ReplicatedWorkloadProps {
  /**
   * Volumes that each pod gets for itself. They outlive the StatefulSet. Immutable once live.
   * @default - none
   */
  readonly volumeClaimTemplates?: VolumeClaimTemplate[];
  /**
   * Name of the headless Service. Immutable once live, so that a live object keeps its own.
   * @default - the name of the StatefulSet
   */
  readonly serviceName?: string;
  /**
   * In which order pods are made and ended. Immutable once live.
   * @default PodManagementPolicy.ORDERED_READY
   */
  readonly podManagementPolicy?: PodManagementPolicy;
  /**
   * How pods are replaced.
   * @default - RollingUpdate, one after another
   */
  readonly updateStrategy?: k8s.StatefulSetUpdateStrategy;
  /**
   * Pods have their DNS name before they are ready: for programs that must find one another in order to become ready.
   * @default false
   */
  readonly publishNotReadyAddresses?: boolean;
}

/** A StatefulSet that `restricted` admits, with a headless Service of its name, and claims that outlive it. */
export class HardenedStatefulSet extends HardenedWorkload {
  private readonly rollout: JsonObject;

  constructor(scope: Construct, id: string, props: HardenedStatefulSetProps) {
    super(scope, id, props);
    const where = this.node.path;
    const claims = props.volumeClaimTemplates ?? [];
    for (const { name, mountPath } of claims) {
      if (this._pod.claims.has(name)) fail(where, `two volumeClaimTemplates are named '${name}'. Give each a name of its own.`);
      this._pod.claims.add(name);
      this._pod.mount({ name, mountPath });
    }
    if (props.updateStrategy?.rollingUpdate?.maxUnavailable !== undefined) {
      Platform.of(this)._requireField('spec.updateStrategy.rollingUpdate.maxUnavailable', `${where}: updateStrategy`);
    }
    const replicas = addScaling(this, props, this._kind(), this._endpoint);
    this.rollout = {
      ...(replicas !== undefined && { replicas }),
      ...unlessZero('minReadySeconds', props.minReadySeconds === undefined ? 0 : secondsOf(where, 'minReadySeconds', props.minReadySeconds)),
      revisionHistoryLimit: checkCount(where, 'revisionHistoryLimit', props.revisionHistoryLimit ?? DEFAULT_REVISION_HISTORY),
      serviceName: this._endpoint.serviceName!,
      podManagementPolicy: props.podManagementPolicy ?? PodManagementPolicy.ORDERED_READY,
      updateStrategy: props.updateStrategy ? toPlain(props.updateStrategy) : { type: 'RollingUpdate' },
      ...(claims.length > 0 && {
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        volumeClaimTemplates: claims.map(claim => claimTemplateJson(where, Platform.of(this), props.adopt !== undefined, claim)),
      }),
    };
  }

  /** @internal */
  protected _kind(): WorkloadKind {
    return WORKLOAD_KINDS.StatefulSet;
  }

  /** @internal */
  protected _spec(): JsonObject {
    return { ...this.rollout, selector: { matchLabels: this._endpoint.selector }, template: this._template() };
  }

  /** @internal */
  protected _serviceSettings(props: ServingWorkloadProps): Omit<ServiceSettings, 'service'> {
    const { publishNotReadyAddresses, serviceName } = props as HardenedStatefulSetProps;
    return { publishNotReadyAddresses, ...(serviceName !== undefined && { name: serviceName }) };
  }
}
