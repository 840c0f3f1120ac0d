import { Traffic } from './traffic';

/** Whether a rule means an endpoint. `maybe`: the manifests alone do not say, as whether a pod's address lies in a range. */
export type Match = 'yes' | 'no' | 'maybe';

/** Both or either of two conditions, where each may be open. */
export function and(a: Match, b: Match): Match {
  return a === 'no' || b === 'no' ? 'no' : a === 'yes' && b === 'yes' ? 'yes' : 'maybe';
}

export function or(a: Match, b: Match): Match {
  return a === 'yes' || b === 'yes' ? 'yes' : a === 'no' && b === 'no' ? 'no' : 'maybe';
}

export function not(a: Match): Match {
  return a === 'yes' ? 'no' : a === 'no' ? 'yes' : 'maybe';
}

/** What gets through for certain, and what may: `must` is a part of `may`, and where the two are equal the manifests leave nothing open. */
export interface Bounds {
  readonly must: Traffic;
  readonly may: Traffic;
}

export const EVERYTHING: Bounds = { must: Traffic.ALL, may: Traffic.ALL };
export const NOTHING: Bounds = { must: Traffic.NONE, may: Traffic.NONE };

export function exactly(traffic: Traffic): Bounds {
  return { must: traffic, may: traffic };
}

/** Gets through both, one after the other. */
export function both(a: Bounds, b: Bounds): Bounds {
  if (a === EVERYTHING) return b;
  if (b === EVERYTHING) return a;
  return { must: a.must.intersect(b.must), may: a.may.intersect(b.may) };
}

/** Gets through one or the other. */
export function either(a: Bounds, b: Bounds): Bounds {
  if (a === NOTHING) return b;
  if (b === NOTHING) return a;
  return { must: a.must.union(b.must), may: a.may.union(b.may) };
}

/** One of the two holds, and nobody can tell which. */
export function oneOf(a: Bounds, b: Bounds): Bounds {
  return a === b ? a : { must: a.must.intersect(b.must), may: a.may.union(b.may) };
}

/** The traffic where the match is certain, and where it is not. */
export function where(match: Match, traffic: Bounds): Bounds {
  return match === 'no' ? NOTHING : match === 'yes' ? traffic : { must: Traffic.NONE, may: traffic.may };
}

export function isCertain({ must, may }: Bounds): boolean {
  return must.equals(may);
}
