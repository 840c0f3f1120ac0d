import { isBuiltInGroup } from '../manifest/kinds';
import { groupOf, ManifestObject } from '../manifest/object';
import { podTemplateOf } from '../manifest/pod-template';
import { valueAt } from '../manifest/pointer';

/** What a tree needs from the cluster, so that nobody finds out at sync. */
export interface Requirements {
  /** API groups with the versions and kinds that the tree uses and Kubernetes itself does not serve. */
  readonly customResources: readonly { readonly group: string; readonly version: string; readonly kinds: readonly string[] }[];
  /** Programs that must run there. */
  readonly controllers: readonly string[];
  /** What nodes must be able to do. */
  readonly nodes: readonly string[];
}

const CONTROLLERS: Readonly<Record<string, string>> = {
  'cilium.io': 'Cilium as the network plugin, with its DNS proxy',
  'external-secrets.io': 'External Secrets Operator',
  'generators.external-secrets.io': 'External Secrets Operator',
  'secrets.hashicorp.com': 'Vault Secrets Operator',
  'secrets-store.csi.x-k8s.io': 'Secrets Store CSI driver with the Vault provider',
  'gateway.networking.k8s.io': 'a Gateway API controller',
  'route.openshift.io': "OpenShift's router",
  'telemetry.istio.io': 'Istio control plane (istiod) with istio-cni',
  'security.istio.io': 'Istio control plane (istiod) with istio-cni',
  'monitoring.coreos.com': 'Prometheus Operator',
  'networking.istio.io': 'Istio control plane (istiod) with istio-cni',
  'policy.networking.k8s.io': 'a network plugin that enforces ClusterNetworkPolicy v1alpha2',
  'policies.kyverno.io': 'Kyverno',
  'templates.gatekeeper.sh': 'Gatekeeper',
  'projectcalico.org': 'Calico as the network plugin, with its API server or, from 3.32, its own definitions of projectcalico.org/v3',
  'policy.linkerd.io': 'Linkerd control plane with linkerd-cni',
};

/** Read from the manifests alone. */
export function requirementsOf(objects: readonly ManifestObject[]): Requirements {
  const kinds = new Map<string, Set<string>>();
  const controllers = new Set<string>();
  const nodes = new Set<string>();
  for (const object of objects) {
    if (!isBuiltInGroup(object.apiVersion)) kinds.set(object.apiVersion, (kinds.get(object.apiVersion) ?? new Set()).add(object.kind));
    if (object.kind === 'NetworkPolicy') controllers.add('a network plugin that enforces NetworkPolicy, both directions');
    if (object.kind === 'Ingress') controllers.add('an Ingress controller');
    if (object.kind === 'HorizontalPodAutoscaler') controllers.add('metrics-server');
    if (reloads(object)) controllers.add('Stakater Reloader');
    const controller = CONTROLLERS[groupOf(object.apiVersion)];
    if (controller) controllers.add(controller);
    const template = podTemplateOf(object);
    if (valueAt(template?.metadata, ['annotations', 'vault.hashicorp.com/agent-inject']) === 'true') controllers.add('Vault agent injector');
    const spec = template?.spec;
    if (spec?.hostUsers === false) nodes.add('user namespaces in the kernel and the container runtime');
    if (valueAt(spec, ['securityContext', 'supplementalGroupsPolicy']) === 'Strict') nodes.add('supplementalGroupsPolicy in the container runtime');
    if (valueAt(spec, ['securityContext', 'appArmorProfile']) !== undefined) nodes.add('AppArmor');
  }
  return {
    customResources: [...kinds].sort(([a], [b]) => a < b ? -1 : 1).map(([apiVersion, names]) => {
      const [group, version] = apiVersion.split('/');
      return { group, version, kinds: [...names].sort() };
    }),
    controllers: [...controllers].sort(),
    nodes: [...nodes].sort(),
  };
}

function reloads(object: ManifestObject): boolean {
  return Object.keys(object.metadata?.annotations ?? {}).some(key => key.includes('reloader.stakater.com/'));
}
