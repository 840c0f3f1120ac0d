import { IpBlock } from './cidr';
import { Protocol } from './endpoint';
import { labelKeyProblem, labelValueProblem } from '../manifest/names';
import { NAMESPACE_NAME_LABEL } from '../manifest/well-known';

/** A Kubernetes label selector. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly unknown[];
}

/** One `from` or `to` item of a NetworkPolicy rule. Selectors in one item are ANDed: a foreign pod always has both. */
export interface NetworkPeer {
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector?: LabelSelector;
  readonly ipBlock?: IpBlock;
}

/** Ports of a NetworkPolicy rule; never a list without entries. Without `port`, every port of the protocol. */
export interface PortRule {
  readonly protocol: Protocol;
  readonly port: number;
  readonly endPort?: number;
}

/** A ServiceAccount: what the mesh knows a workload by. */
export interface MeshAccount {
  readonly namespace: string;
  readonly name: string;
  /** Left out: that of the platform's mesh. */
  readonly trustDomain?: string;
}

/** Who calls, as the mesh knows callers. The fields are alternatives. */
export interface MeshSource {
  readonly accounts?: readonly MeshAccount[];
  /** Any account of them. */
  readonly namespaces?: readonly string[];
  /** Whoever is in the mesh. */
  readonly anyone?: boolean;
}

/** A peer that is no workload of this app, on one platform. */
export interface ForeignPeer {
  readonly peers: readonly NetworkPeer[];
  /** A host outside by name. `peers` is then empty. */
  readonly fqdn?: string;
  /** What Cilium calls them, for which no range of `peers` means them. */
  readonly entities?: readonly string[];
  /** Ports that are meant where none are said. */
  readonly ports?: readonly PortRule[];
  /** undefined: outside the mesh. */
  readonly source?: MeshSource;
  /** It runs in another cluster of the mesh: `peers` are the gateway that its calls come through, and this is where calls to it go. */
  readonly remote?: { readonly peers: readonly NetworkPeer[]; readonly ports: readonly PortRule[] };
}

export function namespaceNamed(name: string): LabelSelector {
  return { matchLabels: { [NAMESPACE_NAME_LABEL]: name } };
}

/** UDP and TCP: an answer that does not fit one datagram is asked for again over TCP. */
export function dnsPorts(port: number): PortRule[] {
  return [{ protocol: Protocol.TCP, port }, { protocol: Protocol.UDP, port }];
}

/** Throws where labels are missing or no labels. */
export function checkLabels(labels: Record<string, string>, where: string, instead: string): void {
  if (Object.keys(labels).length === 0) throw new Error(`${where}: no labels are given, which would select every one. Name labels, or write ${instead}.`);
  for (const [key, value] of Object.entries(labels)) {
    const problem = labelKeyProblem(key) ?? labelValueProblem(value);
    if (problem) throw new Error(`${where}: the label '${key}: ${value}' is none: it ${problem}.`);
  }
}
