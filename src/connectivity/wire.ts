import { Protocol } from './endpoint';
import { Opening } from './rules';
import { namespaceNamed, NetworkPeer } from './selection';
import { GATEWAY_NAME_LABEL } from '../manifest/well-known';
import { Platform } from '../platform/platform';

/** Name of the proxy that reads HTTP for the ambient pods of a namespace, and of its ServiceAccount. */
export const WAYPOINT = 'waypoint';

/** One direction of one edge, by the ports of the application. */
export interface DeclaredOpening extends Opening {
  /** Both ends are in the mesh. */
  readonly inMesh: boolean;
  /** Namespace of the waypoint through which the callee is called; asked when all edges are declared. */
  readonly waypoint?: () => string | undefined;
}

/** The pods of a namespace's waypoint. */
export function waypointPods(namespace: string): NetworkPeer {
  return { namespaceSelector: namespaceNamed(namespace), podSelector: { matchLabels: { [GATEWAY_NAME_LABEL]: WAYPOINT } } };
}

/** What the network sees of an opening: in a mesh with tunnels, one port for all that is TCP, and beside it what no mesh carries. */
export function onWire(opening: DeclaredOpening, platform: Platform): Opening[] {
  const { peers, ports, inMesh, waypoint } = opening;
  const tunnel = platform.serviceMesh._tunnelPort;
  // Every port: that of the tunnel is one of them.
  if (!inMesh || tunnel === undefined || ports === undefined) return [{ peers, ports }];
  const beside = ports.filter(({ protocol }) => protocol !== Protocol.TCP);
  const through = waypoint?.();
  const steps = through === undefined ? peers : [waypointPods(through)];
  return [
    ...(beside.length < ports.length ? [{ peers: steps, ports: [{ protocol: Protocol.TCP, port: tunnel }] }] : []),
    ...(beside.length > 0 ? [{ peers, ports: beside }] : []),
  ];
}
