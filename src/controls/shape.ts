import { OBJECT_SHAPES } from './object-shapes';
import { METADATA, POD_TEMPLATE, Shape, SHAPES } from './shapes';
import { groupKind, POD_TEMPLATE_PATHS } from '../manifest/kinds';
import { isRecord, ManifestObject } from '../manifest/object';
import { carriesPodTemplate } from '../manifest/pod-template';
import { pointer } from '../manifest/pointer';

/** Something of another type than the API's. */
export interface ShapeProblem { readonly pointer: string; readonly says: string }

/** Every judged field of the object that has another type than the API's. Empty: the object can be judged. */
export function shapeProblems(object: ManifestObject): ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  const add = (at: string, says: string) => problems.push({ pointer: at, says });
  inspect(object.metadata, METADATA, '/metadata', add);
  const key = groupKind(object.apiVersion, object.kind);
  if (Object.hasOwn(SHAPES, key)) inspect(object.spec, SHAPES[key], '/spec', add);
  if (Object.hasOwn(OBJECT_SHAPES, key)) inspect(object, OBJECT_SHAPES[key], '', add);
  if (carriesPodTemplate(object)) inspectTemplate(object, POD_TEMPLATE_PATHS[key], add);
  return problems;
}

type Add = (at: string, says: string) => void;

function inspectTemplate(object: ManifestObject, path: readonly string[], add: Add): void {
  let template: unknown = object;
  for (const [index, step] of path.entries()) {
    template = isRecord(template) ? template[step] : undefined;
    if (!isRecord(template)) return add(pointer(...path.slice(0, index + 1)), `must be an object, and ${describe(template)}`);
  }
  const at = pointer(...path);
  const spec = (template as Record<string, unknown>).spec;
  if (!isRecord(spec)) return add(`${at}/spec`, `must be an object, and ${describe(spec)}`);
  inspect(template, POD_TEMPLATE, at, add);
  if (spec.containers === undefined || spec.containers === null) add(`${at}/spec/containers`, 'must be a list of containers, and is missing');
}

function inspect(value: unknown, shape: Shape, at: string, add: Add): void {
  if (value === undefined || value === null || fits(value, shape)) return;
  if (typeof shape === 'string') {
    if (!SCALARS[shape].test(value)) add(at, `must be ${SCALARS[shape].name}, and ${describe(value)}`);
  } else if ('list' in shape) {
    if (!Array.isArray(value)) return add(at, `must be a list, and ${describe(value)}`);
    value.forEach((item, index) => item === null ? add(`${at}/${index}`, 'must not be null') : inspect(item, shape.list, `${at}/${index}`, add));
  } else if (!isRecord(value)) {
    add(at, `must be an object, and ${describe(value)}`);
  } else if ('map' in shape) {
    for (const key of Object.keys(value)) inspect(value[key], shape.map, at + pointer(key), add);
  } else {
    for (const [key, field] of Object.entries(shape.fields)) {
      if (Object.hasOwn(value, key)) inspect(value[key], field, at + pointer(key), add);
    }
  }
}

/** Whether there is nothing to add, without keeping where each field stands: nearly always there is nothing. */
function fits(value: unknown, shape: Shape): boolean {
  if (value === undefined || value === null) return true;
  if (typeof shape === 'string') return SCALARS[shape].test(value);
  if ('list' in shape) return Array.isArray(value) && value.every(item => item !== null && fits(item, shape.list));
  if (!isRecord(value)) return false;
  if ('map' in shape) return Object.values(value).every(item => fits(item, shape.map));
  for (const key of Object.keys(value)) if (Object.hasOwn(shape.fields, key) && !fits(value[key], shape.fields[key])) return false;
  return true;
}

const SCALARS: Record<'bool' | 'string' | 'int' | 'scalar' | 'quantity', { readonly name: string; readonly test: (value: unknown) => boolean }> = {
  bool: { name: 'true or false', test: value => typeof value === 'boolean' },
  string: { name: 'a text', test: value => typeof value === 'string' },
  int: { name: 'a whole number', test: Number.isSafeInteger },
  scalar: { name: 'a number or a name', test: value => typeof value === 'string' || Number.isSafeInteger(value) },
  quantity: { name: 'a quantity', test: value => typeof value === 'string' || typeof value === 'number' },
};

/** Never the value itself: it may be a secret. */
function describe(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (value === null) return 'is null';
  if (Array.isArray(value)) return 'is a list';
  return { object: 'is an object', string: 'is a text', number: 'is a number', boolean: 'is true or false' }[typeof value as 'object'] ?? 'is something else';
}
