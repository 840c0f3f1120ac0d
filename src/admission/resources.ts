/** How the API server calls a kind in the rules of an admission policy. */
export interface Resource {
  readonly group: string;
  /** The versions that are judged; the API server converts the others of the group to one of them (`matchPolicy: Equivalent`). */
  readonly versions: readonly string[];
  readonly resources: readonly string[];
}

/** By `group/Kind`: every kind that a control judges by an expression. */
export const RESOURCES: Readonly<Record<string, Resource>> = {
  // A debug container arrives by the subresource, in the whole pod.
  ...kinds('', 'v1', { Pod: ['pods', 'pods/ephemeralcontainers'], PodTemplate: 'podtemplates', ReplicationController: 'replicationcontrollers' }),
  ...kinds('', 'v1', { Namespace: 'namespaces', PersistentVolume: 'persistentvolumes', Secret: 'secrets', Service: 'services' }),
  ...kinds('apps', 'v1', { DaemonSet: 'daemonsets', Deployment: 'deployments', ReplicaSet: 'replicasets', StatefulSet: 'statefulsets' }),
  ...kinds('batch', 'v1', { CronJob: 'cronjobs', Job: 'jobs' }),
  ...kinds('autoscaling', 'v2', { HorizontalPodAutoscaler: 'horizontalpodautoscalers' }),
  ...kinds('policy', 'v1', { PodDisruptionBudget: 'poddisruptionbudgets' }),
  ...kinds('rbac.authorization.k8s.io', 'v1', {
    ClusterRole: 'clusterroles', ClusterRoleBinding: 'clusterrolebindings', Role: 'roles', RoleBinding: 'rolebindings',
  }),
  ...kinds('storage.k8s.io', 'v1', { StorageClass: 'storageclasses' }),
  ...kinds('discovery.k8s.io', 'v1', { EndpointSlice: 'endpointslices' }),
  ...kinds('networking.k8s.io', 'v1', { Ingress: 'ingresses', NetworkPolicy: 'networkpolicies' }),
  ...kinds('gateway.networking.k8s.io', 'v1', { Gateway: 'gateways' }),
  // v1 came with Gateway API 1.6: before it there is nothing to convert to.
  ...kinds('gateway.networking.k8s.io', ['v1', 'v1beta1'], { ReferenceGrant: 'referencegrants' }),
  ...kinds('networking.istio.io', 'v1', { Gateway: 'gateways', VirtualService: 'virtualservices' }),
  ...kinds('security.istio.io', 'v1', { AuthorizationPolicy: 'authorizationpolicies', PeerAuthentication: 'peerauthentications' }),
  ...kinds('external-secrets.io', 'v1', {
    ClusterExternalSecret: 'clusterexternalsecrets', ClusterSecretStore: 'clustersecretstores', ExternalSecret: 'externalsecrets', SecretStore: 'secretstores',
  }),
  ...kinds('argoproj.io', 'v1alpha1', { AppProject: 'appprojects', Application: 'applications', ApplicationSet: 'applicationsets' }),
  ...kinds('route.openshift.io', 'v1', { Route: 'routes' }),
  ...kinds('security.openshift.io', 'v1', { SecurityContextConstraints: 'securitycontextconstraints' }),
  ...kinds('constraints.gatekeeper.sh', 'v1beta1', { K8sAllowedRepos: 'k8sallowedrepos' }),
};

function kinds(group: string, versions: string | readonly string[], names: Readonly<Record<string, string | readonly string[]>>): Record<string, Resource> {
  return Object.fromEntries(Object.entries(names).map(([kind, resources]) => [
    group === '' ? kind : `${group}/${kind}`, { group, versions: [versions].flat(), resources: [resources].flat() },
  ]));
}

/** Rules that match all of the kinds, one for each version of a group. Throws for a kind that is not in the table. */
export function resourceRules(groupKinds: readonly string[]): Record<string, unknown>[] {
  const byVersion = new Map<string, Resource & { readonly resources: string[] }>();
  for (const groupKind of groupKinds) {
    if (!Object.hasOwn(RESOURCES, groupKind)) throw new Error(`it is not known by which name the API server serves ${groupKind}`);
    const { group, versions, resources } = RESOURCES[groupKind];
    const key = `${group}/${versions}`;
    const rule = byVersion.get(key) ?? { group, versions, resources: [] };
    rule.resources.push(...resources);
    byVersion.set(key, rule);
  }
  return [...byVersion.values()].map(({ group, versions, resources }) => (
    { apiGroups: [group], apiVersions: versions, operations: ['CREATE', 'UPDATE'], resources: [...resources].sort() }));
}
