import { Folder, parentsOf } from './folder';
import { TreeFile } from './tree';
import { hashOf, OwnedFiles, parseWritten, pathProblem, renderWritten, unionOf, WRITTEN_LIST } from './written';

/** What a write did. Every path is relative to the folder, sorted. */
export interface WriteResult {
  /** Files that are new or changed. */
  readonly written: string[];
  /** Files that were there already, byte for byte. */
  readonly unchanged: string[];
  /** Files of an earlier run that are not wanted any more. */
  readonly removed: string[];
  /** Files of ours that someone had edited by hand: they were written anew, or removed. */
  readonly overwritten: string[];
  /** What else is in the folder, left as it is; folders end with '/'. */
  readonly foreign: string[];
}

/**
 * Makes the folder hold exactly these files, beside whatever others put there. A crash at any point leaves whole files only, and a list under which
 * the next run finishes: first the union of the old and the new list, then the files, then the removals, the final list last.
 *
 * Throws before anything is changed where the list is broken, a link would lead out of the folder, or a file that is not ours stands in the way.
 */
export function writeTree(outdir: string, files: readonly TreeFile[]): WriteResult {
  const folder = new Folder(outdir);
  const wanted = wantedFiles(files);
  folder.refuseDetours(WRITTEN_LIST);
  const listed = readList(folder);
  const before: OwnedFiles = listed === undefined ? new Map() : parseWritten(listed, `${folder.root}/${WRITTEN_LIST}`);
  const after: OwnedFiles = new Map([...wanted].map(([path, content]) => [path, new Set([hashOf(content)])]));

  const plan = planOf(folder, wanted, before);
  const unwanted = [...before.keys()].filter(path => !wanted.has(path)).sort();
  const stale = unwanted.filter(path => ['file', 'link'].includes(folder.kindOf(path)));
  const overwritten = [...plan.edited, ...stale.filter(path => isEdited(folder, path, before))].sort();
  // Where only the case of a name changed, the old file may be the new one: it goes first, or its removal would take the new one along.
  const inNewCase = foldedSet([...wanted.keys()]);
  const early = stale.filter(path => inNewCase.has(path.toLowerCase()));
  const late = stale.filter(path => !early.includes(path));

  const pending = plan.written.length + stale.length > 0 ? renderWritten(unionOf(before, after)) : listed;
  if (pending !== undefined && pending !== listed) folder.write(WRITTEN_LIST, pending);
  early.forEach(path => folder.remove(path));
  for (const path of plan.written) folder.write(path, wanted.get(path)!);
  late.forEach(path => folder.remove(path));
  for (const parent of new Set(['', ...[...before.keys(), ...wanted.keys(), WRITTEN_LIST].flatMap(parentsOf)])) folder.sweep(parent);
  unwanted.forEach(path => folder.removeEmptyParents(path));
  const final = renderWritten(after);
  if (final !== pending) folder.write(WRITTEN_LIST, final);
  return { written: plan.written, unchanged: plan.unchanged, removed: stale, overwritten, foreign: foreignTo(folder, wanted) };
}

function readList(folder: Folder): string | undefined {
  const kind = folder.kindOf(WRITTEN_LIST);
  if (kind === 'nothing') return undefined;
  if (kind !== 'file') throw new Error(`'${folder.root}/${WRITTEN_LIST}' is no regular file. Nothing was written. Move it away, or choose another folder.`);
  return folder.read(WRITTEN_LIST).toString('utf8');
}

function wantedFiles(files: readonly TreeFile[]): ReadonlyMap<string, string> {
  const wanted = new Map<string, string>();
  for (const { path, content } of files) {
    const problem = pathProblem(path);
    if (problem) throw new Error(`The path ${JSON.stringify(path)} ${problem}.`);
    if (wanted.has(path)) throw new Error(`The file ${JSON.stringify(path)} is given twice.`);
    wanted.set(path, content);
  }
  return wanted;
}

function planOf(folder: Folder, wanted: ReadonlyMap<string, string>, before: OwnedFiles): Pick<WriteResult, 'written' | 'unchanged'> & { edited: string[] } {
  const plan = { written: [] as string[], unchanged: [] as string[], edited: [] as string[] };
  const inTheWay: string[] = [];
  const inOldCase = foldedSet([...before.keys()].filter(path => !wanted.has(path)));
  for (const path of before.keys()) folder.refuseDetours(path);
  for (const [path, content] of [...wanted].sort(([a], [b]) => a < b ? -1 : 1)) {
    folder.refuseDetours(path);
    const kind = folder.kindOf(path);
    const renamed = inOldCase.has(path.toLowerCase());
    if (kind === 'file' && !renamed && folder.read(path).equals(Buffer.from(content))) {
      plan.unchanged.push(path);
      continue;
    }
    plan.written.push(path);
    if (kind === 'nothing' || (kind === 'file' && renamed)) continue;
    if (!before.has(path) || kind === 'folder' || kind === 'other') inTheWay.push(path);
    else if (isEdited(folder, path, before)) plan.edited.push(path);
  }
  if (inTheWay.length > 0) {
    throw new Error(`In '${folder.root}' stand files that cdk8s-hardened did not write, at places where it has to write:\n${
      inTheWay.map(path => `  - ${path}\n`).join('')}Nothing was written. Move or delete them, or choose another output folder.`);
  }
  return plan;
}

/** True where the file is neither what the last run wrote nor what an interrupted one was about to write. */
function isEdited(folder: Folder, path: string, before: OwnedFiles): boolean {
  return folder.kindOf(path) !== 'file' || !before.get(path)!.has(hashOf(folder.read(path)));
}

function foldedSet(paths: readonly string[]): ReadonlySet<string> {
  return new Set(paths.map(path => path.toLowerCase()));
}

/** Looks only into folders that hold a file of ours: a repository beside the tree is named once, not walked. */
function foreignTo(folder: Folder, wanted: ReadonlyMap<string, string>): string[] {
  const files = new Set([...wanted.keys(), WRITTEN_LIST]);
  const folders = ['', ...new Set([...files].flatMap(parentsOf))];
  return folders
    .flatMap(parent => folder.list(parent).map(name => parent === '' ? name : `${parent}/${name}`))
    .filter(path => !files.has(path) && !folders.includes(path) && path !== '.git')
    .map(path => folder.kindOf(path) === 'folder' ? `${path}/` : path)
    .sort();
}
