import { RequestMatch, RequestSpace } from './request-space';
import { ANY, FIRST_PORT, LAST_PORT, PROTOCOLS, Span, Traffic } from './traffic';

/** `TCP 80, UDP 53-60`, `TCP 8080 GET /a/*`, `everything`. */
export function describeTraffic(traffic: Traffic, space?: RequestSpace): string {
  if (traffic.isEmpty) return 'nothing';
  if (traffic.isAll) return 'every port';
  return PROTOCOLS.flatMap(protocol => traffic.spans.filter(span => span.protocol === protocol)).map(span => describeSpan(span, space)).join(', ');
}

/** `GET /a/* of shop.example` */
export function describeRequests({ methods, paths, hosts }: RequestMatch): string {
  return [methods?.join('|') ?? 'any method', paths?.join('|') ?? 'any path', ...(hosts ? [`of ${hosts.join('|')}`] : [])].join(' ');
}

function describeSpan({ protocol, from, to, requests }: Span, space: RequestSpace | undefined): string {
  const ports = from === FIRST_PORT && to === LAST_PORT ? 'every port' : from === to ? String(from) : `${from}-${to}`;
  if (requests === ANY || !space) return `${protocol} ${ports}`;
  const matches = space.describe(requests).map(describeRequests);
  return `${protocol} ${ports} (${matches.length > 0 ? matches.join('; ') : 'no HTTP'})`;
}
