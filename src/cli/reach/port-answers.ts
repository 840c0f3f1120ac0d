import { Verdict } from '../../reachability/ask';
import { describeSpan, requestsOf } from '../../reachability/describe';
import { RequestMatch, RequestSpace } from '../../reachability/request-space';
import { FIRST_PORT, LAST_PORT, Protocol, PROTOCOLS, Traffic } from '../../reachability/traffic';

/** Ports over which the same may be asked. */
export interface PortAnswer {
  readonly protocol: Protocol;
  readonly from: number;
  readonly to: number;
  /** `depends` where only some profiles, or what no manifest says, let it through. */
  readonly verdict: Exclude<Verdict, 'denied'>;
  /** Left out: whatever is asked. Empty: no HTTP request. */
  readonly http?: readonly RequestMatch[];
}

/** Spans by protocol and port, those that are certain and those that are open. */
export function portAnswers(certain: Traffic, open: Traffic, space: RequestSpace | undefined): PortAnswer[] {
  const answers = (traffic: Traffic, verdict: PortAnswer['verdict']): PortAnswer[] => traffic.spans.map(span => {
    const { protocol, from, to } = span;
    const http = requestsOf(span, space);
    return { protocol, from, to, verdict, ...(http ? { http } : {}) };
  });
  return [...answers(certain, 'allowed'), ...answers(open, 'depends')]
    .sort((a, b) => PROTOCOLS.indexOf(a.protocol) - PROTOCOLS.indexOf(b.protocol) || a.from - b.from);
}

/** `TCP 7070`, `TCP 8080 (GET /a/*)`, `every port`. */
export function describePorts(ports: readonly PortAnswer[]): string {
  const whole = ({ from, to, http }: PortAnswer): boolean => from === FIRST_PORT && to === LAST_PORT && !http;
  if (PROTOCOLS.every(protocol => ports.some(each => each.protocol === protocol && whole(each)))) return 'every port';
  return ports.map(port => describeSpan(port, port.http)).join(', ');
}
