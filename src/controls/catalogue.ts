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
import { SERVICE_ACCOUNTS } from './areas/service-accounts';
import { SERVICES } from './areas/services';
import { SERVICES_EXPOSED } from './areas/services-exposed';
import { STORAGE } from './areas/storage';
import { USERS } from './areas/users';
import { WEAKER_FORMS } from './areas/weaker-forms';
import { WORKLOAD_SHAPE } from './areas/workload-shape';
import { Control } from './control';
import { nearest } from './nearest';

/** Every control. */
export const CONTROLS: readonly Control[] = [
  ...POD_ISOLATION, ...CAPABILITIES, ...DANGEROUS_CAPABILITIES, ...USERS, ...FILESYSTEM, ...HOST_PATHS, ...LINUX_PROFILES, ...PROCESSES,
  ...WEAKER_FORMS, ...ADMISSION,
  ...IMAGES, ...COMPONENTS, ...RESOURCES, ...SCHEDULING, ...STORAGE, ...SERVICE_ACCOUNTS, ...SECRETS, ...RBAC_ESCALATION, ...RBAC_RESOURCES, ...RBAC_BINDINGS,
  ...PROBES, ...AVAILABILITY, ...DISRUPTION_BUDGETS, ...AUTOSCALING, ...WORKLOAD_SHAPE, ...JOBS, ...API_VERSIONS, ...REFERENCES,
  ...NAMESPACES, ...QUOTAS, ...NETWORK_POLICIES, ...NETWORK_PEERS, ...SERVICES, ...SERVICES_EXPOSED,
  ...INGRESSES, ...INGRESS_NGINX, ...OPENSHIFT, ...NAMING, ...MESH, ...ISTIO_TRAFFIC, ...LINKERD, ...GATEWAYS, ...ARGO_CD, ...EXTERNAL_SECRETS, ...DRIFT,
];

const BY_ID: ReadonlyMap<string, Control> = new Map(CONTROLS.map(control => [control.id, control]));

/** The control of this id: one of the catalogue, or of a user's own. */
export function controlById(id: string, own: readonly Control[] = []): Control | undefined {
  return BY_ID.get(id) ?? own.find(control => control.id === id);
}

/** The ids nearest to a misspelt one, nearest first: few edits away, or sharing most of its words. Empty where none is near. */
export function suggestControlId(id: string, own: readonly Control[] = []): string[] {
  return nearest(id, [...CONTROLS, ...own].map(control => control.id));
}
