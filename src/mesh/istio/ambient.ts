import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { authorizationRules, MeshAllowance } from './authorization-rules';
import { dryRun } from './dry-run';
import { emitPlaintextPorts } from './plaintext-ports';
import { emitAllow } from './sidecar';
import { useWaypoint } from './waypoint';
import { Connections } from '../../connectivity/connections';
import { WAYPOINT } from '../../connectivity/wire';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';

/**
 * ztunnel reads connections and no requests. Where an edge names requests, every call to the Service goes through the namespace's waypoint, whose
 * ALLOW says who may ask what; the workload's own ALLOW then lets in the waypoint alone, since a pod can also be called past it, by its address.
 */
export function authorizeByZtunnel(scope: Construct, connections: Connections): void {
  emitAllow(scope, connections, () => ownAllowances(connections));
  emitPlaintextPorts(scope, connections._endpoint);
  connections._onCaller = ({ http, source }, where) => {
    if (http.length === 0 || !source || scope.node.tryFindChild('RequestPolicy')) return;
    const service = scope.node.tryFindChild('Service')?.node.tryFindChild('Resource');
    const { namespace, serviceName, name, labels } = connections._endpoint;
    if (!service || !ApiObject.isApiObject(service) || serviceName === undefined || namespace === undefined) {
      throw new Error(`${where}: http needs a Service in a namespace: in ambient mode only calls to a Service go through the waypoint that reads them. Leave http out.`);
    }
    scope.node.addValidation({
      validate: () => connections._callers.some(({ bySidecar, pastWaypoint }) => bySidecar && !pastWaypoint) ? [`${scope.node.path}: some caller has a sidecar, which goes past the waypoint that reads requests: it would be `
        + 'refused. Leave http out of the edges until its callers are ambient too.'] : [],
    });
    service.metadata.addLabel('istio.io/use-waypoint', WAYPOINT);
    useWaypoint(scope, connections);
    const platform = Platform.of(scope);
    emit(scope, 'RequestPolicy', {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: `${name}-requests`, namespace, labels, annotations: { ...waveAnnotations(platform, SYNC_WAVES.ALLOW), ...dryRun(scope) } },
      spec: () => ({
        targetRefs: [{ group: '', kind: 'Service', name: serviceName }],
        action: 'ALLOW',
        // A waypoint knows the port that was called, which is that of the Service.
        rules: authorizationRules(connections._callers.filter(caller => caller.source && !caller.pastWaypoint)
          .map(caller => ({ source: caller.source, http: caller.http, ports: caller.ports.map(port => port.servicePort) })), platform.serviceMesh.trustDomain),
      }),
    });
  };
}

function ownAllowances({ _callers, _waypoint }: Connections): MeshAllowance[] {
  return _callers.map(({ ports, source, pastWaypoint }) => ({
    source: source && _waypoint !== undefined && !pastWaypoint ? { accounts: [{ namespace: _waypoint, name: WAYPOINT }] } : source,
    ports: ports.map(port => port.containerPort), http: [],
  }));
}
