import { CelNode, parseCel } from './cel';
import { isRecord } from '../manifest/object';

/** A path of fields below a variable; a step `*` is any key or entry. */
export type FieldPath = readonly (string | number)[];
export const ANY = '*';

/** What an expression reads and calls. */
export interface CelReads {
  /** `container.ports[*].hostPort` as a path. */
  readonly fields: readonly FieldPath[];
  /** Variables that the expression does not declare itself. */
  readonly variables: ReadonlySet<string>;
  /** Functions, methods, macros, and the optional syntax (`.?`). */
  readonly functions: ReadonlySet<string>;
}

/** Names of types are no variables. */
const TYPES = new Set(['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type']);
const MACROS = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);

/** Throws where the text is no CEL. */
export function readsOf(cel: string): CelReads {
  const reader = new Reader();
  reader.visit(parseCel(cel), {});
  return { fields: [...reader.fields.values()], variables: reader.variables, functions: reader.functions };
}

type Bound = Readonly<Record<string, FieldPath | undefined>>;

class Reader {
  public readonly fields = new Map<string, FieldPath>();
  public readonly variables = new Set<string>();
  public readonly functions = new Set<string>();

  /** The path that a node stands for; undefined where it is no path. */
  public visit(node: unknown, bound: Bound): FieldPath | undefined {
    if (Array.isArray(node)) {
      for (const each of node) this.visit(each, bound);
      return undefined;
    }
    if (!isRecord(node) || typeof node.op !== 'string') return undefined;
    const { op, args } = node as unknown as CelNode;
    if (op.includes('?') && op !== '?:') this.functions.add(op);
    switch (op) {
      case 'id': return this.variable(String(args), bound);
      case '.': return this.field((args as unknown[])[0], String((args as unknown[])[1]), bound);
      case '[]': return this.entry(args as [unknown, CelNode], bound);
      case 'rcall': return this.method(args as [string, unknown, CelNode[]], bound);
      case 'call': this.functions.add(String((args as unknown[])[0]));
    }
    this.visit(args, bound);
    return undefined;
  }

  private variable(name: string, bound: Bound): FieldPath | undefined {
    if (Object.hasOwn(bound, name)) return bound[name];
    if (!TYPES.has(name)) this.variables.add(name);
    return [name];
  }

  private field(of: unknown, name: string, bound: Bound): FieldPath | undefined {
    const base = this.visit(of, bound);
    return base && this.add([...base, name]);
  }

  private entry([of, index]: [unknown, CelNode], bound: Bound): FieldPath | undefined {
    const base = this.visit(of, bound);
    this.visit(index, bound);
    return base && this.add([...base, index.op === 'value' ? String(index.args) : ANY]);
  }

  private method([name, receiver, parameters]: [string, unknown, CelNode[]], bound: Bound): FieldPath | undefined {
    this.functions.add(name);
    const base = this.visit(receiver, bound);
    const declares = MACROS.has(name) && parameters.length > 1 && parameters[0].op === 'id';
    const inner = declares ? { ...bound, [String(parameters[0].args)]: base && [...base, ANY] } : bound;
    for (const each of parameters) this.visit(each, inner);
    return name === 'filter' ? base : undefined;
  }

  private add(path: FieldPath): FieldPath {
    this.fields.set(path.join('.'), path);
    return path;
  }
}
