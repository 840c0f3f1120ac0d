import { Shape } from './shapes';

const TEXTS: Shape = { list: 'string' };
const BACKEND: Shape = { fields: { service: { fields: { name: 'string', port: { fields: { number: 'int', name: 'string' } } } } } };
const RULE: Shape = { fields: { verbs: TEXTS, resources: TEXTS, apiGroups: TEXTS, resourceNames: TEXTS, nonResourceURLs: TEXTS } };
const ROLE: Shape = { fields: { rules: { list: RULE } } };
const BINDING: Shape = {
  fields: { roleRef: { fields: { kind: 'string', name: 'string' } }, subjects: { list: { fields: { kind: 'string', name: 'string', namespace: 'string' } } } },
};
const spec = (fields: Readonly<Record<string, Shape>>): Shape => ({ fields: { spec: { fields } } });
const STORE: Shape = { fields: { kind: 'string', name: 'string' } };

/** The types of the fields that controls read in kinds whose fields do not all stand in `spec`, and in custom resources, by `group/Kind`. */
export const OBJECT_SHAPES: Readonly<Record<string, Shape>> = {
  'rbac.authorization.k8s.io/Role': ROLE,
  'rbac.authorization.k8s.io/ClusterRole': ROLE,
  'rbac.authorization.k8s.io/RoleBinding': BINDING,
  'rbac.authorization.k8s.io/ClusterRoleBinding': BINDING,
  'ServiceAccount': { fields: { automountServiceAccountToken: 'bool' } },
  'Secret': { fields: { type: 'string', data: { map: 'string' }, stringData: { map: 'string' } } },
  'discovery.k8s.io/EndpointSlice': { fields: { endpoints: { list: { fields: { addresses: TEXTS } } } } },
  'storage.k8s.io/StorageClass': { fields: { provisioner: 'string', parameters: { map: 'string' } } },
  'networking.k8s.io/Ingress': spec({
    ingressClassName: 'string',
    defaultBackend: BACKEND,
    tls: { list: { fields: { hosts: TEXTS, secretName: 'string' } } },
    rules: { list: { fields: { host: 'string', http: { fields: { paths: { list: { fields: { path: 'string', backend: BACKEND } } } } } } } },
  }),
  'gateway.networking.k8s.io/Gateway': spec({
    listeners: { list: { fields: { protocol: 'string', allowedRoutes: { fields: { namespaces: { fields: { from: 'string' } } } } } } },
  }),
  'gateway.networking.k8s.io/ReferenceGrant': spec({ to: { list: { fields: { kind: 'string', name: 'string' } } } }),
  'networking.istio.io/Gateway': spec({
    servers: { list: { fields: { hosts: TEXTS, port: { fields: { protocol: 'string' } }, tls: { fields: { httpsRedirect: 'bool', mode: 'string' } } } } },
  }),
  'networking.istio.io/VirtualService': spec({ hosts: TEXTS, gateways: TEXTS }),
  'route.openshift.io/Route': spec({ host: 'string', path: 'string', tls: { fields: { termination: 'string', insecureEdgeTerminationPolicy: 'string' } } }),
  'security.openshift.io/SecurityContextConstraints': { fields: { allowPrivilegedContainer: 'bool' } },
  'constraints.gatekeeper.sh/K8sAllowedRepos': spec({ parameters: { fields: { repos: TEXTS } } }),
  'argoproj.io/Application': spec({ project: 'string', destination: { fields: { name: 'string', server: 'string' } } }),
  'argoproj.io/ApplicationSet': spec({ template: { fields: { spec: { fields: { project: 'string' } } } } }),
  'argoproj.io/AppProject': spec({
    sourceRepos: TEXTS,
    destinations: { list: { fields: { namespace: 'string', server: 'string', name: 'string' } } },
    clusterResourceWhitelist: { list: { fields: { group: 'string', kind: 'string' } } },
  }),
  'external-secrets.io/ExternalSecret': spec({ secretStoreRef: STORE }),
  'external-secrets.io/ClusterSecretStore': spec({ conditions: { list: { fields: {} } } }),
};
