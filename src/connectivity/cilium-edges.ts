import { Construct } from 'constructs';
import { Endpoint, Protocol } from './endpoint';
import { dnsOpenings } from './implied';
import { Opening } from './rules';
import { dnsPorts, NetworkPeer, PortRule } from './selection';
import { egressWaypointOf } from './wire';
import { compareTexts, groups } from '../manifest/lists';
import { METADATA_ADDRESSES } from '../manifest/metadata-addresses';
import { CILIUM_NAMESPACE_LABEL, NAMESPACE_NAME_LABEL } from '../manifest/well-known';
import { IpFamily } from '../platform/choices';
import { SYNC_WAVES, waveAnnotations } from '../platform/delivery-marks';
import { emit } from '../platform/emit';
import { NetworkPolicyApi } from '../platform/network-policy-api';
import { Platform } from '../platform/platform';

/** A host outside, and the ports on which it is called. */
export interface NamedHost {
  readonly fqdn: string;
  readonly ports: readonly PortRule[];
}

type Direction = 'ingress' | 'egress';

/** What Cilium calls somebody whom no selector means, nor for it any range: nodes and the API server. */
interface EntityOpening extends Pick<Opening, 'ports'> {
  readonly direction: Direction;
  readonly entities: readonly string[];
}

/** The edges of one workload that a NetworkPolicy cannot hold, or that Cilium does not take from one. */
export class CiliumEdges {
  /** Told of each host that is called, and on which ports. */
  public onHost?: (fqdn: string, ports: readonly PortRule[]) => void;
  private readonly ports = new Map<string, Map<string, PortRule>>();
  private readonly openings = new Map<string, EntityOpening>();

  public constructor(private readonly scope: Construct, private readonly endpoint: Endpoint) {}

  /** Sorted: the same hosts in any order give the same policy. */
  public get hosts(): NamedHost[] {
    return [...this.ports].sort(byKey).map(([fqdn, ports]) => ({ fqdn, ports: [...ports].sort(byKey).map(([, port]) => port) }));
  }

  /** Throws where the platform holds no names: a range in the place of a name would open what nobody asked for. */
  public addHost(fqdn: string, ports: readonly PortRule[] | undefined, where: string): void {
    const isThroughWaypoint = egressWaypointOf(this.endpoint.construct) !== undefined;
    if (!this.isCilium && !isThroughWaypoint) {
      throw new Error(`${where}: no network policy of this platform can hold a host by its name, and no range is opened in its place. Where the CNI plugin is Cilium, set `
        + 'platform.networkPolicyApis: [NetworkPolicyApi.CILIUM]. In Istio ambient, a waypoint through which calls leave can: ServiceMesh.istioAmbient({ egressWaypoint: { namespace, name } }). Calico\'s open-source API and ClusterNetworkPolicy\'s standard channel have no names. Otherwise write Peer.cidr(range).');
    }
    if (ports === undefined) throw new Error(`${where}: allPorts would open all that runs at whatever address the name has. Name the ports: { port: 443 }.`);
    if (ports.some(({ endPort }) => endPort !== undefined)) throw new Error(`${where}: endPort is not for a host by name: meshes know it by single ports. Name each: { ports: [443, 8443] }.`);
    if (isThroughWaypoint) checkSpoken(ports, where);
    else this.emitFirst();
    const known = this.ports.get(fqdn) ?? new Map<string, PortRule>();
    for (const port of ports) known.set(`${port.protocol} ${String(port.port).padStart(5, '0')}`, port);
    this.ports.set(fqdn, known);
    this.onHost?.(fqdn, ports);
  }

  /** Elsewhere the ranges of the NetworkPolicy mean them. */
  public addEntities(direction: Direction, entities: readonly string[] | undefined, ports: readonly PortRule[] | undefined): void {
    if (!entities || !this.isCilium) return;
    this.emitFirst();
    const opening = { direction, entities, ...(ports ? { ports } : {}) };
    this.openings.set(JSON.stringify(opening), opening);
  }

  /** Hosts that no other layer holds. */
  private get heldHosts(): NamedHost[] {
    return egressWaypointOf(this.endpoint.construct) ? [] : this.hosts;
  }

  private get isCilium(): boolean {
    return Platform.of(this.scope).networkPolicyApis.includes(NetworkPolicyApi.CILIUM);
  }

