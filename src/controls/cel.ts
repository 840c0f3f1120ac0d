import { ControlSettings } from './settings';
import { Json, isRecord } from '../manifest/object';

/* eslint-disable @typescript-eslint/no-require-imports */
// A CommonJS copy of the engine (scripts/vendor-cel.js): jest 29 cannot load an ES module.
const { Environment } = require('../../vendor/cel-js') as { Environment: new (options: object) => CelEnvironment };

interface CelEnvironment {
  registerVariable(name: string, type: string): CelEnvironment;
  parse(expression: string): CelProgram;
}
type CelProgram = ((variables: CelVariables) => unknown) & { readonly ast: CelNode };

/** A node of the engine's syntax tree. */
export interface CelNode { readonly op: string; readonly args: unknown }

/** A JSON value as CEL sees it: whole numbers are BigInt (CEL's int), all else is as in JSON. */
export type CelValue = string | number | bigint | boolean | null | CelValue[] | { [key: string]: CelValue };

/** The variables that an expression may read. */
export interface CelVariables {
  readonly object: CelValue;
  readonly pod?: CelValue;
  readonly container?: CelValue;
  readonly containerType?: string;
  readonly settings: CelValue;
}

const ENVIRONMENT = new Environment({ enableOptionalTypes: true })
  .registerVariable('object', 'dyn')
  .registerVariable('pod', 'dyn')
  .registerVariable('container', 'dyn')
  .registerVariable('containerType', 'string')
  .registerVariable('settings', 'dyn');
const PROGRAMS = new Map<string, CelProgram>();

/** The functions and macros that Kubernetes 1.28 has too, so that each expression can become an admission policy as it stands. */
export const CEL_FUNCTIONS: ReadonlySet<string> = new Set([
  'has', 'all', 'exists', 'exists_one', 'filter', 'map', 'size', 'matches', 'startsWith', 'endsWith', 'contains', 'int', 'string', 'type',
]);

/** The truth value of the expression. Throws where it cannot be told: a missing field, a value of the wrong type, a result that is no truth value. */
export function evaluateCel(expression: string, variables: CelVariables): boolean {
  const result = program(expression)(variables);
  if (typeof result !== 'boolean') throw new Error(`the expression gave ${typeof result}, not a truth value`);
  return result;
}

/** The syntax tree of an expression. Throws where it is no CEL. */
export function parseCel(expression: string): CelNode {
  return program(expression).ast;
}

/** The value for CEL. Done once per object: JSON's numbers would be doubles, for which CEL has no `%` and no equality with `1`. */
export function toCel(value: Json | undefined): CelValue {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  // Array.from, not map: what structuredClone made under jest is an array of another realm, and so would be its map; the engine takes only its own.
  if (Array.isArray(value)) return Array.from(value, item => toCel(item));
  if (!isRecord(value)) return value ?? null;
  const copy: Record<string, CelValue> = {};
  for (const key of Object.keys(value)) {
    // A key of this name would set the prototype of the copy.
    if (key !== '__proto__') copy[key] = toCel(value[key]);
  }
  return copy;
}

/** The settings for CEL, with the Pod Security version as a number. */
export function settingsForCel(settings: ControlSettings): CelValue {
  return toCel(JSON.parse(JSON.stringify(settings)) as Json);
}

function program(expression: string): CelProgram {
  let parsed = PROGRAMS.get(expression);
  if (!parsed) PROGRAMS.set(expression, parsed = ENVIRONMENT.parse(expression));
  return parsed;
}
