import { textOf } from '../../manifest/object';

type Labels = Readonly<Record<string, unknown>>;

/** A selector of Calico, ready to be asked. */
export interface CalicoSelector {
  readonly matches: (labels: Labels) => boolean;
  /** Labels of somebody who is meant, for each alternative. */
  readonly meant: readonly Readonly<Record<string, string>>[];
  /** The keys that it asks for. */
  readonly keys: readonly string[];
}

/** Longer ones nobody writes by hand, and reading goes as deep as they nest. */
const LONGEST = 2000;
const TOKEN = /\s*(&&|\|\||==|!=|[!(){},]|'[^']*'|"[^"]*"|[A-Za-z0-9_./-]+)/y;
const WORD = /^[A-Za-z0-9_./-]+$/;
const EVERYBODY: CalicoSelector = { matches: () => true, meant: [{}], keys: [] };

/** undefined: it is none, or has an operator that is not read (`contains`, `starts with`, `ends with`, `global()`). Left out or empty: everybody. */
export function readCalicoSelector(text: unknown): CalicoSelector | undefined {
  if (text === undefined || text === null || text === '') return EVERYBODY;
  if (typeof text !== 'string' || text.length > LONGEST) return undefined;
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  const reader = new Reader(tokens);
  const selector = reader.any();
  return reader.isAtEnd ? selector : undefined;
}

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const found = TOKEN.exec(text);
    if (!found) return undefined;
    tokens.push(found[1]);
  }
  return tokens;
}

class Reader {
  private at = 0;

  public constructor(private readonly tokens: readonly string[]) {}

  public get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  public any(): CalicoSelector | undefined {
    const parts = this.joined('||', () => this.all());
    return parts && (parts.length === 1 ? parts[0] : {
      matches: labels => parts.some(part => part.matches(labels)), meant: parts.flatMap(({ meant }) => meant), keys: parts.flatMap(({ keys }) => keys),
    });
  }

  private all(): CalicoSelector | undefined {
    const parts = this.joined('&&', () => this.one());
    return parts && (parts.length === 1 ? parts[0] : {
      matches: labels => parts.every(part => part.matches(labels)), keys: parts.flatMap(({ keys }) => keys),
      meant: parts.reduce((met: CalicoSelector['meant'], part) => met.flatMap(labels => part.meant.map(more => ({ ...labels, ...more }))), [{}]),
    });
  }

  private joined(by: string, read: () => CalicoSelector | undefined): CalicoSelector[] | undefined {
    const parts: CalicoSelector[] = [];
    do {
      const part = read();
      if (!part) return undefined;
      parts.push(part);
    } while (this.takes(by));
    return parts;
  }

  private one(): CalicoSelector | undefined {
    if (this.takes('!')) {
      const inner = this.one();
      return inner && { matches: labels => !inner.matches(labels), meant: [{}], keys: inner.keys };
    }
    if (this.takes('(')) {
      const inner = this.any();
      return this.takes(')') ? inner : undefined;
    }
    const key = this.next();
    if (key === undefined || !WORD.test(key)) return undefined;
    if (this.takes('(')) return this.call(key);
    return this.comparison(key);
  }

  private call(name: string): CalicoSelector | undefined {
    if (name === 'all') return this.takes(')') ? EVERYBODY : undefined;
    const key = this.next();
    if (name !== 'has' || key === undefined || !WORD.test(key) || !this.takes(')')) return undefined;
    return { matches: labels => label(labels, key) !== undefined, meant: [{ [key]: 'any' }], keys: [key] };
  }

  private comparison(key: string): CalicoSelector | undefined {
    if (this.takes('==')) return among(key, this.value());
    // Who has no such label is none of these.
    if (this.takes('!=')) return except(key, this.value());
    if (this.takes('in')) return among(key, this.values());
    if (this.takes('not')) return this.takes('in') ? except(key, this.values()) : undefined;
    return undefined;
  }

  private value(): string[] | undefined {
    const token = this.next();
    return token !== undefined && /^['"]/.test(token) ? [token.slice(1, -1)] : undefined;
  }

  private values(): string[] | undefined {
    const all: string[] = [];
    if (!this.takes('{')) return undefined;
    do {
      const value = this.value();
      if (!value) return undefined;
      all.push(...value);
    } while (this.takes(','));
    return this.takes('}') ? all : undefined;
  }

  private next(): string | undefined {
    return this.tokens[this.at++];
  }

  private takes(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }
}

function among(key: string, values: readonly string[] | undefined): CalicoSelector | undefined {
  return values && { matches: labels => values.includes(label(labels, key)!), meant: values.map(value => ({ [key]: value })), keys: [key] };
}

function except(key: string, values: readonly string[] | undefined): CalicoSelector | undefined {
  return values && { matches: labels => !values.includes(label(labels, key)!), meant: [{}], keys: [key] };
}

function label(labels: Labels, key: string): string | undefined {
  return Object.prototype.hasOwnProperty.call(labels, key) ? textOf(labels[key]) : undefined;
}
