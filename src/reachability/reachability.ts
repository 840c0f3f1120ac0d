import { Bounds, both, either, NOTHING, oneOf } from './bounds';
import { mentioned } from './calico/global-policy';
import { readGlobalPolicy } from './calico/read-global-policy';
import { CILIUM_KINDS, readCiliumPolicies, unlearnedNames } from './cilium/read-cilium-policy';
import { Endpoint } from './endpoint';
import { endpointsOf } from './endpoints';
import { Environment } from './environment';
import { Inventory } from './inventory';
import { registeredHosts } from './istio/egress';
import { PROBE_RANGES } from './istio/enrolment';
import { Judgement, Reasons } from './judgement';
import { meshOf } from './mesh';
import { MeshLayer, Path } from './mesh-layer';
import { NetworkLayer } from './network-layer';
import { Direction, PolicyRule } from './network-policy';
import { readClusterNetworkPolicy } from './read-cluster-network-policy';
import { readNetworkPolicy } from './read-network-policy';
import { NO_PATTERNS, RequestPatterns, RequestSpace } from './request-space';
import { Services } from './services';
import { Problem, RuleRef, SourcedObject } from './source';
import { Traffic } from './traffic';
import { unreadPolicies } from './unread-policies';
import { AddressRange } from '../manifest/addresses';

/** Where something is let through. */
export type Side = 'egress' | 'ingress' | 'mesh';
export type LayerName = 'network' | 'mesh';

/** What one endpoint may ask of another. */
export interface Flow {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly bounds: Bounds;
  /** The layers that let through less than everything: an edge that one layer alone holds falls with it. */
  readonly heldBy: readonly LayerName[];
  readonly decidedBy: readonly RuleRef[];
}

/** Who somebody is to a mesh. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
  /** Left out: that of the environment. */
  readonly trustDomain?: string;
}

/** What is to be told apart besides that of which the policies of the tree speak. */
export interface Asked {
  /** Whom these rules mean. */
  readonly rules?: readonly PolicyRule[];
  /** Ranges. */
  readonly ranges?: readonly AddressRange[];
  /** Requests of a callee. */
  readonly requests?: (callee: Endpoint) => RequestPatterns;
}

/**
 * Who can reach whom, from the manifests alone. Pure: the same objects and environment give the same answers. Every answer is a set, computed and not
 * sampled; what the manifests leave open is between its bounds.
 */
export class Reachability {
  public readonly endpoints: readonly Endpoint[];
  /** What could not be read as it was meant: it lets nothing through. */
  public readonly problems: readonly Problem[];
  private readonly network: NetworkLayer;
  private readonly mesh: MeshLayer;
  private readonly indexOf: ReadonlyMap<string, number>;

  public constructor(objects: readonly SourcedObject[], public readonly environment: Environment, asked: Asked = {}) {
    const problems: Problem[] = [];
    const report = (problem: Problem): void => { problems.push(problem); };
    const inventory = new Inventory(objects);
    const policies = [
      ...inventory.ofKind('networking.k8s.io/NetworkPolicy').map(source => readNetworkPolicy(source, report)),
      ...CILIUM_KINDS.flatMap(kind => inventory.ofKind(kind)).flatMap(source => readCiliumPolicies(source, environment, report)),
    ];
    problems.push(...unlearnedNames(policies), ...unreadPolicies(inventory));
    const clusterPolicies = inventory.ofKind('policy.networking.k8s.io/ClusterNetworkPolicy').flatMap(source => readClusterNetworkPolicy(source, report) ?? []);
    const globalPolicies = inventory.ofKind('projectcalico.org/GlobalNetworkPolicy').flatMap(source => readGlobalPolicy(source, report) ?? []);
    const rules = [
      ...[...policies, ...clusterPolicies].flatMap(({ ingress, egress }) => [...ingress ?? [], ...egress ?? []]),
      ...policies.flatMap(({ denies }) => denies ? [...denies.ingress, ...denies.egress] : []),
    ];
    const peers = [
      ...[...rules, ...asked.rules ?? []].flatMap(rule => rule.peers ?? []),
      ...globalPolicies.flatMap(({ ingress = [], egress = [] }) => [...ingress, ...egress]).flatMap(({ entity }) => mentioned(entity)),
    ];
    const services = new Services(inventory);
    this.endpoints = endpointsOf(inventory, {
      pods: peers.flatMap(({ meant }) => meant ?? []),
      ranges: [...peers.flatMap(({ block }) => block ? [block.range, ...block.except] : []), ...environment.mesh === 'istio-ambient' ? [PROBE_RANGES[0]] : [], ...asked.ranges ?? []],
      hosts: [...peers.flatMap(({ host }) => host ?? []), ...environment.mesh.startsWith('istio') ? registeredHosts(inventory) : []],
    }).map(endpoint => endpoint.kind === 'workload' ? services.withAddresses(endpoint) : endpoint);
    this.indexOf = new Map(this.endpoints.map(({ id }, index) => [id, index]));
    this.network = new NetworkLayer(this.endpoints, policies, clusterPolicies, globalPolicies, environment);
    this.mesh = meshOf(this.endpoints, inventory, environment, asked.requests ?? (() => NO_PATTERNS), report);
    this.problems = problems;
  }

