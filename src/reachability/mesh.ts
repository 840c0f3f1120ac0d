import { Endpoint } from './endpoint';
import { Environment, Mesh } from './environment';
import { Inventory } from './inventory';
import { IstioLayer } from './istio/istio-layer';
import { readPeerAuthentication } from './istio/peer-authentication';
import { readAuthorizationPolicy } from './istio/read-authorization-policy';
import { LinkerdLayer } from './linkerd/linkerd-layer';
import { MeshLayer, NO_MESH } from './mesh-layer';
import { RequestPatterns } from './request-space';
import { Problem } from './source';

/** The mesh of the environment, as the manifests configure it. */
export function meshOf(
  endpoints: readonly Endpoint[], inventory: Inventory, environment: Environment, asked: (callee: Endpoint) => RequestPatterns,
  report: (problem: Problem) => void,
): MeshLayer {
  switch (environment.mesh) {
    case 'none': return NO_MESH;
    case 'linkerd': return new LinkerdLayer(endpoints, inventory, environment, asked, report);
    default: return new IstioLayer(
      endpoints, inventory,
      inventory.ofKind('security.istio.io/AuthorizationPolicy').map(source => readAuthorizationPolicy(source, report)),
      inventory.ofKind('security.istio.io/PeerAuthentication').map(source => readPeerAuthentication(source, report)),
      environment, asked,
    );
  }
}

/** The mesh that the manifests speak of: by how namespaces and pods are enrolled in it. */
export function detectMesh(inventory: Inventory): Mesh {
  const namespaces = inventory.namespaceNames.map(name => ({ labels: inventory.namespaceLabels(name), annotations: inventory.namespaceAnnotations(name) }));
  const enrolled = [...namespaces, ...inventory.workloads];
  if (enrolled.some(({ labels }) => labels['istio.io/dataplane-mode'] === 'ambient')) return 'istio-ambient';
  if (enrolled.some(({ labels }) => labels['istio-injection'] === 'enabled' || labels['istio.io/rev'] !== undefined || labels['sidecar.istio.io/inject'] === 'true')) return 'istio-sidecar';
  return enrolled.some(({ annotations }) => annotations['linkerd.io/inject'] === 'enabled') ? 'linkerd' : 'none';
}
