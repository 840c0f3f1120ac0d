import { k8s } from 'cdk8s-plus-28';
import { fail } from './fail';
import { isRecord, JsonObject } from '../manifest/object';
import { toPlain } from '../manifest/plain';
import { IdAssignment } from '../platform/choices';
import { Platform } from '../platform/platform';

/** User and group of every pod: above 10000, so that it is nobody's on the node if it ever gets out. */
export const POD_ID = 10001;

/**
 * The pod's part of `restricted`, and what scanners want beyond it: explicit high IDs, a group for volumes that is set without walking
 * every file at each start. Fields given by the user stand over these; the gate judges the result.
 */
export function podSecurityContext(where: string, platform: Platform, given: k8s.PodSecurityContext | undefined): JsonObject {
  const context: JsonObject = {
    runAsNonRoot: true,
    ...(platform.ids === IdAssignment.FIXED && { runAsUser: POD_ID, runAsGroup: POD_ID, fsGroup: POD_ID }),
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
    ...(platform.nodes.appArmor && { appArmorProfile: { type: 'RuntimeDefault' } }),
    ...(platform.nodes.strictSupplementalGroups && { supplementalGroupsPolicy: 'Strict' }),
    ...toPlain(given ?? {}) as JsonObject,
  };
  if (context.appArmorProfile !== undefined) platform._requireField('securityContext.appArmorProfile', `${where}: podSecurityContext`);
  if (context.supplementalGroupsPolicy !== undefined) platform._requireField('spec.securityContext.supplementalGroupsPolicy', `${where}: podSecurityContext`);
  refuseRootThatIsNot(`${where}: podSecurityContext`, context);
  return context;
}

/** The container's part. User and group are repeated from the pod: scanners that read containers alone see them too. */
export function containerSecurityContext(where: string, pod: JsonObject, given: k8s.SecurityContext | undefined): JsonObject {
  const own = toPlain(given ?? {}) as JsonObject;
  const context: JsonObject = {
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    ...Object.fromEntries(['runAsNonRoot', 'runAsUser', 'runAsGroup'].filter(field => pod[field] !== undefined).map(field => [field, pod[field]])),
    ...own,
    // Who adds one capability does not mean to get the other fourteen back.
    capabilities: { drop: ['ALL'], ...(isRecord(own.capabilities) ? own.capabilities : {}) },
  };
  refuseRootThatIsNot(`${where}: securityContext`, context);
  if (context.allowPrivilegeEscalation === false && context.privileged === true) {
    fail(`${where}: securityContext`, 'privileged: true with allowPrivilegeEscalation: false is refused by the API server. Say allowPrivilegeEscalation: true too, and waive both.');
  }
  return context;
}

/** The API server takes it, and the kubelet then never starts the container. */
function refuseRootThatIsNot(where: string, context: JsonObject): void {
  if (context.runAsUser === 0 && context.runAsNonRoot === true) {
    fail(where, 'runAsUser: 0 with runAsNonRoot: true never starts. Name a user above 10000, or say runAsNonRoot: false too and waive it.');
  }
}
