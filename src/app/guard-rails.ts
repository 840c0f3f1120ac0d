import { IConstruct } from 'constructs';
import { ConnectionGraph, Edge, EdgeEnd } from '../connectivity/graph';
import { PortRule } from '../connectivity/selection';
import { parseRange } from '../manifest/addresses';
import { NAMESPACE_NAME_LABEL } from '../manifest/well-known';
import { CLASS_PORTS, ClassPorts, GuardRail } from '../platform/guard-rail';
import { Platform } from '../platform/platform';

/** Every declared edge that crosses a guard rail of the platform, with both. What the platform itself implies crosses none. */
export function guardRailProblems(root: IConstruct): string[] {
  const rails = Platform.of(root).forbid;
  const declared = rails.length === 0 ? [] : ConnectionGraph.of(root).edges.filter(({ impliedBy, meshOnly }) => impliedBy === undefined && !meshOnly);
  return declared.flatMap(edge => rails.flatMap((rail, index) => crosses(edge, rail) ? [
    `${edge.from.name} -> ${edge.to.name} on ${describePorts(edge.ports)}${edge.reason === undefined ? '' : ` ('${edge.reason}')`} crosses the guard rail platform.forbid[${index}] (${describeRail(rail)}): ${
      rail.reason.replace(/\.$/, '')}. Remove the connection, or have the platform team change the guard rail.`,
  ] : []));
}

function crosses(edge: Edge, { from, to, ports, anywhereEgress }: GuardRail): boolean {
  if (anywhereEgress && !isAnywhere(edge.to)) return false;
  if (ports && !ports.some(name => CLASS_PORTS[name].some(range => opens(edge.ports, range)))) return false;
  const [callers, callees] = [namespacesOf(edge.from), namespacesOf(edge.to)];
  if (from !== undefined && to !== undefined) return mayBe(callers, from) && mayBe(callees, to);
  if (from !== undefined) return mayBe(callers, from) && (callees === undefined || callees.some(name => name !== from));
  if (to !== undefined) return mayBe(callees, to) && (callers === undefined || callers.some(name => name !== to));
  return true;
}

/** Somewhere that no namespace is. */
const OUTSIDE = '';

/** The namespaces where one end may be; undefined: any, where it is known by labels alone. */
function namespacesOf({ endpoint, peers, fqdn }: EdgeEnd): string[] | undefined {
  if (fqdn !== undefined) return [OUTSIDE];
  if (endpoint) return [endpoint.namespace ?? OUTSIDE];
  if (!peers) return undefined;
  const names = peers.map(({ ipBlock, namespaceSelector }) => ipBlock ? OUTSIDE : namespaceSelector?.matchLabels?.[NAMESPACE_NAME_LABEL]);
  return names.includes(undefined) ? undefined : names as string[];
}

function mayBe(names: readonly string[] | undefined, name: string): boolean {
  return names === undefined || names.includes(name);
}

function isAnywhere({ endpoint, peers, fqdn }: EdgeEnd): boolean {
  if (endpoint || fqdn !== undefined) return false;
  return !peers || peers.some(({ ipBlock }) => {
    const range = ipBlock && parseRange(ipBlock.cidr);
    return range !== undefined && Number(ipBlock!.cidr.split('/')[1]) < (range.family === 4 ? 8 : 16);
  });
}

function opens(ports: readonly PortRule[] | undefined, [protocol, first, last]: ClassPorts[number]): boolean {
  return !ports || ports.some(rule => rule.protocol === protocol && rule.port <= last && (rule.endPort ?? rule.port) >= first);
}

/** In few words, for messages. */
export function describeRail({ from, to, ports, anywhereEgress }: GuardRail): string {
  return [
    ...(from === undefined ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`to ${to}`]), ...(ports ? [ports.join(', ')] : []), ...(anywhereEgress ? ['anywhere egress'] : []),
  ].join(', ');
}

function describePorts(ports: readonly PortRule[] | undefined): string {
  return ports?.map(({ protocol, port, endPort }) => `${protocol} ${port}${endPort === undefined ? '' : `-${endPort}`}`).join(', ') ?? 'every port';
}
