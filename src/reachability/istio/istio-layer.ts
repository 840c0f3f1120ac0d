import { authorize } from './authorization';
import { Egress } from './egress';
import { EgressWaypoints } from './egress-waypoints';
import { Enrolment, enrolmentOf, isAmbientProbe } from './enrolment';
import { Identity } from './identity';
import { MutualTls, PeerAuthentication } from './peer-authentication';
import { PortKinds } from './port-kinds';
import { AuthorizationPolicy } from './read-authorization-policy';
import { spaceOf } from './request-space-of';
import { Waypoints } from './waypoints';
import { HBONE_PORT } from '../../manifest/well-known';
import { Bounds, both, either, exactly, Match } from '../bounds';
import { Endpoint } from '../endpoint';
import { Environment } from '../environment';
import { Inventory } from '../inventory';
import { Judgement, OPEN } from '../judgement';
import { Admission, AGENT_PORTS, MeshLayer, NOT_TCP, Path } from '../mesh-layer';
import { PeerMatcher } from '../network-policy';
import { RequestPatterns, RequestSpace } from '../request-space';
import { Services } from '../services';
import { Traffic } from '../traffic';

/** The callee's side of an Istio mesh. */
interface Side {
  readonly policies: readonly AuthorizationPolicy[];
  readonly tls: MutualTls;
  readonly kinds: PortKinds;
  readonly space: RequestSpace;
}

/** Istio, by sidecars or ambient. */
export class IstioLayer implements MeshLayer {
  private readonly enrolments: readonly Enrolment[];
  private readonly sides = new Map<number, Side>();
  private readonly services: Services;
  private readonly waypoints: Waypoints;
  private readonly egress: Egress;
  private readonly leavingBy: EgressWaypoints;
  private readonly matcher: PeerMatcher;

  public constructor(
    private readonly endpoints: readonly Endpoint[], inventory: Inventory, private readonly policies: readonly AuthorizationPolicy[],
    private readonly authentications: readonly PeerAuthentication[], private readonly environment: Environment,
    private readonly asked: (callee: Endpoint) => RequestPatterns,
  ) {
    const known = new Set(inventory.ofKind('Namespace').map(({ object }) => object.metadata?.name));
    const isAmbient = environment.mesh === 'istio-ambient';
    this.enrolments = endpoints.map(each => enrolmentOf(each, isAmbient, each.kind === 'workload' || known.has(each.namespace)));
    this.services = new Services(inventory);
    this.waypoints = new Waypoints(endpoints, inventory, this.services);
    this.leavingBy = new EgressWaypoints(endpoints, inventory);
    this.egress = new Egress(inventory, this.services, environment);
    // Proxies see the address that a packet comes from, whatever the network plugin makes of ipBlock.
    this.matcher = new PeerMatcher({ ...environment, cni: 'pod-ip' });
  }

  public ways(caller: number, callee: number): readonly (readonly Path[])[] {
    const outward = this.outward(caller, callee);
    const ways = this.inward(caller, callee);
    return outward ? ways.map(each => each.map(path => ({ ...path, mesh: inBoth(path.mesh, outward) }))) : ways;
  }

  /** What the caller's own proxy lets out; undefined: everything. */
  private outward(caller: number, callee: number): Judgement | undefined {
    return this.enrolments[caller].mode === 'sidecar' ? this.egress.judge(this.endpoints[caller], this.endpoints[callee]) : undefined;
  }

  private inward(caller: number, callee: number): readonly (readonly Path[])[] {
    const [from, to] = [this.enrolments[caller], this.enrolments[callee]];
    const plain: Path[] = [{ steps: [callee], mesh: OPEN }];
    const leaving = this.endpoints[callee].host && from.mode === 'ambient' ? this.leaving(caller, callee) : [];
    if (leaving.length > 0) return from.match === 'yes' ? [[...plain, ...leaving]] : [plain, [...plain, ...leaving]];
    if (to.mode === 'none' || (to.mode === 'ambient' && isAmbientProbe(this.endpoints[caller]))) return [plain];
    const held = to.mode === 'ambient' ? this.ambientWays(caller, callee, from) : this.sidecarWays(caller, callee, from);
    return to.match === 'yes' ? held : [plain, ...held];
  }

  public get hasDetours(): boolean {
    return this.waypoints.hasAny || this.leavingBy.hasAny;
  }

  /** Known where every ALLOW names its callers one by one, as ours do. */
  public callers(callee: number): readonly number[] | undefined {
    if (this.enrolments[callee].mode !== 'sidecar') return undefined;
    const allows = this.side(callee).policies.filter(({ action, isDryRun }) => action === 'ALLOW' && !isDryRun);
    const names = allows.flatMap(({ rules }) => rules.flatMap(({ from }) => from?.map(({ principals }) => principals) ?? [undefined]));
    if (allows.length === 0 || names.some(list => list === undefined || list.some(name => name.includes('*')))) return undefined;
    const accounts = new Set((names as string[][]).flat().map(name => name.slice(name.indexOf('/ns/'))));
    return [...this.endpoints.keys()].filter(index => {
      const { namespace, serviceAccount } = this.endpoints[index];
      return serviceAccount === undefined || accounts.has(`/ns/${namespace}/sa/${serviceAccount}`);
    });
  }

