/** The values by key, both in the order in which they come. */
export function groups<K, V>(values: readonly V[], keyOf: (value: V) => K): Map<K, V[]> {
  const found = new Map<K, V[]>();
  for (const value of values) {
    const list = found.get(keyOf(value));
    if (list) list.push(value);
    else found.set(keyOf(value), [value]);
  }
  return found;
}
