import { AddressSet } from './address-set';
import { and, Match, or } from './bounds';
import { Endpoint, isNode, isPod } from './endpoint';
import { clusterAddresses, Environment } from './environment';
import { RuleRef } from './source';
import { Protocol, Traffic } from './traffic';
import { AddressRange } from '../manifest/addresses';
import { Selector } from '../manifest/selectors';

/** Of a connection, as the pod sees it that a policy selects. */
export type Direction = 'ingress' | 'egress';

/** One `from` or `to` item. None of the fields: it is broken, and means nobody. */
export interface PeerSpec {
  /** undefined with a `pods`: the policy's own namespace. */
  readonly namespaces?: Selector;
  readonly pods?: Selector;
  readonly block?: Block;
  /** Some nodes, or some hosts outside: which ones no manifest says. */
  readonly some?: 'node' | 'external';
  /** The labels of a pod that this item means, and of its namespace; none where no such pod can be. */
  readonly meant?: MeantPod;
}

export interface Block {
  readonly range: AddressRange;
  readonly except: readonly AddressRange[];
}

/** A pod that a rule means. */
export interface MeantPod {
  /** undefined: the namespace is known by its labels alone. */
  readonly namespace?: string;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** One item of `ports`. */
export interface PortSpec {
  readonly protocol: Protocol;
  /** undefined: every port of the protocol. */
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface PolicyRule {
  readonly ref: RuleRef;
  /** undefined: everyone. */
  readonly peers?: readonly PeerSpec[];
  /** undefined: every port of every protocol. */
  readonly ports?: readonly PortSpec[];
}

/** A NetworkPolicy as a network plugin reads it, its defaults filled in. */
export interface NetworkPolicy {
  readonly ref: RuleRef;
  readonly namespace: string;
  readonly pods: Selector;
  /** undefined: the policy says nothing of this direction. Empty: it lets nothing through. */
  readonly ingress?: readonly PolicyRule[];
  readonly egress?: readonly PolicyRule[];
}

/** Answers whether a rule means an endpoint, in one environment. */
export class PeerMatcher {
  private readonly pods: AddressSet;
  private readonly nodes: AddressSet;

  public constructor(private readonly environment: Environment) {
    this.pods = clusterAddresses(environment.podCidrs);
    this.nodes = clusterAddresses(environment.nodeCidrs);
  }

  public rule({ peers }: PolicyRule, policyNamespace: string, endpoint: Endpoint): Match {
    return peers === undefined ? 'yes' : peers.reduce((match: Match, peer) => or(match, this.peer(peer, policyNamespace, endpoint)), 'no');
  }

  public peer({ namespaces, pods, block, some }: PeerSpec, policyNamespace: string, endpoint: Endpoint): Match {
    if (block) return this.block(block, endpoint);
    if (some) return (some === 'node' ? isNode(endpoint) : endpoint.kind === 'external') ? 'maybe' : 'no';
    if ((!namespaces && !pods) || !isPod(endpoint)) return 'no';
    const inNamespace = namespaces ? namespaces.matches(endpoint.namespaceLabels) : endpoint.namespace === policyNamespace;
    return and(inNamespace ? 'yes' : 'no', !pods || pods.matches(endpoint.labels) ? 'yes' : 'no');
  }

  /** Whether the address of an endpoint is in a range, as far as anybody can tell. */
  public block({ range, except }: Block, endpoint: Endpoint): Match {
    const addresses = except.reduce((left, each) => left.without(each), new AddressSet([range]));
    if (endpoint.addresses) return endpoint.addresses.within(addresses);
    if (this.environment.cni === 'identity') return 'no';
    return (isNode(endpoint) ? this.nodes : this.pods).within(addresses);
  }
}

/**
 * The ports that a rule opens on a callee: names are those of its own ports, and mean nothing outside the cluster, nor in the network of a node, where no
 * plugin looks them up.
 */
export function portsOn(ports: readonly PortSpec[] | undefined, callee: Endpoint): Traffic {
  if (ports === undefined) return Traffic.ALL;
  return Traffic.union(ports.map(({ protocol, port, endPort }) => {
    if (port === undefined) return Traffic.ports(protocol);
    if (typeof port === 'number') return Traffic.ports(protocol, port, endPort ?? port);
    const named = isPod(callee) ? callee.ports.filter(each => each.name === port && each.protocol === protocol) : [];
    return Traffic.union(named.map(each => Traffic.ports(protocol, each.port, each.port)));
  }));
}

export function selects({ namespace, pods }: NetworkPolicy, endpoint: Endpoint): boolean {
  return isPod(endpoint) && endpoint.namespace === namespace && pods.matches(endpoint.labels);
}
