import { Construct } from 'constructs';
import { MeshMode } from '../connectivity/namespace-facts';
import { SYNC_WAVES, waveAnnotations } from '../platform/delivery-marks';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';

/** Labels that enrol the pods of a namespace in the mesh: each gets a sidecar at its next start. */
export function meshNamespaceLabels(platform: Platform): Record<string, string> {
  if (!platform.hasMesh) return {};
  const { revision } = platform.serviceMesh;
  // With both labels Istio follows `istio-injection` and ignores the revision.
  return revision === undefined ? { 'istio-injection': 'enabled' } : { 'istio.io/rev': revision };
}

/** Mutual TLS for each pod of the namespace, and no call allowed but what an ALLOW of its callee says. */
export function emitMeshDefaults(scope: Construct, mode: MeshMode.STRICT | MeshMode.PERMISSIVE): void {
  const annotations = waveAnnotations(Platform.of(scope), SYNC_WAVES.DENY);
  emit(scope, 'MutualTls', {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', annotations },
    spec: { mtls: { mode: mode === MeshMode.STRICT ? 'STRICT' : 'PERMISSIVE' } },
  });
  // An ALLOW that no rule of its own ever matches: from then on, what no other ALLOW names is refused.
  emit(scope, 'AllowNothing', { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'allow-nothing', annotations }, spec: {} });
}
