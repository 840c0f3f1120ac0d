import { ImageLock } from './lock';
import { formatImage, parseImage } from './reference';

/**
 * The form of an image that is emitted: always with a registry, always with a digest where one is known.
 * A reference without a host is taken from the first registry; the digest comes from the reference itself, else from the lock.
 * Without either the reference is emitted as it is, and the control `image-digest-pinned` says how to lock it.
 */
export function resolveImage(reference: string, registries: readonly string[], lock: ImageLock): string {
  const image = parseImage(reference);
  if (image.registry === undefined && registries.length === 0) {
    throw new Error(`image '${reference}' names no registry, and the platform none to take it from. Write the host into the reference, or set platform.registries.`);
  }
  const full = image.registry === undefined ? parseImage(`${registries[0]}/${formatImage(image)}`) : image;
  if (full.digest) return formatImage(full);
  const digest = lock.get(formatImage(full));
  return formatImage(digest === undefined ? full : { ...full, digest });
}
