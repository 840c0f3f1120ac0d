import { Construct, IConstruct } from 'constructs';
import { checkChoice, checkPlatform } from './check-platform';
import { CpuLimits, Delivery, IdAssignment, ImagePullPolicy, IpFamily, Naming, PlatformPreset, Reloader } from './choices';
import { checkExposure, ExposureSettings } from './exposure-settings';
import { FIELD_SINCE, GatedField, NEWEST_MINOR, OLDEST_MINOR } from './features';
import { checkGuardRails, GuardRail } from './guard-rail';
import { checkMonitoring, MonitoringSettings } from './monitoring-settings';
import { checkNetworkPolicyApis, NetworkPolicyApi } from './network-policy-api';
import { ClusterDns, NodeCapabilities, PlatformProps, WaiverRules } from './platform-props';
import { PLATFORM_DEFAULTS, PRESETS } from './presets';
import { SecretBackend } from './secret-backend';
import { SecretDelivery } from './secret-delivery';
import { ServiceMesh, ServiceMeshKind } from './service-mesh';
import { ImageLock, readImageLock } from '../images/lock';

const SETTINGS = new WeakMap<IConstruct, Platform>();
/** Apps in which somebody has already worked with the defaults. */
const DEFAULTED = new WeakSet<IConstruct>();

/**
 * The cluster aimed at, with every field filled in. Found from the scope, never passed along: it was configured on the root of the
 * tree, and a plain `App` gets safe defaults.
 */
export class Platform {
  /**
   * Sets the platform of an app, at its root and once, before its first workload: one tree is for one cluster. For several clusters, see
   * `HardenedApp.forTargets`.
   */
  public static configure(app: Construct, props: PlatformProps): Platform {
    if (app.node.scope) throw new Error(`${app.node.path}: the platform is a matter of the whole app. Call Platform.configure with the App itself.`);
    if (SETTINGS.has(app)) throw new Error('The platform of this app is already configured. Configure it once, before its first workload.');
    if (DEFAULTED.has(app)) throw new Error('Platform.configure comes too late: something of this app was already made for the default platform. Call it right after the App is made.');
    const platform = new Platform(props);
    SETTINGS.set(app, platform);
    return platform;
  }

  /** The platform that holds for `scope`. */
  public static of(scope: IConstruct): Platform {
    const { root } = scope.node;
    const configured = SETTINGS.get(root);
    if (!configured) DEFAULTED.add(root);
    return configured ?? (DEFAULT ??= new Platform({}));
  }

  /** Distribution. */
  public readonly preset: PlatformPreset;
  /** `1.28` to `1.36`. */
  public readonly kubernetesVersion: string;
  /** Service mesh. */
  public readonly serviceMesh: ServiceMesh;
  /** Where secrets live, if stated. */
  public readonly secretBackend?: SecretBackend;
  /** What brings secrets to pods, where no secret says otherwise. */
  public readonly secretDelivery: SecretDelivery;
  /** The ways into the cluster. */
  public readonly exposure: ExposureSettings;
  /** Prometheus, if stated. */
  public readonly monitoring?: MonitoringSettings;
  /** Connections that nobody may declare. */
  public readonly forbid: GuardRail[];
  /** APIs of network policies beside `networking.k8s.io/v1`. */
  public readonly networkPolicyApis: NetworkPolicyApi[];
  /** Namespace of the DNS pods. */
  public readonly dnsNamespace: string;
  /** Labels of the DNS pods. */
  public readonly dnsPodLabels: Record<string, string>;
  /** Port of the DNS pods. */
  public readonly dnsPort: number;
  /** Address of NodeLocal DNSCache, if stated. */
  public readonly nodeLocalDnsAddress?: string;
  /** CIDR ranges of the API server's end points. */
  public readonly apiServerAddresses: string[];
  /** Port of the API server's end points. */
  public readonly apiServerPort: number;
  /** CIDR ranges of the nodes. */
  public readonly nodeCidrs: string[];
  /** Allowed registries. */
  public readonly registries: string[];
  /** DNS domain of the cluster. */
  public readonly clusterDomain: string;
  /** Who sets user and group IDs. */
  public readonly ids: IdAssignment;
  /** Whether containers state a CPU limit. */
  public readonly cpuLimits: CpuLimits;
  /** What the nodes can do. */
  public readonly nodes: NodeCapabilities;
  /** Address families. */
  public readonly ipFamilies: IpFamily[];
  /** What carries the tree to the cluster. */
  public readonly delivery: Delivery;
  /** What restarts pods when a Secret has changed. */
  public readonly reloader: Reloader;
  /** Pull policy of every container. */
  public readonly imagePullPolicy: ImagePullPolicy;
  /** How objects are named and pods selected. */
  public readonly naming: Naming;
  /** What may be waived. */
  public readonly waivers: WaiverRules;
  /** Label that carries the owning team. */
  public readonly ownerLabel: string;
  /**
   * The label was asked for by name, so that its absence is a finding.
   * @internal
   */
  public readonly _demandsOwner: boolean;
  private readonly imageLockFile?: string;
  private lock?: ImageLock;

