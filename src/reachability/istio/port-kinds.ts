import { RequestSpace } from '../request-space';
import { ServiceOf } from '../services';
import { ANY, Requests, Traffic } from '../traffic';

const HTTP = new Set(['http', 'http2', 'grpc', 'kubernetes.io/h2c', 'kubernetes.io/ws', 'grpc-web']);
const TCP = new Set(['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis', 'kubernetes.io/wss']);

/** What the proxy of a callee takes each port to speak; where no Service says it, it looks at each connection. */
export class PortKinds {
  private readonly kinds = new Map<number, 'http' | 'tcp'>();

  public constructor(services: readonly ServiceOf[]) {
    for (const [port, spoken] of services.flatMap(({ protocols }) => [...protocols])) {
      if (spoken === undefined) continue;
      if (HTTP.has(spoken)) this.kinds.set(port, 'http');
      else if (TCP.has(spoken)) this.kinds.set(port, 'tcp');
    }
  }

  /** What the verdicts on HTTP and on all else come to, port by port: one that speaks HTTP serves nothing else, and to one that does not a request is bytes. */
  public settle(traffic: Traffic, space: RequestSpace): Traffic {
    let [rest, result] = [traffic, Traffic.NONE];
    const settle = (part: Traffic, requests: (all: Requests) => Requests): void => { result = result.union(part.map(span => requests(span.requests))); };
    for (const [port, kind] of this.kinds) {
      const here = Traffic.ports('TCP', port, port);
      settle(rest.intersect(here), kind === 'tcp'
        ? requests => (requests & space.raw) === 0n ? 0n : ANY
        : requests => (requests & space.http) === space.http ? ANY : requests & space.http);
      rest = rest.subtract(here);
    }
    settle(rest, requests => space.normal(requests));
    return result;
  }
}
