import { ANY, Requests } from './traffic';

/** What rules say of HTTP requests: texts, each exact, `prefix*`, `*suffix` or `*`. */
export interface RequestPatterns {
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  readonly hosts: readonly string[];
}

export const NO_PATTERNS: RequestPatterns = { methods: [], paths: [], hosts: [] };

/** Requests as they are written in a report; what is left out is anything. */
export interface RequestMatch {
  readonly methods?: readonly string[];
  readonly paths?: readonly string[];
  readonly hosts?: readonly string[];
}

/** What is asked of each field of a request. */
export type RequestTest = Readonly<Partial<Record<keyof RequestPatterns, FieldTest>>>;

/** Any of `values`, where there are some, and none of `not`. */
export interface FieldTest {
  readonly values?: readonly string[];
  readonly not?: readonly string[];
}

type Bits = bigint;
/** Traffic that is no HTTP. */
const RAW = 1n;

/**
 * The requests that a given set of patterns tells apart. Texts that match the same patterns are one region, so that a finite number of regions stands
 * for all texts there are: sets of requests are then sets of regions, and set algebra on them is exact.
 */
export class RequestSpace {
  /** Every HTTP request, and nothing else. */
  public readonly http: Requests;
  private readonly methods: Dimension;
  private readonly paths: Dimension;
  private readonly hosts: Dimension;

  public constructor(patterns: RequestPatterns) {
    this.methods = new Dimension(patterns.methods);
    this.paths = new Dimension(patterns.paths);
    this.hosts = new Dimension(patterns.hosts.map(host => host.toLowerCase()));
    this.http = (1n << BigInt(this.methods.size * this.paths.size * this.hosts.size + 1)) - 2n;
  }

  /** Traffic that is no HTTP. */
  public get raw(): Requests {
    return RAW;
  }

  /** The requests that match; each field as Istio reads it: any value of `values`, and none of `not`. */
  public requests(fields: RequestTest): Requests {
    const [methods, paths, hosts] = (['methods', 'paths', 'hosts'] as const).map(name => {
      const { values, not } = fields[name] ?? {};
      const lower = (texts: readonly string[]): readonly string[] => name === 'hosts' ? texts.map(text => text.toLowerCase()) : texts;
      const dimension = this[name];
      return (values ? dimension.matching(lower(values)) : dimension.all) & ~(not ? dimension.matching(lower(not)) : 0n);
    });
    return this.box(methods, paths, hosts);
  }

  /** The requests that match one of several. */
  public any(tests: readonly RequestTest[]): Requests {
    return tests.reduce((all, test) => all | this.requests(test), 0n);
  }

  /** One request, and all that no pattern tells from it. */
  public one({ method, path, host = '' }: { readonly method: string; readonly path: string; readonly host?: string }): Requests {
    return this.box(this.methods.regionOf(method), this.paths.regionOf(path), this.hosts.regionOf(host.toLowerCase()));
  }

  /** ANY for what is everything here, so that equal sets are equal numbers. */
  public normal(requests: Requests): Requests {
    const within = requests & (this.http | RAW);
    return within === (this.http | RAW) ? ANY : within;
  }

  /** As few lines as say it. Empty: no HTTP request. */
  public describe(requests: Requests): RequestMatch[] {
    const byPaths = new Map<string, { methods: Bits; rows: [paths: Bits, hosts: Bits][] }>();
    for (let method = 0; method < this.methods.size; method++) {
      const rows = this.rows(requests, method);
      const key = rows.join(';');
      const entry = byPaths.get(key) ?? { methods: 0n, rows };
      entry.methods |= 1n << BigInt(method);
      byPaths.set(key, entry);
    }
    return [...byPaths.values()].flatMap(({ methods, rows }) => rows.map(([paths, hosts]) => ({
      ...named('methods', this.methods, methods), ...named('paths', this.paths, paths), ...named('hosts', this.hosts, hosts),
    })));
  }

