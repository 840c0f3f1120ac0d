import { createHash } from 'crypto';
import { groupKind, isBuiltInGroup, isClusterScoped } from '../manifest/kinds';
import { dnsLabelProblem, dnsSubdomainProblem } from '../manifest/names';
import { describeIdentity, groupOf, identityOf, ManifestObject } from '../manifest/object';

/** One object of a tree, and what is known of it beyond its manifest. */
export interface TreeObject {
  readonly object: ManifestObject;
  /** Path of the construct that declared it, for messages. */
  readonly construct?: string;
  /** For kinds that the table of cluster-scoped kinds does not know. Default: what the table says. */
  readonly clusterScoped?: boolean;
}

/** The folder of cluster-scoped objects. No namespace can have this name. */
export const CLUSTER_FOLDER = '_cluster';

/** Most file systems end a name at 255 bytes; an object's name alone may have 253. */
const LONGEST_FILE_NAME = 240;
const KIND = /^[A-Za-z][-A-Za-z0-9]*$/;
// `con.yaml` and a folder `aux` cannot be checked out on Windows, and whoever tries writes to a device.
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/** `ConfigMap shop/settings (construct app/settings)`, for messages. */
export function describeTreeObject({ object, construct }: TreeObject): string {
  return `${printable(describeIdentity(identityOf(object)))}${construct ? ` (construct ${construct})` : ''}`;
}

/** True for objects that stand outside every namespace; what the caller says wins over the table. */
export function standsInCluster({ object, clusterScoped }: TreeObject): boolean {
  return clusterScoped ?? isClusterScoped(object.apiVersion, object.kind);
}

/**
 * The file of an object, relative to the tree: `shop/deployment-cart.yaml`, `_cluster/namespace-shop.yaml`,
 * `shop/authorizationpolicy.security.istio.io-cart.yaml`. Distinct objects of one cluster get distinct files, but for kinds and names that differ
 * only by case. Throws where the object has no name or namespace, or one that cannot be part of a path on every system.
 */
export function fileOf(placed: TreeObject): string {
  const { object } = placed;
  const { name, namespace } = identityOf(object);
  const refuse = (problem: string): never => { throw new Error(`${describeTreeObject(placed)}: ${problem}`); };

  const group = groupOf(object.apiVersion);
  if (!KIND.test(object.kind)) refuse(`the kind '${printable(object.kind)}' cannot be part of a file name. Write letters, digits and '-'.`);
  if (group !== '' && dnsSubdomainProblem(group)) refuse(`the API group '${printable(group)}' ${dnsSubdomainProblem(group)}.`);
  if (name === '') refuse('it has no metadata.name. Write one: a tree of files needs fixed names, generateName does not give one.');
  if (name === '.' || name === '..' || /[/\\\u0000-\u001f\u007f]/.test(name)) {
    refuse(`the name '${printable(name)}' cannot be part of a file name. Write one without '/', '\\' and control characters.`);
  }
  const inCluster = standsInCluster(placed);
  if (!inCluster && !namespace) {
    refuse('it has no metadata.namespace. Set one, or declare the object in the scope of an IsolatedNamespace; '
      + `for a kind that has no namespace, add '${groupKind(object.apiVersion, object.kind)}' to clusterScopedKinds of the HardenedApp.`);
  }
  const folder = inCluster ? CLUSTER_FOLDER : namespace!;
  if (!inCluster && dnsLabelProblem(folder)) refuse(`the namespace '${printable(folder)}' ${dnsLabelProblem(folder)}.`);

  const file = `${fileStem(object, group, name)}.yaml`;
  for (const part of [folder, file]) {
    if (WINDOWS_DEVICE.test(part)) refuse(`'${folder}/${file}' cannot exist on Windows: '${part}' is the name of a device there. Choose another name.`);
  }
  return `${folder}/${file}`;
}

function fileStem(object: ManifestObject, group: string, name: string): string {
  const qualified = isBuiltInGroup(object.apiVersion) ? '' : `.${group}`;
  // `g.a-b.c` + `x` and `g.a` + `b.c-x` would meet in one file; escapes come in pairs of '_', so that a single one cannot be mistaken.
  const separator = /\..*-/.test(group) && qualified !== '' ? '_' : '-';
  const stem = `${escape(object.kind.toLowerCase(), /[^a-z0-9]/gu)}${qualified}${separator}${escape(name, /[^-.A-Za-z0-9]/gu)}`;
  if (Buffer.byteLength(stem) <= LONGEST_FILE_NAME) return stem;
  const digest = createHash('sha256').update(stem).digest('hex').slice(0, 16);
  return `${stem.slice(0, LONGEST_FILE_NAME - 1 - digest.length)}_${digest}`;
}

/** `system:auth` -> `system_3a_auth`: one stable spelling for each character that some file system refuses. */
function escape(text: string, unsafe: RegExp): string {
  return text.replace(unsafe, character => `_${character.codePointAt(0)?.toString(16)}_`);
}

/** Control characters never reach a terminal raw. */
function printable(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