  public isHeld(caller: number, callee: number): boolean {
    const { mode } = this.enrolments[callee];
    if (mode === 'none') return this.outward(caller, callee) !== undefined;
    const { policies, tls } = this.side(callee);
    return tls.general === 'STRICT' || policies.some(({ action, isDryRun }) => !isDryRun && action !== 'AUDIT');
  }

  public admits(identity: Identity, callee: number): Admission | undefined {
    const { mode } = this.enrolments[callee];
    if (mode === 'none') return undefined;
    const { policies, space } = this.side(callee);
    const judged = (of: readonly AuthorizationPolicy[], readsHttp: boolean): Judgement => authorize(of, { identity, isIn: () => 'maybe' }, { readsHttp, space });
    const through = mode === 'ambient' ? this.waypoints.of(callee)?.endpoint : undefined;
    if (through === undefined) return judged(policies.filter(({ targets }) => targets.length === 0), mode === 'sidecar');
    return { ...this.behindWaypoint(callee, through, judged(this.waypointPolicies(through, callee), true)), through };
  }

  public letOut(caller: number, callee: number): Traffic | undefined {
    return this.outward(caller, callee)?.bounds.must.subtract(NOT_TCP);
  }

  public space(callee: number): RequestSpace {
    return this.side(callee).space;
  }

  /** Through the waypoint of each entry that may be meant; who calls the host by address goes past it, as far as the network lets him. */
  private leaving(caller: number, callee: number): Path[] {
    const { space } = this.side(callee);
    return this.leavingBy.of(this.endpoints[caller], this.endpoints[callee]).map(entry => {
      const { bounds, decidedBy } = this.judged(caller, 'yes', this.leavingBy.policies(entry, this.policies, this.environment.rootNamespace), space, true);
      const mesh = { bounds: within(bounds, entry.ports), decidedBy: [...decidedBy, entry.ref] };
      return { steps: [entry.waypoint, callee], tunnel: HBONE_PORT, isLeaving: true, mesh };
    });
  }

  /** ztunnel speaks to a sidecar in its tunnel, where that was installed to take it; the manifests do not say. */
  private sidecarWays(caller: number, callee: number, from: Enrolment): readonly (readonly Path[])[] {
    const path: Path = { steps: [callee], mesh: this.sidecar(caller, callee, from) };
    return from.mode === 'ambient' ? [[path], [{ ...path, tunnel: HBONE_PORT }]] : [[path]];
  }

  private sidecar(caller: number, callee: number, from: Enrolment): Judgement {
    const { policies, tls, kinds, space } = this.side(callee);
    const shown: Match = from.mode === 'none' ? 'no' : from.match;
    const applying = policies.filter(({ targets }) => targets.length === 0);
    const withIdentity = this.judged(caller, shown, applying, space, true);
    const without = shown === 'no' ? withIdentity : this.judged(caller, 'no', applying, space, true);
    // Where a callee takes plaintext alone, nobody shows who he is.
    const byMode = { STRICT: onlyShown(withIdentity.bounds, shown), PERMISSIVE: withIdentity.bounds, DISABLE: without.bounds };
    let [ports, bounds] = [Traffic.ports('TCP'), { must: Traffic.NONE, may: Traffic.NONE } as Bounds];
    for (const [port, mode] of tls.exceptions) {
      const here = Traffic.ports('TCP', port, port);
      bounds = either(bounds, within(byMode[mode], here));
      ports = ports.subtract(here);
    }
    bounds = either(bounds, within(byMode[tls.general], ports));
    const settled = { must: kinds.settle(bounds.must, space), may: kinds.settle(bounds.may, space) };
    return { bounds: either(settled, either(NOT_CARRIED, AGENT)), decidedBy: [...withIdentity.decidedBy, ...tls.refs] };
  }

  /** Between captured pods everything goes through ztunnel's tunnel; to all others the callee is a pod whose ztunnel looks at what arrives. */
  private ambientWays(caller: number, callee: number, from: Enrolment): readonly (readonly Path[])[] {
    const isWaypoint = this.waypoints.is(caller);
    const outside: Path[] = [{ steps: [callee], mesh: this.ztunnel(caller, 'no', callee) }];
    if (from.mode === 'none' && !isWaypoint) return [outside];
    const direct: Path = { steps: [callee], tunnel: HBONE_PORT, mesh: this.ztunnel(caller, 'yes', callee) };
    const waypoint = isWaypoint ? undefined : this.waypoints.of(callee);
    const inside: Path[] = [
      ...(waypoint?.takesAll ? [] : [direct]),
      ...(waypoint ? [{ steps: [waypoint.endpoint, callee], tunnel: HBONE_PORT, mesh: this.throughWaypoint(caller, callee, waypoint.endpoint) }] : []),
    ];
    return from.match === 'maybe' ? [outside, inside] : [inside];
  }