  public endpoint(id: string): Endpoint | undefined {
    const index = this.indexOf.get(id);
    return index === undefined ? undefined : this.endpoints[index];
  }

  /** The requests that the policies of a callee tell apart; undefined where they tell none. */
  public space(callee: Endpoint): RequestSpace | undefined {
    return this.mesh.space(this.at(callee));
  }

  /** Every pair with something that gets through, or may. */
  public* flows(): Generator<Flow> {
    for (let from = 0; from < this.endpoints.length; from++) {
      for (const to of (this.mesh.hasDetours ? undefined : this.network.others('egress', from)) ?? this.endpoints.keys()) {
        if (!this.isAsked(from, to)) continue;
        const flow = this.between(from, to);
        if (!flow.bounds.may.isEmpty) yield flow;
      }
    }
  }

  /** Throws for an endpoint that is none of this answer's. */
  public flow(from: Endpoint, to: Endpoint): Flow {
    return this.between(this.at(from), this.at(to));
  }

  /** The ports that the network may see of TCP between two: those of a tunnel, and undefined for the application's own. */
  public tunnels(from: Endpoint, to: Endpoint): ReadonlySet<number | undefined> {
    return new Set(this.mesh.ways(this.at(from), this.at(to)).flat().map(({ tunnel }) => tunnel));
  }

  /** What a single layer lets through, were the other not there. */
  public alone(layer: LayerName, from: Endpoint, to: Endpoint): Bounds {
    const [caller, callee] = [this.at(from), this.at(to)];
    if (layer === 'network') return this.step(caller, callee).bounds;
    return this.meshAlone(caller, callee).bounds;
  }

  /** The ways that a connection between two may take, each with its steps as endpoints; what is UDP or SCTP takes none but the direct one. */
  public paths(from: Endpoint, to: Endpoint): { readonly steps: readonly Endpoint[]; readonly tunnel?: number; readonly mesh: Judgement }[] {
    return this.mesh.ways(this.at(from), this.at(to)).flat().map(({ steps, ...path }) => ({ ...path, steps: steps.map(index => this.endpoints[index]) }));
  }

  /** One side of the network, for one pair: what it lets through, and why. */
  public networkSide(direction: Direction, subject: Endpoint, other: Endpoint): Judgement & Reasons {
    const [own, others] = [this.at(subject), this.at(other)];
    return { ...this.network.judge(direction, own, others), ...this.network.reasons(direction, own, others) };
  }

  /** What rules of the caller's network policies deny for certain, whatever else lets through. */
  public denied(from: Endpoint, to: Endpoint): Traffic {
    const { hits } = this.network.reasons('egress', this.at(from), this.at(to));
    return Traffic.union(hits.filter(({ action, match }) => action === 'Deny' && match === 'yes').map(({ traffic }) => traffic));
  }

  /** What the mesh lets in of somebody by his identity, who is in no manifest here; undefined: it knows nobody so. */
  public admits(account: Account, to: Endpoint): (Judgement & { readonly through?: Endpoint }) | undefined {
    const { trustDomain = this.environment.trustDomain, namespace, name } = account;
    const admission = this.mesh.admits({ shown: 'yes', trustDomain, namespace, serviceAccount: name }, this.at(to));
    return admission && { ...admission, through: admission.through === undefined ? undefined : this.endpoints[admission.through] };
  }

