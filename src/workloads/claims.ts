import { AccessMode } from './choices';
import { fail } from './fail';
import { dnsLabelProblem } from '../manifest/names';
import { JsonObject } from '../manifest/object';
import { canonicalQuantity, parseQuantity } from '../manifest/quantity';
import { keepAnnotations } from '../platform/delivery-marks';
import { Platform } from '../platform/platform';

/** A volume that each pod of a StatefulSet gets for itself, and keeps. */
export interface VolumeClaimTemplate {
  /** Name, unique among the volumes of the pod. */
  readonly name: string;
  /** Where the main container has it. */
  readonly mountPath: string;
  /** Size, such as `1Gi`. */
  readonly storage: string;
  /**
   * StorageClass.
   * @default - the cluster's default
   */
  readonly storageClassName?: string;
  /**
   * How it may be mounted.
   * @default [AccessMode.READ_WRITE_ONCE]
   */
  readonly accessModes?: AccessMode[];
}

/**
 * As the object has it. The claims carry the delivery tool's mark, so that no slip in Git deletes data; not where a live object is
 * adopted, whose templates nobody can change. The selector's labels are put on claims by the controller.
 */
export function claimTemplateJson(where: string, platform: Platform, adopted: boolean, claim: VolumeClaimTemplate): JsonObject {
  const at = `${where}: volumeClaimTemplates '${claim.name}'`;
  const problem = dnsLabelProblem(claim.name ?? '');
  if (problem) fail(at, `its name ${problem}. Write for instance 'data'.`);
  if ((parseQuantity(claim.storage) ?? 0n) <= 0n) fail(at, `storage '${claim.storage}' is no quantity above zero. Write for instance '1Gi'.`);
  const annotations = adopted ? {} : keepAnnotations(platform);
  return {
    metadata: { name: claim.name, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: {
      accessModes: claim.accessModes ?? [AccessMode.READ_WRITE_ONCE],
      resources: { requests: { storage: canonicalQuantity(claim.storage) } },
      ...(claim.storageClassName !== undefined && { storageClassName: claim.storageClassName }),
      volumeMode: 'Filesystem',
    },
  };
}
