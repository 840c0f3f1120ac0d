import { CpuLimits, Delivery, IdAssignment, ImagePullPolicy, IpFamily, Naming, PlatformPreset, Reloader } from './choices';
import { PlatformProps } from './platform-props';

/** What holds on every platform unless said otherwise. The one place of these defaults: docs and tests read it. */
export const PLATFORM_DEFAULTS = {
  preset: PlatformPreset.VANILLA,
  kubernetesVersion: '1.34',
  clusterDomain: 'cluster.local',
  dns: { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' }, port: 53 },
  apiServer: { addresses: [] as string[], port: 6443 },
  registries: [] as string[],
  nodeCidrs: [] as string[],
  ids: IdAssignment.FIXED,
  cpuLimits: CpuLimits.REQUIRED,
  ipFamilies: [IpFamily.IPV4],
  delivery: Delivery.APPLY,
  reloader: Reloader.NONE,
  imagePullPolicy: ImagePullPolicy.ALWAYS,
  naming: Naming.READABLE,
  nodes: { appArmor: false, userNamespaces: false, strictSupplementalGroups: false },
} as const;

/**
 * What a distribution does differently. Sources: the distributions' own documentation of their DNS pods and control-plane endpoints; managed
 * control planes answer on 443, and only self-managed ones on 6443.
 */
export const PRESETS: Record<PlatformPreset, PlatformProps> = {
  [PlatformPreset.VANILLA]: {},
  [PlatformPreset.OPENSHIFT]: {
    // OpenShift's DNS pods listen on 5353: a policy that opens 53 alone cuts every name.
    dns: { namespace: 'openshift-dns', podLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' }, port: 5353 },
    ids: IdAssignment.PLATFORM_ASSIGNED,
    exposure: { router: { namespace: 'openshift-ingress', podLabels: { 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default' } } },
  },
  [PlatformPreset.EKS]: { apiServer: { port: 443 } },
  [PlatformPreset.GKE]: { apiServer: { port: 443 }, dns: { nodeLocalAddress: '169.254.20.10' } },
  [PlatformPreset.AKS]: { apiServer: { port: 443 } },
};
