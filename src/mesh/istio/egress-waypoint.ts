import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { authorizationRules, MeshAllowance } from './authorization-rules';
import { dryRun } from './dry-run';
import { registerHost } from './named-hosts';
import { Connections } from '../../connectivity/connections';
import { identityOf } from '../../connectivity/own-endpoint';
import { egressWaypointOf } from '../../connectivity/wire';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';

/** Who calls a host, by its namespace: as its entry. */
const CALLERS = new WeakMap<Construct, Map<string, Connections[]>>();

/**
 * Calls of an ambient workload to hosts by name, through the platform's egress waypoint: the entry of the host sends them there, and an ALLOW on it lets in the
 * declared callers by identity. A boundary, other than a Sidecar: the network policies lead to the waypoint alone, and only ztunnel speaks to it.
 */
export function leaveByWaypoint(scope: Construct, connections: Connections): void {
  const { _endpoint: endpoint, _cilium: named } = connections;
  const waypoint = egressWaypointOf(scope);
  if (!waypoint) return;
  const labels = { 'istio.io/use-waypoint': waypoint.name, 'istio.io/use-waypoint-namespace': waypoint.namespace };
  named.onHost = fqdn => {
    const chart = Chart.of(scope);
    const root = scope.node.root as Construct;
    const byHost = CALLERS.get(root) ?? new Map<string, Connections[]>();
    CALLERS.set(root, byHost);
    const key = `${endpoint.namespace}/${fqdn}`;
    const callers = byHost.get(key) ?? [];
    byHost.set(key, callers);
    if (!callers.includes(connections)) callers.push(connections);
    if (!registerHost(scope, fqdn, named, labels, [waypoint.namespace])) return;
    const platform = Platform.of(scope);
    emit(chart, `HostPolicy-${fqdn}`, {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: fqdn, annotations: { ...waveAnnotations(platform, SYNC_WAVES.ALLOW), ...dryRun(scope) } },
      spec: () => ({
        targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: fqdn }],
        action: 'ALLOW',
        rules: authorizationRules(callers.flatMap(caller => allowances(caller, fqdn)), platform.serviceMesh.trustDomain),
      }),
    });
  };
}

function allowances({ _endpoint, _cilium }: Connections, fqdn: string): MeshAllowance[] {
  return _cilium.hosts.filter(host => host.fqdn === fqdn).map(({ ports }) => ({
    source: identityOf(_endpoint, _endpoint.construct.node.path), ports: ports.map(({ port }) => port), http: [],
  }));
}
