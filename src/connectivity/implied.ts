import { IConstruct } from 'constructs';
import { addressBlock } from './cidr';
import { Endpoint, EndpointPort, Protocol } from './endpoint';
import { hasSidecars, isMigrating, meshKindOf, MeshMode, meshModeOf } from './namespace-facts';
import { portRule } from './ports';
import { Opening } from './rules';
import { dnsPorts, namespaceNamed, PortRule } from './selection';
import { AMBIENT_PROBES } from '../manifest/well-known';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';

/** What the proxies of a namespace send, or those of one workload. */
export interface ProxyEgress extends Opening {
  readonly namespace: string;
  readonly target?: Endpoint;
  readonly other: string;
  readonly impliedBy: string;
  readonly inMesh: boolean;
  readonly tunnel?: number;
}

const PROXY_EGRESS = new WeakMap<IConstruct, ProxyEgress[]>();

/** What a workload needs and nobody declares. */
export interface ImpliedOpening extends Opening {
  readonly direction: 'ingress' | 'egress';
  /** Who the other end is, for messages. */
  readonly other: string;
  /** Who needs it. */
  readonly impliedBy: string;
}

const OWN = new WeakMap<Endpoint, ImpliedOpening[]>();

/** What something else that a workload uses makes it need, such as an agent in its pod. */
export function imply(endpoint: Endpoint, opening: ImpliedOpening): void {
  OWN.set(endpoint, [...OWN.get(endpoint) ?? [], opening]);
}

/** What the platform implies for a workload: names, and in a mesh what its proxy and its probes need; and what was implied for it alone. */
export function impliedOpenings(endpoint: Endpoint): ImpliedOpening[] {
  const platform = Platform.of(endpoint.construct);
  // A sidecar sends what it observes by itself, past the mesh.
  const observed = hasSidecars(endpoint.construct) ? proxyEgress(endpoint.construct, endpoint.namespace, endpoint) : [];
  return [
    ...observed.map(({ peers, ports, other, impliedBy }) => ({ peers, ports, other, impliedBy, direction: 'egress' as const })),
    ...OWN.get(endpoint) ?? [],
    ...dnsOpenings(platform).map(opening => ({ ...opening, direction: 'egress' as const, other: 'DNS', impliedBy: 'platform.dns' })),
    ...(meshModeOf(endpoint.construct) === MeshMode.NONE ? [] : meshOpenings(endpoint.construct, endpoint.ports, platform).map(opening => ({ ...opening, impliedBy: 'platform.serviceMesh' }))),
  ];
}

/** Proxies of the namespace call somebody whom no workload calls. */
export function implyEgress(scope: IConstruct, egress: ProxyEgress): void {
  const { root } = scope.node;
  PROXY_EGRESS.set(root, [...PROXY_EGRESS.get(root) ?? [], egress]);
}

/** What the proxies of a namespace call, of waypoints where no workload is named. */
export function proxyEgress(scope: IConstruct, namespace: string | undefined, workload?: Endpoint): ProxyEgress[] {
  return (PROXY_EGRESS.get(scope.node.root) ?? []).filter(each => each.namespace === namespace && (!each.target || each.target === workload));
}

/** What each pod needs to reach whatever else it does: without names, nothing works and nobody sees why. */
export function dnsOpenings(platform: Platform): Opening[] {
  const pods = { namespaceSelector: namespaceNamed(platform.dnsNamespace), podSelector: { matchLabels: { ...platform.dnsPodLabels } } };
  // NodeLocal DNSCache runs in the host's network on a link-local address: no pod selector reaches it.
  const nodeLocal = platform.nodeLocalDnsAddress;
  return [
    { peers: [pods], ports: dnsPorts(platform.dnsPort) },
    ...(nodeLocal === undefined ? [] : [{ peers: [{ ipBlock: addressBlock(nodeLocal, 'platform.dns.nodeLocalAddress') }], ports: dnsPorts(53) }]),
  ];
}

/** What Istio's proxies need of their control plane: certificates and configuration. */
export function istiodOpening(platform: Platform): Opening {
  return {
    peers: [{ namespaceSelector: namespaceNamed(platform.serviceMesh.controlPlaneNamespace), podSelector: { matchLabels: { app: 'istiod' } } }],
    ports: tcp(15012),
  };
}

type MeshOpening = Omit<ImpliedOpening, 'impliedBy'>;

/** What the mesh's proxies need in the namespace of a construct: of workloads without ports, their control plane alone. */
export function meshOpenings(construct: IConstruct, ports: readonly EndpointPort[], platform: Platform): MeshOpening[] {
  const { controlPlaneNamespace } = platform.serviceMesh;
  const linkerd = (component: string, ...numbers: number[]): MeshOpening => ({
    direction: 'egress', other: `linkerd-${component}`, ports: tcp(...numbers),
    peers: [{ namespaceSelector: namespaceNamed(controlPlaneNamespace), podSelector: { matchLabels: { 'linkerd.io/control-plane-component': component } } }],
  });
  const istiod: MeshOpening = { ...istiodOpening(platform), direction: 'egress', other: 'istiod' };
  switch (meshKindOf(construct)) {
    // Probes come from the node, which is always let in.
    case ServiceMeshKind.ISTIO_SIDECAR: return [istiod];
    case ServiceMeshKind.LINKERD: return [linkerd('identity', 8080), linkerd('destination', 8086, 8090)];
    case ServiceMeshKind.ISTIO_AMBIENT: {
      const probed = ports.filter(({ protocol }) => protocol === Protocol.TCP).map(portRule);
      const peers = platform.ipFamilies.map(family => ({ ipBlock: { cidr: AMBIENT_PROBES[family] } }));
      return [
        ...(isMigrating(construct) ? [istiod] : []),
        ...(probed.length === 0 ? [] : [{ direction: 'ingress' as const, other: 'probes of the kubelet', peers, ports: probed }]),
      ];
    }
    case ServiceMeshKind.NONE: return [];
  }
}

function tcp(...numbers: number[]): PortRule[] {
  return numbers.map(port => ({ protocol: Protocol.TCP, port }));
}
