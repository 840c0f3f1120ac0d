import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Connections } from '../../connectivity/connections';
import { Protocol } from '../../connectivity/endpoint';
import { dnsOpenings, istiodOpening, proxyEgress } from '../../connectivity/implied';
import { isObserved } from '../../connectivity/namespace-facts';
import { egressRules, ingressRules } from '../../connectivity/rules';
import { NetworkPeer } from '../../connectivity/selection';
import { onWire, WAYPOINT, waypointPods } from '../../connectivity/wire';
import { HBONE_PORT, WAYPOINT_CLASS } from '../../manifest/well-known';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';

const TUNNEL = { protocol: Protocol.TCP, port: HBONE_PORT };
/** The workloads of a chart that are called through its waypoint. */
const USERS = new WeakMap<Chart, Connections[]>();

/** The waypoint of the workload's namespace, with its own network policy; made with its first user. */
export function useWaypoint(scope: Construct, connections: Connections): void {
  const chart = Chart.of(scope);
  const known = USERS.get(chart);
  if (known) {
    known.push(connections);
    return;
  }
  const users = [connections];
  USERS.set(chart, users);
  const platform = Platform.of(scope);
  const annotations = waveAnnotations(platform, SYNC_WAVES.ALLOW);
  const { revision } = platform.serviceMesh;
  emit(chart, 'Waypoint', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: WAYPOINT, annotations, labels: { 'istio.io/waypoint-for': 'service', ...(revision === undefined ? {} : { 'istio.io/rev': revision }) } },
    spec: { gatewayClassName: WAYPOINT_CLASS, listeners: [{ name: 'mesh', port: TUNNEL.port, protocol: 'HBONE', allowedRoutes: { namespaces: { from: 'Same' } } }] },
  });
  if (isObserved(scope)) return;
  emit(chart, 'WaypointNetworkPolicy', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: WAYPOINT, annotations },
    spec: () => ({
      podSelector: waypointPods('').podSelector,
      policyTypes: ['Ingress', 'Egress'],
      ingress: ingressRules(users.flatMap(user => user._meshCallers()).map(peers => ({ peers, ports: [TUNNEL] }))),
      egress: egressRules([
        ...dnsOpenings(platform), istiodOpening(platform), ...proxyEgress(chart, chart.namespace).flatMap(onWire),
        ...users.map(user => ({ peers: [podsOf(user)], ports: [TUNNEL] })),
      ]),
    }),
  });
}

function podsOf({ _endpoint: { selector } }: Connections): NetworkPeer {
  return { podSelector: { matchLabels: selector } };
}
