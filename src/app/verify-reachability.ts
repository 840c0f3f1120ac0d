import { IConstruct } from 'constructs';
import { assumedObjects } from './assumed-objects';
import { DeclaredEdges } from './declared-edges';
import { looseHosts } from './loose-hosts';
import { ReadObject } from './read';
import { refusedRemotes } from './remote-calls';
import { Where } from './where';
import { metadataBlocks } from '../connectivity/cilium-edges';
import { ConnectionGraph } from '../connectivity/graph';
import { parseRange } from '../manifest/addresses';
import { groups } from '../manifest/lists';
import { describeIdentity, identityKey, identityOf } from '../manifest/object';
import { NetworkPolicyApi } from '../platform/network-policy-api';
import { Platform } from '../platform/platform';
import { describeTraffic } from '../reachability/describe';
import { Endpoint, isNode } from '../reachability/endpoint';
import { DEFAULT_ENVIRONMENT, Environment, Mesh } from '../reachability/environment';
import { isAmbientProbe } from '../reachability/istio/enrolment';
import { BESIDE_THE_MESH } from '../reachability/mesh-layer';
import { Flow, Reachability, Side } from '../reachability/reachability';
import { RuleRef } from '../reachability/source';
import { ANY, Traffic } from '../reachability/traffic';

/** More would hide the first. */
const MOST_PROBLEMS = 20;

/**
 * Everything in which what can be reached, by the manifests alone, is not what was declared: each with a connection that shows it, and the rule that
 * decides. Empty: what is declared and implied is what is allowed.
 */
export function reachabilityProblems(root: IConstruct, objects: readonly ReadObject[]): string[] {
  const graph = ConnectionGraph.of(root);
  if (graph.endpoints.length === 0) return [];
  const edges = new DeclaredEdges(graph);
  const assumed = assumedObjects(root, objects.map(({ object }) => object)).map(object => ({ object }));
  const platform = Platform.of(root);
  const environment = environmentOf(platform);
  const reachability = new Reachability([...objects, ...assumed], environment, {
    rules: edges.rules, requests: callee => edges.requests(callee),
    ranges: edges.hasHosts ? metadataBlocks(platform).flatMap(cidr => parseRange(cidr) ?? []) : [],
  });
  const where = (ref: RuleRef): string => describeRule(ref, objects);
  const problems = [
    ...reachability.problems.map(({ ref, says }) => `${where(ref)} ${says}.`),
    ...undeclared(reachability, edges, where),
    ...looseHosts(graph, reachability, edges, where, platform),
    ...refused(reachability, edges, where),
    ...refusedRemotes(reachability, edges, where),
  ];
  const left = problems.length - MOST_PROBLEMS;
  return left > 0 ? [...problems.slice(0, MOST_PROBLEMS), `And ${left} more of this kind.`] : problems;
}

/** What the evaluator must know of the cluster. */
export function environmentOf({ serviceMesh, nodeCidrs, networkPolicyApis, apiServerAddresses }: Platform): Environment {
  return {
    ...DEFAULT_ENVIRONMENT, cni: networkPolicyApis.includes(NetworkPolicyApi.CILIUM) ? 'identity' : 'pod-ip',
    mesh: serviceMesh.kind as string as Mesh, trustDomain: serviceMesh.trustDomain, rootNamespace: serviceMesh.controlPlaneNamespace, nodeCidrs,
    apiServerCidrs: apiServerAddresses,
  };
}

const SIDES: Readonly<Record<Side, string>> = { egress: 'the network policies of the caller', ingress: 'the network policies of the callee', mesh: 'the policies of the mesh' };

/** Something that a side lets through and nobody declared. */
interface Extra {
  readonly other: Endpoint;
  readonly traffic: Traffic;
  readonly isCertain: boolean;
  readonly decidedBy: readonly RuleRef[];
}

