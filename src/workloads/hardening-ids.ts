import { HardeningEdit, records } from './hardening-edit';
import { POD_ID } from './security-context';
import { isRecord, JsonObject } from '../manifest/object';
import { IdAssignment } from '../platform/choices';

const LOWEST_FREE_ID = 10001;
const isHigh = (id: unknown): boolean => typeof id === 'number' && id >= LOWEST_FREE_ID;

/** What is decided for the whole pod: containers follow it. */
export interface PodIds {
  /** IDs may be set on containers. */
  readonly raise: boolean;
  /** Every container is known not to be root. */
  readonly nonRoot: boolean;
}

/**
 * User and group. They are left where volumes outlive the pod, since files on them belong to the present user; and where the platform
 * assigns them.
 */
export function hardenIds(edit: HardeningEdit, spec: JsonObject, at: string, claims: boolean, ids: IdAssignment): PodIds {
  const context = edit.child(spec, 'securityContext');
  const here = `${at}/securityContext`;
  const containers = [...records(spec.initContainers), ...records(spec.containers)]
    .map(({ securityContext }) => isRecord(securityContext) ? securityContext : {});
  if (ids === IdAssignment.PLATFORM_ASSIGNED) {
    for (const field of ['runAsUser', 'runAsGroup', 'fsGroup']) {
      if (context[field] !== undefined) edit.gap(`${here}/${field}`, `is ${JSON.stringify(context[field])}, and the platform assigns IDs: remove it.`);
    }
    edit.set(context, here, 'runAsNonRoot', true);
    return { raise: false, nonRoot: true };
  }
  if (claims) {
    const users = containers.map(own => own.runAsUser ?? context.runAsUser);
    const nonRoot = users.every(user => typeof user === 'number' && user > 0);
    if (nonRoot) edit.set(context, here, 'runAsNonRoot', true);
    else edit.gap(`${here}/runAsNonRoot`, 'is left, since it is not said that every user is non-root, and files on its volumes belong to the present one. Set runAsUser, and change the owner of the files first.');
    if (!users.every(isHigh)) edit.gap(`${here}/runAsUser`, 'is left below 10001, since files on its volumes belong to the present user. Change their owner first, then set it.');
    if (typeof context.fsGroup === 'number') edit.set(context, here, 'fsGroupChangePolicy', context.fsGroupChangePolicy ?? 'OnRootMismatch');
    return { raise: false, nonRoot };
  }
  for (const field of ['runAsUser', 'runAsGroup', 'fsGroup']) {
    if (!isHigh(context[field])) edit.set(context, here, field, POD_ID);
  }
  edit.set(context, here, 'fsGroupChangePolicy', context.fsGroupChangePolicy ?? 'OnRootMismatch');
  edit.set(context, here, 'runAsNonRoot', true);
  return { raise: true, nonRoot: true };
}

/** Repeats the pod's IDs on a container, unless its own are high already. */
export function hardenContainerIds(edit: HardeningEdit, context: JsonObject, at: string, pod: JsonObject, ids: PodIds): void {
  if (ids.nonRoot) edit.set(context, at, 'runAsNonRoot', true);
  if (!ids.raise) return;
  for (const field of ['runAsUser', 'runAsGroup']) {
    if (!isHigh(context[field]) && pod[field] !== undefined) edit.set(context, at, field, pod[field]);
  }
}
