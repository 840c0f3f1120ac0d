import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkAnnotations } from './annotations';
import { grantAccess } from './api-access';
import { fail } from './fail';
import { workloadLabels } from './labels';
import { initMeshAnnotations } from './mesh-sidecar';
import { checkName, objectName, selectorOf } from './naming';
import { HardenedPod, NamedContainer } from './pod-template';
import { schedulingOf } from './scheduling';
import { addService, ServiceSettings } from './service';
import { WorkloadKind } from './workload-kind';
import { MountOptions, ServingWorkloadProps } from './workload-props';
import { Connections } from '../connectivity/connections';
import { Endpoint } from '../connectivity/endpoint';
import { imply, ImpliedOpening } from '../connectivity/implied';
import { IPeer, Peer } from '../connectivity/peer';
import { ExposeOptions, Exposure } from '../exposure/exposure';
import { MetricsExposure, MetricsOptions } from '../exposure/metrics';
import { parseImage } from '../images/reference';
import { JsonObject } from '../manifest/object';
import { authorizeEdges } from '../mesh/edge-authorization';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';
import { WaiverProps, Waivers } from '../waivers/waivers';

/** What cdk8s-plus calls every container: must not change under its naming. Elsewhere the workload's name makes logs and metrics readable. */
const PLUS_CONTAINER_NAME = 'main';

/**
 * What all workloads have in common: a pod that `restricted` admits, an account of its own without a token, a Service where there are
 * ports, and a network policy that allows nothing but the declared connections and DNS.
 */
export abstract class HardenedWorkload extends Construct implements IPeer {
  /** Name of the object, of its ServiceAccount, its Service and its network policy. */
  public readonly name: string;
  /** Namespace of the chart; undefined in a chart without one. */
  public readonly namespace?: string;
  /** Name of its ServiceAccount. */
  public readonly serviceAccountName: string;
  /** Who it calls, and who calls it. */
  public readonly connections: Connections;
  /** @internal */
  protected readonly _endpoint: Endpoint;
  /** @internal */
  protected readonly _pod: HardenedPod;
  /** @internal */
  protected readonly _object: ApiObject;
  private readonly props: ServingWorkloadProps;
  private readonly podAnnotations: Record<string, string>;
  private readonly pullSecrets = new Set<string>();

