import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { adminPageProblem } from './admin-pages';
import { gatewayWay } from './gateway-way';
import { ingressWay } from './ingress-way';
import { routeWay } from './route-way';
import { Exposed, ExposedPath, ExposeBy, WayIn } from './way-in';
import { Connections } from '../connectivity/connections';
import { Protocol } from '../connectivity/endpoint';
import { isHttpPort } from '../connectivity/http-match';
import { meshKindOf, MeshMode, meshModeOf } from '../connectivity/namespace-facts';
import { Peer } from '../connectivity/peer';
import { declaredPorts } from '../connectivity/ports';
import { dnsSubdomainProblem } from '../manifest/names';
import { PlatformPreset } from '../platform/choices';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';

/** How a workload is exposed. */
export interface ExposeOptions {
  /** Name under which the outside reaches it, such as `shop.example`. No wildcard: it would take names that are added later. */
  readonly host: string;
  /**
   * Port, by name or container port. It must say that it speaks HTTP or gRPC.
   * @default - the only port
   */
  readonly port?: string | number;
  /**
   * Paths that are led there, exact (`/healthz`) or with all below them (`/api/*`); for gRPC `/package.Service/Method` or `/package.Service/*`.
   * The route holds them, not the network: who calls past the proxy is refused whatever the path.
   * @default - every path
   */
  readonly paths?: string[];
  /**
   * Secret of the namespace with the certificate, for `ExposeBy.INGRESS`, which needs one. A Gateway's certificate stands in its listener, and that
   * of a Route in the router.
   * @default - none
   */
  readonly tlsSecret?: string;
  /**
   * Kind of object that leads there.
   * @default - ROUTE on OpenShift; else the one way that `platform.exposure` states, and GATEWAY where it states both
   */
  readonly by?: ExposeBy;
  /**
   * Name of the object. A second exposure of one workload needs one.
   * @default - name of the workload
   */
  readonly name?: string;
}

/** What an exposure must know of a workload; `expose` hands it over. */
export interface ExposedWorkload {
  readonly connections: Connections;
  /** Images of its containers. */
  readonly images: readonly string[];
}

/** A way in from outside: TLS for one host, and an edge from the pods of the proxy alone. Made by `workload.expose(...)`. */
export class Exposure extends Construct {
  /** @internal */
  public static _of(scope: Construct, workload: ExposedWorkload, options: ExposeOptions): Exposure {
    return new Exposure(scope, workload, options);
  }

  /** Name under which the outside reaches it. */
  public readonly host: string;
  /** Kind of object that leads there. */
  public readonly by: ExposeBy;
  /** What the platform team must have done for it. @internal */
  public readonly _assumption: string;

  private constructor(scope: Construct, { connections, images }: ExposedWorkload, options: ExposeOptions) {
    const endpoint = connections._endpoint;
    const where = `${scope.node.path}: expose(${options.host})`;
    const name = checkedName(options.name ?? endpoint.name, scope, where);
    super(scope, `Exposure-${name}`);
    const platform = Platform.of(scope);
    this.host = checkedHost(options.host, platform, where);
    this.by = options.by ?? defaultWay(platform);
    const way = wayOf(this.by, platform, where);
    const [port] = declaredPorts(endpoint, { port: options.port }, where);
    const isTls = port.appProtocol?.toLowerCase() === 'https';
    if (port.protocol !== Protocol.TCP || !(isHttpPort(port) || isTls)) {
      throw new Error(`${where}: port '${port.name}' does not say that it speaks HTTP, and the proxy speaks nothing else to it. Set its appProtocol ('http', 'http2' or 'grpc').`);
    }
    const problem = adminPageProblem(images, endpoint.labels, port);
    if (problem) throw new Error(`${where}: ${problem}.`);
    if (endpoint.serviceName === undefined) throw new Error(`${where}: ${scope.node.path} has no Service to lead to. Declare its ports.`);
    const exposed: Exposed = {
      where, host: this.host, port, serviceName: endpoint.serviceName, paths: pathsOf(options.paths, where), tlsSecret: options.tlsSecret,
    };
    const { apiVersion, kind, annotations, spec } = way.object(exposed);
    this._assumption = way.assumption(exposed, endpoint.namespace ?? 'of the chart');
    const { namespace, podLabels, serviceAccount } = way.pods;
    if (meshModeOf(scope) === MeshMode.STRICT && serviceAccount === undefined && !port.plaintext) {
      throw new Error(`${where}: ${scope.node.path} takes mutual TLS only, and nobody says who the proxy is. Set ${way.setting}.serviceAccount to the ServiceAccount of its pods, `
        + 'or, where they are outside the mesh, declare the port plaintext, which is a finding.');
    }
    emit(this, 'Resource', { apiVersion, kind, metadata: { name, namespace: endpoint.namespace, labels: endpoint.labels, annotations }, spec });
    connections.allowFrom(Peer.pods({ namespace, labels: podLabels, serviceAccounts: serviceAccount === undefined ? undefined : [serviceAccount] }), {
      port: port.name, reason: `serves ${this.host}`,
    });
    if (meshKindOf(scope) !== ServiceMeshKind.ISTIO_AMBIENT) return;
    useWaypointFromOutside(scope);
    this.node.addValidation({
      validate: () => this.by === ExposeBy.GATEWAY || connections._waypoint === undefined ? [] : [`${where}: other edges name requests, so that ${scope.node.path} takes calls from its waypoint alone, past which `
        + 'any proxy but a Gateway of Istio calls. Expose it with ExposeBy.GATEWAY, or leave http out of its edges.'],
    });
  }
}

