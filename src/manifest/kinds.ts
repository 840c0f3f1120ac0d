import { groupOf } from './object';

/** Where the pod template stands in each of the nine built-in kinds that carry one. A Pod is its own template. */
export const POD_TEMPLATE_PATHS: Readonly<Record<string, readonly string[]>> = {
  'Pod': [],
  'PodTemplate': ['template'],
  'ReplicationController': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/**
 * Kinds without a namespace, by `group/Kind`. cdk8s writes a chart's namespace into these too, and the file layout needs to know them.
 * Sources: the API resources of Kubernetes 1.36, Istio, External Secrets Operator, Gateway API, Kyverno, Gatekeeper, cert-manager.
 */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'Namespace', 'Node', 'PersistentVolume', 'ComponentStatus',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration', 'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy', 'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy', 'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'apiextensions.k8s.io/CustomResourceDefinition', 'apiregistration.k8s.io/APIService',
  'authentication.k8s.io/TokenReview', 'authentication.k8s.io/SelfSubjectReview',
  'authorization.k8s.io/SubjectAccessReview', 'authorization.k8s.io/SelfSubjectAccessReview', 'authorization.k8s.io/SelfSubjectRulesReview',
  'certificates.k8s.io/CertificateSigningRequest', 'certificates.k8s.io/ClusterTrustBundle',
  'flowcontrol.apiserver.k8s.io/FlowSchema', 'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'internal.apiserver.k8s.io/StorageVersion', 'storagemigration.k8s.io/StorageVersionMigration',
  'networking.k8s.io/IngressClass', 'networking.k8s.io/IPAddress', 'networking.k8s.io/ServiceCIDR',
  'node.k8s.io/RuntimeClass', 'scheduling.k8s.io/PriorityClass',
  'rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/ClusterRoleBinding',
  'resource.k8s.io/DeviceClass', 'resource.k8s.io/ResourceSlice',
  'storage.k8s.io/StorageClass', 'storage.k8s.io/CSIDriver', 'storage.k8s.io/CSINode', 'storage.k8s.io/VolumeAttachment',
  'storage.k8s.io/VolumeAttributesClass',
  'cert-manager.io/ClusterIssuer', 'trust.cert-manager.io/Bundle',
  'cilium.io/CiliumClusterwideNetworkPolicy', 'crd.projectcalico.org/GlobalNetworkPolicy', 'projectcalico.org/GlobalNetworkPolicy',
  'external-secrets.io/ClusterSecretStore', 'external-secrets.io/ClusterExternalSecret', 'external-secrets.io/ClusterPushSecret',
  'generators.external-secrets.io/ClusterGenerator',
  'gateway.networking.k8s.io/GatewayClass', 'policy.networking.k8s.io/ClusterNetworkPolicy',
  'policy.networking.k8s.io/AdminNetworkPolicy', 'policy.networking.k8s.io/BaselineAdminNetworkPolicy',
  'kyverno.io/ClusterPolicy', 'policies.kyverno.io/ValidatingPolicy', 'policies.kyverno.io/MutatingPolicy',
  'policies.kyverno.io/GeneratingPolicy', 'policies.kyverno.io/ImageValidatingPolicy', 'policies.kyverno.io/DeletingPolicy',
  'templates.gatekeeper.sh/ConstraintTemplate', 'policy.sigstore.dev/ClusterImagePolicy',
  'cilium.io/TracingPolicy', 'security.openshift.io/SecurityContextConstraints', 'project.openshift.io/Project',
]);

/** `apps/Deployment`; `Pod` for the core group. */
export function groupKind(apiVersion: string, kind: string): string {
  const group = groupOf(apiVersion);
  return group === '' ? kind : `${group}/${kind}`;
}

export function isClusterScoped(apiVersion: string, kind: string): boolean {
  // Every Gatekeeper constraint is cluster-scoped, whatever its kind is called.
  return CLUSTER_SCOPED.has(groupKind(apiVersion, kind)) || groupOf(apiVersion) === 'constraints.gatekeeper.sh';
}

/** Groups that Kubernetes itself serves: all without a dot, and those under `k8s.io` that are not an add-on's. */
export function isBuiltInGroup(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  return !group.includes('.') || BUILT_IN_DOTTED.has(group);
}

/** The groups with a dot that Kubernetes itself serves. */
export const BUILT_IN_DOTTED: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'apiregistration.k8s.io', 'authentication.k8s.io', 'authorization.k8s.io',
  'certificates.k8s.io', 'coordination.k8s.io', 'discovery.k8s.io', 'events.k8s.io', 'flowcontrol.apiserver.k8s.io', 'internal.apiserver.k8s.io',
  'networking.k8s.io', 'node.k8s.io', 'rbac.authorization.k8s.io', 'resource.k8s.io', 'scheduling.k8s.io', 'storage.k8s.io', 'storagemigration.k8s.io',
]);
