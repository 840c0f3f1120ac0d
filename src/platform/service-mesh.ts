import { dnsLabelProblem, dnsSubdomainProblem } from '../manifest/names';

/** Settings of an Istio mesh. */
export interface IstioOptions {
  /**
   * SPIFFE trust domain of workload identities.
   * @default 'cluster.local'
   */
  readonly trustDomain?: string;
  /**
   * Namespace of istiod: the control plane's edges point there.
   * @default 'istio-system'
   */
  readonly controlPlaneNamespace?: string;
  /**
   * Control-plane revision. Set: namespaces carry `istio.io/rev: <revision>` instead of `istio-injection: enabled`.
   * @default - the default revision
   */
  readonly revision?: string;
  /**
   * The cluster runs istio-cni. Without it each pod gets an init container with NET_ADMIN and NET_RAW as root, which Pod Security
   * `restricted` and `baseline` refuse: synth is an error then. Stated in `requires` of the report.
   * @default true
   */
  readonly cni?: boolean;
}

/** A waypoint that the platform team runs, through which calls leave the mesh. It keeps listeners open to all namespaces, and its own egress to the world. */
export interface EgressWaypoint {
  /** Namespace of its Gateway object (class `istio-waypoint`). */
  readonly namespace: string;
  /** Name of its Gateway object. */
  readonly name: string;
}

/** Settings of an Istio ambient mesh. */
export interface AmbientOptions extends IstioOptions {
  /**
   * Where ambient workloads call hosts by name (`Peer.fqdn`) through: each host is registered, the waypoint lets in the declared callers alone, and their
   * network policies lead to its pods and not to the world. Needs no network plugin that knows names.
   * @default - none: hosts by name need `platform.networkPolicyApis`
   */
  readonly egressWaypoint?: EgressWaypoint;
}

/** Settings of Linkerd. */
export interface LinkerdOptions {
  /**
   * Trust domain of workload identities.
   * @default 'cluster.local'
   */
  readonly trustDomain?: string;
  /**
   * Namespace of the control plane: its edges point there.
   * @default 'linkerd'
   */
  readonly controlPlaneNamespace?: string;
  /**
   * The cluster runs linkerd-cni. Without it each pod gets an init container with NET_ADMIN and NET_RAW, which Pod Security `restricted` and
   * `baseline` refuse: synth is an error then. Stated in `requires` of the report.
   * @default true
   */
  readonly cni?: boolean;
}

/** Kind of service mesh. */
export enum ServiceMeshKind { NONE = 'none', ISTIO_SIDECAR = 'istio-sidecar', ISTIO_AMBIENT = 'istio-ambient', LINKERD = 'linkerd' }

/** The service mesh that namespaces are enrolled in. */
export class ServiceMesh {
  /** No mesh: network policies alone decide who reaches whom. */
  public static none(): ServiceMesh {
    return new ServiceMesh(ServiceMeshKind.NONE, {});
  }

  /** Istio with a sidecar proxy in each pod: mutual TLS STRICT, and an ALLOW by caller identity for each declared edge. */
  public static istioSidecar(options: IstioOptions = {}): ServiceMesh {
    return new ServiceMesh(ServiceMeshKind.ISTIO_SIDECAR, options);
  }

  /**
   * Istio ambient: ztunnel on each node holds an ALLOW by caller identity for each declared edge; edges with `http` go through a waypoint, and its
   * callee then takes calls from the waypoint alone.
   */
  public static istioAmbient(options: AmbientOptions = {}): ServiceMesh {
    return new ServiceMesh(ServiceMeshKind.ISTIO_AMBIENT, options);
  }

  /** Linkerd: a Server for each port, an authorization by caller identity for each declared edge, and a route for each request that an edge names. */
  public static linkerd(options: LinkerdOptions = {}): ServiceMesh {
    return new ServiceMesh(ServiceMeshKind.LINKERD, { controlPlaneNamespace: 'linkerd', ...options });
  }

  /** SPIFFE trust domain of workload identities. */
  public readonly trustDomain: string;
  /** Namespace of the control plane. */
  public readonly controlPlaneNamespace: string;
  /** Control-plane revision, where one is set. */
  public readonly revision?: string;

  /** Where ambient workloads call hosts by name through, where one is set. */
  public readonly egressWaypoint?: EgressWaypoint;

  private constructor(public readonly kind: ServiceMeshKind, options: AmbientOptions) {
    if (options.cni === false) {
      const [mesh, cni] = kind === ServiceMeshKind.LINKERD ? ['Linkerd', 'linkerd-cni'] : ['Istio', 'istio-cni'];
      throw new Error(`platform.serviceMesh: ${mesh} without ${cni} puts an init container with NET_ADMIN and NET_RAW into each pod, which Pod Security refuses. Install ${cni} and leave \`cni\` out.`);
    }
    this.trustDomain = options.trustDomain ?? 'cluster.local';
    this.controlPlaneNamespace = options.controlPlaneNamespace ?? 'istio-system';
    this.revision = options.revision;
    this.egressWaypoint = options.egressWaypoint;
    const wrong = [
      ['trustDomain', this.trustDomain, dnsSubdomainProblem(this.trustDomain)],
      ['controlPlaneNamespace', this.controlPlaneNamespace, dnsLabelProblem(this.controlPlaneNamespace)],
      ['revision', this.revision, this.revision === undefined ? undefined : dnsLabelProblem(this.revision)],
      ['egressWaypoint.namespace', this.egressWaypoint?.namespace, this.egressWaypoint ? dnsLabelProblem(this.egressWaypoint.namespace) : undefined],
      ['egressWaypoint.name', this.egressWaypoint?.name, this.egressWaypoint ? dnsLabelProblem(this.egressWaypoint.name) : undefined],
    ].find(([, , problem]) => problem !== undefined);
    if (wrong) throw new Error(`platform.serviceMesh: ${wrong[0]} '${wrong[1]}' ${wrong[2]}.`);
  }
}
