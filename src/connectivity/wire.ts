import { IConstruct } from 'constructs';
import { Protocol } from './endpoint';
import { isMigrating, meshKindOf, MeshMode, meshModeOf } from './namespace-facts';
import { Opening } from './rules';
import { namespaceNamed, NetworkPeer, PortRule } from './selection';
import { GATEWAY_NAME_LABEL, HBONE_PORT, LINKERD_INBOUND_PORT } from '../manifest/well-known';
import { Platform } from '../platform/platform';
import { EgressWaypoint, ServiceMeshKind } from '../platform/service-mesh';

/** Name of the proxy that reads HTTP for the ambient pods of a namespace, and of its ServiceAccount. */
export const WAYPOINT = 'waypoint';

/** One direction of one edge, by the ports of the application. */
export interface DeclaredOpening extends Opening {
  /** Both ends are in the mesh. */
  readonly inMesh: boolean;
  /** TCP port to which all TCP between the two goes; undefined: the network sees the ports of the application. */
  readonly tunnel?: number;
  /** Some of it goes past the tunnel: one end has sidecars, or may still have them. */
  readonly isMixed?: boolean;
  /** Namespace of the waypoint through which the callee is called; asked when all edges are declared. */
  readonly waypoint?: () => string | undefined;
}

/** How the network sees calls between two ends that are both in the mesh. An end of which nothing is known is as the platform says. */
export function meshWire(own: IConstruct, other: IConstruct | undefined): Pick<DeclaredOpening, 'inMesh' | 'tunnel' | 'isMixed'> {
  const platform = Platform.of(own);
  const kinds = [meshKindOf(own), other ? meshKindOf(other) : platform.serviceMesh.kind];
  if (kinds.every(kind => kind === ServiceMeshKind.ISTIO_SIDECAR)) return { inMesh: true };
  const isMixed = kinds.includes(ServiceMeshKind.ISTIO_SIDECAR) || isMigrating(own) || (other !== undefined && isMigrating(other));
  return { inMesh: true, tunnel: kinds.includes(ServiceMeshKind.LINKERD) ? LINKERD_INBOUND_PORT : HBONE_PORT, ...(isMixed && { isMixed }) };
}

/** The pods of a namespace's waypoint. */
export function waypointPods(namespace: string): NetworkPeer {
  return { namespaceSelector: namespaceNamed(namespace), podSelector: { matchLabels: { [GATEWAY_NAME_LABEL]: WAYPOINT } } };
}

/** Where the calls of a workload to hosts by name leave the mesh; undefined: not through a waypoint. Of a pod that may still have a sidecar nobody knows. */
export function egressWaypointOf(construct: IConstruct): EgressWaypoint | undefined {
  const isAmbient = meshKindOf(construct) === ServiceMeshKind.ISTIO_AMBIENT && meshModeOf(construct) !== MeshMode.NONE && !isMigrating(construct);
  return isAmbient ? Platform.of(construct).serviceMesh.egressWaypoint : undefined;
}

/** What the network sees of a call through it. */
export function toEgressWaypoint({ namespace, name }: EgressWaypoint): Opening & { readonly ports: readonly PortRule[] } {
  return {
    peers: [{ namespaceSelector: namespaceNamed(namespace), podSelector: { matchLabels: { [GATEWAY_NAME_LABEL]: name } } }],
    ports: [{ protocol: Protocol.TCP, port: HBONE_PORT }],
  };
}

/** What the network sees of an opening: in a mesh with tunnels, one port for all that is TCP, and beside it what no mesh carries. */
export function onWire({ peers, ports, inMesh, tunnel, isMixed, waypoint }: DeclaredOpening): Opening[] {
  // Every port: that of the tunnel is one of them.
  if (!inMesh || tunnel === undefined || ports === undefined) return [{ peers, ports }];
  const beside = ports.filter(({ protocol }) => protocol !== Protocol.TCP);
  const through = waypoint?.();
  const steps = through === undefined ? peers : [waypointPods(through)];
  return [
    ...(beside.length < ports.length ? [{ peers: steps, ports: [{ protocol: Protocol.TCP, port: tunnel }] }] : []),
    ...(isMixed ? [{ peers, ports }] : beside.length > 0 ? [{ peers, ports: beside }] : []),
  ];
}
