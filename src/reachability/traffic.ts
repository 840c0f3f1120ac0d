/** Transport protocols that policies know. Of others (ICMP) they say nothing. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';
export const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];
export const FIRST_PORT = 1;
export const LAST_PORT = 65535;

export function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= FIRST_PORT && Number(value) <= LAST_PORT;
}

/** What may be asked over an open port: one bit for each kind of request that the policies at hand tell apart (`RequestSpace`). */
export type Requests = bigint;
/** Whatever is asked: every bit that there is or may be. */
export const ANY: Requests = -1n;

/** Ports next to each other over which the same may be asked. */
export interface Span {
  readonly protocol: Protocol;
  readonly from: number;
  readonly to: number;
  readonly requests: Requests;
}

/**
 * A set of (protocol, port, request). Spans are sorted, apart or different from their neighbours, and never empty: two equal sets have equal spans.
 */
export class Traffic {
  public static readonly NONE = new Traffic([]);
  public static readonly ALL = new Traffic(PROTOCOLS.map(protocol => ({ protocol, from: FIRST_PORT, to: LAST_PORT, requests: ANY })));

  /** Every request on the ports of one protocol. */
  public static ports(protocol: Protocol, from = FIRST_PORT, to = LAST_PORT, requests = ANY): Traffic {
    return from > to || requests === 0n ? Traffic.NONE : new Traffic([{ protocol, from, to, requests }]);
  }

  public static union(parts: readonly Traffic[]): Traffic {
    return parts.reduce((all, part) => all.union(part), Traffic.NONE);
  }

  private constructor(public readonly spans: readonly Span[]) {}

  public get isEmpty(): boolean {
    return this.spans.length === 0;
  }

  public get isAll(): boolean {
    return this === Traffic.ALL || this.equals(Traffic.ALL);
  }

  public union(other: Traffic): Traffic {
    if (this === other || other.isEmpty || this === Traffic.ALL) return this;
    return this.isEmpty || other === Traffic.ALL ? other : this.combine(other, (a, b) => a | b);
  }

  public intersect(other: Traffic): Traffic {
    if (this === other || this.isEmpty || other === Traffic.ALL) return this;
    return other.isEmpty || this === Traffic.ALL ? other : this.combine(other, (a, b) => a & b);
  }

  public subtract(other: Traffic): Traffic {
    return this.isEmpty || other.isEmpty ? this : this.combine(other, (a, b) => a & ~b);
  }

  public includes(other: Traffic): boolean {
    return this === other || this === Traffic.ALL || other.subtract(this).isEmpty;
  }

  public equals(other: Traffic): boolean {
    return this === other || (this.spans.length === other.spans.length && this.spans.every((span, index) => {
      const { protocol, from, to, requests } = other.spans[index];
      return span.protocol === protocol && span.from === from && span.to === to && span.requests === requests;
    }));
  }

  /** What may be asked over one port. */
  public at(protocol: Protocol, port: number): Requests {
    return this.spans.find(span => span.protocol === protocol && span.from <= port && port <= span.to)?.requests ?? 0n;
  }

  /** The same ports with other requests; a port left without any is left out. */
  public map(requests: (span: Span) => Requests): Traffic {
    return new Traffic(joined(this.spans.map(span => ({ ...span, requests: requests(span) }))));
  }

  private combine(other: Traffic, operation: (a: Requests, b: Requests) => Requests): Traffic {
    const spans: Span[] = [];
    for (const protocol of PROTOCOLS) {
      const [mine, others] = [this, other].map(traffic => traffic.spans.filter(span => span.protocol === protocol));
      const starts = [...new Set([...mine, ...others].flatMap(({ from, to }) => [from, to + 1]))].sort((a, b) => a - b);
      for (const [index, from] of starts.slice(0, -1).entries()) {
        spans.push({ protocol, from, to: starts[index + 1] - 1, requests: operation(requestsAt(mine, from), requestsAt(others, from)) });
      }
    }
    const found = joined(spans);
    return found.length === 0 ? Traffic.NONE : new Traffic(found);
  }
}

function requestsAt(spans: readonly Span[], port: number): Requests {
  return spans.find(({ from, to }) => from <= port && port <= to)?.requests ?? 0n;
}

/** Without empty spans, and with equal neighbours as one. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (span.requests === 0n) continue;
    const isNext = last?.protocol === span.protocol && last.to + 1 === span.from && last.requests === span.requests;
    if (isNext) result[result.length - 1] = { ...last, to: span.to };
    else result.push(span);
  }
  return result;
}
