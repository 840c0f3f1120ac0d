import { parseCel } from '../controls/cel';
import { ANY, FieldPath, readsOf } from '../controls/cel-reads';
import { Control } from '../controls/control';
import { Subject } from '../controls/evaluate';
import { JudgementSettings } from '../controls/settings';
import { isRecord, ManifestObject } from '../manifest/object';
import { containersOf, podTemplateOf } from '../manifest/pod-template';
import { pathOf, valueAt } from '../manifest/pointer';

/**
 * The verdict of a control depends on the fields that it reads: in the good set or in its broken twin, some of them can be taken away or changed so that
 * the verdict is another. Throws for a control whose verdict never changes: it judges nothing. What no expression judges is passed over.
 */
export function expectVerdictFollows(control: Control, good: readonly ManifestObject[], broken: readonly ManifestObject[], settings: JudgementSettings): void {
  if (control.cel === undefined) return;
  const fields = readsOf(control.cel).fields.filter(([root]) => root !== 'settings');
  const texts = [...textsIn(parseCel(control.cel)), ...Object.values(settings).flat().filter(value => typeof value === 'string')];
  const changed = [...broken, ...good].some(object => {
    const before = failures(control, object, settings);
    return mutants(object, fields, texts).some(mutant => failures(control, mutant, settings) !== before);
  });
  if (!changed) {
    throw new Error(`control '${control.id}': its verdict is the same whatever stands in the fields that it reads (${
      fields.map(path => path.join('.')).join(', ') || 'none'}). Let the expression depend on them, or give manifests that it tells apart.`);
  }
}

function failures(control: Control, object: ManifestObject, settings: JudgementSettings): number {
  return new Subject(object, settings).judge(control).filter(({ outcome }) => outcome === 'fail').length;
}

export function* places(object: ManifestObject, fields: readonly FieldPath[]): Generator<FieldPath> {
  const template = podTemplateOf(object);
  const roots: Record<string, FieldPath[]> = {
    object: [[]],
    pod: template ? [pathOf(template.pointer)] : [],
    container: template ? containersOf(template).map(({ pointer }) => pathOf(pointer)) : [],
  };
  for (const [root, ...steps] of fields) for (const base of roots[root] ?? []) yield* expand(object, base, steps);
}

function* expand(root: unknown, base: FieldPath, steps: FieldPath): Generator<FieldPath> {
  if (steps.length === 0) return yield base;
  const [step, ...rest] = steps;
  const value = valueAt(root, base);
  const keys = step !== ANY ? [step] : Array.isArray(value) ? value.map((_, index) => index) : isRecord(value) ? Object.keys(value) : [];
  for (const key of keys) yield* expand(root, [...base, key], rest);
}

/** The object with one of the fields taken away, or changed to one of the texts or of some more values. */
export function mutants(object: ManifestObject, fields: readonly FieldPath[], texts: readonly string[], more: readonly unknown[] = []): ManifestObject[] {
  return [...places(object, fields)].flatMap(path => [...valuesBesides(valueAt(object, path), texts), ...more].map(value => {
    const copy = JSON.parse(JSON.stringify(object)) as ManifestObject;
    const parent = madeAt(copy, path.slice(0, -1));
    const last = path[path.length - 1];
    if (value === undefined && Array.isArray(parent)) parent.splice(Number(last), 1);
    else if (value === undefined) delete parent[last];
    else parent[last] = value;
    return copy;
  }));
}

/** The object or list at a path, made on the way where it is missing. */
function madeAt(root: unknown, path: FieldPath): Record<string | number, unknown> {
  return path.reduce<unknown>((value, step) => {
    const parent = value as Record<string | number, unknown>;
    if (typeof parent[step] !== 'object' || parent[step] === null) parent[step] = {};
    return parent[step];
  }, root) as Record<string | number, unknown>;
}

/** The texts that an expression compares with. */
export function textsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(textsIn);
  if (!isRecord(node) || typeof node.op !== 'string') return [];
  return node.op === 'value' && typeof node.args === 'string' ? [node.args] : textsIn(node.args);
}

function valuesBesides(value: unknown, texts: readonly string[]): unknown[] {
  switch (typeof value) {
    case 'boolean': return [undefined, !value];
    case 'number': return [undefined, 0, value + 1];
    case 'string': return [undefined, 'another', ...texts];
    case 'undefined': return [true, ...texts];
    default: return [undefined, [{}]];
  }
}
