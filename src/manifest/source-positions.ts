import * as yaml from 'js-yaml';
import { pointer } from './pointer';

/** Where something stands in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A node of the document as the parser walked it. */
interface Node {
  readonly offset: number;
  readonly children: Node[];
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
  const documents: Node[] = [];
  const open: Node[] = [];
  const listener = (event: 'open' | 'close', state: ParserState): void => {
    if (event === 'open') {
      const node: Node = { offset: state.position, children: [] };
      (open.at(-1)?.children ?? documents).push(node);
      open.push(node);
    } else {
      const node = open.pop()!;
      node.kind = state.kind ?? undefined;
      node.result = state.result;
    }
  };
  // A position counts in the parser's copy of the text, which lacks a byte order mark.
  const source = text.replace(/^\uFEFF/, '');
  yaml.loadAll(source, undefined, { schema: yaml.CORE_SCHEMA, listener } as yaml.LoadOptions);
  const lines = lineStarts(source);
  return documents.filter(({ result }) => result !== null && result !== undefined).map(root => {
    const positions = new Map<string, Position>();
    const walk = (walked: Node, at: string, offset: number): void => {
      const node = innermost(walked);
      positions.set(at, positionAt(lines, offset));
      if (node.kind === 'mapping') {
        for (let index = 0; index + 1 < node.children.length; index += 2) {
          const [key, value] = [node.children[index], node.children[index + 1]];
          walk(value, at + pointer(String(key.result)), start(source, key));
        }
      } else if (node.kind === 'sequence') {
        node.children.forEach((item, index) => walk(item, at + pointer(index), start(source, item)));
      }
    };
    walk(root, '', start(source, root));
    return positions;
  });
}

/** The position of a pointer, or of the nearest field above it that stands in the file. */
export function nearestPosition(positions: ReadonlyMap<string, Position>, at: string): Position | undefined {
  for (let candidate = at; ; candidate = candidate.slice(0, candidate.lastIndexOf('/'))) {
    const found = positions.get(candidate);
    if (found || candidate === '') return found;
  }
}

/** A flow collection in block context is announced twice: as what may turn out to be a block mapping, and as itself. */
function innermost(node: Node): Node {
  return node.children.length === 1 && node.children[0].kind === node.kind && node.children[0].result === node.result ? innermost(node.children[0]) : node;
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
