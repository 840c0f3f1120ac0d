import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { CiliumEdges } from './cilium-edges';
import { Endpoint, EndpointPort, Protocol } from './endpoint';
import { checkRemoteCall, foreign, sameNamespaces } from './foreign';
import { ConnectionGraph, Edge, end } from './graph';
import { checkHttpEdge } from './http-edge';
import { HttpMatch, normalHttpMatch } from './http-match';
import { impliedOpenings } from './implied';
import { MeshCaller } from './mesh-caller';
import { hasSidecars, isObserved, meshKindOf, MeshMode, meshModeOf } from './namespace-facts';
import { addressOf, identityOf, selected } from './own-endpoint';
import { IPeer, Peer } from './peer';
import { declaredPorts, foreignPorts, PortChoice, portRule } from './ports';
import { egressRules, ingressRules, Opening } from './rules';
import { MeshSource, namespaceNamed, NetworkPeer } from './selection';
import { DeclaredOpening, egressWaypointOf, meshWire, onWire, toEgressWaypoint, waypointPods } from './wire';
import { HBONE_PORT } from '../manifest/well-known';
import { SYNC_WAVES, waveAnnotations } from '../platform/delivery-marks';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';

/** How one workload may call another. */
export interface ConnectionOptions extends PortChoice {
  /**
   * Variable of the caller's environment that gets the callee's address, `name:port` with the port of its Service: address and permission cannot
   * drift apart. Across namespaces it is the full DNS name. Only for callees of this app, and one port.
   * @default - none
   */
  readonly addressIn?: string;
  /**
   * Requests that are let through; all others are refused. Needs a mesh, and a port that speaks HTTP.
   * @default - every request
   */
  readonly http?: HttpMatch[];
  /**
   * Why the connection is needed. Stands beside the policy, for those who review it.
   * @default - none
   */
  readonly reason?: string;
}

const BY_ENDPOINT = new WeakMap<Endpoint, Connections>();
const REASONS = 'cdk8s-hardened/reasons';

/**
 * Who calls whom, of one workload. Each edge opens both ends where this app owns both, and nothing else is open but DNS. One NetworkPolicy per
 * workload holds all of its edges: the same edges, in whatever order and however often they are declared, give the same policy.
 */
export class Connections {
  /** Made by each workload in its constructor. @internal */
  public static _create(scope: Construct, endpoint: Endpoint): Connections {
    return new Connections(scope, endpoint);
  }

  /** Those of a workload of this app. @internal */
  public static _of(endpoint: Endpoint): Connections {
    return BY_ENDPOINT.get(endpoint)!;
  }

  /** @internal */
  public readonly _endpoint: Endpoint;
  /** Calls that the mesh lets in. @internal */
  public readonly _callers: MeshCaller[] = [];
  /** Told of each of them. @internal */
  public _onCaller?: (caller: MeshCaller, where: string) => void;
  /** What Cilium alone holds. @internal */
  public readonly _cilium: CiliumEdges;
  private readonly ingress: DeclaredOpening[] = [];
  private readonly egress: DeclaredOpening[] = [];
  private readonly reasons = new Set<string>();
  private readonly policy?: ApiObject;

