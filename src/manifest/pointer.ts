/** JSON pointers (RFC 6901). */

export function pointer(...path: (string | number)[]): string {
  return path.map(step => `/${String(step).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
}

export function pathOf(jsonPointer: string): string[] {
  return jsonPointer === '' ? [] : jsonPointer.slice(1).split('/').map(step => step.replace(/~1/g, '/').replace(/~0/g, '~'));
}

/** The value at `path`, or undefined where any step is missing. Never throws, whatever the input. */
export function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.prototype.hasOwnProperty.call(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
