/**
 * What a control may ask about the cluster aimed at. Plain data: `platform/` makes it from a `Platform`, `check` from its configuration file.
 * Every field has a default in `DEFAULT_SETTINGS`.
 */
export interface ControlSettings {
  /** Kubernetes minor version, `1.28` to `1.36`. Decides which Pod Security version is judged. */
  readonly kubernetesVersion: string;
  /** Registries (host, or host/path) that images may come from. Empty: every registry. */
  readonly registries: readonly string[];
  /** Pull policy that every container states. */
  readonly imagePullPolicy: 'Always' | 'IfNotPresent';
  /** Whether CPU limits must be there, may be there, or must not. */
  readonly cpuLimits: 'required' | 'optional' | 'forbidden';
  /** `platform-assigned`: the platform sets user and group IDs (OpenShift, GKE Autopilot), so that manifests must leave them out. */
  readonly ids: 'fixed' | 'platform-assigned';
  /** Nodes have AppArmor, so that a profile can be demanded. */
  readonly appArmor: boolean;
  /** Nodes can run pods in user namespaces, so that `hostUsers: false` can be demanded. */
  readonly userNamespaces: boolean;
  /** Nodes honour `supplementalGroupsPolicy: Strict`, so that it can be demanded. */
  readonly strictSupplementalGroups: boolean;
  /** Nodes have SELinux, and the platform wants its options stated. Off on OpenShift, whose constraints set them. */
  readonly seLinux: boolean;
  /** CPU requested is CPU allowed (the QoS class Guaranteed). */
  readonly cpuRequestEqualsLimit: boolean;
  /** Labels that every workload carries (cost centre, tier). Empty: none is demanded. */
  readonly requiredLabels: readonly string[];
  /** Priority classes, one of which every pod names. Empty: none is demanded. */
  readonly priorityClasses: readonly string[];
  /** Storage classes, one of which every claim names. Empty: the default class will do. */
  readonly storageClasses: readonly string[];
  /** Ingress classes, one of which every Ingress names. Empty: every class. */
  readonly ingressClasses: readonly string[];
  /** Ranges of the pods of the cluster: network policies name pods by label, and never by an address in them. Empty: not known. */
  readonly podCidrs: readonly string[];
  /** The most dots (`ndots`) with which names are asked in the search domains first. 0: not judged. */
  readonly ndots: number;
  /** Jobs delete themselves some time after their end. False under GitOps, where the controller would make them anew. */
  readonly jobsDeleteThemselves: boolean;
  /** Remote keys of ExternalSecrets begin with the name of their namespace, so that none reads what is another's. */
  readonly remoteKeysByNamespace: boolean;
  /** Label that names the owning team, or the empty string where none is demanded. */
  readonly ownerLabel: string;
  /** The mesh of the cluster: its controls judge the set as a whole only where it is there. */
  readonly serviceMesh: 'none' | 'istio' | 'linkerd';
  /** Where the cluster's DNS pods are. */
  readonly dns: { readonly namespace: string; readonly labels: Readonly<Record<string, string>>; readonly port: number };
  /** Namespaces of `IsolatedNamespace.existing`: what was said of them counts as present in set controls. */
  readonly externalNamespaces: readonly ExternalNamespace[];
  /** Secrets that are made from what is not in the set, as was said. */
  readonly externalSecrets: readonly { readonly namespace: string; readonly name: string }[];
}

/** The settings together with what the profile decides. */
export interface JudgementSettings extends ControlSettings {
  /** Minor version of the Pod Security policy: 34. */
  readonly podSecurityMinor: number;
  /** From version 1.35 on, the Pod Security Standards let pods in a user namespace be root. The stricter profiles do not. */
  readonly rootInUserNamespace: boolean;
  /** The Pod Security Standards are judged alone, check by check. Elsewhere what follows from a worse fault is not said again. */
  readonly podSecurityAlone: boolean;
}

/** A namespace that another repository owns, as declared. */
export interface ExternalNamespace {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly defaultDeny: boolean;
}

export const DEFAULT_SETTINGS: ControlSettings = {
  kubernetesVersion: '1.34',
  registries: [],
  imagePullPolicy: 'Always',
  cpuLimits: 'required',
  ids: 'fixed',
  appArmor: false,
  userNamespaces: false,
  strictSupplementalGroups: false,
  seLinux: false,
  cpuRequestEqualsLimit: false,
  requiredLabels: [],
  priorityClasses: [],
  storageClasses: [],
  ingressClasses: [],
  podCidrs: [],
  ndots: 0,
  jobsDeleteThemselves: true,
  remoteKeysByNamespace: false,
  ownerLabel: '',
  serviceMesh: 'none',
  dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, port: 53 },
  externalNamespaces: [],
  externalSecrets: [],
};

/** Minor version of Kubernetes: 34 of '1.34'. */
export function minorOf(kubernetesVersion: string): number {
  const match = /^v?1\.(\d{1,3})(\.\d+)?$/.exec(kubernetesVersion);
  if (!match) throw new Error(`'${kubernetesVersion}' is no Kubernetes version. Write a minor version, for instance '1.34'.`);
  return Number(match[1]);
}
