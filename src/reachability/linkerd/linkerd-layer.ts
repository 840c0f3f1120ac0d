import { Clients } from './clients';
import { LinkerdAuthorization, readLinkerdAuthorization, readMeshTls, readNetworks, readRoute, readServer, Route, Server } from './read-policies';
import { textOf } from '../../manifest/object';
import { LINKERD_INBOUND_PORT } from '../../manifest/well-known';
import { Bounds, either, exactly, Match, NOTHING, or, where } from '../bounds';
import { Endpoint } from '../endpoint';
import { Environment } from '../environment';
import { Inventory } from '../inventory';
import { Judgement, OPEN } from '../judgement';
import { MeshLayer, NOT_TCP, Path } from '../mesh-layer';
import { PeerMatcher } from '../network-policy';
import { RequestPatterns, RequestSpace } from '../request-space';
import { Problem, RuleRef } from '../source';
import { ANY, Requests, Traffic } from '../traffic';

const INJECT = 'linkerd.io/inject';
const DEFAULT_POLICY = 'config.linkerd.io/default-inbound-policy';
const ROUTE_KINDS = ['policy.linkerd.io/HTTPRoute', 'gateway.networking.k8s.io/HTTPRoute', 'gateway.networking.k8s.io/GRPCRoute'];

/** Linkerd: what is authorized is let through, and nothing is ever denied but by not being authorized. */
export class LinkerdLayer implements MeshLayer {
  public readonly hasDetours = false;
  private readonly servers: readonly Server[];
  private readonly routes: readonly Route[];
  private readonly authorizations: readonly LinkerdAuthorization[];
  private readonly clients: Clients;

  public constructor(
    private readonly endpoints: readonly Endpoint[], private readonly inventory: Inventory, private readonly environment: Environment,
    private readonly asked: (callee: Endpoint) => RequestPatterns, report: (problem: Problem) => void,
  ) {
    this.servers = inventory.ofKind('policy.linkerd.io/Server').map(source => readServer(source, report));
    this.routes = ROUTE_KINDS.flatMap(kind => inventory.ofKind(kind).map(readRoute));
    this.authorizations = inventory.ofKind('policy.linkerd.io/AuthorizationPolicy').map(readLinkerdAuthorization);
    this.clients = new Clients(
      inventory.ofKind('policy.linkerd.io/MeshTLSAuthentication').map(readMeshTls), inventory.ofKind('policy.linkerd.io/NetworkAuthentication').map(readNetworks),
      new PeerMatcher({ ...environment, cni: 'pod-ip' }), environment.trustDomain,
    );
  }

  public ways(caller: number, callee: number): readonly (readonly Path[])[] {
    const isMeshed = this.isMeshed(this.endpoints[callee]);
    const plain: Path[] = [{ steps: [callee], mesh: OPEN }];
    if (isMeshed === 'no') return [plain];
    const mesh = this.judge(this.endpoints[caller], callee);
    const [direct, inTunnel]: Path[] = [{ steps: [callee], mesh }, { steps: [callee], mesh, tunnel: LINKERD_INBOUND_PORT }];
    const from = this.isMeshed(this.endpoints[caller]);
    return [...isMeshed === 'maybe' ? [plain] : [], ...from === 'yes' ? [] : [[direct]], ...from === 'no' ? [] : [[inTunnel]]];
  }

  public callers(): undefined {
    return undefined;
  }

  public letOut(): undefined {
    return undefined;
  }

  public admits(): undefined {
    return undefined;
  }

  public isHeld(_: number, callee: number): boolean {
    const endpoint = this.endpoints[callee];
    return this.isMeshed(endpoint) === 'yes' && (this.serversOf(endpoint).length > 0 || !['all-unauthenticated', 'audit'].includes(this.defaultPolicy(endpoint)));
  }

  public space(callee: number): RequestSpace {
    const matches = this.serversOf(this.endpoints[callee]).flatMap(server => this.routesOf(server)).flatMap(route => route.matches);
    const { methods, paths, hosts } = this.asked(this.endpoints[callee]);
    return new RequestSpace({
      methods: [...methods, ...matches.flatMap(({ method }) => method ?? [])],
      paths: [...paths, ...matches.flatMap(({ path }) => path ? pathPatterns(path) : [])],
      hosts,
    });
  }

  private judge(caller: Endpoint, callee: number): Judgement {
    const endpoint = this.endpoints[callee];
    const space = this.space(callee);
    const isMeshed = this.isMeshed(caller);
    const refs: RuleRef[] = [];
    let bounds: Bounds = NOTHING;
    let rest = Traffic.ports('TCP');
    for (const server of this.serversOf(endpoint)) {
      const ports = portsOf(server, endpoint).intersect(rest);
      if (ports.isEmpty) continue;
      rest = rest.subtract(ports);
      refs.push(server.ref);
      bounds = either(bounds, this.server(server, ports, caller, isMeshed, space, refs));
    }
    bounds = either(bounds, where(this.clients.ofPolicy(this.defaultPolicy(endpoint), caller, isMeshed), exactly(rest)));
    return { bounds: either(bounds, exactly(NOT_TCP)), decidedBy: refs };
  }

