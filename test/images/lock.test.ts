import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readImageLock } from '../../src/images/lock';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const folder = mkdtempSync(join(tmpdir(), 'lock-'));
const lock = (content: unknown): string => {
  const file = join(folder, 'images.lock.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const images = (entries: object) => lock({ schemaVersion: 1, images: entries });

it('reads digests by full reference', () => {
  expect([...readImageLock(images({ 'registry.example/app:1': { digest: DIGEST, platforms: ['linux/amd64'] } }))]).toEqual([['registry.example/app:1', DIGEST]]);
});

const SHAPE = 'The file holds { "schemaVersion": 1, "images": { "registry.example/app:1.2.3": { "digest": "sha256:<64 hexadecimal digits>" } } }.';
it.each<[string, () => string, string]>([
  ['text', () => lock('images:'), 'is not JSON'],
  ['a list', () => lock([]), "needs 'schemaVersion': 1 and 'images'"],
  ['another schema version', () => lock({ schemaVersion: 2, images: {} }), "needs 'schemaVersion': 1 and 'images'"],
  ['no images', () => lock({ schemaVersion: 1 }), "needs 'schemaVersion': 1 and 'images'"],
  ['a digest that is none', () => images({ 'a.example/x:1': { digest: 'sha256:abc' } }), "'a.example/x:1' has no digest of the form sha256:<64 hexadecimal digits>"],
  ['an entry that is no object', () => images({ 'a.example/x:1': DIGEST }), "'a.example/x:1' has no digest of the form sha256:<64 hexadecimal digits>"],
  ['a digest in a key', () => images({ [`a.example/x@${DIGEST}`]: { digest: DIGEST } }), `'a.example/x@${DIGEST}' carries a digest in its key; the key is the reference without it`],
])('refuses %s', (_, file, problem) => {
  expect(() => readImageLock(file())).toThrow(new Error(`image lock images.lock.json: ${problem}. ${SHAPE}`));
});

it('refuses a file that is not there, and says where it looked', () => {
  expect(() => readImageLock('nowhere/images.lock.json'))
    .toThrow(new Error(`image lock images.lock.json: cannot be read (ENOENT); platform.imageLock is 'nowhere/images.lock.json', relative to the working directory. ${SHAPE}`));
});
