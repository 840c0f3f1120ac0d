import { Protocol } from './endpoint';
import { NetworkPeer, PortRule } from './selection';

/** One direction of one edge. `ports` left out: every port, spelled out by who declared it. */
export interface Opening {
  readonly peers: readonly NetworkPeer[];
  readonly ports?: readonly PortRule[];
}

/** A rule of a NetworkPolicy, of either direction. */
interface Rule {
  readonly from?: readonly NetworkPeer[];
  readonly to?: readonly NetworkPeer[];
  readonly ports?: readonly PortRule[];
}

/**
 * No packet comes from the loopback address: the kernel drops it on any other interface. A rule that admits only it, on a port where nothing
 * listens, admits nobody, and says so to readers who take a missing rule for a forgotten one (docs/decisions/0020-nobody-rule.md).
 */
const NOBODY: Opening = { peers: [{ ipBlock: { cidr: '127.0.0.1/32' } }], ports: [{ protocol: Protocol.TCP, port: 1 }] };

export function ingressRules(openings: readonly Opening[]): Rule[] {
  return merged(openings.length > 0 ? openings : [NOBODY]).map(({ peers, ports }) => ({ from: peers, ...(ports ? { ports } : {}) }));
}

export function egressRules(openings: readonly Opening[]): Rule[] {
  return merged(openings).map(({ peers, ports }) => ({ to: peers, ...(ports ? { ports } : {}) }));
}

/** The same edges in any order, declared once or twice, give the same rules: ports gathered by peer, then peers by equal ports, all sorted. */
function merged(openings: readonly Opening[]): Opening[] {
  const byPeer = new Map<string, { peer: NetworkPeer; all: boolean; ports: Map<string, PortRule> }>();
  for (const { peers, ports } of openings) {
    for (const peer of peers) {
      const entry = byPeer.get(keyOf(peer)) ?? { peer, all: false, ports: new Map<string, PortRule>() };
      byPeer.set(keyOf(peer), entry);
      if (ports === undefined) entry.all = true;
      for (const port of ports ?? []) entry.ports.set(portKey(port), port);
    }
  }
  const byPorts = new Map<string, { peers: NetworkPeer[]; ports?: PortRule[] }>();
  for (const [, { peer, all, ports }] of sorted(byPeer)) {
    const list = all ? undefined : sorted(ports).map(([, port]) => port);
    const key = list === undefined ? '' : list.map(portKey).join();
    const rule = byPorts.get(key) ?? { peers: [], ports: list };
    byPorts.set(key, rule);
    rule.peers.push(peer);
  }
  return sorted(byPorts).map(([, rule]) => rule);
}

function sorted<T>(map: Map<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
}

/** One spelling for each peer, in whatever order its labels were written. */
function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => typeof item === 'object' && item !== null && !Array.isArray(item)
    ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => a < b ? -1 : 1))
    : item);
}

/** Sorts as a number would, protocol by protocol. */
function portKey({ protocol, port, endPort }: PortRule): string {
  return `${protocol} ${String(port).padStart(5, '0')} ${endPort ?? ''}`;
}
