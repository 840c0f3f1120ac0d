import { RequestMatch, RequestSpace } from './request-space';
import { ANY, FIRST_PORT, LAST_PORT, PROTOCOLS, Span, Traffic } from './traffic';

/** `TCP 80, UDP 53-60`, `TCP 8080 GET /a/*`, `everything`. */
export function describeTraffic(traffic: Traffic, space?: RequestSpace): string {
  if (traffic.isEmpty) return 'nothing';
  if (traffic.isAll) return 'every port';
  return PROTOCOLS.flatMap(protocol => traffic.spans.filter(span => span.protocol === protocol)).map(span => describeSpan(span, requestsOf(span, space))).join(', ');
}

/** `GET /a/* of shop.example` */
export function describeRequests({ methods, paths, hosts }: RequestMatch): string {
  return [methods?.join('|') ?? 'any method', paths?.join('|') ?? 'any path', ...(hosts ? [`of ${hosts.join('|')}`] : [])].join(' ');
}

/** `TCP 8080 (GET /a/*)`. `http`: left out, whatever is asked; empty, no HTTP request. */
export function describeSpan({ protocol, from, to }: Omit<Span, 'requests'>, http: readonly RequestMatch[] | undefined): string {
  const ports = from === FIRST_PORT && to === LAST_PORT ? 'every port' : from === to ? String(from) : `${from}-${to}`;
  return `${protocol} ${ports}${http ? ` (${http.length > 0 ? http.map(describeRequests).join('; ') : 'no HTTP'})` : ''}`;
}

/** The requests of a span, where they are told apart. */
export function requestsOf({ requests }: Span, space: RequestSpace | undefined): RequestMatch[] | undefined {
  return requests === ANY || !space ? undefined : space.describe(requests);
}