  protected constructor(scope: Construct, id: string, props: ServingWorkloadProps) {
    super(scope, id);
    const kind = this._kind();
    const platform = Platform.of(this);
    const where = this.node.path;
    this.props = props;
    this.namespace = Chart.of(this).namespace;
    this.podAnnotations = checkAnnotations(where, 'podAnnotations', { ...props.podAnnotations, ...this._podAnnotations(platform) });
    const named = objectName(this, platform.naming, props.adopt);
    if (named !== undefined) checkName(where, named, kind, kind.service !== 'none');
    this._object = emit(this, 'Resource', {
      apiVersion: kind.apiVersion,
      kind: kind.kind,
      metadata: { name: named, namespace: this.namespace, annotations: checkAnnotations(where, 'annotations', props.annotations) },
      spec: () => this._spec(),
    });
    this.name = this.serviceAccountName = this._object.name;
    const selector = selectorOf(this, this.name, platform.naming, props.adopt);
    const labels = workloadLabels(this, this.name, selector, props.labels);
    for (const [key, value] of Object.entries(labels)) this._object.metadata.addLabel(key, value);
    emit(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: this.name, namespace: this.namespace, labels },
      automountServiceAccountToken: false,
      imagePullSecrets: () => this.pullSecrets.size === 0 ? undefined : [...this.pullSecrets].sort().map(secret => ({ name: secret })),
    });
    this._pod = new HardenedPod({
      where, platform, props, containerName: props.containerName ?? named ?? PLUS_CONTAINER_NAME, serviceAccountName: this.name,
    });
    this.node.addValidation({ validate: () => this._pod.problems() });
    const base = {
      construct: this, name: this.name, namespace: this.namespace, selector, labels, ports: this._pod.ports, serviceAccountName: this.name,
    };
    const hasService = kind.service === 'headless' || (kind.service === 'cluster' && base.ports.length > 0);
    this._endpoint = {
      ...base,
      ...(hasService && {
        serviceName: addService(this, { service: kind.service, ...(props.adopt && { name: this.name }), ...this._serviceSettings(props) }, base),
      }),
      addEnv: (name, value) => this._pod.addEnv(name, value),
    };
    this.connections = Connections._create(this, this._endpoint);
    authorizeEdges(this, this.connections, () => this._pod.spec());
    if (props.apiAccess) this.connections.allowTo(Peer.apiServer());
    if (props.apiAccess?.rules) grantAccess(this, where, props.apiAccess.rules, base);
  }

  /** This workload as the end of a connection. */
  public toPeer(): Peer {
    return Peer._endpoint(this._endpoint);
  }

  /**
   * Where callers find it: `name:port` for callers of its own namespace, `name.namespace.svc.cluster.local:port` for others.
   * `port` is the name of a port and may be left out where there is only one. `from` is the construct of the caller; without it, the caller
   * is taken to be in the same namespace. An error where it has no Service, or no such port.
   */
  public address(port?: string, from?: Construct): string {
    const { serviceName, ports } = this._endpoint;
    if (serviceName === undefined || ports.length === 0) fail(this.node.path, 'has no address, since it has no ports. Declare ports.');
    const found = port === undefined && ports.length === 1 ? ports[0] : ports.find(({ name }) => name === port);
    if (!found) {
      fail(this.node.path, `${port === undefined ? 'has several ports' : `has no port '${port}'`}. Name one of: ${ports.map(({ name }) => name).join(', ')}.`);
    }
    const near = from === undefined || Chart.of(from).namespace === this.namespace;
    if (!near && this.namespace === undefined) fail(this.node.path, 'has no namespace, so that no other namespace can name it. Give its chart a namespace.');
    return `${serviceName}${near ? '' : `.${this.namespace}.svc.${Platform.of(this).clusterDomain}`}:${found.servicePort}`;
  }

  /**
   * Leads the outside here: TLS for one host, through the platform's proxy, which alone gets an edge. Throws where `platform.exposure` does not state
   * the way, where the port speaks no HTTP, and for dashboards and admin pages, which are never exposed.
   */
  public expose(options: ExposeOptions): Exposure {
    return Exposure._of(this, { connections: this.connections, images: this._pod.images }, options);
  }

  /**
   * Lets the platform's Prometheus scrape one port: a ServiceMonitor, and an edge from its pods. Throws where `platform.monitoring` does not say where it
   * runs, and where it is outside a mesh that takes mutual TLS only.
   */
  public exposeMetrics(options: MetricsOptions = {}): MetricsExposure {
    return MetricsExposure._of(this, { connections: this.connections, addPodAnnotation: (key, value) => this.addPodAnnotation(key, value) }, options);
  }

  /** Adds a variable to the environment of every container. An error where another value stands there already. */
  public addEnv(name: string, value: string): void {
    this._pod.addEnv(name, value);
  }

  /** Adds a variable that is read from a field or an object to the environment of the main container. @internal */
  public _addEnvFrom(name: string, source: k8s.EnvVarSource): void {
    this._pod.addEnvFrom(name, source);
  }

  /** Adds a volume and mounts it, read-only unless said otherwise. An error where the path is taken, or the name by another volume. */
  public mountVolume(volume: k8s.Volume, mountPath: string, options: MountOptions = {}): void {
    this._pod.mountVolume(volume, mountPath, options);
  }

  /** A volume for a container that somebody else adds to the pods. @internal */
  public _addVolume(volume: k8s.Volume): void {
    this._pod.addVolume(volume);
  }

  /** Somebody else mounts something there: nothing of this pod may. @internal */
  public _reserve(mountPath: string, containers?: readonly string[]): void {
    this._pod.reserve(mountPath, containers);
  }

  /** A container as it stands, the main one where none is named; undefined where there is none of that name. @internal */
  public _containerNamed(name?: string): NamedContainer | undefined {
    return this._pod.containerNamed(name);
  }

  /** What its pods need that nobody declares. @internal */
  public _imply(opening: ImpliedOpening): void {
    imply(this._endpoint, opening);
  }

  /** Kind of the object, such as `Deployment`. @internal */
  public get _kindName(): string {
    return this._object.kind;
  }

  /** Secret with which the kubelet pulls the images of its pods. @internal */
  public _addPullSecret(name: string): void {
    if (this.props.imagePullSecrets) fail(this.node.path, 'names imagePullSecrets of its own, beside which those of its ServiceAccount count for nothing. Leave imagePullSecrets out.');
    this.pullSecrets.add(name);
  }

  /** Hosts that its images come from, sorted. @internal */
  public get _registries(): string[] {
    return [...new Set(this._pod.images.map(image => parseImage(image).registry ?? 'docker.io'))].sort();
  }

  /** Adds an annotation to the workload object. */
  public addObjectAnnotation(key: string, value: string): void {
    checkAnnotations(this.node.path, 'annotation', { [key]: value });
    this._object.metadata.addAnnotation(key, value);
  }

  /** Adds an annotation to the pods. */
  public addPodAnnotation(key: string, value: string): void {
    Object.assign(this.podAnnotations, checkAnnotations(this.node.path, 'annotation', { [key]: value }));
  }

  /** Signs for something weaker in this workload and its own objects. Shorthand of `Waivers.add`. */
  public waive(control: string, waiver: WaiverProps): void {
    Waivers.add(this, control, waiver);
  }

  /**
   * A method, since the constructor needs it before the fields of subclasses exist.
   * @internal
   */
  protected abstract _kind(): WorkloadKind;

  /**
   * The object's spec, when all has been declared.
   * @internal
   */
  protected abstract _spec(): JsonObject;

  /**
   * The pod template. `extra` is what the kind adds to the pod's spec.
   * @internal
   */
  protected _template(extra: JsonObject = {}): JsonObject {
    return {
      metadata: { labels: this._endpoint.labels, ...(Object.keys(this.podAnnotations).length > 0 && { annotations: this.podAnnotations }) },
      spec: { ...this._pod.spec(), ...schedulingOf(this.props, this._endpoint.selector, this._kind().spreads), ...extra },
    };
  }

  /** @internal */
  protected _podAnnotations(platform: Platform): Record<string, string> {
    return initMeshAnnotations(this, platform, (this.props.initContainers?.length ?? 0) + (this.props.sidecars?.length ?? 0));
  }

  /** @internal */
  protected _serviceSettings(_props: ServingWorkloadProps): Omit<ServiceSettings, 'service'> {
    return {};
  }
}