  private constructor(props: PlatformProps) {
    checkChoice('preset', props.preset ?? PLATFORM_DEFAULTS.preset, Object.values(PlatformPreset));
    const preset = PRESETS[props.preset ?? PLATFORM_DEFAULTS.preset];
    const set: PlatformProps = { ...PLATFORM_DEFAULTS, ...preset, ...defined(props) } as PlatformProps;
    const dns: ClusterDns = { ...PLATFORM_DEFAULTS.dns, ...preset.dns, ...defined(props.dns ?? {}) };
    const apiServer = { ...PLATFORM_DEFAULTS.apiServer, ...preset.apiServer, ...defined(props.apiServer ?? {}) };
    this.preset = set.preset!;
    this.kubernetesVersion = checkedVersion(set.kubernetesVersion!);
    this.serviceMesh = set.serviceMesh ?? ServiceMesh.none();
    this.secretBackend = set.secretBackend;
    this.secretDelivery = set.secretDelivery ?? SecretDelivery.externalSecrets();
    this.exposure = { ...preset.exposure, ...defined(props.exposure ?? {}) };
    this.monitoring = set.monitoring;
    this.forbid = [...set.forbid ?? []];
    this.networkPolicyApis = [...set.networkPolicyApis ?? []];
    this.dnsNamespace = dns.namespace!;
    this.dnsPodLabels = dns.podLabels!;
    this.dnsPort = dns.port!;
    this.nodeLocalDnsAddress = dns.nodeLocalAddress;
    this.apiServerAddresses = [...apiServer.addresses];
    this.apiServerPort = apiServer.port;
    this.nodeCidrs = [...set.nodeCidrs!];
    this.registries = [...set.registries!];
    this.clusterDomain = set.clusterDomain!;
    this.ids = set.ids!;
    this.cpuLimits = set.cpuLimits!;
    this.nodes = { ...PLATFORM_DEFAULTS.nodes, ...preset.nodes, ...defined(props.nodes ?? {}) };
    this.ipFamilies = [...set.ipFamilies!];
    this.delivery = set.delivery!;
    this.reloader = set.reloader!;
    this.imagePullPolicy = set.imagePullPolicy!;
    this.naming = set.naming!;
    this.waivers = set.waivers ?? {};
    this.ownerLabel = set.ownerLabel ?? 'owner';
    this._demandsOwner = set.ownerLabel !== undefined;
    this.imageLockFile = set.imageLock;
    if (this.nodes.appArmor) this._requireField('securityContext.appArmorProfile', 'platform.nodes.appArmor');
    if (this.nodes.userNamespaces) this._requireField('spec.hostUsers', 'platform.nodes.userNamespaces');
    if (this.nodes.strictSupplementalGroups) this._requireField('spec.securityContext.supplementalGroupsPolicy', 'platform.nodes.strictSupplementalGroups');
    checkPlatform(this);
    checkExposure(this.exposure);
    checkMonitoring(this.monitoring);
    checkGuardRails(this.forbid);
    checkNetworkPolicyApis(this.networkPolicyApis);
  }

  /** Minor version as a number: 34 of '1.34'. */
  public get minor(): number {
    return Number(this.kubernetesVersion.slice(2));
  }

  /** Pods of this platform run in a mesh that knows their identity. */
  public get hasMesh(): boolean {
    return this.serviceMesh.kind !== ServiceMeshKind.NONE;
  }

  /**
   * Digests by full image reference.
   * @internal
   */
  public get _imageLock(): ImageLock {
    return (this.lock ??= this.imageLockFile === undefined ? new Map() : readImageLock(this.imageLockFile));
  }

  /**
   * Throws where the cluster is too old to have `field` on by default.
   * @internal
   */
  public _requireField(field: GatedField, where: string): void {
    if (this.minor < FIELD_SINCE[field]) {
      throw new Error(`${where}: ${field} is on by default from Kubernetes 1.${FIELD_SINCE[field]}; the platform is ${this.kubernetesVersion}. Raise platform.kubernetesVersion to what the cluster runs, or leave this out.`);
    }
  }
}

let DEFAULT: Platform | undefined;

function checkedVersion(version: string): string {
  const minor = /^1\.([1-9]\d*)$/.exec(version)?.[1];
  if (minor === undefined || Number(minor) < OLDEST_MINOR || Number(minor) > NEWEST_MINOR) {
    throw new Error(`platform.kubernetesVersion '${version}' is not supported. Write a minor version from '1.${OLDEST_MINOR}' to '1.${NEWEST_MINOR}', such as '1.34'.`);
  }
  return version;
}

/** Fields that were really set: an explicit `undefined` means "default", as a missing field does. */
function defined<T extends object>(props: T): T {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as T;
}
