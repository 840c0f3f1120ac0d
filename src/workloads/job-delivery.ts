import { createHash } from 'node:crypto';
import { ApiObject, Duration } from 'cdk8s';
import { fail, secondsOf } from './fail';
import { JsonObject } from '../manifest/object';
import { valueAt } from '../manifest/pointer';
import { Delivery } from '../platform/choices';

/** One day: long enough to read the log of a failed run. */
export const DEFAULT_TTL = 86_400;
const HASH_LENGTH = 8;
/** `-` and the hash of the template. */
export const HASH_SUFFIX = HASH_LENGTH + 1;

/** A Job's template is immutable, so that a changed Job must become another object. Each delivery tool has its own way to that. */
export const HOOK_ANNOTATIONS = { 'argocd.argoproj.io/hook': 'Sync', 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation' } as const;

/** When a finished Job is deleted; undefined: never by itself. */
export function ttlOf(where: string, delivery: Delivery, given: Duration | undefined): number | undefined {
  if (given !== undefined && delivery === Delivery.FLUX) {
    fail(where, 'has ttlSecondsAfterFinished, after which Flux would find the Job missing and run it again. Leave it out.');
  }
  if (given !== undefined) return secondsOf(where, 'ttlSecondsAfterFinished', given);
  return delivery === Delivery.APPLY ? DEFAULT_TTL : undefined;
}

/** Flux: the name carries a hash of the template as it is written, patches included: a changed Job is a new one, and the old one is pruned. */
export function nameByTemplate(object: ApiObject): void {
  const toJson = object.toJson.bind(object);
  object.toJson = (): JsonObject => {
    const json = toJson() as JsonObject;
    const hash = createHash('sha256').update(JSON.stringify(valueAt(json, ['spec', 'template']))).digest('hex').slice(0, HASH_LENGTH);
    return { ...json, metadata: { ...json.metadata as JsonObject, name: `${object.name}-${hash}` } };
  };
}