  /** What the caller's own proxy lets out; undefined: whatever it is asked. */
  public letOut(from: Endpoint, to: Endpoint): Traffic | undefined {
    return this.mesh.letOut(this.at(from), this.at(to));
  }

  /** Nothing of this tree decides what others do among themselves. */
  private isAsked(from: number, to: number): boolean {
    // A host by name is called; who calls is known by address.
    return !this.endpoints[from].host && (!this.endpoints[from].isForeign || !this.endpoints[to].isForeign || this.network.isHeld('egress', from) || this.network.isHeld('ingress', to));
  }

  /** One side of what is let through: the caller's, the callee's, or the mesh's. With whom it may be, and what each of them. */
  public* side(side: Side, endpoint: Endpoint): Generator<{ readonly other: Endpoint } & Judgement> {
    const own = this.at(endpoint);
    const others = side === 'mesh' ? this.mesh.callers(own) : this.network.others(side, own);
    for (const other of others ?? this.endpoints.keys()) {
      if (side !== 'egress' && this.endpoints[other].host) continue;
      const judgement = side === 'mesh' ? this.meshAlone(other, own) : this.network.judge(side, own, other);
      if (!judgement.bounds.may.isEmpty) yield { other: this.endpoints[other], ...judgement };
    }
  }

  private meshAlone(caller: number, callee: number): Judgement {
    const ways = this.mesh.ways(caller, callee);
    return {
      bounds: worlds(ways.map(each => each.reduce((all: Bounds, { mesh }) => either(all, mesh.bounds), NOTHING))),
      decidedBy: ways.flat().flatMap(({ mesh }) => mesh.decidedBy),
    };
  }

  private between(caller: number, callee: number): Flow {
    const decidedBy = new Set<RuleRef>();
    const bounds = worlds(this.mesh.ways(caller, callee)
      .map(ways => ways.reduce((all: Bounds, way) => either(all, this.way(caller, way, decidedBy)), NOTHING)));
    const heldBy: LayerName[] = [];
    if (this.network.isHeld('egress', caller) || this.network.isHeld('ingress', callee)) heldBy.push('network');
    if (this.mesh.isHeld(caller, callee)) heldBy.push('mesh');
    return { from: this.endpoints[caller], to: this.endpoints[callee], bounds, heldBy, decidedBy: [...decidedBy] };
  }

  private way(caller: number, { steps, tunnel, isLeaving, mesh }: Path, decidedBy: Set<RuleRef>): Bounds {
    let bounds: Bounds | undefined;
    let from = caller;
    for (const [index, to] of steps.entries()) {
      const step = this.step(from, to);
      for (const ref of step.decidedBy) decidedBy.add(ref);
      const through = tunnel === undefined || (isLeaving && index === steps.length - 1) ? step.bounds : inTunnel(step.bounds, tunnel);
      bounds = bounds ? both(bounds, through) : through;
      if (bounds.may.isEmpty) return NOTHING;
      from = to;
    }
    for (const ref of mesh.decidedBy) decidedBy.add(ref);
    return both(bounds ?? NOTHING, mesh.bounds);
  }

  /** The network, on the way from one endpoint to the next: the caller's side and the callee's. */
  private step(from: number, to: number): Judgement {
    const ingress = this.network.judge('ingress', to, from);
    if (ingress.bounds.may.isEmpty) return ingress;
    const egress = this.network.judge('egress', from, to);
    return { bounds: both(egress.bounds, ingress.bounds), decidedBy: [...egress.decidedBy, ...ingress.decidedBy] };
  }

  private at({ id }: Endpoint): number {
    const index = this.indexOf.get(id);
    if (index === undefined) throw new Error(`'${id}' is no endpoint of this tree.`);
    return index;
  }
}

/** One of several states of affairs, nobody knows which. */
function worlds(all: readonly Bounds[]): Bounds {
  return all.reduce((result, each) => oneOf(result, each));
}

/** To the network a tunnel is one TCP port; whatever TCP is inside passes with it, and what is not TCP goes beside it. */
function inTunnel({ must, may }: Bounds, port: number): Bounds {
  const carried = (traffic: Traffic): Traffic =>
    traffic.subtract(Traffic.ports('TCP')).union(traffic.at('TCP', port) === 0n ? Traffic.NONE : Traffic.ports('TCP'));
  return { must: carried(must), may: carried(may) };
}
