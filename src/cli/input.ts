import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isManifestObject, isRecord, ManifestObject } from '../manifest/object';
import { pointer } from '../manifest/pointer';
import { parseYaml } from '../manifest/yaml';

/** One file, or standard input, as text. */
export interface SourceText {
  /** As it is shown: relative to the working directory, with '/'; `<stdin>` for standard input. */
  readonly file: string;
  readonly text: string;
}

/** An object, and where in which file it stands. */
export interface SourceObject {
  readonly object: ManifestObject;
  readonly source: SourceText;
  /** Which of the documents of the file that are not empty, from 0. */
  readonly document: number;
  /** JSON pointer of the object within the document: '' but for items of a List. */
  readonly prefix: string;
}

/** What was read, and what could not be. */
export interface Input {
  readonly objects: readonly SourceObject[];
  /** `file:line: what is wrong`. Any of them makes the exit code 2; the rest is judged all the same. */
  readonly problems: readonly string[];
  /** Documents that are YAML and no Kubernetes objects, such as Helm values. */
  readonly skipped: readonly string[];
}

const MANIFEST = /\.(ya?ml|json)$/i;
const IGNORED_FOLDERS = new Set(['.git', 'node_modules', '.cdk8s-hardened']);
/** More nodes than any real manifest has, and few enough to walk: aliases that expand without bound are stopped here. */
const MOST_NODES = 20_000_000;
const DEEPEST = 1_000;

/** Reads files, folders and standard input (`-`). Never throws for what is in them. */
export function readInput(paths: readonly string[]): Input {
  const objects: SourceObject[] = [];
  const problems: string[] = [];
  const skipped: string[] = [];
  for (const path of paths) {
    for (const source of filesOf(path, problems)) {
      const read = objectsOf(source);
      objects.push(...read.objects);
      problems.push(...read.problems);
      skipped.push(...read.skipped);
    }
  }
  return { objects, problems, skipped };
}

/** The objects of one text. */
export function objectsOf(source: SourceText): Input {
  let documents: unknown[];
  try {
    documents = parseYaml(source.text);
    if (source.text.includes('*')) refuseExpansion(documents);
  } catch (error) {
    return { objects: [], problems: [`${source.file}${problemOf(error)}`], skipped: [] };
  }
  const skipped: string[] = [];
  const objects = documents.flatMap((value, document) => unpack(value, '').flatMap(({ value: item, prefix }) => {
    if (isManifestObject(item)) return [{ object: item, source, document, prefix }];
    skipped.push(`${source.file}: document ${document + 1}${prefix ? ` at ${prefix}` : ''} is no Kubernetes object (it has no apiVersion and kind)`);
    return [];
  }));
  return { objects, problems: [], skipped };
}

/** The items of a List of any kind, else the value itself. */
function unpack(value: unknown, prefix: string): { value: unknown; prefix: string }[] {
  const isList = isRecord(value) && Array.isArray(value.items) && (value.kind === undefined || String(value.kind).endsWith('List'));
  if (!isList) return [{ value, prefix }];
  const { items, apiVersion, kind } = value as { items: unknown[]; apiVersion?: unknown; kind?: unknown };
  const itemKind = typeof kind === 'string' && kind !== 'List' ? kind.slice(0, -'List'.length) : undefined;
  return items.flatMap((item, index) => unpack(
    // `kubectl get -o yaml` of one kind leaves kind and apiVersion out of some lists' items.
    isRecord(item) && item.kind === undefined && itemKind ? { apiVersion, kind: itemKind, ...item } : item,
    prefix + pointer('items', index),
  ));
}

function* filesOf(path: string, problems: string[]): Generator<SourceText> {
  if (path === '-') {
    yield* decoded('<stdin>', () => readFileSync(0), problems);
    return;
  }
  const found: string[] = [];
  try {
    collect(path, found, true);
  } catch (error) {
    problems.push(`${shown(path)}: cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`);
  }
  for (const file of found) yield* decoded(shown(file), () => readFileSync(file), problems);
}

function collect(path: string, found: string[], named: boolean): void {
  const stats = statSync(path);
  if (stats.isDirectory()) {
    const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => a.name < b.name ? -1 : 1);
    for (const entry of entries) {
      if (entry.isSymbolicLink() || IGNORED_FOLDERS.has(entry.name)) continue;
      collect(join(path, entry.name), found, false);
    }
  } else if (named || MANIFEST.test(path)) {
    found.push(path);
  }
}

function* decoded(file: string, read: () => Buffer, problems: string[]): Generator<SourceText> {
  try {
    yield { file, text: new TextDecoder('utf-8', { fatal: true }).decode(read()) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    problems.push(`${file}: ${code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is no UTF-8 text. Save it as UTF-8' : `cannot be read (${code ?? (error as Error).message})`}`);
  }
}

function problemOf(error: unknown): string {
  if (error instanceof RangeError) return `: is nested more than ${DEEPEST} levels deep, or too large to hold`;
  const { reason, mark, message } = error as { reason?: string; mark?: { line: number; column: number }; message: string };
  return mark ? `:${mark.line + 1}:${mark.column + 1}: is no YAML: ${reason}` : `: ${message}`;
}

/** Aliases share nodes in memory; whoever walks them sees each as often as it is named. */
function refuseExpansion(documents: readonly unknown[]): void {
  const sizes = new Map<object, number>();
  const sizeOf = (value: unknown, depth: number): number => {
    if (typeof value !== 'object' || value === null) return 1;
    if (depth > DEEPEST) throw new RangeError();
    const known = sizes.get(value);
    if (known === -1) throw new Error('an alias contains itself. Write the value out');
    if (known !== undefined) return known;
    sizes.set(value, -1);
    let size = 1;
    for (const item of Object.values(value)) size += sizeOf(item, depth + 1);
    if (size > MOST_NODES) throw new Error('aliases expand to more than 20 million values. Write the values out');
    sizes.set(value, size);
    return size;
  };
  documents.forEach(document => sizeOf(document, 0));
}

function shown(path: string): string {
  return (relative(process.cwd(), path) || path).replace(/\\/g, '/');
}
