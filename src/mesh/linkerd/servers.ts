import { Construct } from 'constructs';
import { identitiesOf } from './identities';
import { httpProbes } from './probe-requests';
import { closed, covers, RequestMatch, requestMatches, slugOf } from './request-matches';
import { Connections } from '../../connectivity/connections';
import { EndpointPort, Protocol } from '../../connectivity/endpoint';
import { ConnectionGraph, Edge, end } from '../../connectivity/graph';
import { isHttpPort } from '../../connectivity/http-match';
import { MeshCaller } from '../../connectivity/mesh-caller';
import { isObserved } from '../../connectivity/namespace-facts';
import { portRule } from '../../connectivity/ports';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';
import { PodSpec } from '../pod-spec';

/** A Server for each port, which then lets in nobody but who is authorized; an authorization for its callers, and routes where an edge names requests. */
export function authorizeByServers(scope: Construct, connections: Connections, podSpec: PodSpec): void {
  const ports = connections._endpoint.ports.filter(({ protocol }) => protocol === Protocol.TCP);
  const servers = new Map(ports.map(port => [port, new PortServer(scope, connections, port, podSpec)]));
  connections._onCaller = (caller, where) => { for (const port of caller.ports) servers.get(port)?.authorize(caller, where); };
}

/** One port of one workload. */
class PortServer {
  private readonly name: string;
  private readonly child: Construct;

  public constructor(scope: Construct, private readonly connections: Connections, private readonly port: EndpointPort, private readonly podSpec: PodSpec) {
    const { name, selector } = connections._endpoint;
    this.name = `${name}-${port.name}`;
    this.child = new Construct(scope, `Server-${port.name}`);
    ConnectionGraph.of(scope).imply(() => this.probeEdges());
    this.write('Resource', 'policy.linkerd.io/v1beta3', 'Server', this.name, {
      podSelector: { matchLabels: selector }, port: port.containerPort, proxyProtocol: proxyProtocolOf(port), accessPolicy: isObserved(scope) ? 'audit' : 'deny',
    });
  }

  /** Writes what this caller needs and no other needed before. Whom each object names is known when all edges are. */
  public authorize(caller: MeshCaller, where: string): void {
    caller.http.forEach(http => requestMatches(http, where));
    if (!caller.source) this.authorizePlaintext();
    // With a route attached, what no route means would be refused, whatever the policy of the Server.
    else if (isObserved(this.child)) return this.authorizeFor('Callers', this.name, { kind: 'Server', name: this.name }, () => true);
    else if (caller.http.length === 0) this.authorizeFor('Callers', this.name, { kind: 'Server', name: this.name }, each => each.http.length === 0);
    if (this.callers.some(({ http }) => http.length > 0)) this.route();
  }

  private get callers(): MeshCaller[] {
    return this.connections._callers.filter(({ ports }) => ports.includes(this.port));
  }

  private get probes(): RequestMatch[] {
    return httpProbes(this.podSpec(), this.port);
  }

  /** With a route attached, what no route means is refused to everybody, and probes are no longer let through by themselves. */
  private route(): void {
    const asked = this.callers.flatMap(({ http }) => http.length === 0 ? [{}] : http.flatMap(match => requestMatches(match, this.name)));
    for (const match of closed([...asked, ...this.probes])) {
      const [id, name] = [slugOf(match), `${this.name}-${slugOf(match)}`];
      if (!this.child.node.tryFindChild(`Route-${id}`)) {
        this.write(`Route-${id}`, 'gateway.networking.k8s.io/v1', 'HTTPRoute', name, {
          parentRefs: [{ group: 'policy.linkerd.io', kind: 'Server', name: this.name }], rules: [{ matches: [routeMatch(match)] }],
        });
      }
      const target = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name };
      const mayAsk = ({ http }: MeshCaller): boolean => http.some(each => requestMatches(each, this.name).some(outer => covers(outer, match)));
      if (this.callers.some(caller => caller.source && mayAsk(caller))) this.authorizeFor(`Callers-${id}`, name, target, mayAsk);
      if (this.probes.some(probe => covers(probe, match))) this.authorizeNetworks(`Probes-${id}`, `${name}-probes`, target, Platform.of(this.child).nodeCidrs);
    }
  }

  /** Linkerd knows the kubelet by its address alone, and by that others too. */
  private probeEdges(): Edge[] {
    if (isObserved(this.child) || !this.callers.some(({ http }) => http.length > 0)) return [];
    return this.probes.map(({ method = '', path = '' }) => ({
      from: { name: 'probes of the kubelet' }, to: end(this.connections._endpoint), ports: [portRule(this.port)], http: [{ methods: [method], paths: [path] }],
      impliedBy: 'platform.serviceMesh', meshOnly: true,
    }));
  }

  private authorizeFor(id: string, name: string, target: Target, isMeant: (caller: MeshCaller) => boolean): void {
    if (this.child.node.tryFindChild(id)) return;
    this.write(id, POLICY, 'AuthorizationPolicy', name, {
      targetRef: { group: 'policy.linkerd.io', ...target }, requiredAuthenticationRefs: [{ group: 'policy.linkerd.io', kind: 'MeshTLSAuthentication', name }],
    });
    this.write(`${id}-Identities`, POLICY, 'MeshTLSAuthentication', name, () => identitiesOf(this.callers.filter(isMeant).flatMap(({ source }) => source ?? [])));
  }

  /** Callers without identity, which the port says it takes: everybody. */
  private authorizePlaintext(): void {
    this.authorizeNetworks('Plaintext', `${this.name}-plaintext`, { kind: 'Server', name: this.name }, []);
  }

  private authorizeNetworks(id: string, name: string, target: Target, cidrs: readonly string[]): void {
    if (this.child.node.tryFindChild(id)) return;
    this.write(id, POLICY, 'AuthorizationPolicy', name, {
      targetRef: { group: 'policy.linkerd.io', ...target }, requiredAuthenticationRefs: [{ group: 'policy.linkerd.io', kind: 'NetworkAuthentication', name }],
    });
    this.write(`${id}-Networks`, POLICY, 'NetworkAuthentication', name, { networks: (cidrs.length > 0 ? cidrs : EVERYWHERE).map(cidr => ({ cidr })) });
  }

  private write(id: string, apiVersion: string, kind: string, name: string, spec: object): void {
    const { namespace, labels } = this.connections._endpoint;
    const annotations = waveAnnotations(Platform.of(this.child), SYNC_WAVES.ALLOW);
    emit(this.child, id, { apiVersion, kind, metadata: { name, namespace, labels, annotations }, spec });
  }
}

interface Target { readonly group?: string; readonly kind: string; readonly name: string }

const POLICY = 'policy.linkerd.io/v1alpha1';
const EVERYWHERE = ['0.0.0.0/0', '::/0'];

function routeMatch({ method, path }: RequestMatch): object {
  const type = path === undefined || path.endsWith('/*') ? 'PathPrefix' : 'Exact';
  return { path: { type, value: path?.replace(/\/\*$/, '') ?? '/' }, ...(method === undefined ? {} : { method }) };
}

/** What is spoken, where the port says it; Linkerd looks at each connection where it does not. */
function proxyProtocolOf(port: EndpointPort): string {
  const spoken = (port.appProtocol ?? port.name.split('-')[0]).toLowerCase();
  if (!isHttpPort(port)) return ['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis'].includes(spoken) ? 'opaque' : 'unknown';
  return spoken === 'grpc' ? 'gRPC' : ['http2', 'kubernetes.io/h2c'].includes(spoken) ? 'HTTP/2' : 'HTTP/1';
}
