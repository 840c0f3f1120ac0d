import { readFileSync } from 'node:fs';
import { objectsOf } from './input';
import { Problem, whyUnreadable } from './problem';
import { nearest } from '../controls/nearest';
import { pointer } from '../manifest/pointer';
import { nearestPosition, positionsOf } from '../manifest/source-positions';
import { parseYaml } from '../manifest/yaml';

/** A YAML file of settings: its content, and the way to say what is wrong at a place in it. */
export class ConfigFile {
  public readonly value: unknown;
  /** Why it cannot be read; then it has no content. */
  public readonly unreadable: Problem[] = [];
  private readonly text: string = '';

  public constructor(public readonly file: string) {
    try {
      this.text = readFileSync(file, 'utf8');
    } catch (error) {
      this.unreadable.push({ file, says: whyUnreadable(error) });
      return;
    }
    // The same guards as for manifests: a bomb is a bomb wherever it lies.
    this.unreadable.push(...objectsOf({ file, text: this.text }).problems);
    if (this.unreadable.length === 0) this.value = parseYaml(this.text)[0];
  }

  /** A problem with the field at `path`, or the nearest above it that stands in the file. */
  public problem(path: readonly (string | number)[], says: string): Problem {
    const position = nearestPosition(positionsOf(this.text)[0] ?? new Map(), pointer(...path));
    return { file: this.file, ...position, says };
  }

  /** The fields of `value` that are none of `known`. */
  public unknownFields(value: Readonly<Record<string, unknown>>, known: readonly string[], path: readonly (string | number)[]): Problem[] {
    return Object.keys(value).filter(field => !known.includes(field)).map(field => {
      const [near] = nearest(field, known);
      return this.problem([...path, field], `${fieldName([...path, field])} is no field. ${near ? `Did you mean '${near}'?` : `Write one of ${known.join(', ')}.`}`);
    });
  }
}

/** `dns.podLabels`, `registries[0]` */
export function fieldName(path: readonly (string | number)[]): string {
  return path.map((step, index) => typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`).join('');
}
