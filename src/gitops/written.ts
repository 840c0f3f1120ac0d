import { createHash } from 'crypto';
import { isRecord } from '../manifest/object';

/** The list of files that synth owns, inside the tree. */
export const WRITTEN_LIST = '.cdk8s-hardened/written.json';

/** The content that we gave a file, by path. While a write is under way a path has two: the file holds either. */
export type OwnedFiles = ReadonlyMap<string, ReadonlySet<string>>;

export function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The union of two lists, so that each file on disk is owned at every moment between them. */
export function unionOf(a: OwnedFiles, b: OwnedFiles): OwnedFiles {
  return new Map([...a.keys(), ...b.keys()].map(path => [path, new Set([...a.get(path) ?? [], ...b.get(path) ?? []])]));
}

/** One file a line, sorted: a short diff in a repository. */
export function renderWritten(owned: OwnedFiles): string {
  const lines = [...owned].flatMap(([path, hashes]) => [...hashes].map(sha256 => JSON.stringify({ path, sha256 }))).sort();
  return `{ "schemaVersion": 1, "files": [\n${lines.map(line => `  ${line}`).join(',\n')}${lines.length > 0 ? '\n' : ''}] }\n`;
}

/** Throws where the text is no list of ours, above all where a path in it leads out of the tree: what is listed may be removed. */
export function parseWritten(text: string, file: string): OwnedFiles {
  const broken = (problem: string): Error => new Error(
    `${file} is broken: ${problem}. Nothing was written or removed. Restore it from version control; or delete the folder of the tree and synthesise again.`,
  );
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw broken(`it is no JSON (${(error as Error).message})`);
  }
  if (!isRecord(list) || !Array.isArray(list.files)) throw broken("it has no list 'files'");
  if (list.schemaVersion !== 1) throw broken(`schemaVersion is ${JSON.stringify(list.schemaVersion)}, this version of cdk8s-hardened reads 1`);
  const owned = new Map<string, Set<string>>();
  for (const entry of list.files as unknown[]) {
    if (!isRecord(entry) || typeof entry.path !== 'string' || typeof entry.sha256 !== 'string') {
      throw broken(`${JSON.stringify(entry)} is no entry with 'path' and 'sha256'`);
    }
    const problem = pathProblem(entry.path);
    if (problem) throw broken(`the path ${JSON.stringify(entry.path)} ${problem}`);
    owned.set(entry.path, (owned.get(entry.path) ?? new Set()).add(entry.sha256));
  }
  return owned;
}

/** What is wrong with a path inside the tree, or undefined. */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (/[\\\u0000]/.test(path) || /^[A-Za-z]:/.test(path)) return 'is no relative path with /';
  if (path.split('/').some(part => part === '' || part === '.' || part === '..')) return 'leads out of the folder, or is not in its shortest form';
  if (path.split('/')[0] === WRITTEN_LIST.split('/')[0]) return 'stands in the folder of the list itself';
  return undefined;
}
