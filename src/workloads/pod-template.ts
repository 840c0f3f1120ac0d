import { k8s } from 'cdk8s-plus-28';
import { TOKEN_PATH, tokenVolume } from './api-access';
import { ContainerRole, HardenedContainer } from './container';
import { ServingContainerProps } from './container-props';
import { fail, secondsOf } from './fail';
import { checkPodPorts } from './ports';
import { podSecurityContext } from './security-context';
import { emptyDirJson, plainVolume, sameJson } from './volumes';
import { MountOptions, ServingWorkloadProps } from './workload-props';
import { EndpointPort } from '../connectivity/endpoint';
import { isRecord, JsonObject } from '../manifest/object';
import { toPlain } from '../manifest/plain';
import { Platform } from '../platform/platform';

/** What makes the pod of a workload. */
export interface PodSettings {
  /** Construct path of the workload, for messages. */
  readonly where: string;
  readonly platform: Platform;
  readonly props: ServingWorkloadProps;
  readonly containerName: string;
  readonly serviceAccountName: string;
}

/** What others need to know of a container. */
export interface NamedContainer {
  readonly name: string;
  readonly isInit: boolean;
  readonly securityContext: JsonObject;
}

/** The one pod template behind all five workloads. Environment and volumes may be added until synth. */
export class HardenedPod {
  /** Volumes that the workload's own claim templates provide. */
  public readonly claims = new Set<string>();
  private readonly main: HardenedContainer;
  private readonly sidecars: readonly HardenedContainer[];
  private readonly inits: readonly HardenedContainer[];
  private readonly volumes = new Map<string, JsonObject>();
  private readonly fixed: JsonObject;

