import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Problem, whyUnreadable } from './problem';
import { groupOf, isManifestObject, isRecord, ManifestObject } from '../manifest/object';
import { pointer } from '../manifest/pointer';
import { MOST_LEVELS, parseYaml } from '../manifest/yaml';

/** One file, or standard input, as text. */
export interface SourceText {
  /** As it is shown: relative to the working directory, with '/'; `<stdin>` for standard input. */
  readonly file: string;
  readonly text: string;
}

/** One document of a file: what stands between two lines of `---`. */
export interface SourceDocument extends SourceText {
  /** Lines of the file above it. */
  readonly linesAbove: number;
}

/** An object, and where in which document it stands. */
export interface SourceObject {
  readonly object: ManifestObject;
  readonly document: SourceDocument;
  /** Which of the values of the document's text, from 0: it has several where `...` ends one. */
  readonly index: number;
  /** JSON pointer of the object within the document: '' but for items of a List. */
  readonly prefix: string;
}

/** What was read, and what could not be. */
export interface Input {
  readonly objects: readonly SourceObject[];
  /** The rest is judged all the same. */
  readonly problems: readonly Problem[];
  /** Documents that are YAML and no Kubernetes objects, such as Helm values. */
  readonly skipped: readonly Problem[];
}

const MANIFEST = /\.(ya?ml|json)$/i;
const IGNORED_FOLDERS = new Set(['.git', 'node_modules', '.cdk8s-hardened']);
/** Read by a tool on the way to the cluster, and never sent to it. */
const TOOL_GROUPS = new Set(['kustomize.config.k8s.io', 'kind.x-k8s.io', 'skaffold']);
/** More values than any manifest with aliases has: those that expand without bound are stopped here. */
const MOST_VALUES = 1_000_000;

/** Reads files, folders and standard input (`-`). Never throws for what is in them. */
export function readInput(paths: readonly string[]): Input {
  const objects: SourceObject[] = [];
  const problems: Problem[] = [];
  const skipped: Problem[] = [];
  for (const path of paths) {
    for (const source of filesOf(path, problems)) {
      const read = objectsOf(source);
      for (const object of read.objects) objects.push(object);
      for (const problem of read.problems) problems.push(problem);
      for (const problem of read.skipped) skipped.push(problem);
    }
  }
  return { objects, problems, skipped };
}

/** The objects of one text. A document that cannot be read leaves the others. */
export function objectsOf(source: SourceText): Input {
  const objects: SourceObject[] = [];
  const problems: Problem[] = [];
  const skipped: Problem[] = [];
  for (const document of documentsOf(source)) {
    try {
      const values = parseYaml(document.text);
      refuseExpansion(values, document.text.includes('*') ? MOST_VALUES : Infinity);
      for (const [index, value] of values.entries()) {
        for (const { value: item, prefix } of unpack(value, '')) {
          if (isForTool(item)) continue;
          if (isManifestObject(item)) objects.push({ object: item, document, index, prefix });
          else skipped.push({ file: source.file, line: firstLineOf(document), says: `${prefix ? `${prefix} ` : ''}is no Kubernetes object: it has no apiVersion and kind` });
        }
      }
    } catch (error) {
      problems.push({ file: source.file, ...problemOf(error, document) });
    }
  }
  return { objects, problems, skipped };
}

/** A line that begins with `---` is a boundary wherever it stands: no scalar, quoted or not, may hold one. */
function documentsOf({ file, text }: SourceText): SourceDocument[] {
  // Directives stand above the boundary of the document that they are for.
  const boundaries = /^%/m.test(text) ? [] : [...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].map(({ index }) => index).filter(index => index > 0);
  let linesAbove = 0;
  return [0, ...boundaries].map((from, index) => {
    const document = { file, text: text.slice(from, boundaries[index]), linesAbove };
    linesAbove += countLines(document.text);
    return document;
  });
}

function countLines(text: string): number {
  let lines = 0;
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) lines++;
  return lines;
}

/** The line on which the content of a document begins, below comments and its boundary. */
function firstLineOf({ text, linesAbove }: SourceDocument): number {
  const above = /^(?:(?:---)?[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(text)![0];
  return linesAbove + countLines(above) + 1;
}

function isForTool(value: unknown): boolean {
  return isManifestObject(value) && (TOOL_GROUPS.has(groupOf(value.apiVersion)) || (value.apiVersion === 'v1' && value.kind === 'Config'));
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

function* filesOf(path: string, problems: Problem[]): Generator<SourceText> {
  if (path === '-') {
    yield* decoded('<stdin>', () => readFileSync(0), problems);
    return;
  }
  const found: string[] = [];
  try {
    collect(path, found, true);
  } catch (error) {
    problems.push({ file: shown(path), says: whyUnreadable(error) });
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
  } else if (named || (stats.isFile() && MANIFEST.test(path))) {
    found.push(path);
  }
}

function* decoded(file: string, read: () => Buffer, problems: Problem[]): Generator<SourceText> {
  try {
    yield { file, text: new TextDecoder('utf-8', { fatal: true }).decode(read()) };
  } catch (error) {
    const isText = (error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA';
    problems.push({ file, says: isText ? whyUnreadable(error) : 'is no UTF-8 text. Save it as UTF-8' });
  }
}

function problemOf(error: unknown, document: SourceDocument): Omit<Problem, 'file'> {
  const { reason, mark, message } = error as { reason?: string; mark?: { line: number; column: number }; message: string };
  const line = mark ? document.linesAbove + mark.line + 1 : firstLineOf(document);
  if (error instanceof RangeError || reason?.startsWith('nesting exceeded')) return { line, says: `is nested more than ${MOST_LEVELS} levels deep, or too large to hold` };
  if (!mark) return { line, says: message };
  const hint = document.text.includes('{{') ? '. It holds {{ … }}: render the template first' : '';
  return { line, column: mark.column + 1, says: `is no YAML: ${reason}${hint}` };
}

/** Aliases share nodes in memory; whoever walks them sees each as often as it is named. */
function refuseExpansion(values: readonly unknown[], mostValues: number): void {
  const sizes = new Map<object, number>();
  const sizeOf = (value: unknown, depth: number): number => {
    if (typeof value !== 'object' || value === null) return 1;
    if (depth > MOST_LEVELS) throw new RangeError();
    const known = mostValues === Infinity ? undefined : sizes.get(value);
    if (known === -1) throw new Error('an alias contains itself. Write the value out');
    if (known !== undefined) return known;
    if (mostValues !== Infinity) sizes.set(value, -1);
    let size = 1;
    for (const key in value) size += sizeOf((value as Record<string, unknown>)[key], depth + 1);
    if (size > mostValues) throw new Error('aliases expand to more than a million values. Write the values out');
    if (mostValues !== Infinity) sizes.set(value, size);
    return size;
  };
  values.forEach(value => sizeOf(value, 0));
}

function shown(path: string): string {
  return (relative(process.cwd(), path) || path).replace(/\\/g, '/');
}
