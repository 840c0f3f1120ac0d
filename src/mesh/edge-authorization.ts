import { Construct } from 'constructs';
import { authorizationRules } from './authorization-rules';
import { Connections } from '../connectivity/connections';
import { Protocol } from '../connectivity/endpoint';
import { MeshMode, meshModeOf } from '../connectivity/namespace-facts';
import { SYNC_WAVES, waveAnnotations } from '../platform/delivery-marks';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';

/**
 * The mesh's side of a workload's edges: one ALLOW that names each caller by identity. Each workload calls it once, in its constructor, with the
 * connections that it made. Without callers the ALLOW has no rule, which refuses every call; outside the mesh, or without ports, nothing is written.
 */
export function authorizeEdges(scope: Construct, connections: Connections): void {
  const { name, namespace, labels, selector, ports } = connections._endpoint;
  const mode = meshModeOf(scope);
  const carried = ports.filter(port => port.protocol === Protocol.TCP);
  if (mode === MeshMode.NONE || carried.length === 0) return;
  const metadata = { name, namespace, labels, annotations: waveAnnotations(Platform.of(scope), SYNC_WAVES.ALLOW) };
  emit(scope, 'AuthorizationPolicy', {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata,
    spec: () => {
      const rules = authorizationRules(connections._callers
        .map(({ ports: called, source, http }) => ({ source, http, ports: called.map(port => port.containerPort) })));
      // An empty list would be one reading away from "anyone": no field is the one spelling of "nobody".
      return { selector: { matchLabels: selector }, action: 'ALLOW', ...(rules.length > 0 ? { rules } : {}) };
    },
  });
  const plaintext = carried.filter(port => port.plaintext);
  if (mode !== MeshMode.STRICT || plaintext.length === 0) return;
  emit(scope, 'PlaintextPorts', {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata,
    spec: {
      selector: { matchLabels: selector },
      mtls: { mode: 'STRICT' },
      portLevelMtls: Object.fromEntries(plaintext.map(port => [String(port.containerPort), { mode: 'PERMISSIVE' }])),
    },
  });
}
