import { DeclaredEdges } from './declared-edges';
import { Where } from './where';
import { isMigrating, meshKindOf } from '../connectivity/namespace-facts';
import { HBONE_PORT } from '../manifest/well-known';
import { ServiceMeshKind } from '../platform/service-mesh';
import { describeTraffic } from '../reachability/describe';
import { Endpoint } from '../reachability/endpoint';
import { portsOn } from '../reachability/network-policy';
import { Reachability } from '../reachability/reachability';
import { Traffic } from '../reachability/traffic';

/**
 * Calls from other clusters that this side refuses: the network of the callee what comes from the gateway, the mesh the account that the gateway shows. What
 * the other cluster and the gateway make of them is in other manifests.
 */
export function refusedRemotes(reachability: Reachability, edges: DeclaredEdges, where: Where): string[] {
  return edges.remoteEdges(reachability.endpoints).flatMap(({ edge, gateways, callees }) => callees.flatMap(callee => {
    if (edges.isObserved(callee)) return [];
    const ports = portsOn(edge.ports, callee);
    const wire = onWire(edge.to.endpoint!.construct, ports);
    const admitted = reachability.admits(edge.remote!, callee);
    const network = gateways.flatMap(gateway => steps(gateway, admitted?.through, callee)).flatMap(([from, to]) => {
      const { bounds, decidedBy, holding } = reachability.networkSide('ingress', to, from);
      const missing = wire.subtract(bounds.may);
      return missing.isEmpty ? [] : [`${edge.from.name} was declared to call ${edges.ownName(callee)}, and what ${from.id} passes on of it, on ${describeTraffic(missing)}, is held by ${
        [...new Set([...decidedBy, ...holding].map(where))].join(' and ')}. Remove what overrides the policy that the connection made.`];
    });
    const refused = admitted && !edges.isHeldByHand(callee) ? ports.intersect(Traffic.ports('TCP')).subtract(admitted.bounds.must) : Traffic.NONE;
    const mesh = refused.isEmpty ? [] : [`${edge.from.name} was declared to call ${edges.ownName(callee)} on ${describeTraffic(refused, reachability.space(callee))}, and no policy of the mesh lets in its account${
      admitted!.decidedBy.length > 0 ? `: ${admitted!.decidedBy.map(where).join(' and ')}` : ''}. Remove what overrides the policy that the connection made.`];
    return [...network, ...mesh];
  }));
}

function steps(gateway: Endpoint, waypoint: Endpoint | undefined, callee: Endpoint): (readonly [Endpoint, Endpoint])[] {
  return waypoint ? [[gateway, waypoint], [waypoint, callee]] : [[gateway, callee]];
}

/** A pod that may have a sidecar or none is called both ways. */
function onWire(construct: Parameters<typeof meshKindOf>[0], ports: Traffic): Traffic {
  const isAmbient = meshKindOf(construct) === ServiceMeshKind.ISTIO_AMBIENT;
  const tunnel = Traffic.ports('TCP', HBONE_PORT, HBONE_PORT);
  return isMigrating(construct) ? ports.union(tunnel) : isAmbient ? tunnel : ports;
}