  /** Beside the NetworkPolicy, with which it adds up: what either lets through, gets through. */
  private emitFirst(): void {
    if (this.heldHosts.length + this.openings.size > 0) return;
    const { name, namespace, labels, selector } = this.endpoint;
    const platform = Platform.of(this.scope);
    emit(this.scope, 'CiliumNetworkPolicy', {
      apiVersion: NetworkPolicyApi.CILIUM,
      kind: 'CiliumNetworkPolicy',
      metadata: { name, namespace, labels, annotations: waveAnnotations(platform, SYNC_WAVES.ALLOW) },
      spec: () => {
        const hasHosts = this.heldHosts.length > 0;
        const [ingress, egress] = [this.entityRules('ingress'), [...hasHosts ? [...this.dnsRules(platform), ...this.hostRules()] : [], ...this.entityRules('egress')]];
        return {
          endpointSelector: { matchLabels: selector },
          ...(ingress.length > 0 ? { ingress } : {}),
          ...(egress.length > 0 ? { egress } : {}),
          // A name may be made to stand for any address: not for one where clouds hand out credentials. Deny wins over whatever allows.
          ...(hasHosts ? { egressDeny: [{ toCIDR: metadataBlocks(platform) }] } : {}),
        };
      },
    });
  }

  private entityRules(direction: Direction): object[] {
    return [...this.openings].sort(byKey).filter(([, opening]) => opening.direction === direction).map(([, { entities, ports }]) => ({
      [direction === 'ingress' ? 'fromEntities' : 'toEntities']: entities, ...(ports ? { toPorts: [{ ports: ports.map(portText) }] } : {}),
    }));
  }

  /** Cilium learns addresses from the answers that pass its proxy, and only a rule with names sends the pod's questions there. */
  private dnsRules(platform: Platform): object[] {
    const dns = this.hosts.map(({ fqdn }) => ({ matchName: fqdn }));
    return dnsOpenings(platform).map(({ peers, ports = dnsPorts(platform.dnsPort) }) => ({
      ...dnsPeers(peers), toPorts: [{ ports: ports.map(portText), rules: { dns } }],
    }));
  }

  private hostRules(): object[] {
    const byPorts = groups(this.hosts, ({ ports }) => JSON.stringify(ports));
    return [...byPorts.values()].map(hosts => ({
      toFQDNs: hosts.map(({ fqdn }) => ({ matchName: fqdn })), toPorts: [{ ports: hosts[0].ports.map(portText) }],
    }));
  }
}

/** What is spoken where. Of other ports nobody knows, and a listener for plain TCP would take every call to that port for one to this host. */
export const SPOKEN: Readonly<Record<number, string>> = { 80: 'HTTP', 443: 'TLS', 8443: 'TLS' };

/** The proxies of a mesh know a host by its name on this port. */
export function isSpoken({ protocol, port }: PortRule): boolean {
  return protocol === Protocol.TCP && port in SPOKEN;
}

function checkSpoken(ports: readonly PortRule[], where: string): void {
  const other = ports.find(port => !isSpoken(port));
  if (other) throw new Error(`${where}: ${other.protocol} ${other.port} does not go through platform.serviceMesh.egressWaypoint, which knows names on TCP ${Object.keys(SPOKEN).join(', ')}. Call the host on one of these, or write Peer.cidr(range).`);
}

/** The pods of DNS, or the address of its cache on the node. */
function dnsPeers(peers: readonly NetworkPeer[]): object {
  const blocks = peers.flatMap(({ ipBlock }) => ipBlock?.cidr ?? []);
  if (blocks.length > 0) return { toCIDR: blocks };
  return {
    toEndpoints: peers.map(({ namespaceSelector, podSelector }) => ({
      matchLabels: { [`k8s:${CILIUM_NAMESPACE_LABEL}`]: namespaceSelector?.matchLabels?.[NAMESPACE_NAME_LABEL], ...podSelector?.matchLabels },
    })),
  };
}

/** Where clouds hand out credentials, as ranges of one address. */
export function metadataBlocks({ ipFamilies }: Platform): string[] {
  return METADATA_ADDRESSES.filter(address => ipFamilies.includes(address.includes(':') ? IpFamily.IPV6 : IpFamily.IPV4))
    .map(address => `${address}/${address.includes(':') ? 128 : 32}`);
}

/** Ports are texts there. */
function portText({ protocol, port, endPort }: PortRule): object {
  return { port: String(port), ...(endPort === undefined ? {} : { endPort }), protocol };
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return compareTexts(a, b);
}
