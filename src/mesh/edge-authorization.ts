import { Construct } from 'constructs';
import { authorizeByZtunnel } from './istio/ambient';
import { leaveByWaypoint } from './istio/egress-waypoint';
import { registerNamedHosts } from './istio/named-hosts';
import { authorizeBySidecar } from './istio/sidecar';
import { authorizeByServers } from './linkerd/servers';
import { PodSpec } from './pod-spec';
import { Connections } from '../connectivity/connections';
import { Protocol } from '../connectivity/endpoint';
import { meshKindOf, MeshMode, meshModeOf } from '../connectivity/namespace-facts';
import { ServiceMeshKind } from '../platform/service-mesh';

/**
 * The mesh's side of a workload's edges: who may call it, by identity, and what they may ask; with sidecars also the hosts that it calls by name. Each
 * workload calls it once, in its constructor, with the connections that it made. Without callers nobody is let in; outside the mesh, or without ports,
 * nobody calls through the mesh and nothing is written for them.
 */
export function authorizeEdges(scope: Construct, connections: Connections, podSpec: PodSpec): void {
  const kind = meshKindOf(scope);
  if (kind === ServiceMeshKind.ISTIO_SIDECAR && meshModeOf(scope) !== MeshMode.NONE) registerNamedHosts(scope, connections);
  leaveByWaypoint(scope, connections);
  const carried = connections._endpoint.ports.filter(port => port.protocol === Protocol.TCP);
  if (meshModeOf(scope) === MeshMode.NONE || carried.length === 0) return;
  switch (kind) {
    case ServiceMeshKind.ISTIO_SIDECAR: return authorizeBySidecar(scope, connections);
    case ServiceMeshKind.ISTIO_AMBIENT: return authorizeByZtunnel(scope, connections);
    case ServiceMeshKind.LINKERD: return authorizeByServers(scope, connections, podSpec);
    case ServiceMeshKind.NONE:
  }
}
