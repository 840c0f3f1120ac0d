import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isRecord } from '../manifest/object';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Digests by full reference (registry host and tag included), as `images.lock.json` keeps them. */
export type ImageLock = ReadonlyMap<string, string>;

/** Reads `images.lock.json`. Throws an Error that names the file, the entry and what to write; never prints its absolute path. */
export function readImageLock(file: string): ImageLock {
  const name = basename(file);
  const fail = (what: string): never => {
    throw new Error(`image lock ${name}: ${what}. The file holds { "schemaVersion": 1, "images": { "registry.example/app:1.2.3": { "digest": "sha256:<64 hexadecimal digits>" } } }.`);
  };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return fail(`cannot be read (${(error as NodeJS.ErrnoException).code}); platform.imageLock is '${file}', relative to the working directory`);
  }
  let lock: unknown;
  try {
    lock = JSON.parse(text);
  } catch {
    return fail('is not JSON');
  }
  if (!isRecord(lock) || lock.schemaVersion !== 1 || !isRecord(lock.images)) return fail("needs 'schemaVersion': 1 and 'images'");
  return new Map(Object.entries(lock.images).map(([reference, entry]) => {
    const digest = isRecord(entry) ? entry.digest : undefined;
    if (typeof digest !== 'string' || !DIGEST.test(digest)) fail(`'${reference}' has no digest of the form sha256:<64 hexadecimal digits>`);
    if (reference.includes('@')) fail(`'${reference}' carries a digest in its key; the key is the reference without it`);
    return [reference, digest as string];
  }));
}