  private ztunnel(caller: number, shown: Match, callee: number): Judgement {
    const { policies, tls, space } = this.side(callee);
    const judged = this.judged(caller, shown, policies.filter(({ targets }) => targets.length === 0), space, false);
    // ztunnel knows no DISABLE: it reads PERMISSIVE.
    const strict = [...tls.exceptions].filter(([, mode]) => mode === 'STRICT').map(([port]) => Traffic.ports('TCP', port, port));
    const lax = [...tls.exceptions].filter(([, mode]) => mode !== 'STRICT').map(([port]) => Traffic.ports('TCP', port, port));
    const guarded = tls.general === 'STRICT' ? Traffic.ports('TCP').subtract(Traffic.union(lax)) : Traffic.union(strict);
    const bounds = either(onlyShown(within(judged.bounds, guarded), shown), within(judged.bounds, Traffic.ports('TCP').subtract(guarded)));
    return { bounds: either(bounds, NOT_CARRIED), decidedBy: [...judged.decidedBy, ...tls.refs] };
  }

  private throughWaypoint(caller: number, callee: number, waypoint: number): Judgement {
    return this.behindWaypoint(callee, waypoint, this.judged(caller, 'yes', this.waypointPolicies(waypoint, callee), this.side(callee).space, true));
  }

  private waypointPolicies(waypoint: number, callee: number): AuthorizationPolicy[] {
    return this.waypoints.policies(waypoint, callee, this.policies, this.environment.rootNamespace);
  }

  /** What a waypoint lets through, and the callee of what it sends. */
  private behindWaypoint(callee: number, waypoint: number, l7: Judgement): Judgement {
    const { space, kinds } = this.side(callee);
    // A waypoint judges by the port that was called, which is the Service's.
    const onPod = (traffic: Traffic): Traffic => kinds.settle(this.waypoints.onPod(callee, traffic), space);
    const settled = { must: onPod(l7.bounds.must), may: onPod(l7.bounds.may) };
    const l4 = this.ztunnel(waypoint, 'yes', callee);
    return { bounds: both(settled, l4.bounds), decidedBy: [...l7.decidedBy, ...l4.decidedBy] };
  }

  private judged(caller: number, shown: Match, policies: readonly AuthorizationPolicy[], space: RequestSpace, readsHttp: boolean): Judgement {
    const endpoint = this.endpoints[caller];
    const identity: Identity = { shown, trustDomain: this.environment.trustDomain, namespace: endpoint.namespace, serviceAccount: endpoint.serviceAccount };
    return authorize(policies, { identity, isIn: block => this.matcher.block(block, endpoint) }, { readsHttp, space });
  }

  private side(callee: number): Side {
    let side = this.sides.get(callee);
    if (!side) this.sides.set(callee, side = this.makeSide(callee));
    return side;
  }

  private makeSide(callee: number): Side {
    const { namespace, labels } = this.endpoints[callee];
    const { rootNamespace } = this.environment;
    const own = this.policies.filter(policy => (policy.namespace === namespace || policy.namespace === rootNamespace) && policy.selector?.matches(labels));
    const waypoint = this.waypoints.of(callee);
    const entries = this.endpoints[callee].host ? this.leavingBy.to(this.endpoints[callee]) : [];
    const leaving = entries.flatMap(entry => this.leavingBy.policies(entry, this.policies, rootNamespace));
    const policies = [...own, ...leaving, ...(waypoint ? this.waypointPolicies(waypoint.endpoint, callee) : [])];
    return {
      policies,
      tls: new MutualTls(this.authentications, namespace, labels, rootNamespace),
      kinds: new PortKinds(this.services.of(this.endpoints[callee])),
      space: spaceOf(policies, this.asked(this.endpoints[callee])),
    };
  }
}

/** What no proxy carries goes past the mesh. */
const NOT_CARRIED = exactly(NOT_TCP);
/** The sidecar's own ports, for probes as Istio rewrites them and for metrics: no policy holds them. */
const AGENT = exactly(AGENT_PORTS);

/** The caller's proxy, and the callee's. */
function inBoth(a: Judgement, b: Judgement): Judgement {
  return { bounds: both(a.bounds, b.bounds), decidedBy: [...a.decidedBy, ...b.decidedBy] };
}

function within({ must, may }: Bounds, ports: Traffic): Bounds {
  return { must: must.intersect(ports), may: may.intersect(ports) };
}

/** Mutual TLS lets in who shows who he is. */
function onlyShown({ must, may }: Bounds, shown: Match): Bounds {
  return { must: shown === 'yes' ? must : Traffic.NONE, may: shown === 'no' ? Traffic.NONE : may };
}