  /** With routes attached, a request that none of them means is refused; each route has its authorizations besides the Server's. */
  private server(server: Server, ports: Traffic, caller: Endpoint, isMeshed: Match, space: RequestSpace, refs: RuleRef[]): Bounds {
    const authorized = (kind: readonly string[], name: string): Match => this.authorizations
      .filter(each => each.namespace === server.namespace && kind.includes(each.target.kind) && each.target.name === name)
      .reduce((match: Match, each) => {
        const own = this.clients.all(each.authentications, caller, isMeshed);
        if (own !== 'no') refs.push(each.ref);
        return or(match, own);
      }, 'no');
    const toServer = [
      authorized(['Server'], server.name), authorized(['Namespace'], server.namespace), this.clients.ofPolicy(server.accessPolicy, caller, isMeshed),
    ].reduce(or);
    const routes = server.readsHttp ? this.routesOf(server) : [];
    // The requests of the pod's own probes are let through from its node, and no others: as long as no route is attached.
    if (routes.length === 0) return where(caller.kind === 'node' ? or(toServer, 'maybe') : toServer, exactly(ports));
    // What is no HTTP has no route; on a port that says HTTP there is none.
    const bytes = server.isHttp ? NOTHING : where(toServer, exactly(ports.map(() => space.raw)));
    const { must, may } = matchesInOrder(routes, space).reduce((all: Bounds, { route, requests }) =>
      either(all, where(or(toServer, authorized([route.kind], route.name)), exactly(ports.map(() => requests)))), bytes);
    const settled = (traffic: Traffic): Traffic =>
      traffic.map(({ requests }) => server.isHttp && (requests & space.http) === space.http ? ANY : space.normal(requests));
    return { must: settled(must), may: settled(may) };
  }

  /** Of two Servers for one port the older counts, then the first by name. */
  private serversOf({ namespace, labels }: Endpoint): Server[] {
    return this.servers.filter(server => server.namespace === namespace && server.pods.matches(labels))
      .sort((a, b) => a.created !== b.created ? (a.created < b.created ? -1 : 1) : a.name < b.name ? -1 : 1);
  }

  private routesOf({ namespace, name }: Server): Route[] {
    return this.routes.filter(route => route.namespace === namespace && route.servers.includes(name));
  }

  private isMeshed(endpoint: Endpoint): Match {
    if (endpoint.kind === 'node' || endpoint.kind === 'external' || endpoint.hostNetwork) return 'no';
    const inject = endpoint.annotations[INJECT] ?? this.inventory.namespaceAnnotations(endpoint.namespace)[INJECT];
    if (inject !== undefined) return inject === 'enabled' || inject === 'ingress' ? 'yes' : 'no';
    return endpoint.kind === 'workload' || this.inventory.ofKind('Namespace').some(({ object }) => object.metadata?.name === endpoint.namespace) ? 'no' : 'maybe';
  }

  private defaultPolicy({ annotations, namespace }: Endpoint): string {
    return textOf(annotations[DEFAULT_POLICY] ?? this.inventory.namespaceAnnotations(namespace)[DEFAULT_POLICY] ?? this.environment.defaultInboundPolicy);
  }
}

function portsOf({ port }: Server, endpoint: Endpoint): Traffic {
  if (typeof port === 'number') return Traffic.ports('TCP', port, port);
  return Traffic.union(endpoint.ports.filter(({ name, protocol }) => name === port && protocol === 'TCP').map(each => Traffic.ports('TCP', each.port, each.port)));
}

/** The requests of each route: one that several routes mean is of the most specific. By path, then by method, as the Gateway API has it; then by name. */
function matchesInOrder(routes: readonly Route[], space: RequestSpace): { readonly route: Route; readonly requests: Requests }[] {
  const matches = routes.flatMap(route => route.matches.map(match => ({ route, match })));
  const rank = ({ match: { path, method } }: typeof matches[number]): number[] => [
    path === undefined ? 0 : path.type === 'Exact' ? 2 : 1, path?.value.length ?? 0, method === undefined ? 0 : 1,
  ];
  matches.sort((a, b) => {
    const [ranksA, ranksB] = [rank(a), rank(b)];
    const index = ranksA.findIndex((each, at) => each !== ranksB[at]);
    return index >= 0 ? ranksB[index] - ranksA[index] : a.route.name < b.route.name ? -1 : 1;
  });
  let left = space.http;
  return matches.map(({ route, match: { method, path } }) => {
    const meant = space.requests({ ...(method ? { methods: { values: [method] } } : {}), ...(path ? { paths: { values: pathPatterns(path) } } : {}) });
    const requests = meant & left;
    left &= ~meant;
    return { route, requests };
  });
}

/** `/a` by prefix is `/a` and what lies below it: by whole segments. */
function pathPatterns({ type, value }: { readonly type: string; readonly value: string }): string[] {
  if (type === 'Exact') return [value];
  // Every path begins so.
  return value === '/' ? ['*'] : [value.replace(/\/$/, ''), `${value.replace(/\/$/, '')}/*`];
}
