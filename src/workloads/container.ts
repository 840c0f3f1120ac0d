import { k8s } from 'cdk8s-plus-28';
import { Medium } from './choices';
import { ServingContainerProps } from './container-props';
import { Environment } from './env';
import { fail } from './fail';
import { containerPortsJson, portsOf } from './ports';
import { probesOf } from './probe-rules';
import { DEFAULT_INIT_RESOURCES, DEFAULT_RESOURCES, resourcesOf } from './resources';
import { containerSecurityContext } from './security-context';
import { WritableVolume, writableVolumes } from './volumes';
import { EndpointPort } from '../connectivity/endpoint';
import { resolveImage } from '../images/resolve';
import { dnsLabelProblem } from '../manifest/names';
import { JsonObject } from '../manifest/object';
import { toPlain } from '../manifest/plain';
import { Platform } from '../platform/platform';

/** Volumes whose files the kubelet writes. They are read-only in containers, whatever the mount says. */
const FILLED_VOLUMES = ['secret', 'configMap', 'projected', 'downwardAPI'];

/** Where a container stands in its pod. */
export type ContainerRole = 'main' | 'init' | 'sidecar';

/** What makes a container. */
export interface ContainerSettings {
  /** Construct path of the workload, for messages. */
  readonly workload: string;
  readonly name: string;
  readonly role: ContainerRole;
  readonly props: ServingContainerProps;
  readonly platform: Platform;
  readonly podSecurityContext: JsonObject;
}

/** One hardened container. All roles pass through here: what holds for the main container holds for init containers and sidecars. */
export class HardenedContainer {
  public readonly name: string;
  public readonly ports: readonly EndpointPort[];
  public readonly env: Environment;
  private readonly where: string;
  private readonly mounts: JsonObject[] = [];
  private readonly reserved = new Set<string>();
  private readonly writable: readonly WritableVolume[];
  private readonly fixed: JsonObject;

  public constructor(settings: ContainerSettings) {
    const { name, role, props, platform } = settings;
    this.name = name;
    this.where = role === 'main' ? settings.workload : `${settings.workload}: ${role === 'init' ? 'initContainers' : 'sidecars'} '${name}'`;
    const problem = dnsLabelProblem(name ?? '');
    if (problem) fail(this.where, `the container name '${name}' ${problem}.`);
    this.ports = portsOf(this.where, props.ports ?? []);
    this.env = new Environment(this.where, props.env, props.envValueFrom);
    this.writable = writableVolumes(this.where, role === 'main' ? '' : `${name}-`, props.writablePaths ?? []);
    for (const mount of props.volumeMounts ?? []) this.mount(mount);
    const hooks = [props.lifecycle?.postStart, props.lifecycle?.preStop];
    if (hooks.some(hook => hook && 'sleep' in hook)) platform._requireField('lifecycle.sleep', `${this.where}: lifecycle`);
    if (props.securityContext && 'appArmorProfile' in props.securityContext) platform._requireField('securityContext.appArmorProfile', `${this.where}: securityContext`);
    this.fixed = {
      name,
      image: this.resolved(props.image, platform),
      imagePullPolicy: platform.imagePullPolicy,
      ...(role === 'sidecar' && { restartPolicy: 'Always' }),
      ...(props.command && { command: props.command }),
      ...(props.args && { args: props.args }),
      ...(props.workingDir !== undefined && { workingDir: props.workingDir }),
      ...(props.envFrom && { envFrom: toPlain(props.envFrom) }),
      ...(this.ports.length > 0 && { ports: containerPortsJson(this.ports) }),
      ...probesOf(this.where, props, this.ports),
      ...(props.lifecycle && { lifecycle: toPlain(props.lifecycle) }),
      resources: resourcesOf(this.where, {
        resources: props.resources,
        size: props.size,
        cpuLimits: platform.cpuLimits,
        defaults: role === 'init' ? DEFAULT_INIT_RESOURCES : DEFAULT_RESOURCES,
        diskPaths: this.writable.filter(({ medium }) => medium === Medium.DISK).map(({ sizeLimit }) => sizeLimit),
      }),
      securityContext: containerSecurityContext(this.where, settings.podSecurityContext, props.securityContext),
    };
  }

  /** Image, with its registry and digest. */
  public get image(): string {
    return String(this.fixed.image);
  }

  /** Mounts a volume of the pod. Two at one path would hide one another. */
  public mount(mount: k8s.VolumeMount): void {
    this.checkFree(mount.mountPath);
    this.mounts.push(toPlain(mount) as JsonObject);
  }

  /** A path at which somebody else will mount something. */
  public reserve(mountPath: string): void {
    if (this.reserved.has(mountPath)) return;
    this.checkFree(mountPath);
    this.reserved.add(mountPath);
  }

  /** The emptyDirs that it needs: not one where another volume stands at /tmp. */
  public get emptyDirs(): WritableVolume[] {
    return this.writable.filter(({ path }) => !this.mounts.some(({ mountPath }) => mountPath === path));
  }

  /** Mounts of volumes that the pod does not have, or inside one that the kubelet fills: the runtime could not make their directory there. */
  public problems(volumes: ReadonlyMap<string, JsonObject>, claims: ReadonlySet<string>): string[] {
    const filled = this.mounts.filter(({ name }) => FILLED_VOLUMES.some(source => volumes.get(String(name))?.[source] !== undefined));
    const paths = [...this.emptyDirs.map(({ path }) => path), ...this.mounts.map(({ mountPath }) => String(mountPath))];
    return [
      ...this.mounts.filter(({ name }) => !volumes.has(String(name)) && !claims.has(String(name)))
        .map(({ name, mountPath }) => `${this.where}: mounts volume '${String(name)}' at ${String(mountPath)}, which the pod does not have. Declare it in volumes.`),
      ...filled.flatMap(({ name, mountPath }) => paths.filter(path => path.startsWith(`${String(mountPath)}/`))
        .map(path => `${this.where}: the mount at ${path} lies inside ${String(mountPath)}, where volume '${String(name)}' is read-only, and the container would never start. Mount them beside each other.`)),
    ];
  }

  /** Mounts stand sorted: in which order secrets were mounted must not restart a pod. */
  public toJson(): JsonObject {
    const env = this.env.toJson();
    return {
      ...this.fixed,
      ...(env.length > 0 && { env }),
      volumeMounts: [
        ...this.emptyDirs.map(({ name, path }) => ({ name, mountPath: path })),
        ...[...this.mounts].sort((a, b) => String(a.mountPath) < String(b.mountPath) ? -1 : 1),
      ],
    };
  }

  private checkFree(path: string): void {
    const declared = this.writable.some(each => each.declared && each.path === path);
    if (declared || this.reserved.has(path) || this.mounts.some(({ mountPath }) => mountPath === path)) {
      fail(this.where, `two volumes are mounted at ${path}. Give each a path of its own.`);
    }
  }

  private resolved(reference: string, platform: Platform): string {
    try {
      return resolveImage(reference ?? '', platform.registries, platform._imageLock);
    } catch (error) {
      return fail(this.where, (error as Error).message);
    }
  }
}