/** Gateways of Istio go past waypoints unless the Service says otherwise, and a workload behind one takes calls from it alone. */
function useWaypointFromOutside(scope: Construct): void {
  const service = scope.node.tryFindChild('Service')?.node.tryFindChild('Resource');
  if (service && ApiObject.isApiObject(service)) service.metadata.addLabel('istio.io/ingress-use-waypoint', 'true');
}

function defaultWay({ preset, exposure }: Platform): ExposeBy {
  if (preset === PlatformPreset.OPENSHIFT) return ExposeBy.ROUTE;
  return exposure.ingress && !exposure.gateway ? ExposeBy.INGRESS : ExposeBy.GATEWAY;
}

function wayOf(by: ExposeBy, { exposure: { gateway, ingress, router } }: Platform, where: string): WayIn {
  const missing = (field: string, example: string): never => {
    throw new Error(`${where}: the platform does not say how the outside comes in. Set platform.exposure.${field}, such as ${example}${
      by === ExposeBy.GATEWAY ? '; platform.exposure.ingress for an Ingress' : ''}.`);
  };
  switch (by) {
    case ExposeBy.GATEWAY:
      return gatewayWay(gateway ?? missing('gateway', "{ name: 'shared', namespace: 'gateways', podLabels: { 'gateway.networking.k8s.io/gateway-name': 'shared' } }"));
    case ExposeBy.INGRESS: return ingressWay(ingress ?? missing('ingress', "{ className: 'haproxy', namespace: 'ingress', podLabels: { app: 'haproxy-ingress' } }"));
    case ExposeBy.ROUTE: return routeWay(router ?? missing('router', "{ namespace: 'openshift-ingress', podLabels: { … } }"));
    default: throw new Error(`${where}: by '${String(by)}' is unknown. Write ExposeBy.GATEWAY, ExposeBy.INGRESS or ExposeBy.ROUTE.`);
  }
}

function checkedName(name: string, scope: Construct, where: string): string {
  const problem = dnsSubdomainProblem(name);
  if (problem) throw new Error(`${where}: the name '${name}' ${problem}.`);
  if (scope.node.tryFindChild(`Exposure-${name}`)) throw new Error(`${where}: an exposure of ${scope.node.path} is named '${name}' already. Give this one another name: { name: '${name}-2' }.`);
  return name;
}

/** A name that the world can ask for. */
function checkedHost(host: string, { clusterDomain }: Platform, where: string): string {
  const refuse = (problem: string): never => { throw new Error(`${where}: the host ${problem}. Write one full name, such as 'shop.example'.`); };
  if (typeof host !== 'string' || host === '') return refuse('is missing');
  if (host.includes('*')) return refuse(`'${host}' takes every name of a domain, those of others too`);
  const problem = dnsSubdomainProblem(host);
  if (problem) return refuse(`'${host}' ${problem}`);
  const labels = host.split('.');
  const long = labels.find(label => label.length > 63);
  if (long !== undefined) return refuse(`'${host}' has a part of ${long.length} characters; at most 63 are allowed`);
  if (labels.length < 2 || /^\d+$/.test(labels[labels.length - 1])) return refuse(`'${host}' is no name that the world can ask for`);
  if (host.endsWith(`.${clusterDomain}`)) return refuse(`'${host}' is known inside the cluster alone`);
  return host;
}

function pathsOf(paths: readonly string[] | undefined, where: string): ExposedPath[] {
  if (paths?.length === 0) throw new Error(`${where}: paths is an empty list. Name paths, or leave it out for all.`);
  return [...new Set(paths)].sort().map(text => {
    const isPrefix = text.endsWith('/*');
    const path = isPrefix ? text.slice(0, -2) || '/' : text;
    if (!/^\/([\w.~!$&'()+,;=:@-]|%[0-9A-Fa-f]{2}|\/)*$/.test(path) || /\/\/|\/\.\.?(\/|$)|%2f/i.test(path)) {
      throw new Error(`${where}: the path '${text}' is none that routes match. Begin with '/', end with '/*' for all below, and leave out '//', '..', query and fragment.`);
    }
    return { path, isPrefix };
  });
}
