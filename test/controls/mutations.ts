import { CelNode, parseCel } from '../../src/controls/cel';
import { Control } from '../../src/controls/control';
import { Subject } from '../../src/controls/evaluate';
import { JudgementSettings } from '../../src/controls/settings';
import { isRecord, ManifestObject } from '../../src/manifest/object';
import { containersOf, podTemplateOf } from '../../src/manifest/pod-template';
import { pathOf, valueAt } from '../../src/manifest/pointer';

type Path = readonly (string | number)[];
const ANY = '*';

/** The fields that an expression reads: `container.ports[*].hostPort` as a path; a step `*` is any key or entry. */
export function fieldsRead(cel: string): Path[] {
  const found: Path[] = [];
  visit(parseCel(cel), {}, found);
  return [...new Map(found.map(path => [path.join('.'), path])).values()];
}

/** The path that a node stands for; undefined where it is no path. What it reads on the way is added to `found`. */
function visit(node: unknown, bound: Readonly<Record<string, Path>>, found: Path[]): Path | undefined {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, bound, found);
    return undefined;
  }
  if (!isRecord(node) || typeof node.op !== 'string') return undefined;
  const { op, args } = node as unknown as CelNode;
  const add = (path: Path | undefined) => {
    if (path && path.length > 1) found.push(path);
    return path;
  };
  if (op === 'id') return bound[String(args)] ?? [String(args)];
  if (op === '.') {
    const [of, field] = args as [unknown, string];
    const base = visit(of, bound, found);
    return base && add([...base, field]);
  }
  if (op === '[]') {
    const [of, index] = args as [unknown, CelNode];
    const base = visit(of, bound, found);
    visit(index, bound, found);
    return base && add([...base, index.op === 'value' ? String(index.args) : ANY]);
  }
  if (op === 'rcall') {
    const [name, receiver, parameters] = args as [string, unknown, CelNode[]];
    const base = visit(receiver, bound, found);
    const variable = parameters[0]?.op === 'id' && parameters.length === 2 && base ? { [String(parameters[0].args)]: [...base, ANY] } : {};
    for (const each of parameters) visit(each, { ...bound, ...variable }, found);
    return name === 'filter' ? base : undefined;
  }
  visit(args, bound, found);
  return undefined;
}

/**
 * The verdict of a control depends on the fields that it reads: in the good set or in its broken twin, some of them can be taken away or changed so that
 * the verdict is another. A control whose verdict never changes judges nothing.
 */
export function expectVerdictFollows(control: Control, good: readonly ManifestObject[], broken: readonly ManifestObject[], settings: JudgementSettings): void {
  if (control.cel === undefined) return;
  const fields = fieldsRead(control.cel).filter(([root]) => root !== 'settings');
  const texts = [...textsIn(parseCel(control.cel)), ...Object.values(settings).flat().filter(value => typeof value === 'string')];
  const changed = [...broken, ...good].some(object => {
    const before = failures(control, object, settings);
    return mutants(object, fields, texts).some(mutant => failures(control, mutant, settings) !== before);
  });
  expect({ control: control.id, reads: fields.map(path => path.join('.')), changed }).toMatchObject({ changed: true });
}

function failures(control: Control, object: ManifestObject, settings: JudgementSettings): number {
  return new Subject(object, settings).judge(control).filter(({ outcome }) => outcome === 'fail').length;
}

function* places(object: ManifestObject, fields: readonly Path[]): Generator<Path> {
  const template = podTemplateOf(object);
  const roots: Record<string, Path[]> = {
    object: [[]],
    pod: template ? [pathOf(template.pointer)] : [],
    container: template ? containersOf(template).map(({ pointer }) => pathOf(pointer)) : [],
  };
  for (const [root, ...steps] of fields) for (const base of roots[root] ?? []) yield* expand(object, base, steps);
}

function* expand(root: unknown, base: Path, steps: Path): Generator<Path> {
  if (steps.length === 0) return yield base;
  const [step, ...rest] = steps;
  const value = valueAt(root, base);
  const keys = step !== ANY ? [step] : Array.isArray(value) ? value.map((_, index) => index) : isRecord(value) ? Object.keys(value) : [];
  for (const key of keys) yield* expand(root, [...base, key], rest);
}

function mutants(object: ManifestObject, fields: readonly Path[], texts: readonly string[]): ManifestObject[] {
  return [...places(object, fields)].flatMap(path => valuesBesides(valueAt(object, path), texts).map(value => {
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
function madeAt(root: unknown, path: Path): Record<string | number, unknown> {
  return path.reduce<unknown>((value, step) => {
    const parent = value as Record<string | number, unknown>;
    if (typeof parent[step] !== 'object' || parent[step] === null) parent[step] = {};
    return parent[step];
  }, root) as Record<string | number, unknown>;
}

/** The texts that an expression compares with. */
function textsIn(node: unknown): string[] {
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
