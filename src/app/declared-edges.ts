import { Endpoint as Workload, Protocol } from '../connectivity/endpoint';
import { ConnectionGraph, Edge, EdgeEnd } from '../connectivity/graph';
import { HttpMatch } from '../connectivity/http-match';
import { isObserved, MeshMode, meshModeOf } from '../connectivity/namespace-facts';
import { groups } from '../manifest/lists';
import { mapSelector } from '../manifest/selectors';
import { Endpoint, isPod } from '../reachability/endpoint';
import { DEFAULT_ENVIRONMENT } from '../reachability/environment';
import { HostPattern } from '../reachability/host-pattern';
import { PeerMatcher, PolicyRule, portsOn } from '../reachability/network-policy';
import { readNetworkPolicy } from '../reachability/read-network-policy';
import { RequestPatterns, RequestSpace } from '../reachability/request-space';
import { ANY, Traffic } from '../reachability/traffic';

/** An edge as the evaluator reads rules: the very words that go into the policies, read back. */
interface ReadEdge {
  readonly edge: Edge;
  readonly rule: PolicyRule;
  /** The namespace whose policy would hold it. */
  readonly namespace: string;
}

/** The graph of an app, in the terms of the evaluator. */
export class DeclaredEdges {
  private readonly edges: readonly ReadEdge[];
  private readonly byCaller: ReadonlyMap<Workload | undefined, readonly ReadEdge[]>;
  private readonly byCallee: ReadonlyMap<Workload | undefined, readonly ReadEdge[]>;
  private readonly byNamespace: ReadonlyMap<string, readonly Workload[]>;
  private readonly own = new Map<string, Workload | undefined>();
  private readonly matcher = new PeerMatcher(DEFAULT_ENVIRONMENT);

  public constructor(private readonly graph: ConnectionGraph) {
    this.edges = graph.edges.map(readEdge);
    this.byCaller = groups(this.edges, ({ edge }) => edge.from.endpoint);
    this.byCallee = groups(this.edges, ({ edge }) => edge.to.endpoint);
    this.byNamespace = groups(graph.endpoints, ({ namespace = '' }) => namespace);
  }

  public get rules(): readonly PolicyRule[] {
    return this.edges.map(({ rule }) => rule);
  }

  /** Edges from other clusters: the callee, and what the network must let through from the gateway. */
  public remoteEdges(endpoints: readonly Endpoint[]): { readonly edge: Edge; readonly gateways: readonly Endpoint[]; readonly callees: readonly Endpoint[] }[] {
    return this.edges.filter(({ edge }) => edge.remote).map(({ edge, rule, namespace }) => ({
      edge, gateways: endpoints.filter(each => isPod(each) && this.matcher.rule(rule, namespace, each) === 'yes'), callees: endpoints.filter(each => this.workload(each) === edge.to.endpoint),
    }));
  }

  /** Some edge leads to a host by name. */
  public get hasHosts(): boolean {
    return this.edges.some(({ edge }) => edge.to.fqdn !== undefined);
  }

  /** What a workload calls there by its name. */
  public byName(from: Endpoint, to: Endpoint): Traffic {
    const calls = (this.byCaller.get(this.workload(from)) ?? []).filter(({ edge, rule, namespace }) => edge.to.fqdn !== undefined && this.matcher.rule(rule, namespace, to) !== 'no');
    return Traffic.union(calls.map(({ rule }) => portsOn(rule.ports, to)));
  }

  /** The workload of the app that it is. */
  public workloadOf(endpoint: Endpoint): Workload | undefined {
    return this.workload(endpoint);
  }

  /** The requests that edges to a callee name. */
  public requests(callee: Endpoint): RequestPatterns {
    const workload = this.workload(callee);
    const matches = workload ? (this.byCallee.get(workload) ?? []).flatMap(({ edge }) => edge.http) : [];
    const all = (field: keyof HttpMatch): string[] => matches.flatMap(match => match[field] ?? []);
    return { methods: all('methods'), paths: all('paths'), hosts: all('hosts') };
  }

  /** The endpoint is a workload of the app. */
  public isOwn(endpoint: Endpoint): boolean {
    return this.workload(endpoint) !== undefined;
  }

  /** Nothing is refused in its namespace yet. */
  public isObserved(endpoint: Endpoint): boolean {
    const workload = this.workload(endpoint);
    return workload !== undefined && isObserved(workload.construct);
  }

  /** A policy by hand says what the mesh lets in, besides the edges. */
  public isHeldByHand(endpoint: Endpoint): boolean {
    const workload = this.workload(endpoint);
    return workload !== undefined && this.graph.isHeldByHand(workload);
  }

  /** The app writes the mesh's side of it: it is in the mesh, and has something that a mesh carries. */
  public isHeldByMesh(endpoint: Endpoint): boolean {
    const workload = this.workload(endpoint);
    return workload !== undefined && meshModeOf(workload.construct) !== MeshMode.NONE && workload.ports.some(({ protocol }) => protocol === Protocol.TCP);
  }

  /** Path of its construct; undefined for others. */
  public ownName(endpoint: Endpoint): string | undefined {
    return this.workload(endpoint)?.construct.node.path;
  }

