import { SourceDocument, SourceObject } from './input';
import { lastFew } from './locate';
import { maskedText } from './mask';
import { SourcePlace } from '../controls/manifest-set';

/** A few lines of a file. */
export interface Excerpt {
  /** Number of the first line. */
  readonly from: number;
  readonly lines: readonly string[];
  /** Number of the line in question. */
  readonly line: number;
}

const ABOVE = 1;
const BELOW = 4;
const WIDEST = 200;

/** Finds the lines at a place in what was read. */
export function excerptsOf(objects: readonly SourceObject[]): (place: SourcePlace) => Excerpt | undefined {
  const byFile = new Map<string, SourceDocument[]>();
  for (const { document } of objects) {
    const documents = byFile.get(document.file);
    if (!documents) byFile.set(document.file, [document]);
    else if (documents.at(-1) !== document) documents.push(document);
  }
  const linesOf = lastFew((document: SourceDocument) => maskedText(document.text).split(/\r?\n/));
  return ({ file, line }) => {
    if (line === undefined) return undefined;
    const document = byFile.get(file)?.filter(({ linesAbove }) => linesAbove < line).at(-1);
    if (!document) return undefined;
    const all = linesOf(document);
    const index = line - document.linesAbove - 1;
    const from = Math.max(0, index - ABOVE);
    const lines = all.slice(from, index + BELOW + 1).map(text => text.length > WIDEST ? `${text.slice(0, WIDEST)}…` : text);
    return { from: document.linesAbove + from + 1, lines: withoutTail(lines, index - from), line };
  };
}

/** Without empty lines below, nor the next document. */
function withoutTail(lines: readonly string[], least: number): string[] {
  const end = lines.findIndex((text, index) => index > least && /^(---.*|\s*)$/.test(text));
  return end < 0 ? [...lines] : lines.slice(0, end);
}
