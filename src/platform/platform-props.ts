import { CpuLimits, Delivery, IdAssignment, ImagePullPolicy, IpFamily, Naming, PlatformPreset, Reloader } from './choices';
import { ExposureSettings } from './exposure-settings';
import { GuardRail } from './guard-rail';
import { MonitoringSettings } from './monitoring-settings';
import { NetworkPolicyApi } from './network-policy-api';
import { SecretBackend } from './secret-backend';
import { SecretDelivery } from './secret-delivery';
import { ServiceMesh } from './service-mesh';

/** The cluster's DNS service, as network policies see it. */
export interface ClusterDns {
  /**
   * Namespace of the DNS pods.
   * @default 'kube-system' ('openshift-dns' on OpenShift)
   */
  readonly namespace?: string;
  /**
   * Labels of the DNS pods.
   * @default { 'k8s-app': 'kube-dns' }
   */
  readonly podLabels?: Record<string, string>;
  /**
   * Port on which the DNS pods listen, which may differ from the Service's 53. UDP and TCP are both opened.
   * @default 53 (5353 on OpenShift)
   */
  readonly port?: number;
  /**
   * Address of NodeLocal DNSCache, such as `169.254.20.10`. It runs in the host's network, so that no pod selector reaches it.
   * @default - none (169.254.20.10 on GKE)
   */
  readonly nodeLocalAddress?: string;
}

/** Where the API server answers, as network policies see it: behind the Service address, which policies do not see. */
export interface ApiServerEndpoint {
  /**
   * Addresses as CIDR ranges, such as `10.0.0.10/32`.
   * @default - none: `Peer.apiServer()` and `apiAccess` are errors until they are stated
   */
  readonly addresses?: string[];
  /**
   * Port of the end points.
   * @default 6443 (443 on EKS, GKE and AKS)
   */
  readonly port?: number;
}

/** What the nodes' kernel and runtime can do. Off until stated: where the runtime lacks it, the pod does not start. */
export interface NodeCapabilities {
  /**
   * Nodes run AppArmor (Debian and Ubuntu families): pods state `appArmorProfile: RuntimeDefault`. Needs Kubernetes 1.30.
   * @default false
   */
  readonly appArmor?: boolean;
  /**
   * The runtime supports user namespaces: pods state `hostUsers: false`, so that root in the pod is nobody on the node. Needs Kubernetes 1.33.
   * @default false
   */
  readonly userNamespaces?: boolean;
  /**
   * The runtime supports `supplementalGroupsPolicy: Strict`, under which groups named in the image's /etc/group are not added. Needs Kubernetes 1.33.
   * @default false
   */
  readonly strictSupplementalGroups?: boolean;
}

/** What a platform team lets others waive. */
export interface WaiverRules {
  /**
   * Ids of the controls that may be waived at all.
   * @default - every control that is waivable
   */
  readonly allowed?: string[];
  /**
   * Longest term from today, in days.
   * @default 365
   */
  readonly longestDays?: number;
  /**
   * Regular expression that `ticket` must match, for instance `^SEC-\d+$`. Set: every waiver needs a ticket.
   * @default - no ticket is needed
   */
  readonly ticketPattern?: string;
}

/** The cluster aimed at. Everything has a default; a preset fills in what a distribution does differently. */
export interface PlatformProps {
  /**
   * Distribution.
   * @default PlatformPreset.VANILLA
   */
  readonly preset?: PlatformPreset;
  /**
   * Kubernetes minor version, `1.28` to `1.36`. Fields newer than it are errors, and Pod Security is judged and pinned at it.
   * @default '1.34'
   */
  readonly kubernetesVersion?: string;
  /**
   * Service mesh.
   * @default ServiceMesh.none()
   */
  readonly serviceMesh?: ServiceMesh;
  /**
   * Where secrets live.
   * @default - none: `VaultBackedSecret` is an error until it is stated
   */
  readonly secretBackend?: SecretBackend;
  /**
   * What brings secrets to pods. Each secret may say otherwise.
   * @default SecretDelivery.externalSecrets()
   */
  readonly secretDelivery?: SecretDelivery;
  /**
   * The ways into the cluster, for `expose`.
   * @default - none (on OpenShift its router): `expose` is an error until one is stated
   */
  readonly exposure?: ExposureSettings;
  /**
   * Prometheus, for `exposeMetrics`.
   * @default - none: `exposeMetrics` is an error until one is stated
   */
  readonly monitoring?: MonitoringSettings;
  /**
   * Connections that nobody may declare: crossing one is an error that names both.
   * @default - none
   */
  readonly forbid?: GuardRail[];
  /**
   * APIs of network policies that the cluster's CNI plugin enforces, beside `networking.k8s.io/v1`. What only they can hold is written in them.
   * @default - none: `Peer.fqdn` is an error, and `forbid` is held at synth alone
   */
  readonly networkPolicyApis?: NetworkPolicyApi[];
  /**
   * The cluster's DNS.
   * @default - pods labelled `k8s-app: kube-dns` in `kube-system`, port 53
   */
  readonly dns?: ClusterDns;
  /**
   * The API server's end points.
   * @default - no addresses, port 6443
   */
  readonly apiServer?: ApiServerEndpoint;
  /**
   * Ranges of the nodes (kubelets), as CIDR.
   * @default - none
   */
  readonly nodeCidrs?: string[];
  /**
   * Registries that images may come from, as host or host/path. A reference without a host is taken from the first.
   * @default - every registry is allowed, and references must name theirs
   */
  readonly registries?: string[];
  /**
   * DNS domain of the cluster.
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;
  /**
   * Who sets user and group IDs.
   * @default IdAssignment.FIXED (PLATFORM_ASSIGNED on OpenShift)
   */
  readonly ids?: IdAssignment;
  /**
   * Whether containers state a CPU limit.
   * @default CpuLimits.REQUIRED
   */
  readonly cpuLimits?: CpuLimits;
  /**
   * What the nodes can do.
   * @default - nothing that depends on nodes is used
   */
  readonly nodes?: NodeCapabilities;
  /**
   * Address families of pods and Services.
   * @default [IpFamily.IPV4]
   */
  readonly ipFamilies?: IpFamily[];
  /**
   * What carries the tree to the cluster.
   * @default Delivery.APPLY
   */
  readonly delivery?: Delivery;
  /**
   * What restarts pods when a mounted Secret has changed.
   * @default Reloader.NONE
   */
  readonly reloader?: Reloader;
  /**
   * Pull policy of every container.
   * @default ImagePullPolicy.ALWAYS
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * How objects are named and pods selected.
   * @default Naming.READABLE
   */
  readonly naming?: Naming;
  /**
   * What may be waived.
   * @default - every waivable control, for at most 365 days, without a ticket
   */
  readonly waivers?: WaiverRules;
  /**
   * Label that carries the owning team, on namespaces and workloads, from `IsolatedNamespace.owner`.
   * @default 'owner'
   */
  readonly ownerLabel?: string;
  /**
   * File of image digests, relative to the working directory.
   * @default - none: images carry their own digests
   */
  readonly imageLock?: string;
}
