import * as yaml from 'js-yaml';
import { pointer } from './pointer';
import { READ_OPTIONS } from './yaml';

/** Where something stands in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What a field or an item of a list takes up in the text, as offsets: from its key, if it has one, from its value, and up to its end. */
export interface Span {
  readonly from: number;
  readonly value: number;
  readonly to: number;
}

/** A node of the document as the parser walked it. */
interface Node {
  readonly offset: number;
  readonly children: Node[];
  end: number;
  kind?: string;
  result?: unknown;
}

/** What js-yaml tells a listener: `open` before each node, key or value, and `close` with what it was. */
interface ParserState {
  readonly position: number;
  readonly kind: string | null;
  readonly result: unknown;
}

/**
 * The positions of every field of every document of a YAML stream, by document and JSON pointer: that of the key for fields, that of the first
 * character for items of lists. Parses the text again: only what has findings pays for it.
 */
export function positionsOf(text: string): ReadonlyMap<string, Position>[] {
  const source = withoutMark(text);
  const lines = lineStarts(source);
  return rootsOf(source).map(root => {
    const positions = new Map<string, Position>();
    walk(source, root, '', start(source, root), (at, from) => positions.set(at, positionAt(lines, from)));
    return positions;
  });
}

/** The same as offsets into the text, which lacks a byte order mark. */
export function spansOf(text: string): ReadonlyMap<string, Span>[] {
  const source = withoutMark(text);
  return rootsOf(source).map(root => {
    const spans = new Map<string, Span>();
    walk(source, root, '', start(source, root), (at, from, node) => spans.set(at, { from, value: start(source, node), to: node.end }));
    return spans;
  });
}

/** The position of a pointer, or of the nearest field above it that stands in the file. */
export function nearestPosition<T>(positions: ReadonlyMap<string, T>, at: string): T | undefined {
  for (let candidate = at; ; candidate = candidate.slice(0, candidate.lastIndexOf('/'))) {
    const found = positions.get(candidate);
    if (found || candidate === '') return found;
  }
}

/** A position counts in the parser's copy of the text, which lacks a byte order mark. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** The documents that are not empty. */
function rootsOf(source: string): Node[] {
  const documents: Node[] = [];
  const open: Node[] = [];
  const listener = (event: 'open' | 'close', state: ParserState): void => {
    if (event === 'open') {
      const node: Node = { offset: state.position, children: [], end: state.position };
      (open.at(-1)?.children ?? documents).push(node);
      open.push(node);
    } else {
      const node = open.pop()!;
      node.end = state.position;
      node.kind = state.kind ?? undefined;
      node.result = state.result;
    }
  };
  yaml.loadAll(source, undefined, { ...READ_OPTIONS, listener } as yaml.LoadOptions);
  return documents.filter(({ result }) => result !== null && result !== undefined);
}

type Visit = (at: string, from: number, node: Node) => void;

function walk(source: string, walked: Node, at: string, from: number, visit: Visit): void {
  const node = innermost(walked);
  visit(at, from, node);
  if (node.kind === 'mapping') {
    for (let index = 0; index + 1 < node.children.length; index += 2) {
      const [key, value] = [node.children[index], node.children[index + 1]];
      walk(source, value, at + pointer(String(key.result)), start(source, key), visit);
    }
  } else if (node.kind === 'sequence') {
    node.children.forEach((item, index) => walk(source, item, at + pointer(index), start(source, item), visit));
  }
}

/** A flow collection in block context is announced twice: as what may turn out to be a block mapping, and as itself. */
function innermost(node: Node): Node {
  const [only, ...others] = node.children;
  return only && others.length === 0 && only.kind === node.kind && only.result === node.result ? innermost(only) : node;
}

/** The first character of a node: the parser announces it before it has skipped what separates it. */
function start(text: string, { offset }: Node): number {
  const separation = /(?:[ \t\r\n]|#[^\n]*)*/y;
  separation.lastIndex = offset;
  separation.test(text);
  return Math.min(separation.lastIndex, text.length);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return starts;
}

function positionAt(lines: readonly number[], offset: number): Position {
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (lines[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - lines[low] + 1 };
}
