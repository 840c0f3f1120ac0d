import { isRecord, Json } from './object';

/**
 * What stands in the manifest for a value that was built in code. `k8s.Quantity` and `k8s.IntOrString` of cdk8s-plus are replaced by the value they
 * hold: a raw ApiObject would render `{ value: … }`, which the API server refuses or, under an untyped field, keeps. Every other key is kept, known
 * to a Kubernetes version or not: cdk8s-plus' own `toJson_…` functions drop fields newer than themselves without a word. `undefined` is left out.
 */
export function toPlain(value: unknown): Json {
  if (Array.isArray(value)) return value.filter(item => item !== undefined).map(toPlain);
  if (!isRecord(value)) return value as Json;
  if (isBoxedScalar(value)) return value.value;
  if (value instanceof Date) return value.toISOString();
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => [key, toPlain(item)]));
}

/** `k8s.Quantity` and `k8s.IntOrString` of any cdk8s-plus version: classes of one field, told by their shape and class since several versions coexist. */
function isBoxedScalar(value: Record<string, unknown>): value is { value: string | number } {
  const name = value.constructor?.name;
  return (name === 'Quantity' || name === 'IntOrString') && (typeof value.value === 'string' || typeof value.value === 'number');
}

/** Deeply sorted by key, so that the order in which code set the fields never shows. Lists keep their order: it has meaning. */
export function sortKeys<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sortKeys) as T;
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map(key => [key, sortKeys(value[key])])) as T;
}
