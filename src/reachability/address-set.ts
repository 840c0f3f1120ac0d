import { AddressRange, contains, overlaps } from '../manifest/addresses';

/** A set of addresses of both families, as ranges that are apart. */
export class AddressSet {
  public constructor(public readonly ranges: readonly AddressRange[]) {}

  public get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  /** Without the addresses of a range. */
  public without(range: AddressRange): AddressSet {
    return new AddressSet(this.ranges.flatMap(each => {
      if (!overlaps(each, range)) return [each];
      return [
        { ...each, last: range.first - 1n }, { ...each, first: range.last + 1n },
      ].filter(({ first, last }) => first <= last);
    }));
  }

  /** `yes`: all of these addresses are of the other set; `maybe`: some are. */
  public within(other: AddressSet): 'yes' | 'no' | 'maybe' {
    if (!this.ranges.some(mine => other.ranges.some(theirs => overlaps(mine, theirs)))) return 'no';
    const rest = other.ranges.reduce((left: AddressSet, range) => left.without(range), this);
    return rest.isEmpty ? 'yes' : 'maybe';
  }
}

/** The ranges that are not in another of them, each with those directly inside it: CIDR ranges nest or are apart. */
export function nested(ranges: readonly AddressRange[]): { readonly range: AddressRange; readonly inside: readonly AddressRange[] }[] {
  const isSame = (a: AddressRange, b: AddressRange): boolean => a.family === b.family && a.first === b.first && a.last === b.last;
  const unique = ranges.filter((range, index) => ranges.findIndex(other => isSame(range, other)) === index);
  return unique.map(range => ({ range, inside: unique.filter(other => !isSame(range, other) && contains(range, other)) }));
}
