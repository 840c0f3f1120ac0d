import { CLUSTER_FOLDER, describeTreeObject, fileOf, standsInCluster, TreeObject } from './layout';
import { groupKind } from '../manifest/kinds';
import { identityKey, identityOf, isRecord, ManifestObject } from '../manifest/object';
import { sortKeys } from '../manifest/plain';
import { toYaml } from '../manifest/yaml';

/** One file of a tree. */
export interface TreeFile {
  /** Relative to the folder of the tree, with '/' on every system. */
  readonly path: string;
  readonly content: string;
}

/** Where an object stands in the tree. */
export interface PlacedObject extends TreeObject {
  readonly path: string;
}

const KUSTOMIZATION = 'kustomization.yaml';

/**
 * Every object with its file, sorted by path. All that is wrong is reported in one error: objects that have no place, that are declared twice, or
 * whose files would be one on a file system that ignores case.
 */
export function placeObjects(objects: readonly TreeObject[]): PlacedObject[] {
  const clusterKinds = clusterKindsOf(objects);
  const problems: string[] = [];
  const places = new Map<string, PlacedObject>();
  for (const entry of objects) {
    try {
      const placed = withScope(entry, clusterKinds);
      const path = fileOf(placed);
      const other = places.get(path.toLowerCase());
      if (other) problems.push(collision(other, { ...placed, path }));
      else places.set(path.toLowerCase(), { ...placed, object: withoutNamespace(placed), path });
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  if (problems.length > 0) throw new Error(`The tree cannot be laid out:\n${problems.map(problem => `  - ${problem}`).join('\n')}`);
  return [...places.values()].sort((a, b) => order(a.path, b.path));
}

/** The files of a tree, sorted by path: one per object, and a kustomization in each folder and at the top. The same for any order of the objects. */
export function renderTree(objects: readonly TreeObject[]): TreeFile[] {
  const placed = placeObjects(objects);
  const folders = new Map<string, string[]>();
  for (const { path } of placed) {
    const [folder, file] = path.split('/');
    if (!folders.has(folder)) folders.set(folder, []);
    folders.get(folder)!.push(file);
  }
  const files = [
    ...placed.map(({ path, object }) => ({ path, content: document(sortKeys(object)) })),
    ...[...folders].map(([folder, names]) => ({ path: `${folder}/${KUSTOMIZATION}`, content: kustomization(names.sort(order)) })),
    { path: KUSTOMIZATION, content: kustomization([...folders.keys()].sort(order)) },
  ];
  return files.sort((a, b) => order(a.path, b.path));
}

/** Code units, never a locale: the same bytes on every machine. The cluster's own objects come first, as Namespaces must. */
function order(a: string, b: string): number {
  const [inClusterA, inClusterB] = [a, b].map(path => path === CLUSTER_FOLDER || path.startsWith(`${CLUSTER_FOLDER}/`));
  if (inClusterA !== inClusterB) return inClusterA ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function document(value: unknown): string {
  return `---\n${toYaml(value)}`;
}

function kustomization(resources: string[]): string {
  return document({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });
}

function collision(first: PlacedObject, second: PlacedObject): string {
  const [one, two] = [describeTreeObject(first), describeTreeObject(second)];
  if (keyOf(first) === keyOf(second)) return `${one} and ${two} are one object, declared twice. Remove one of them, or give it another name.`;
  return `${one} and ${two} would share the file ${second.path}${first.path === second.path ? '' : ' on a file system that ignores case'}. `
    + 'Give one of them another name.';
}

/** A namespace that cdk8s wrote into a cluster-scoped object does not make it another object. */
function keyOf(placed: PlacedObject): string {
  const identity = identityOf(placed.object);
  return identityKey(standsInCluster(placed) ? { ...identity, namespace: undefined } : identity);
}

/** A Chart with a namespace writes it into cluster-scoped objects too, which the API server refuses. */
function withoutNamespace(placed: TreeObject): ManifestObject {
  const { object } = placed;
  if (!standsInCluster(placed) || object.metadata?.namespace === undefined) return object;
  const { namespace, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** The kinds that a CustomResourceDefinition among the objects declares cluster-scoped. */
function clusterKindsOf(objects: readonly TreeObject[]): ReadonlySet<string> {
  return new Set(objects.flatMap(({ object }) => {
    const spec = groupKind(object.apiVersion, object.kind) === 'apiextensions.k8s.io/CustomResourceDefinition' ? object.spec : undefined;
    return isRecord(spec) && spec.scope === 'Cluster' && isRecord(spec.names) ? [`${spec.group}/${spec.names.kind}`] : [];
  }));
}

function withScope(entry: TreeObject, clusterKinds: ReadonlySet<string>): TreeObject {
  const { apiVersion, kind } = entry.object;
  return entry.clusterScoped === undefined && clusterKinds.has(groupKind(apiVersion, kind)) ? { ...entry, clusterScoped: true } : entry;
}
