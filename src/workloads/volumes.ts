import { k8s } from 'cdk8s-plus-28';
import { Medium } from './choices';
import { WritablePath } from './container-props';
import { fail } from './fail';
import { dnsLabelProblem } from '../manifest/names';
import { isRecord, Json, JsonObject } from '../manifest/object';
import { toPlain } from '../manifest/plain';
import { canonicalQuantity, parseQuantity } from '../manifest/quantity';

/** Size of a writable path that states none. */
export const DEFAULT_PATH_SIZE = '64Mi';

/** Fields of volumes that `k8s.*` spells otherwise than Kubernetes: written as they stand, the API server would refuse or drop them. */
const SPELLING: Readonly<Record<string, string>> = {
  downwardApi: 'downwardAPI', scaleIo: 'scaleIO', volumeId: 'volumeID', diskUri: 'diskURI', targetWwNs: 'targetWWNs', pdId: 'pdID',
  datasetUuid: 'datasetUUID', storagePolicyId: 'storagePolicyID',
};

/** A volume in Kubernetes' own spelling. */
export function plainVolume(where: string, volume: k8s.Volume): JsonObject {
  const problem = dnsLabelProblem(volume.name ?? '');
  if (problem) fail(where, `volume '${volume.name}': its name ${problem}. Write for instance 'config'.`);
  const plain = respell(toPlain(volume) as JsonObject);
  return Object.fromEntries(Object.entries(plain).map(([source, fields]) => [source, isRecord(fields) ? volumeSource(fields as JsonObject) : fields]));
}

function volumeSource(fields: JsonObject): JsonObject {
  const source = respell(fields);
  return {
    ...source,
    ...(source.sizeLimit !== undefined && { sizeLimit: canonicalQuantity(source.sizeLimit) }),
    ...(Array.isArray(source.sources) && { sources: source.sources.map(projected => isRecord(projected) ? respell(projected as JsonObject) : projected) }),
  };
}

function respell(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [SPELLING[key] ?? key, value]));
}

/** An emptyDir for one path of one container. No other container shares it: a link planted in /tmp by one cannot lead another astray. */
export interface WritableVolume {
  readonly name: string;
  readonly path: string;
  readonly medium: Medium;
  readonly sizeLimit: string;
  readonly declared: boolean;
}

/** The writable paths of a container, /tmp among them. `prefix` tells containers of one pod apart. */
export function writableVolumes(where: string, prefix: string, paths: readonly WritablePath[]): WritableVolume[] {
  const declared = paths.map(({ path, sizeLimit = DEFAULT_PATH_SIZE, medium = Medium.DISK }): WritableVolume => {
    if (!/^\/[^:]+$/.test(path) || path.endsWith('/') || path.split('/').includes('..')) {
      fail(where, `writablePaths: '${path}' must be an absolute path without ':' and '..', and not end with '/'. Write for instance '/var/cache'.`);
    }
    if ((parseQuantity(sizeLimit) ?? 0n) <= 0n) fail(where, `writablePaths: sizeLimit '${sizeLimit}' of ${path} is no quantity above zero. Write for instance '64Mi'.`);
    return { name: volumeName(where, prefix, path), path, medium, sizeLimit, declared: true };
  });
  for (const [index, { path, name }] of declared.entries()) {
    const twin = declared.findIndex(other => other.path === path || other.name === name);
    if (twin !== index) fail(where, `writablePaths: '${declared[twin].path}' and '${path}' would share the volume '${name}'. Keep one, or give the other a volume of its own with volumes and volumeMounts.`);
  }
  return declared.some(({ path }) => path === '/tmp')
    ? declared
    : [{ name: volumeName(where, prefix, '/tmp'), path: '/tmp', medium: Medium.DISK, sizeLimit: DEFAULT_PATH_SIZE, declared: false }, ...declared];
}

function volumeName(where: string, prefix: string, path: string): string {
  const name = `${prefix}${path.slice(1)}`.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  if (dnsLabelProblem(name)) fail(where, `writablePaths: '${path}' gives no legal volume name. Use volumes and volumeMounts, with a name of your own.`);
  return name;
}

export function emptyDirJson(volume: WritableVolume): JsonObject {
  return { name: volume.name, emptyDir: { ...(volume.medium === Medium.MEMORY && { medium: 'Memory' }), sizeLimit: canonicalQuantity(volume.sizeLimit) } };
}

/** Same volume, whatever the order in which its fields were set. */
export function sameJson(a: Json, b: Json): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every(key => key in b && sameJson(a[key] as Json, b[key] as Json));
}