  private constructor(scope: Construct, endpoint: Endpoint) {
    this._endpoint = endpoint;
    this._cilium = new CiliumEdges(scope, endpoint);
    BY_ENDPOINT.set(endpoint, this);
    ConnectionGraph.of(scope).addEndpoint(endpoint);
    const platform = Platform.of(scope);
    ConnectionGraph.of(scope).imply(() => this.impliedEdges());
    // Whatever it does not name would be refused: that is for later.
    if (isObserved(scope)) return;
    this.policy = emit(scope, 'NetworkPolicy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: {
        name: endpoint.name, namespace: endpoint.namespace, labels: endpoint.labels, annotations: waveAnnotations(platform, SYNC_WAVES.ALLOW),
      },
      spec: () => ({
        podSelector: { matchLabels: endpoint.selector },
        policyTypes: ['Ingress', 'Egress'],
        ingress: ingressRules(this.openings('ingress')),
        egress: egressRules(this.openings('egress')),
      }),
    });
  }

  /** Namespace of the waypoint that reads what callers ask of this workload; undefined where none does. @internal */
  public get _waypoint(): string | undefined {
    const { construct, namespace } = this._endpoint;
    const isAmbient = meshKindOf(construct) === ServiceMeshKind.ISTIO_AMBIENT;
    return isAmbient && this._callers.some(({ http, source }) => http.length > 0 && source) ? namespace : undefined;
  }

  /**
   * This workload may call `peer`. Where the peer is a workload of this app, its side is opened too; its port defaults to its only one. Any other
   * peer needs `port`. Throws where the port is unknown, or the call could never succeed.
   */
  public allowTo(peer: IPeer, options: ConnectionOptions = {}): void {
    const callee = this.peerOf(peer, 'allowTo');
    const where = `${this._endpoint.construct.node.path}: connections.allowTo(${callee._name})`;
    if (callee._endpoint) return connect(this, BY_ENDPOINT.get(callee._endpoint)!, options, where);
    if (options.addressIn !== undefined) throw new Error(`${where}: addressIn is for workloads of this app: the address of another callee is not known here. Write it into env.`);
    if (options.http) throw new Error(`${where}: http is judged at the callee, which is not of this app. Leave it out.`);
    const { peers: pods, ports, source, remote, fqdn, entities } = foreign(callee, Platform.of(this._endpoint.construct), where);
    const peers = remote?.peers ?? pods;
    if (remote) checkRemoteCall(peers, options, where);
    // What goes to a gateway is wrapped already.
    const wire = remote ? { inMesh: false } : this.wire(undefined, source !== undefined);
    const opening = { peers, ports: foreignPorts(options, remote?.ports ?? ports, where), ...wire };
    if (fqdn !== undefined) this._cilium.addHost(fqdn, opening.ports, where);
    this._cilium.addEntities('egress', entities, opening.ports);
    const waypoint = fqdn === undefined ? undefined : egressWaypointOf(this._endpoint.construct);
    this.open(this.egress, waypoint ? { ...toEgressWaypoint(waypoint), inMesh: false } : opening, `calls ${callee._name}`, options);
    const to = { name: callee._name, ...fqdn === undefined ? { peers } : { fqdn } };
    this.graph.add({ from: end(this._endpoint), to, ports: opening.ports, http: [], reason: options.reason });
  }

  /** `peer` may call this workload, on its only port where none is said. Nothing is ever written for peers that this app does not own. */
  public allowFrom(peer: IPeer, options: ConnectionOptions = {}): void {
    const caller = this.peerOf(peer, 'allowFrom');
    const where = `${this._endpoint.construct.node.path}: connections.allowFrom(${caller._name})`;
    if (caller._endpoint) return connect(BY_ENDPOINT.get(caller._endpoint)!, this, options, where);
    if (options.addressIn !== undefined) throw new Error(`${where}: addressIn is for callers of this app: the environment of another is not written here. Leave it out.`);
    const ports = declaredPorts(this._endpoint, options, where);
    const { peers, source, remote, fqdn, entities } = foreign(caller, Platform.of(this._endpoint.construct), where);
    if (fqdn !== undefined) throw new Error(`${where}: a name says whom to call, and of no caller who it is. Write Peer.cidr(range), or expose the workload.`);
    if (remote && peers.length === 0) throw new Error(`${where}: nobody says through which pods it comes in. Set gateway to this cluster's east-west gateway: { namespace, podLabels }.`);
    this.admit(ports, source, options, caller._name, where);
    this.open(this.ingress, { peers, ports: ports.map(portRule), ...this.wire(undefined, source !== undefined), waypoint: () => this._waypoint }, `called by ${caller._name}`, options);
    this._cilium.addEntities('ingress', entities, ports.map(portRule));
    this.graph.add({ from: { name: caller._name, peers }, to: end(this._endpoint), ...asked(ports, options), ...(remote && { remote: source!.accounts![0] }) });
    // A workload of the same name in this cluster has the same identity.
    const namesake = { name: caller._name, peers: sameNamespaces(source) };
    if (remote) this.graph.add({ from: namesake, to: end(this._endpoint), ...asked(ports, options), meshOnly: true });
  }

  /** A peer that nobody declares, on ports of this workload, calling pods by their addresses. `impliedBy` is whoever asked for it. @internal */
  public _letIn(peer: Peer, ports: readonly EndpointPort[], impliedBy: string, where: string): void {
    const { peers, source } = foreign(peer, Platform.of(this._endpoint.construct), where);
    this.admit(ports, source, {}, peer._name, where, true);
    const opening = { peers, ports: ports.map(portRule), ...this.wire(undefined, source !== undefined) };
    this.ingress.push(opening);
    this.graph.add({ from: { name: peer._name, peers }, to: end(this._endpoint), ports: opening.ports, http: [], impliedBy });
  }

  /** The same on a port of the mesh's own proxy, which the network alone holds. @internal */
  public _letInToProxy(peer: Peer, port: number, impliedBy: string, where: string): void {
    const { peers } = foreign(peer, Platform.of(this._endpoint.construct), where);
    const ports = [{ protocol: Protocol.TCP, port }];
    this.ingress.push({ peers, ports, inMesh: false });
    this.graph.add({ from: { name: peer._name, peers }, to: end(this._endpoint), ports, http: [], impliedBy });
  }

  /** One edge between two workloads of this app, seen from the caller's end. @internal */
  public _call(callee: Connections, ports: readonly EndpointPort[], options: ConnectionOptions): void {
    const opening = { peers: [selected(callee._endpoint, this._endpoint)], ports: ports.map(portRule), ...this.wire(callee, callee.isInMesh) };
    this.open(this.egress, { ...opening, waypoint: () => callee._waypoint }, `calls ${nameOf(callee)}`, options);
  }

  /** The same edge, seen from the callee's end. @internal */
  public _take(caller: Connections, ports: readonly EndpointPort[], options: ConnectionOptions, where: string): void {
    this.admit(ports, identityOf(caller._endpoint, where), options, nameOf(caller), where, false, hasSidecars(caller._endpoint.construct));
    const opening = { peers: [selected(caller._endpoint, this._endpoint)], ports: ports.map(portRule), ...this.wire(caller, caller.isInMesh) };
    this.open(this.ingress, { ...opening, waypoint: () => this._waypoint }, `called by ${nameOf(caller)}`, options);
  }

  /** Whom the network knows the callers in the mesh by, but for those who go past any waypoint. @internal */
  public _meshCallers(): (readonly NetworkPeer[])[] {
    return this.ingress.filter(({ inMesh, ports, waypoint }) => inMesh && waypoint && ports?.some(({ protocol }) => protocol === Protocol.TCP) !== false)
      .map(({ peers }) => peers);
  }

  private get graph(): ConnectionGraph {
    return ConnectionGraph.of(this._endpoint.construct);
  }

  private get isInMesh(): boolean {
    return meshModeOf(this._endpoint.construct) !== MeshMode.NONE;
  }

  /** How the network sees calls to or from another end; `other` is one of this app. */
  private wire(other: Connections | undefined, isOtherInMesh: boolean): Pick<DeclaredOpening, 'inMesh' | 'tunnel' | 'isMixed'> {
    return this.isInMesh && isOtherInMesh ? meshWire(this._endpoint.construct, other?._endpoint.construct) : { inMesh: false };
  }

  /** What the network must let through, in one direction. */
  private openings(direction: 'ingress' | 'egress'): Opening[] {
    return [...impliedOpenings(this._endpoint).filter(each => each.direction === direction), ...this[direction].flatMap(onWire)];
  }

  private impliedEdges(): Edge[] {
    const own = end(this._endpoint);
    const edge = (direction: 'ingress' | 'egress', name: string, rest: Omit<Edge, 'from' | 'to' | 'http'> & Opening): Edge => {
      const other = { name, peers: rest.peers };
      return { from: direction === 'egress' ? own : other, to: direction === 'egress' ? other : own, ports: rest.ports, http: [], impliedBy: rest.impliedBy };
    };
    // A step through a waypoint is two connections, of which nobody declared either.
    const steps = (['ingress', 'egress'] as const).flatMap(direction => this[direction].flatMap(({ inMesh, waypoint, ports }) => {
      const through = inMesh ? waypoint?.() : undefined;
      const carried = ports?.filter(({ protocol }) => protocol === Protocol.TCP);
      const called = direction === 'ingress' ? carried : [{ protocol: Protocol.TCP, port: HBONE_PORT }];
      return through === undefined || carried?.length === 0 ? [] : [edge(direction, `waypoint of ${through}`, { peers: [waypointPods(through)], ports: called, impliedBy: 'platform.serviceMesh' })];
    }));
    const out = this._cilium.hosts.length > 0 ? egressWaypointOf(this._endpoint.construct) : undefined;
    const leaving = out ? [edge('egress', `waypoint ${out.namespace}/${out.name}`, { ...toEgressWaypoint(out), impliedBy: 'platform.serviceMesh' })] : [];
    return [...impliedOpenings(this._endpoint).map(({ direction, other, ...rest }) => edge(direction, other, rest)), ...steps, ...leaving];
  }

  /** Plain JavaScript may hand over anything, such as the name of a workload. */
  private peerOf(peer: IPeer, method: string): Peer {
    if (typeof (peer as IPeer | undefined)?.toPeer === 'function') return peer.toPeer();
    throw new Error(`${this._endpoint.construct.node.path}: connections.${method}: ${JSON.stringify(peer) ?? 'undefined'} is no peer. Hand over a workload, Peer.of(construct), Peer.pods({ namespace, labels }) or another of Peer's.`);
  }

  private open(direction: DeclaredOpening[], opening: DeclaredOpening, what: string, options: ConnectionOptions): void {
    direction.push(opening);
    if (options.reason === undefined) return;
    this.reasons.add(`${what}: ${options.reason}`);
    this.policy?.metadata.addAnnotation(REASONS, [...this.reasons].sort().join('; '));
  }

  /** The mesh's side of an incoming edge. */
  private admit(
    ports: readonly EndpointPort[], source: MeshSource | undefined, { http }: ConnectionOptions, caller: string, where: string, pastWaypoint = false,
    bySidecar = Platform.of(this._endpoint.construct).serviceMesh.kind === ServiceMeshKind.ISTIO_SIDECAR,
  ): void {
    const mode = meshModeOf(this._endpoint.construct);
    if (http) checkHttpEdge(this._endpoint.construct, http, ports, where);
    if (mode === MeshMode.NONE) return;
    // The mesh carries TCP alone; network policies hold the rest.
    const carried = ports.filter(port => port.protocol === Protocol.TCP);
    if (mode === MeshMode.STRICT && !source && carried.some(port => !port.plaintext)) {
      throw new Error(`${where}: ${caller} has no mesh identity, and ${nameOf(this)} takes mutual TLS only: each call would be refused. `
        + 'Say who it is (serviceAccounts or inMesh on the peer), or declare the port plaintext, which is a finding.');
    }
    if (carried.length === 0) return;
    const entry = { ports: carried, source, http: (http ?? []).map(normalHttpMatch), pastWaypoint, bySidecar };
    this._callers.push(entry);
    // The mesh knows these by less than the network does, and who has no identity not at all.
    const peers = source?.namespaces?.map(namespace => ({ namespaceSelector: namespaceNamed(namespace), podSelector: {} }));
    const wide = { from: { name: caller, peers }, to: end(this._endpoint), ports: carried.map(portRule), http: entry.http, meshOnly: true };
    if (!source || source.anyone || peers) this.graph.add(wide);
    this._onCaller?.(entry, where);
  }
}

