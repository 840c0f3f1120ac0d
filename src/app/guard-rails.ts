import { IConstruct } from 'constructs';
import { Protocol } from '../connectivity/endpoint';
import { ConnectionGraph, Edge, EdgeEnd } from '../connectivity/graph';
import { PortRule } from '../connectivity/selection';
import { parseRange } from '../manifest/addresses';
import { NAMESPACE_NAME_LABEL } from '../manifest/well-known';
import { GuardRail, PortClass } from '../platform/guard-rail';
import { Platform } from '../platform/platform';

type Ports = readonly (readonly [protocol: Protocol, first: number, last: number])[];

const CLASSES: Readonly<Record<PortClass, Ports>> = {
  [PortClass.FTP]: [[Protocol.TCP, 20, 21]], [PortClass.TFTP]: [[Protocol.UDP, 69, 69]], [PortClass.SSH]: [[Protocol.TCP, 22, 22]],
  [PortClass.TELNET]: [[Protocol.TCP, 23, 23]], [PortClass.RLOGIN]: [[Protocol.TCP, 512, 514]], [PortClass.SMTP]: [[Protocol.TCP, 25, 25]],
  [PortClass.LDAP]: [[Protocol.TCP, 389, 389], [Protocol.UDP, 389, 389]], [PortClass.SMB]: [[Protocol.TCP, 139, 139], [Protocol.TCP, 445, 445]],
  [PortClass.SNMP]: [[Protocol.UDP, 161, 162]], [PortClass.RDP]: [[Protocol.TCP, 3389, 3389]], [PortClass.VNC]: [[Protocol.TCP, 5900, 5903]],
};

/** Every declared edge that crosses a guard rail of the platform, with both. What the platform itself implies crosses none. */
export function guardRailProblems(root: IConstruct): string[] {
  const rails = Platform.of(root).forbid;
  const declared = rails.length === 0 ? [] : ConnectionGraph.of(root).edges.filter(({ impliedBy, meshOnly }) => impliedBy === undefined && !meshOnly);
  return declared.flatMap(edge => rails.flatMap((rail, index) => crosses(edge, rail) ? [
    `${edge.from.name} -> ${edge.to.name} on ${describePorts(edge.ports)}${edge.reason === undefined ? '' : ` ('${edge.reason}')`} crosses the guard rail platform.forbid[${index}] (${describe(rail)}): ${
      rail.reason.replace(/\.$/, '')}. Remove the connection, or have the platform team change the guard rail.`,
  ] : []));
}

function crosses(edge: Edge, { from, to, ports, anywhereEgress }: GuardRail): boolean {
  if (anywhereEgress && !isAnywhere(edge.to)) return false;
  if (ports && !ports.some(name => CLASSES[name].some(range => opens(edge.ports, range)))) return false;
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

function opens(ports: readonly PortRule[] | undefined, [protocol, first, last]: Ports[number]): boolean {
  return !ports || ports.some(rule => rule.protocol === protocol && rule.port <= last && (rule.endPort ?? rule.port) >= first);
}

function describe({ from, to, ports, anywhereEgress }: GuardRail): string {
  return [
    ...(from === undefined ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`to ${to}`]), ...(ports ? [ports.join(', ')] : []), ...(anywhereEgress ? ['anywhere egress'] : []),
  ].join(', ');
}

function describePorts(ports: readonly PortRule[] | undefined): string {
  return ports?.map(({ protocol, port, endPort }) => `${protocol} ${port}${endPort === undefined ? '' : `-${endPort}`}`).join(', ') ?? 'every port';
}