  /** Every pair that some edge asks for. */
  public pairs(endpoints: readonly Endpoint[]): (readonly [Endpoint, Endpoint])[] {
    const byWorkload = groups(endpoints, endpoint => this.workload(endpoint));
    // Most edges to others are the same: DNS, the control plane of the mesh.
    const known = new Map<string, readonly Endpoint[]>();
    const asked = ({ endpoint, peers, fqdn }: EdgeEnd, read: ReadEdge): readonly Endpoint[] => {
      if (endpoint) return byWorkload.get(endpoint) ?? [];
      const key = JSON.stringify([read.namespace, peers, fqdn, read.edge.meshOnly]);
      const found = known.get(key) ?? endpoints.filter(each => this.asks(read, each));
      known.set(key, found);
      return found;
    };
    const pairs = new Map<string, readonly [Endpoint, Endpoint]>();
    for (const read of this.edges) {
      for (const from of asked(read.edge.from, read)) for (const to of asked(read.edge.to, read)) pairs.set(`${from.id}\n${to.id}`, [from, to]);
    }
    return [...pairs.values()];
  }

  /** What the edges between two let through, at the most; in the mesh also what is left to the network there. */
  public permitted(from: Endpoint, to: Endpoint, space: RequestSpace | undefined, inMesh: boolean): Traffic {
    return this.traffic(from, to, space, ({ edge, rule, namespace }, endpoint) => (inMesh || !edge.meshOnly) && this.matcher.rule(rule, namespace, endpoint) !== 'no');
  }

  /** What they ask for: it must get through. */
  public required(from: Endpoint, to: Endpoint, space: RequestSpace | undefined): Traffic {
    return this.traffic(from, to, space, (read, endpoint) => this.asks(read, endpoint));
  }

  /** What the platform implies that its workloads call there, whichever of them. */
  public implied(to: Endpoint): Traffic {
    const leading = this.edges.filter(({ edge, rule, namespace }) => edge.impliedBy !== undefined && edge.from.endpoint && this.matcher.rule(rule, namespace, to) !== 'no');
    return Traffic.union(leading.map(({ rule }) => portsOn(rule.ports, to)));
  }

  /** A range asks for no pods, though to some network plugins their addresses are in it. */
  private asks({ edge, rule, namespace }: ReadEdge, endpoint: Endpoint): boolean {
    if (edge.meshOnly || edge.remote) return false;
    const isRange = rule.peers?.every(({ block }) => block) === true;
    return (!isRange || endpoint.kind === 'external') && this.matcher.rule(rule, namespace, endpoint) === 'yes';
  }

  private traffic(from: Endpoint, to: Endpoint, space: RequestSpace | undefined, isMeant: IsMeant): Traffic {
    const [caller, callee] = [this.workload(from), this.workload(to)];
    const means = (read: ReadEdge, end: EdgeEnd, workload: Workload | undefined, endpoint: Endpoint): boolean =>
      end.endpoint ? end.endpoint === workload : isMeant(read, endpoint);
    const edges = [
      ...caller ? (this.byCaller.get(caller) ?? []).filter(read => means(read, read.edge.to, callee, to)) : [],
      ...callee ? (this.byCallee.get(callee) ?? []).filter(read => !read.edge.from.endpoint && means(read, read.edge.from, caller, from)) : [],
    ];
    return Traffic.union(edges.map(({ edge, rule }) => {
      const ports = portsOn(rule.ports, to);
      return edge.http.length === 0 || !space ? ports : ports.map(() => requestsOf(edge.http, space));
    }));
  }

  private workload(endpoint: Endpoint): Workload | undefined {
    if (!this.own.has(endpoint.id)) {
      // No policy selects what shares the network of its node: a control of its own says so. Pods with the labels of one are then in no manifest.
      const isPods = (endpoint.kind === 'workload' && !endpoint.hostNetwork) || endpoint.kind === 'pods';
      const near = isPods ? this.byNamespace.get(endpoint.namespace) : undefined;
      this.own.set(endpoint.id, near?.find(({ selector }) => mapSelector(selector).matches(endpoint.labels)));
    }
    return this.own.get(endpoint.id);
  }
}

type IsMeant = (read: ReadEdge, endpoint: Endpoint) => boolean;

function readEdge(edge: Edge): ReadEdge {
  const namespace = (edge.from.endpoint ?? edge.to.endpoint)?.namespace ?? '';
  const { fqdn } = edge.to;
  const peers = edge.from.peers ?? edge.to.peers;
  const { egress } = readNetworkPolicy({
    object: {
      apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'edge', namespace },
      spec: { policyTypes: ['Egress'], egress: [{ ...(peers ? { to: peers } : {}), ...(edge.ports ? { ports: edge.ports } : {}) }] },
    },
  }, problem => { throw new Error(`${edge.from.name} -> ${edge.to.name}: ${problem.says}`); });
  // What no NetworkPolicy can say.
  return { edge, rule: { ...egress![0], ...(fqdn === undefined ? {} : { peers: [{ host: new HostPattern(fqdn) }] }) }, namespace };
}

function requestsOf(http: readonly HttpMatch[], space: RequestSpace): bigint {
  const requests = space.any(http.map(({ methods, paths, hosts }) => ({
    ...(methods ? { methods: { values: methods } } : {}), ...(paths ? { paths: { values: paths } } : {}), ...(hosts ? { hosts: { values: hosts } } : {}),
  })));
  return requests === space.http ? ANY : requests;
}
