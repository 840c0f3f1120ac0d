import { SourceDocument, SourceObject } from './input';
import { JudgedObject, SourcePlace } from '../controls/manifest-set';
import { nearestPosition, Position, positionsOf } from '../manifest/source-positions';

/** The objects as `check` takes them. A document's positions are found when one of them is first asked for. */
export function judgedObjects(objects: readonly SourceObject[]): JudgedObject[] {
  const positions = lastFew(({ text }: SourceDocument) => positionsOf(text));
  return objects.map(source => ({
    object: source.object,
    file: source.document.file,
    locate: at => placeOf(source, positions(source.document)[source.index], at),
  }));
}

function placeOf({ document, prefix }: SourceObject, positions: ReadonlyMap<string, Position>, at: string): SourcePlace {
  const found = nearestPosition(positions, prefix + at);
  return { file: document.file, ...(found ? { line: document.linesAbove + found.line, column: found.column } : {}) };
}

/** Findings come document by document: a few results are enough, and those of all documents would not fit into memory. */
export function lastFew<K, V>(compute: (key: K) => V): (key: K) => V {
  const kept = new Map<K, V>();
  return key => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= 8) kept.delete(kept.keys().next().value as K);
    const value = compute(key);
    kept.set(key, value);
    return value;
  };
}
