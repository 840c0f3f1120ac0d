import { addressBlock } from './cidr';
import { Endpoint, Protocol } from './endpoint';
import { MeshMode, meshModeOf } from './namespace-facts';
import { portRule } from './ports';
import { Opening } from './rules';
import { dnsPorts, namespaceNamed, PortRule } from './selection';
import { AMBIENT_PROBES } from '../manifest/well-known';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';

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
  return [
    ...OWN.get(endpoint) ?? [],
    ...dnsOpenings(platform).map(opening => ({ ...opening, direction: 'egress' as const, other: 'DNS', impliedBy: 'platform.dns' })),
    ...(meshModeOf(endpoint.construct) === MeshMode.NONE ? [] : meshOpenings(endpoint, platform).map(opening => ({ ...opening, impliedBy: 'platform.serviceMesh' }))),
  ];
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

function meshOpenings({ ports }: Endpoint, platform: Platform): MeshOpening[] {
  const { kind, controlPlaneNamespace } = platform.serviceMesh;
  const linkerd = (component: string, ...numbers: number[]): MeshOpening => ({
    direction: 'egress', other: `linkerd-${component}`, ports: tcp(...numbers),
    peers: [{ namespaceSelector: namespaceNamed(controlPlaneNamespace), podSelector: { matchLabels: { 'linkerd.io/control-plane-component': component } } }],
  });
  switch (kind) {
    // Probes come from the node, which is always let in.
    case ServiceMeshKind.ISTIO_SIDECAR: return [{ ...istiodOpening(platform), direction: 'egress', other: 'istiod' }];
    case ServiceMeshKind.LINKERD: return [linkerd('identity', 8080), linkerd('destination', 8086, 8090)];
    case ServiceMeshKind.ISTIO_AMBIENT: {
      const probed = ports.filter(({ protocol }) => protocol === Protocol.TCP).map(portRule);
      const peers = platform.ipFamilies.map(family => ({ ipBlock: { cidr: AMBIENT_PROBES[family] } }));
      return probed.length === 0 ? [] : [{ direction: 'ingress', other: 'probes of the kubelet', peers, ports: probed }];
    }
    case ServiceMeshKind.NONE: return [];
  }
}

function tcp(...numbers: number[]): PortRule[] {
  return numbers.map(port => ({ protocol: Protocol.TCP, port }));
}
