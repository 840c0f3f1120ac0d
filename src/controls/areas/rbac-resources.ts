import { Control } from '../control';
import { list } from '../expressions';
import { CLUSTER_ROLE, grantControl, NAMED, READS, ROLE, WRITES } from '../rbac';

const CHANGES = ['update', 'patch', 'delete', 'deletecollection'];
const DELETES = ['delete', 'deletecollection'];
/** SecurityContextConstraints under which a pod is held as restricted pods are. */
const HARMLESS_SCCS = ['restricted', 'restricted-v2', 'restricted-v3', 'nonroot', 'nonroot-v2', 'nested-container'];

/** What roles may read and write. What a rule limits by name (resourceNames) is not counted, but where names do not help. */
export const RBAC_RESOURCES: readonly Control[] = [
  secrets('rbac-secrets-cluster-wide', CLUSTER_ROLE, 'critical', [...READS, ...CHANGES], 'No ClusterRole reads or changes Secrets',
    'Bound in the whole cluster, it has every credential of every namespace, tokens of administrators among them.'),
  secrets('rbac-secrets-namespaced', ROLE, 'medium', READS, 'No Role reads every Secret of its namespace',
    'Whoever has the role has every credential of the namespace; list and watch show the content as get does.'),
  grantControl({
    id: 'rbac-manage-workloads',
    title: 'Nobody may write workloads by hand',
    why: 'Whoever can write a pod can run it as any ServiceAccount of the namespace, and mount any of its Secrets.',
    fix: 'Leave writing to the GitOps controller; operators name what they own, and sign for the rest.',
    severity: 'medium',
    grants: [
      { groups: [''], resources: ['pods', 'replicationcontrollers'], verbs: WRITES },
      { groups: ['apps'], resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'], verbs: WRITES },
      { groups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: WRITES },
    ],
    harmless: NAMED,
  }),
  // Over a WebSocket, get is enough to run a command in clusters before 1.35.
  intoPods('rbac-pods-exec', 'pods/exec', 'high', 'run commands in pods', 'It is a shell with the identity of the pod, past every review.'),
  intoPods('rbac-pods-attach', 'pods/attach', 'high', 'attach to containers', 'What a process is sent and prints is then readable, and where it has a terminal, it is a shell.'),
  intoPods('rbac-pods-portforward', 'pods/portforward', 'medium', 'tunnel into pods', 'A tunnel reaches every port of the pod, past every network policy and the mesh.'),
  grantControl({
    id: 'rbac-persistentvolume-create',
    title: 'Nobody may create PersistentVolumes',
    why: 'A volume of type hostPath is the file system of a node.',
    fix: 'Let a StorageClass make volumes.',
    severity: 'medium',
    grants: [{ groups: [''], resources: ['persistentvolumes'], verbs: ['create', 'update', 'patch'] }],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-configmap-write',
    title: 'Nobody may write ConfigMaps of the whole cluster, or of kube-system',
    why: 'The answers of DNS, the users of some clouds and the settings of most controllers stand in ConfigMaps.',
    fix: 'Grant it in a Role of the namespace concerned, or name the ConfigMaps in resourceNames.',
    severity: 'medium',
    grants: [{ groups: [''], resources: ['configmaps'], verbs: WRITES }],
    harmless: `${NAMED} || (object.kind == 'Role' && !(has(object.metadata.namespace) && object.metadata.namespace == 'kube-system'))`,
  }),
  grantControl({
    id: 'rbac-aws-auth-configmap',
    title: 'Nobody may write aws-auth',
    why: 'The ConfigMap says who is who in an EKS cluster: whoever writes it is an administrator.',
    fix: 'Use EKS access entries, and remove the rule.',
    severity: 'critical',
    grants: [{ groups: [''], resources: ['configmaps'], verbs: ['update', 'patch', 'delete'] }],
    harmless: "!has(r.resourceNames) || !('aws-auth' in r.resourceNames)",
  }),
  grantControl({
    id: 'rbac-networking-write',
    title: 'Nobody may write Services, Ingresses or network policies by hand',
    why: 'Whoever can write them opens the namespace, or takes the traffic that was meant for others.',
    fix: 'Leave writing to the GitOps controller, or name the objects in resourceNames.',
    severity: 'medium',
    grants: [
      { groups: [''], resources: ['services'], verbs: ['create', 'update', 'patch', 'delete'] },
      { groups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: ['create', 'update', 'patch', 'delete'] },
    ],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-endpoints-edit',
    title: 'Nobody may write endpoints',
    why: 'An endpoint may name the address of a pod of another namespace, which is then called past its network policies (CVE-2021-25740).',
    fix: 'Remove the rule: the control plane writes endpoints.',
    severity: 'medium',
    grants: [
      { groups: [''], resources: ['endpoints'], verbs: ['create', 'update', 'patch'] },
      { groups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['create', 'update', 'patch'] },
    ],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-service-status-write',
    title: 'Nobody may write the status of Services',
    why: 'A Service that says that it has an address from outside receives what is sent there (CVE-2020-8554).',
    fix: 'Remove services/status: the controller of load balancers writes it.',
    severity: 'medium',
    grants: [{ groups: [''], resources: ['services/status'], verbs: ['update', 'patch'] }],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-delete-logs-events',
    title: 'Nobody may delete events',
    why: 'Events are what shows an intrusion afterwards.',
    fix: 'Remove the verbs delete and deletecollection.',
    severity: 'medium',
    grants: [{ groups: ['', 'events.k8s.io'], resources: ['events', 'pods/log'], verbs: DELETES }],
  }),
  grantControl({
    id: 'rbac-delete-resources',
    title: 'Nobody may delete what cannot be brought back',
    why: 'With a namespace, a claim or a definition, the data under it is gone.',
    fix: 'Name the objects in resourceNames, or let people with a second pair of eyes do it.',
    severity: 'medium',
    grants: [
      { groups: [''], resources: ['namespaces', 'nodes', 'persistentvolumes', 'persistentvolumeclaims'], verbs: DELETES },
      { groups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: DELETES },
    ],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-namespace-patch',
    title: 'Nobody may change Namespaces',
    why: 'Labels of a Namespace say how strictly its pods are held, whether the mesh takes them in, and which network policies mean them.',
    fix: 'Remove the verbs update and patch, or name the Namespaces in resourceNames.',
    severity: 'medium',
    grants: [{ groups: [''], resources: ['namespaces'], verbs: ['update', 'patch'] }],
    harmless: NAMED,
  }),
  grantControl({
    id: 'rbac-openshift-anyuid',
    title: 'Nobody may use SecurityContextConstraints that let pods be root',
    why: 'Under anyuid, privileged and their like, pods are held by nothing.',
    fix: 'Use restricted-v2 or nonroot-v2.',
    severity: 'high',
    grants: [{ groups: ['security.openshift.io'], resources: ['securitycontextconstraints'], verbs: ['use'] }],
    harmless: `${NAMED} && r.resourceNames.all(n, n in ${list(HARMLESS_SCCS)})`,
  }),
];

function secrets(id: string, kind: string, severity: 'critical' | 'medium', verbs: readonly string[], title: string, why: string): Control {
  return grantControl({
    id,
    title,
    why,
    fix: 'Name the Secrets in resourceNames; or mount what is needed as a file.',
    severity,
    kinds: [kind],
    grants: [{ groups: [''], resources: ['secrets'], verbs }],
    harmless: NAMED,
  });
}

function intoPods(id: string, resource: string, severity: 'high' | 'medium', what: string, why: string): Control {
  return grantControl({
    id,
    title: `Nobody may ${what}`,
    why,
    fix: `Remove ${resource}; debug with a role that is granted for an hour.`,
    severity,
    grants: [{ groups: [''], resources: [resource], verbs: ['create', 'get'] }],
  });
}
