import { k8s } from 'cdk8s-plus-28';
import { fail } from './fail';
import { envNameProblem } from '../manifest/names';
import { JsonObject } from '../manifest/object';
import { toPlain } from '../manifest/plain';

/** The environment of one container: what its props say, and what connections and secrets add later. */
export class Environment {
  private readonly added = new Map<string, string>();
  private readonly sources: Record<string, k8s.EnvVarSource>;

  public constructor(
    private readonly where: string,
    private readonly values: Record<string, string> = {},
    sources: Record<string, k8s.EnvVarSource> = {},
  ) {
    this.sources = { ...sources };
    for (const [name, value] of Object.entries(values)) {
      this.check(name, value);
      if (name in sources) fail(where, `env ${name} stands in env and in envValueFrom. Keep one.`);
    }
    Object.keys(sources).forEach(name => this.checkName(name));
  }

  /** Throws where another value stands there already; the same value again is harmless. */
  public add(name: string, value: string): void {
    this.check(name, value);
    const there = this.values[name] ?? this.added.get(name);
    if (name in this.sources || (there !== undefined && there !== value)) {
      // Values are never shown: one of them may be a credential.
      fail(this.where, `env ${name} is to get a value, but ${there === undefined ? 'is a field of the pod' : 'has another one'} already. Remove one of the two.`);
    }
    this.added.set(name, value);
  }

  /** Throws where a variable of that name stands there already. */
  public addSource(name: string, source: k8s.EnvVarSource): void {
    this.checkName(name);
    if (name in this.values || name in this.sources || this.added.has(name)) fail(this.where, `env ${name} stands there already. Remove one of the two, or use another name.`);
    this.sources[name] = source;
  }

  /**
   * An empty value is left out, as the API server leaves it out. Added variables stand first, by name: in which order edges were declared never
   * shows, and `$(NAME)` in `env` can refer to them.
   */
  public toJson(): JsonObject[] {
    const added = [...this.added].filter(([name]) => !(name in this.values)).sort(([a], [b]) => a < b ? -1 : 1);
    return [
      ...[...added, ...Object.entries(this.values)].map(([name, value]) => ({ name, ...(value !== '' && { value }) })),
      ...Object.entries(this.sources).map(([name, valueFrom]) => ({ name, valueFrom: toPlain(valueFrom) })),
    ];
  }

  private check(name: string, value: string): void {
    this.checkName(name);
    // Plain JavaScript: an unset process.env.X would otherwise vanish from the manifest without a word.
    if (typeof value !== 'string') fail(this.where, `env ${name} is ${value === undefined || value === null ? String(value) : `of type ${typeof value}`}, which is no string. Write a string, such as '1'.`);
  }

  private checkName(name: string): void {
    const problem = name === '' ? 'must not be empty' : envNameProblem(name);
    if (problem) fail(this.where, `env '${name}' ${problem}. Write for instance 'LOG_LEVEL'.`);
  }
}
