import { Construct, IConstruct } from 'constructs';
import { meshKindOf, MeshMode } from '../connectivity/namespace-facts';
import { dryRun } from './istio/dry-run';
import { SYNC_WAVES, waveAnnotations } from '../platform/delivery-marks';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';

/** Labels that enrol the pods of a namespace in the mesh: each is taken in at its next start. `scope` stands in it. */
export function meshNamespaceLabels(scope: IConstruct): Record<string, string> {
  const { revision } = Platform.of(scope).serviceMesh;
  switch (meshKindOf(scope)) {
    // With both labels Istio follows `istio-injection` and ignores the revision.
    case ServiceMeshKind.ISTIO_SIDECAR: return revision === undefined ? { 'istio-injection': 'enabled' } : { 'istio.io/rev': revision };
    case ServiceMeshKind.ISTIO_AMBIENT: return { 'istio.io/dataplane-mode': 'ambient' };
    default: return {};
  }
}

/** Annotations that do so; in Linkerd also what is refused where nothing is authorized: every call, and not, as by its default, none. */
export function meshNamespaceAnnotations(platform: Platform, mode: MeshMode, observed: boolean): Record<string, string> {
  if (platform.serviceMesh.kind !== ServiceMeshKind.LINKERD || mode === MeshMode.NONE) return {};
  return { 'linkerd.io/inject': 'enabled', 'config.linkerd.io/default-inbound-policy': observed ? 'audit' : 'deny' };
}

/** Mutual TLS for each pod of the namespace, and no call allowed but what an ALLOW of its callee says. Linkerd says both on the Namespace. */
export function emitMeshDefaults(scope: Construct, mode: MeshMode.STRICT | MeshMode.PERMISSIVE): void {
  const platform = Platform.of(scope);
  if (platform.serviceMesh.kind === ServiceMeshKind.LINKERD) return;
  const annotations = waveAnnotations(platform, SYNC_WAVES.DENY);
  emit(scope, 'MutualTls', {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', annotations },
    spec: { mtls: { mode: mode === MeshMode.STRICT ? 'STRICT' : 'PERMISSIVE' } },
  });
  // An ALLOW that no rule of its own ever matches: from then on, what no other ALLOW names is refused.
  emit(scope, 'AllowNothing', {
    apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'allow-nothing', annotations: { ...annotations, ...dryRun(scope) } }, spec: {},
  });
}