function connect(caller: Connections, callee: Connections, options: ConnectionOptions, where: string): void {
  const [from, to] = [caller._endpoint, callee._endpoint];
  if (from.construct.node.root !== to.construct.node.root) {
    throw new Error(`${where}: the two are of different apps, and what is written in one does not reach the other. Use Peer.pods({ namespace, labels }) in each.`);
  }
  const ports = declaredPorts(to, options, where);
  const homeless = from.namespace === to.namespace ? undefined : [caller, callee].find(({ _endpoint }) => _endpoint.namespace === undefined);
  if (homeless) throw new Error(`${where}: ${nameOf(homeless)} has no namespace, so that the other end cannot select it. Declare it in an IsolatedNamespace, or set the namespace of its Chart.`);
  if (options.addressIn !== undefined) from.addEnv(options.addressIn, addressOf(to, ports, from.namespace, where));
  callee._take(caller, ports, options, where);
  caller._call(callee, ports, options);
  ConnectionGraph.of(from.construct).add({ from: end(from), to: end(to), ...asked(ports, options) });
}

function asked(ports: readonly EndpointPort[], { http, reason }: ConnectionOptions): Pick<Edge, 'ports' | 'http' | 'reason'> {
  return { ports: ports.map(portRule), http: (http ?? []).map(normalHttpMatch), reason };
}

function nameOf(connections: Connections): string {
  return connections._endpoint.construct.node.path;
}
