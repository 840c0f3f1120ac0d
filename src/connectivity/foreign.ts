import { Peer } from './peer';
import { PortChoice } from './ports';
import { ForeignPeer, MeshSource, namespaceNamed, NetworkPeer } from './selection';
import { Platform } from '../platform/platform';

/** What a foreign peer is on this platform; what it lacks there is said with the edge that asked. */
export function foreign(peer: Peer, platform: Platform, where: string): ForeignPeer {
  try {
    return peer._foreign(platform);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${where}: ${message.startsWith(`${peer._name}: `) ? message.slice(peer._name.length + 2) : message}`);
  }
}

/** The network sees the gateway of the other cluster, and neither the port nor the requests. */
export function checkRemoteCall(peers: readonly NetworkPeer[], options: PortChoice, where: string): void {
  if (peers.length === 0) throw new Error(`${where}: nobody says where its cluster's gateway is. Set gatewayAddresses, such as ['192.0.2.10/32'].`);
  if (options.port !== undefined || options.ports || options.allPorts) throw new Error(`${where}: the call goes to the port of the gateway, whatever is called behind it. Leave the port out.`);
}

/** Every pod of the namespaces whose accounts are meant. */
export function sameNamespaces(source: MeshSource | undefined): NetworkPeer[] {
  return (source?.accounts ?? []).map(({ namespace }) => ({ namespaceSelector: namespaceNamed(namespace), podSelector: {} }));
}