  /** Paths with the same hosts, for one method. */
  private rows(requests: Requests, method: number): [Bits, Bits][] {
    const byHosts = new Map<Bits, Bits>();
    for (let path = 0; path < this.paths.size; path++) {
      const hosts = (requests >> this.offset(method, path)) & this.hosts.all;
      if (hosts !== 0n) byHosts.set(hosts, (byHosts.get(hosts) ?? 0n) | 1n << BigInt(path));
    }
    return [...byHosts].map(([hosts, paths]) => [paths, hosts]);
  }

  private box(methods: Bits, paths: Bits, hosts: Bits): Requests {
    let requests = 0n;
    for (let method = 0; method < this.methods.size; method++) {
      if ((methods >> BigInt(method) & 1n) === 0n) continue;
      for (let path = 0; path < this.paths.size; path++) {
        if ((paths >> BigInt(path) & 1n) === 1n) requests |= hosts << this.offset(method, path);
      }
    }
    return requests;
  }

  private offset(method: number, path: number): bigint {
    return BigInt((method * this.paths.size + path) * this.hosts.size + 1);
  }
}

/** Texts of one kind, as regions: a text of its own for each that patterns name exactly, and one for each pair of longest prefix and longest suffix. */
class Dimension {
  public readonly all: Bits;
  public readonly regions: readonly string[];

  public constructor(private readonly patterns: readonly string[]) {
    const unique = [...new Set(patterns)].sort();
    const exact = unique.filter(text => !text.includes('*'));
    const prefixes = ['', ...unique.filter(text => text.length > 1 && text.endsWith('*')).map(text => text.slice(0, -1))];
    const suffixes = ['', ...unique.filter(text => text.length > 1 && text.startsWith('*')).map(text => text.slice(1))];
    // A text that no pattern has, so that it lengthens neither the prefix nor the suffix.
    let filler = '…';
    while (unique.some(text => text.includes(filler))) filler += '…';
    this.regions = [...exact, ...prefixes.flatMap(prefix => suffixes.map(suffix => prefix + filler + suffix))];
    this.all = (1n << BigInt(this.regions.length)) - 1n;
  }

  public get size(): number {
    return this.regions.length;
  }

  /** The regions that match one of the patterns, all of which this dimension was made for. */
  public matching(values: readonly string[]): Bits {
    return this.regions.reduce((bits, text, index) => values.some(value => matches(value, text)) ? bits | 1n << BigInt(index) : bits, 0n);
  }

  /** The region that a text is in. */
  public regionOf(text: string): Bits {
    return 1n << BigInt(this.regions.findIndex(region => this.patterns.every(pattern => matches(pattern, region) === matches(pattern, text))));
  }

  /** The patterns that say it; what no pattern says, region by region. */
  public describe(bits: Bits): string[] {
    const names: string[] = [];
    let left = bits;
    const bySize = [...new Set(this.patterns)].map(pattern => ({ pattern, covers: this.matching([pattern]) }))
      .sort((a, b) => count(b.covers) - count(a.covers) || (a.pattern < b.pattern ? -1 : 1));
    for (const { pattern, covers } of bySize) {
      if ((covers & ~bits) !== 0n || (covers & left) === 0n) continue;
      names.push(pattern);
      left &= ~covers;
    }
    return [...names, ...this.regions.filter((_, index) => (left >> BigInt(index) & 1n) === 1n)].sort();
  }
}

function named(field: keyof RequestMatch, dimension: Dimension, bits: Bits): RequestMatch {
  return bits === dimension.all ? {} : { [field]: dimension.describe(bits) };
}

function matches(pattern: string, text: string): boolean {
  if (pattern === '*') return true;
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1));
  return pattern.startsWith('*') ? text.endsWith(pattern.slice(1)) : text === pattern;
}

function count(bits: Bits): number {
  return bits.toString(2).replaceAll('0', '').length;
}
