import { AddressSet } from './address-set';
import { and, Match, or } from './bounds';
import { Endpoint, isNode, isPod } from './endpoint';
import { clusterAddresses, Environment } from './environment';
import { HostPattern } from './host-pattern';
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
  /** Hosts by name. */
  readonly host?: HostPattern;
  /** All that there is: outside, or in the cluster, or both. */
  readonly every?: 'world' | 'cluster' | 'all';
  /** Some nodes, some hosts outside, either of the two, or anybody: which ones no manifest says. */
  readonly some?: 'node' | 'external' | 'node-or-external' | 'anybody';
  /** Selected by more than the manifests say of a pod: those that the rest means it may mean. */
  readonly isOpen?: boolean;
  /** The labels of a pod that this item means, and of its namespace; none where no such pod can be. */
  readonly meant?: MeantPod;
}

export interface Block {
  readonly range: AddressRange;
  readonly except: readonly AddressRange[];
  /** Never means pods or nodes, whatever the plugin makes of an ipBlock. */
  readonly isOutside?: boolean;
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
  /** Lets through only some of the requests on its ports, which nothing here tells apart. */
  readonly isNarrowed?: boolean;
}

/** Questions to DNS that pass the plugin's proxy, from whose answers it learns the addresses of names. */
export interface Learning {
  readonly host: HostPattern;
  readonly ports: readonly PortSpec[] | undefined;
}

/** A NetworkPolicy as a network plugin reads it, its defaults filled in. */
export interface NetworkPolicy {
  readonly ref: RuleRef;
  /** undefined: of every namespace. */
  readonly namespace?: string;
  readonly namespaces?: Selector;
  readonly pods: Selector;
  /** undefined: the policy says nothing of this direction. Empty: it lets nothing through. */
  readonly ingress?: readonly PolicyRule[];
  readonly egress?: readonly PolicyRule[];
  /** What wins over everything that lets through. */
  readonly denies?: Readonly<Record<Direction, readonly PolicyRule[]>>;
  /** In these directions it holds nobody: what no rule of it means stays as it was. */
  readonly additive?: readonly Direction[];
  readonly learns?: readonly Learning[];
}

/** Answers whether a rule means an endpoint, in one environment. */
export class PeerMatcher {
  private readonly pods: AddressSet;
  private readonly nodes: AddressSet;

  public constructor(private readonly environment: Environment) {
    this.pods = clusterAddresses(environment.podCidrs);
    this.nodes = clusterAddresses(environment.nodeCidrs);
  }

  public rule({ peers }: PolicyRule, policyNamespace: string | undefined, endpoint: Endpoint): Match {
    return peers === undefined ? 'yes' : peers.reduce((match: Match, peer) => or(match, this.peer(peer, policyNamespace, endpoint)), this.blocks(peers, endpoint));
  }

  public peer({ namespaces, pods, block, host, every, some, isOpen }: PeerSpec, policyNamespace: string | undefined, endpoint: Endpoint): Match {
    if (block) return this.block(block, endpoint);
    if (host) return endpoint.host ? host.means(endpoint.host) : 'no';
    if (every) return every === 'all' || (every === 'world') === (endpoint.kind === 'external') ? 'yes' : 'no';
    if (some) return isSome(some, endpoint) ? 'maybe' : 'no';
    if ((!namespaces && !pods) || !isPod(endpoint)) return 'no';
    const inNamespace = namespaces ? namespaces.matches(endpoint.namespaceLabels) : endpoint.namespace === policyNamespace;
    return and(inNamespace ? isOpen ? 'maybe' : 'yes' : 'no', !pods || pods.matches(endpoint.labels) ? 'yes' : 'no');
  }

  /** The ranges of one rule together: a host whose address may be of either family is in two of them, and in neither alone. */
  public blocks(peers: readonly PeerSpec[], endpoint: Endpoint): Match {
    return endpoint.addresses?.within(new AddressSet(peers.flatMap(({ block }) => block ? addressesOf(block).ranges : []))) ?? 'no';
  }

  /** Whether the address of an endpoint is in a range, as far as anybody can tell. */
  public block({ range, except, isOutside }: Block, endpoint: Endpoint): Match {
    const addresses = addressesOf({ range, except });
    if (endpoint.addresses) return endpoint.addresses.within(addresses);
    if (isOutside || this.environment.cni === 'identity') return 'no';
    const match = (isNode(endpoint) ? this.nodes : this.pods).within(addresses);
    return match === 'no' && endpoint.serviceAddresses && endpoint.serviceAddresses.within(addresses) !== 'no' ? 'maybe' : match;
  }
}

function addressesOf({ range, except }: Block): AddressSet {
  return except.reduce((left, each) => left.without(each), new AddressSet([range]));
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

export function selects({ namespace, namespaces, pods }: NetworkPolicy, endpoint: Endpoint): boolean {
  return isPod(endpoint) && (namespace === undefined || endpoint.namespace === namespace) && namespaces?.matches(endpoint.namespaceLabels) !== false
    && pods.matches(endpoint.labels);
}

/** The policy closes this direction for whom it selects. */
export function isolates(policy: NetworkPolicy, direction: Direction): boolean {
  return policy[direction] !== undefined && policy.additive?.includes(direction) !== true;
}

function isSome(some: NonNullable<PeerSpec['some']>, endpoint: Endpoint): boolean {
  return some === 'anybody' || (some !== 'external' && isNode(endpoint)) || (some !== 'node' && endpoint.kind === 'external');
}
