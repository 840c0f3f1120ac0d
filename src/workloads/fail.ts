import { Duration } from 'cdk8s';

/** Ends synth: where (construct path and, within it, the container or field), what is wrong, what to write instead. */
export function fail(where: string, problem: string): never {
  throw new Error(`${where}: ${problem}`);
}

/** Whole seconds of a Duration prop. Plain JavaScript may hand over a number, which cdk8s would write as it is and in no known unit. */
export function secondsOf(where: string, field: string, value: Duration, least = 0): number {
  if (typeof value?.toSeconds !== 'function') fail(where, `${field} is ${JSON.stringify(value)}, which is no Duration. Write for instance Duration.seconds(30).`);
  const seconds = value.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < least) {
    fail(where, `${field} is ${seconds} seconds; Kubernetes takes whole seconds from ${least}. Write for instance Duration.seconds(${Math.max(least, Math.ceil(seconds))}).`);
  }
  return seconds;
}

/** A whole number of at least `least`. */
export function checkCount(where: string, field: string, value: number, least = 0): number {
  if (!Number.isInteger(value) || value < least) fail(where, `${field} is ${JSON.stringify(value)}. Write a whole number from ${least}.`);
  return value;
}

/** The API server leaves out a zero that is the default: written out, it is drift for ever to tools that compare the tree with the cluster. */
export function unlessZero(field: string, value: number): Record<string, number> {
  return value === 0 ? {} : { [field]: value };
}