/** Each side is held on its own: what one of them opens needs only one more mistake to be reachable. */
function undeclared(reachability: Reachability, edges: DeclaredEdges, where: Where): string[] {
  const sides: Side[] = reachability.environment.mesh === 'none' ? ['egress', 'ingress'] : ['egress', 'ingress', 'mesh'];
  return reachability.endpoints.filter(endpoint => edges.isOwn(endpoint) && !edges.isObserved(endpoint)).flatMap(own => sides.flatMap(side => {
    // One rule too wide lets many through: that is one fault, shown by whom it certainly means.
    const byRules = groups(extras(reachability, edges, side, own), ({ decidedBy }) => decidedBy.map(where).join(' and '));
    return [...byRules].map(([rules, found]) => {
      const { other, traffic } = found.find(({ isCertain }) => isCertain) ?? found[0];
      const [from, to] = side === 'egress' ? [own, other] : [other, own];
      const others = found.length > 1 ? ` (and ${found.length - 1} more of this kind)` : '';
      return `${SIDES[side]} let ${nameOf(from, edges)} call ${nameOf(to, edges)} on ${describeTraffic(traffic, reachability.space(to))}, and nothing declares it${others}${
        rules === '' ? ', since no policy holds it' : `: ${rules}`}. Declare it with connections.allowTo, or remove what lets it through.`;
    });
  }));
}

function extras(reachability: Reachability, edges: DeclaredEdges, side: Side, own: Endpoint): Extra[] {
  if (side === 'mesh' && (edges.isHeldByHand(own) || !edges.isHeldByMesh(own))) return [];
  return [...reachability.side(side, own)].flatMap(({ other, bounds, decidedBy }) => {
    const [from, to] = side === 'egress' ? [own, other] : [other, own];
    // Nothing holds what a node sends to its own pods, nor what shares its network.
    if (isNode(from) || (side === 'mesh' && !isMeshs(from, edges))) return [];
    const declared = edges.permitted(from, to, reachability.space(to), side === 'mesh');
    const permitted = side === 'mesh' ? declared.union(BESIDE_THE_MESH) : onWire(declared, reachability.tunnels(from, to));
    const traffic = bounds.may.subtract(permitted);
    return traffic.isEmpty ? [] : [{ other, traffic, isCertain: !bounds.must.subtract(permitted).isEmpty, decidedBy }];
  });
}

function refused(reachability: Reachability, edges: DeclaredEdges, where: Where): string[] {
  return edges.pairs(reachability.endpoints).flatMap(([from, to]) => {
    const flow = reachability.flow(from, to);
    // What a policy by hand refuses was meant; in a tunnel the network alone lets nothing through.
    const allowed = edges.isHeldByHand(to) ? reachability.alone('network', from, to).may.union(flow.bounds.may) : open(flow, edges);
    const missing = edges.required(from, to, reachability.space(to)).subtract(allowed);
    if (missing.isEmpty) return [];
    return `${nameOf(from, edges)} was declared to call ${nameOf(to, edges)} on ${describeTraffic(missing, reachability.space(to))}, and cannot. ${
      flow.decidedBy.length > 0 ? `It is held by ${flow.decidedBy.map(where).join(' and ')}` : 'A policy of one of them lets nothing of it through'
    }. Remove what overrides the policy that the connection made, or do not declare it.`;
  });
}

/** The mesh knows others by account and not by label: what it lets in beside the label is left to the network, as is every probe of an ambient pod. */
function isMeshs(from: Endpoint, edges: DeclaredEdges): boolean {
  return edges.isOwn(from) || from.kind === 'any-namespace' || (from.kind === 'external' && !isAmbientProbe(from));
}

/** The network knows no requests; of what is in a tunnel not even the port. */
function onWire(declared: Traffic, tunnels: ReadonlySet<number | undefined>): Traffic {
  const hasTcp = !declared.intersect(Traffic.ports('TCP')).isEmpty;
  return Traffic.union([
    declared.map(() => ANY), ...[...tunnels].flatMap(port => port === undefined || !hasTcp ? [] : [Traffic.ports('TCP', port, port)]),
  ]);
}

/** Of workloads of the app everything is known, and of hosts by name what lets them through; of others it is enough that it may get through. */
function open({ from, to, bounds }: Flow, edges: DeclaredEdges): Traffic {
  return edges.isOwn(from) && (edges.isOwn(to) || to.host) ? bounds.must : bounds.may;
}

function nameOf(endpoint: Endpoint, edges: DeclaredEdges): string {
  return edges.ownName(endpoint) ?? endpoint.id;
}

function describeRule({ object, rule }: RuleRef, objects: readonly ReadObject[]): string {
  const key = identityKey(object);
  const construct = objects.find(each => identityKey(identityOf(each.object)) === key)?.construct;
  return `${describeIdentity(object)}${rule === '' ? '' : ` at ${rule}`}${construct === undefined ? '' : ` (${construct})`}`;
}
