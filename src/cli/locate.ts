import { SourceDocument, SourceObject } from './input';
import { JudgedObject, SourcePlace } from '../controls/manifest-set';
import { nearestPosition, positionsOf } from '../manifest/source-positions';

/** The objects as `check` takes them. A document's places are found when one of them is first asked for. */
export function judgedObjects(objects: readonly SourceObject[]): JudgedObject[] {
  const places = lastFew(placesOf);
  return objects.map(({ object, document, index, prefix }) => ({
    object,
    file: document.file,
    locate: at => nearestPosition(places(document)[index], prefix + at) ?? { file: document.file },
  }));
}

/** By value of the document and JSON pointer: one object for all the findings that stand there. */
function placesOf({ file, text, linesAbove }: SourceDocument): ReadonlyMap<string, SourcePlace>[] {
  return positionsOf(text).map(positions => new Map([...positions].map(([at, { line, column }]) => [at, { file, line: linesAbove + line, column }])));
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
