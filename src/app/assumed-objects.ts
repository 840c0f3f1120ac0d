import { IConstruct } from 'constructs';
import { ConnectionGraph } from '../connectivity/graph';
import { MeshMode, meshModeOf, observedNamespaces } from '../connectivity/namespace-facts';
import { ManifestObject } from '../manifest/object';
import { meshNamespaceAnnotations, meshNamespaceLabels } from '../mesh/namespace-mesh';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';
import { externalNamespacesOf } from '../tenancy/external-namespaces';

/**
 * What namespaces that stand in another tree are taken to be, as objects, so that an evaluator of manifests knows it: their labels, their part in the mesh,
 * their default deny. Each is stated in the app, by `IsolatedNamespace.existing` or by the platform, and printed as an assumption.
 */
export function assumedObjects(root: IConstruct, objects: readonly ManifestObject[]): ManifestObject[] {
  const platform = Platform.of(root);
  const present = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata?.name));
  const stated = new Map(externalNamespacesOf(root).map(each => [each.name, each]));
  const observed = observedNamespaces(root);
  const scopes = new Map(ConnectionGraph.of(root).endpoints.map(({ namespace = '', construct }) => [namespace, construct]));
  return [...scopes].filter(([name]) => !present.has(name)).flatMap(([name, scope]) => {
    const mode = meshModeOf(scope);
    const { labels = {}, defaultDeny = false } = stated.get(name) ?? {};
    const isIn = mode !== MeshMode.NONE;
    const namespaced = (apiVersion: string, kind: string, spec: object): ManifestObject => ({ apiVersion, kind, metadata: { name: 'assumed', namespace: name }, spec });
    return [
      {
        apiVersion: 'v1', kind: 'Namespace',
        metadata: {
          name, labels: { ...labels, ...isIn ? meshNamespaceLabels(scope) : {} },
          annotations: meshNamespaceAnnotations(platform, mode, observed.includes(name)),
        },
      },
      ...(defaultDeny ? [namespaced('networking.k8s.io/v1', 'NetworkPolicy', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })] : []),
      ...(mode === MeshMode.STRICT && platform.serviceMesh.kind !== ServiceMeshKind.LINKERD
        ? [namespaced('security.istio.io/v1', 'PeerAuthentication', { mtls: { mode: 'STRICT' } })] : []),
    ];
  });
}
