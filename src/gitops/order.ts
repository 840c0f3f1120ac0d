import { groupKind } from '../manifest/kinds';
import { identityKey, identityOf, ManifestObject } from '../manifest/object';

/** What others need comes first; a rule comes before the workload that it guards, so that nothing runs unguarded for a moment. */
const STAGES: readonly (readonly string[])[] = [
  ['Namespace', 'apiextensions.k8s.io/CustomResourceDefinition'],
  ['ResourceQuota', 'LimitRange', 'scheduling.k8s.io/PriorityClass', 'storage.k8s.io/StorageClass', 'ServiceAccount'],
  [
    'rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  ['networking.k8s.io/NetworkPolicy', 'security.istio.io/PeerAuthentication', 'security.istio.io/AuthorizationPolicy'],
  ['ConfigMap', 'Secret', 'PersistentVolume', 'PersistentVolumeClaim', 'external-secrets.io/SecretStore', 'external-secrets.io/ExternalSecret'],
  ['Service'],
];
const WORKLOADS: ReadonlySet<string> = new Set([
  'Pod', 'ReplicationController', 'apps/ReplicaSet', 'apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'batch/Job', 'batch/CronJob',
]);

/** The objects in the order in which to apply them one by one: stable, whatever order they come in. Kinds without a place go just before workloads. */
export function applyOrder(objects: readonly ManifestObject[]): ManifestObject[] {
  return objects
    .map(object => ({ object, stage: stageOf(object), key: identityKey(identityOf(object)) }))
    .sort((a, b) => a.stage - b.stage || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ object }) => object);
}

function stageOf(object: ManifestObject): number {
  const kind = groupKind(object.apiVersion, object.kind);
  if (WORKLOADS.has(kind)) return STAGES.length + 1;
  const stage = STAGES.findIndex(kinds => kinds.includes(kind));
  return stage < 0 ? STAGES.length : stage;
}
