import { STANDARD_NAMES } from '../../controls/standards';

/** A standard as its publisher calls it. */
export function standardName(standard: string): string {
  return Object.hasOwn(STANDARD_NAMES, standard) ? STANDARD_NAMES[standard] : standard;
}