  public constructor(private readonly settings: PodSettings) {
    const { where, platform, props } = settings;
    refuseWindows(where, props);
    const securityContext = podSecurityContext(where, platform, props.podSecurityContext);
    const make = (role: ContainerRole, name: string, container: ServingContainerProps): HardenedContainer =>
      new HardenedContainer({ workload: where, name, role, props: container, platform, podSecurityContext: securityContext });
    if (props.sidecars?.length) platform._requireField('spec.initContainers[].restartPolicy: Always', `${where}: sidecars`);
    this.main = make('main', settings.containerName, props);
    this.sidecars = (props.sidecars ?? []).map(sidecar => make('sidecar', sidecar.name, sidecar));
    this.inits = (props.initContainers ?? []).map(init => make('init', init.name, init));
    const names = this.containers.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) fail(where, `two containers are named '${twice}'. Give each a name of its own.`);
    checkPodPorts(where, this.ports);
    for (const volume of props.volumes ?? []) this.addVolume(volume);
    if (props.apiAccess) {
      this.volumes.set('kube-api-access', tokenVolume(where, props.apiAccess));
      this.mount({ name: 'kube-api-access', mountPath: TOKEN_PATH, readOnly: true }, props.apiAccess.containers);
    }
    const hostUsers = props.hostUsers ?? (platform.nodes.userNamespaces ? false : undefined);
    if (props.hostUsers === false) platform._requireField('spec.hostUsers', `${where}: hostUsers`);
    this.fixed = {
      serviceAccountName: settings.serviceAccountName,
      // The token is worth more than the program: none is mounted, whatever the account says.
      automountServiceAccountToken: false,
      // Every Service of the namespace would stand in the environment: a map for an intruder, and clashes with the program's own names.
      enableServiceLinks: false,
      ...(hostUsers !== undefined && { hostUsers }),
      securityContext,
      terminationGracePeriodSeconds: props.terminationGracePeriodSeconds === undefined ? 30 : secondsOf(where, 'terminationGracePeriodSeconds', props.terminationGracePeriodSeconds),
      ...(props.tolerations && { tolerations: toPlain(props.tolerations) }),
      ...(props.nodeSelector && { nodeSelector: props.nodeSelector }),
      ...(props.priorityClassName !== undefined && { priorityClassName: props.priorityClassName }),
      ...(props.runtimeClassName !== undefined && { runtimeClassName: props.runtimeClassName }),
      ...(props.imagePullSecrets && { imagePullSecrets: props.imagePullSecrets.map(name => ({ name })) }),
    };
  }

  /** Ports of the main container and of the sidecars. */
  public get ports(): EndpointPort[] {
    return [...this.main.ports, ...this.sidecars.flatMap(({ ports }) => ports)];
  }

  /** Images of its containers. */
  public get images(): string[] {
    return this.containers.map(({ image }) => image);
  }

  /** Into every container: which of them calls is not known. */
  public addEnv(name: string, value: string): void {
    for (const { env } of this.containers) env.add(name, value);
  }

  /** Into the main container alone: what it is read from is more than an address. */
  public addEnvFrom(name: string, source: k8s.EnvVarSource): void {
    this.main.env.addSource(name, source);
  }

  public addVolume(volume: k8s.Volume): void {
    const plain = plainVolume(this.settings.where, volume);
    if (plain.image !== undefined) this.settings.platform._requireField('spec.volumes[].image', `${this.settings.where}: volume '${volume.name}'`);
    const there = this.volumes.get(volume.name);
    if (there && !sameJson(there, plain)) fail(this.settings.where, `two different volumes are named '${volume.name}'. Give each a name of its own.`);
    this.volumes.set(volume.name, plain);
  }

  public mountVolume(volume: k8s.Volume, mountPath: string, options: MountOptions): void {
    this.addVolume(volume);
    const { readOnly = true, subPath, containers } = options;
    this.mount({ name: volume.name, mountPath, ...(readOnly && { readOnly }), ...(subPath !== undefined && { subPath }) }, containers);
  }

  /** Mounts a volume in the containers of these names; in the main one where none is named. */
  public mount(mount: k8s.VolumeMount, containers?: readonly string[]): void {
    for (const container of this.named(`mount '${mount.name}'`, containers)) container.mount(mount);
  }

  /** Somebody else mounts something there. */
  public reserve(mountPath: string, containers?: readonly string[]): void {
    for (const container of this.named(`mount ${mountPath}`, containers)) container.reserve(mountPath);
  }

  /** One container as it stands, the main one where none is named. */
  public containerNamed(name = this.main.name): NamedContainer | undefined {
    const found = this.containers.find(each => each.name === name);
    return found && { name, isInit: this.inits.includes(found), securityContext: found.toJson().securityContext as JsonObject };
  }

  /** What can only be judged when all has been declared. */
  public problems(): string[] {
    const emptyDirs = this.emptyDirs.map(({ name }) => name);
    const taken = emptyDirs.find((name, index) => this.volumes.has(name) || this.claims.has(name) || emptyDirs.indexOf(name) !== index);
    return [
      ...(taken === undefined ? [] : [`${this.settings.where}: volume '${taken}' is the name of a writable path too. Rename the volume.`]),
      ...this.containers.flatMap(container => container.problems(this.volumes, this.claims)),
      ...this.userNamespaceProblems(),
    ];
  }

  /** The pod's spec, without what the kind of workload adds. */
  public spec(): JsonObject {
    const initContainers = [...this.sidecars, ...this.inits].map(container => container.toJson());
    return {
      ...this.fixed,
      containers: [this.main.toJson()],
      ...(initContainers.length > 0 && { initContainers }),
      volumes: [...this.emptyDirs.map(emptyDirJson), ...[...this.volumes].sort(([a], [b]) => a < b ? -1 : 1).map(([, volume]) => volume)],
    };
  }

  private named(purpose: string, names: readonly string[] = [this.main.name]): HardenedContainer[] {
    return names.map(name => this.containers.find(each => each.name === name)
      ?? fail(this.settings.where, `has no container '${name}' to ${purpose} in. Its containers: ${this.containers.map(each => each.name).join(', ')}.`));
  }

  private get containers(): HardenedContainer[] {
    return [this.main, ...this.sidecars, ...this.inits];
  }

  private get emptyDirs() {
    return this.containers.flatMap(({ emptyDirs }) => emptyDirs);
  }

  /** The kernel maps no IDs on NFS, nor the kubelet on raw block devices: the pod would not start. */
  private userNamespaceProblems(): string[] {
    if (this.fixed.hostUsers !== false) return [];
    return [...this.volumes.values()].filter(({ nfs, iscsi, rbd }) => isRecord(nfs) || isRecord(iscsi) || isRecord(rbd))
      .map(({ name }) => `${this.settings.where}: volume '${String(name)}' cannot be used in a user namespace. Say hostUsers: true for this workload and waive it, or use another kind of volume.`);
  }
}

function refuseWindows(where: string, props: ServingWorkloadProps): void {
  if (props.nodeSelector?.['kubernetes.io/os'] === 'windows' || props.podSecurityContext?.windowsOptions || props.securityContext?.windowsOptions) {
    fail(where, 'is for Windows nodes, on which none of the Linux settings apply. Write it with cdk8s-plus; the gate judges it by the rules for Windows.');
  }
}
