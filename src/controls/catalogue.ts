import { ADMISSION } from './areas/admission';
import { API_VERSIONS } from './areas/api-versions';
import { ARGO_CD } from './areas/argo-cd';
import { AUTOSCALING } from './areas/autoscaling';
import { AVAILABILITY } from './areas/availability';
import { CAPABILITIES } from './areas/capabilities';
import { COMPONENTS } from './areas/components';
import { DANGEROUS_CAPABILITIES } from './areas/dangerous-capabilities';
import { DISRUPTION_BUDGETS } from './areas/disruption-budgets';
import { DRIFT } from './areas/drift';
import { ENCRYPTION } from './areas/encryption';
import { EXTERNAL_SECRETS } from './areas/external-secrets';
import { FILESYSTEM } from './areas/filesystem';
import { GATEWAYS } from './areas/gateway';
import { HOST_PATHS } from './areas/host-paths';
import { IMAGES } from './areas/images';
import { INGRESSES } from './areas/ingress';
import { INGRESS_NGINX } from './areas/ingress-nginx';
import { ISTIO_TRAFFIC } from './areas/istio-traffic';
import { JOBS } from './areas/jobs';
import { LINKERD } from './areas/linkerd';
import { MESH } from './areas/mesh';
import { NAMESPACES } from './areas/namespaces';
import { NAMING } from './areas/naming';
import { NETWORK_PEERS } from './areas/network-peers';
import { NETWORK_POLICIES } from './areas/network-policies';
import { OPENSHIFT } from './areas/openshift';
import { POD_ISOLATION } from './areas/pod-isolation';
import { PROBES } from './areas/probes';
import { PROCESSES } from './areas/processes';
import { LINUX_PROFILES } from './areas/profiles-linux';
import { QUOTAS } from './areas/quotas';
import { RBAC_BINDINGS } from './areas/rbac-bindings';
import { RBAC_ESCALATION } from './areas/rbac-escalation';
import { RBAC_RESOURCES } from './areas/rbac-resources';
import { REFERENCES } from './areas/references';
import { RESOURCES } from './areas/resources';
import { SCHEDULING } from './areas/scheduling';
import { SECRETS } from './areas/secrets';
import { SECRETS_ELSEWHERE } from './areas/secrets-elsewhere';
import { SERVICE_ACCOUNTS } from './areas/service-accounts';
import { SERVICES } from './areas/services';
import { SERVICES_EXPOSED } from './areas/services-exposed';
import { STORAGE } from './areas/storage';
import { USERS } from './areas/users';
import { VAULT } from './areas/vault';
import { WEAKER_FORMS } from './areas/weaker-forms';
import { WORKLOAD_SHAPE } from './areas/workload-shape';
import { Control } from './control';
import { nearest } from './nearest';

/** What a group of controls is about. */
export interface Area { readonly title: string; readonly controls: readonly Control[] }

/** Every control, in the order in which a reader looks for it. */
export const AREAS: readonly Area[] = [
  { title: 'Pod isolation', controls: POD_ISOLATION },
  { title: 'Privileges and capabilities', controls: [...CAPABILITIES, ...DANGEROUS_CAPABILITIES] },
  { title: 'Users and groups', controls: USERS },
  { title: 'Files, and folders of the node', controls: [...FILESYSTEM, ...HOST_PATHS] },
  { title: 'Kernel profiles', controls: LINUX_PROFILES },
  { title: 'Processes', controls: PROCESSES },
  { title: 'Images and components', controls: [...IMAGES, ...COMPONENTS] },
  { title: 'Resources and scheduling', controls: [...RESOURCES, ...SCHEDULING] },
  { title: 'Storage', controls: STORAGE },
  { title: 'Service accounts', controls: SERVICE_ACCOUNTS },
  { title: 'Secrets', controls: [...SECRETS, ...SECRETS_ELSEWHERE, ...EXTERNAL_SECRETS, ...VAULT, ...ENCRYPTION] },
  { title: 'RBAC', controls: [...RBAC_ESCALATION, ...RBAC_RESOURCES, ...RBAC_BINDINGS] },
  { title: 'Probes, availability and scaling', controls: [...PROBES, ...AVAILABILITY, ...DISRUPTION_BUDGETS, ...AUTOSCALING] },
  { title: 'Workloads and jobs', controls: [...WORKLOAD_SHAPE, ...JOBS] },
  { title: 'API versions, names and references', controls: [...API_VERSIONS, ...NAMING, ...REFERENCES] },
  { title: 'Namespaces and admission', controls: [...NAMESPACES, ...QUOTAS, ...ADMISSION] },
  { title: 'Network policies', controls: [...NETWORK_POLICIES, ...NETWORK_PEERS] },
  { title: 'Services', controls: [...SERVICES, ...SERVICES_EXPOSED] },
  { title: 'Ingresses and gateways', controls: [...INGRESSES, ...INGRESS_NGINX, ...GATEWAYS] },
  { title: 'Service meshes', controls: [...MESH, ...ISTIO_TRAFFIC, ...LINKERD] },
  { title: 'Change against what was before', controls: DRIFT },
  { title: 'Argo CD', controls: ARGO_CD },
  { title: 'OpenShift', controls: OPENSHIFT },
  { title: 'Weaker forms, which standards ask for', controls: WEAKER_FORMS },
];

/** Every control. */
export const CONTROLS: readonly Control[] = AREAS.flatMap(({ controls }) => controls);

const BY_ID: ReadonlyMap<string, Control> = new Map(CONTROLS.map(control => [control.id, control]));

/** The control of this id: one of the catalogue, or of a user's own. */
export function controlById(id: string, own: readonly Control[] = []): Control | undefined {
  return BY_ID.get(id) ?? own.find(control => control.id === id);
}

/** The ids nearest to a misspelt one, nearest first: few edits away, or sharing most of its words. Empty where none is near. */
export function suggestControlId(id: string, own: readonly Control[] = []): string[] {
  return nearest(id, [...CONTROLS, ...own].map(control => control.id));
}
