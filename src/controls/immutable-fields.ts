import { groupKind } from '../manifest/kinds';
import { describeIdentity, identityKey, identityOf, isLive, isRecord, ManifestObject } from '../manifest/object';
import { sortKeys } from '../manifest/plain';
import { pathOf, valueAt } from '../manifest/pointer';

/**
 * Fields that the API server refuses to change on a live object, by kind (k8s.io/kubernetes, pkg/apis/<group>/validation).
 * A tree that changes one can never be synchronised: the object has to be recreated.
 */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  'apps/Deployment': ['/spec/selector'],
  'apps/DaemonSet': ['/spec/selector'],
  'apps/ReplicaSet': ['/spec/selector'],
  'apps/StatefulSet': ['/spec/selector', '/spec/serviceName', '/spec/podManagementPolicy', '/spec/volumeClaimTemplates'],
  'batch/Job': ['/spec/selector', '/spec/template', '/spec/completionMode'],
  'Service': ['/spec/clusterIP'],
  'PersistentVolumeClaim': ['/spec/storageClassName', '/spec/accessModes', '/spec/volumeName', '/spec/volumeMode'],
  'rbac.authorization.k8s.io/RoleBinding': ['/roleRef'],
  'rbac.authorization.k8s.io/ClusterRoleBinding': ['/roleRef'],
  'storage.k8s.io/StorageClass': ['/provisioner', '/parameters', '/reclaimPolicy', '/volumeBindingMode'],
};

/** An object whose live form would have to be deleted before the new one is accepted. */
export interface ImmutableChange {
  readonly object: ManifestObject;
  readonly pointer: string;
  readonly message: string;
}

/** Compares a new set of objects with the one that is, as far as is known, live. Objects that are new or gone are no change. */
export function immutableChanges(before: readonly ManifestObject[], after: readonly ManifestObject[]): ImmutableChange[] {
  const old = new Map(before.map(object => [identityKey(identityOf(object)), object]));
  return after.flatMap(object => {
    const was = old.get(identityKey(identityOf(object)));
    if (was === undefined) return [];
    return changedFields(was, object).map(pointer => ({
      object, pointer,
      message: `${describeIdentity(identityOf(object))}: ${pointer} changed, and the API server refuses to change it on a live object.`,
    }));
  });
}

/** Pointers of the fields in which `now` differs from `was`, and that the API server refuses to change. */
export function changedFields(was: ManifestObject, now: ManifestObject): string[] {
  if (isReplacedByHook(now)) return [];
  // What the API server has filled in is no change: of a live object, only what is now written is compared.
  const isSame = isLive(was)
    ? (pointer: string) => includes(valueAt(was, pathOf(pointer)), valueAt(now, pathOf(pointer)))
    : (pointer: string) => text(was, pointer) === text(now, pointer);
  return (IMMUTABLE[groupKind(now.apiVersion, now.kind)] ?? []).filter(pointer => !isSame(pointer));
}

/** Everything that `part` says, `whole` says too. */
function includes(whole: unknown, part: unknown): boolean {
  if (part === undefined) return true;
  if (Array.isArray(part)) return Array.isArray(whole) && whole.length === part.length && part.every((item, index) => includes(whole[index], item));
  if (!isRecord(part)) return part === whole;
  return isRecord(whole) && Object.entries(part).every(([key, value]) => includes(whole[key], value));
}

/** Argo CD deletes a hook of this policy before it creates the next. */
function isReplacedByHook(object: ManifestObject): boolean {
  return valueAt(object, ['metadata', 'annotations', 'argocd.argoproj.io/hook-delete-policy']) === 'BeforeHookCreation';
}

function text(object: ManifestObject, pointer: string): string | undefined {
  return JSON.stringify(sortKeys(valueAt(object, pathOf(pointer))));
}
