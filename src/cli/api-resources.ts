import { UsageError } from './problem';
import { groupOf, isRecord, recordsOf } from '../manifest/object';
import { parseYaml } from '../manifest/yaml';

/** Whether a cluster serves a kind in a version. `unknown`: the dump lists but one version of each kind, and this is another. */
export type Served = 'yes' | 'no' | 'unknown';

const HOW = 'Make one with: kubectl api-resources > api-resources.txt';
/** What lists every version, and not only the preferred one. */
export const HOW_TO_LIST_ALL = 'for v in v1 $(kubectl api-versions | grep /); do p=apis/$v; [ $v = v1 ] && p=api/v1; kubectl get --raw /$p; echo; done > api-resources.json';

/** The kinds that a cluster serves, as it was asked. */
export class ServedApis {
  /** Versions by `group/Kind`, the core group as ''. */
  private readonly versions = new Map<string, Set<string>>();

  /** `isWhole`: every version of each kind is listed. */
  public constructor(kinds: Iterable<ServedKind>, private readonly isWhole: boolean) {
    for (const { group, version, kind } of kinds) {
      const key = `${group}/${kind}`;
      this.versions.set(key, (this.versions.get(key) ?? new Set()).add(version));
    }
  }

  public get size(): number {
    return this.versions.size;
  }

  public serves(group: string, version: string, kind: string): Served {
    const versions = this.versionsOf(group, kind);
    if (versions.includes(version)) return 'yes';
    return versions.length === 0 || this.isWhole ? 'no' : 'unknown';
  }

  public versionsOf(group: string, kind: string): string[] {
    return [...this.versions.get(`${group}/${kind}`) ?? []];
  }
}

export interface ServedKind { readonly group: string; readonly version: string; readonly kind: string }

/**
 * Reads what `kubectl api-resources` prints (the table, wide or not, or its JSON), and the API server's own discovery: APIResourceList, one after another,
 * or APIGroupDiscoveryList. Throws a UsageError for anything else that says how to make one.
 */
export function parseApiResources(text: string, file: string): ServedApis {
  const isData = /^\s*[[{]|^\s*(---|apiVersion:|kind:)/.test(text);
  const apis = isData ? fromDocuments(documentsOf(text, file), file) : fromTable(text, file);
  if (apis.size === 0) throw new UsageError(`${file}: lists no API resource. ${HOW}`);
  return apis;
}

/** One JSON object a line is what `kubectl get --raw` prints, once for each group. */
function documentsOf(text: string, file: string): unknown[] {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  try {
    if (lines.length > 1 && lines.every(line => line.startsWith('{'))) return lines.map(line => JSON.parse(line) as unknown);
    return parseYaml(text).flatMap(each => isRecord(each) && each.kind === 'List' && Array.isArray(each.items) ? each.items as unknown[] : [each]);
  } catch (error) {
    throw new UsageError(`${file}: is neither JSON nor YAML: ${(error as Error).message.split('\n')[0]}. ${HOW}`);
  }
}

function fromDocuments(documents: readonly unknown[], file: string): ServedApis {
  let isWhole = true;
  const kinds = documents.flatMap((document): ServedKind[] => {
    const list = isRecord(document) ? document : {};
    if (list.kind === 'APIGroupDiscoveryList') return recordsOf(list.items).flatMap(discovered);
    if (list.kind === 'APIResourceList') {
      // Only kubectl's own JSON names the group of each resource, and it has the preferred versions alone.
      if (list.groupVersion === undefined || list.groupVersion === '') isWhole = false;
      return recordsOf(list.resources).flatMap(resource => listed(resource, String(list.groupVersion ?? '')));
    }
    if (list.kind === 'APIGroupList') throw new UsageError(`${file}: is an APIGroupList, which names no kinds. ${HOW}`);
    throw new UsageError(`${file}: ${isRecord(document) ? `holds ${list.kind === undefined ? 'something without a kind' : `a ${String(list.kind)}`}` : 'holds no object'}, and no list of API resources. ${HOW}`);
  });
  return new ServedApis(kinds, isWhole);
}

function discovered(group: Record<string, unknown>): ServedKind[] {
  const name = isRecord(group.metadata) && typeof group.metadata.name === 'string' ? group.metadata.name : '';
  return recordsOf(group.versions).flatMap(version => recordsOf(version.resources).flatMap((resource): ServedKind[] => {
    const { responseKind } = resource;
    return isRecord(responseKind) && typeof responseKind.kind === 'string' ? [{ group: name, version: String(version.version), kind: responseKind.kind }] : [];
  }));
}

/** Subresources (`deployments/scale`) are no kinds that a manifest could have. */
function listed({ name, kind, group, version }: Record<string, unknown>, groupVersion: string): ServedKind[] {
  if (typeof kind !== 'string' || String(name).includes('/')) return [];
  const own = splitVersion(groupVersion);
  return [{ group: typeof group === 'string' ? group : own.group, version: typeof version === 'string' && version !== '' ? version : own.version, kind }];
}

/** NAME, SHORTNAMES, APIVERSION, NAMESPACED, KIND and perhaps more: short names may be missing, so that the columns count from NAMESPACED. */
function fromTable(text: string, file: string): ServedApis {
  const kinds = text.split('\n').map((line, index) => ({ cells: line.trim().split(/\s+/), index })).filter(({ cells }) => cells[0] !== '' && cells[0] !== 'NAME').map(({ cells, index }) => {
    const namespaced = cells.findIndex((cell, at) => at > 0 && (cell === 'true' || cell === 'false'));
    const [apiVersion, kind] = [cells[namespaced - 1], cells[namespaced + 1]];
    if (namespaced < 2 || !/^([a-z0-9.-]+\/)?v\d[a-z0-9]*$/.test(apiVersion) || !/^[A-Z][A-Za-z0-9]*$/.test(kind ?? '')) {
      throw new UsageError(`${file}:${index + 1}: is no line of 'kubectl api-resources' (NAME, SHORTNAMES, APIVERSION, NAMESPACED, KIND). ${HOW}`);
    }
    return { ...splitVersion(apiVersion), kind };
  });
  return new ServedApis(kinds, false);
}

export function splitVersion(apiVersion: string): { group: string; version: string } {
  return { group: groupOf(apiVersion), version: apiVersion.slice(apiVersion.indexOf('/') + 1) };
}

