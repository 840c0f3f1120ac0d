import { Construct } from 'constructs';
import { authorizationRules, MeshAllowance } from './authorization-rules';
import { dryRun } from './dry-run';
import { emitPlaintextPorts } from './plaintext-ports';
import { Connections } from '../../connectivity/connections';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';

/** One ALLOW that names each caller by identity, and what he may ask. */
export function authorizeBySidecar(scope: Construct, connections: Connections): void {
  emitAllow(scope, connections, () => connections._callers.map(({ ports, source, http }) => ({ source, http, ports: ports.map(port => port.containerPort) })));
  emitPlaintextPorts(scope, connections._endpoint);
}

/** The workload's own ALLOW. Without a caller it has no rule, which refuses every call. */
export function emitAllow(scope: Construct, { _endpoint: { name, namespace, labels, selector } }: Connections, allowances: () => MeshAllowance[]): void {
  const platform = Platform.of(scope);
  emit(scope, 'AuthorizationPolicy', {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace, labels, annotations: { ...waveAnnotations(platform, SYNC_WAVES.ALLOW), ...dryRun(scope) } },
    spec: () => {
      const rules = authorizationRules(allowances(), platform.serviceMesh.trustDomain);
      // An empty list would be one reading away from "anyone": no field is the one spelling of "nobody".
      return { selector: { matchLabels: selector }, action: 'ALLOW', ...(rules.length > 0 ? { rules } : {}) };
    },
  });
}
