import { ipBlock } from './cidr';
import { Protocol } from './endpoint';
import { checkLabels, ForeignPeer, namespaceNamed } from './selection';
import { dnsLabelProblem, dnsSubdomainProblem } from '../manifest/names';
import { HBONE_PORT } from '../manifest/well-known';
import { EntryPods } from '../platform/exposure-settings';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';

/** A workload in another cluster of the same mesh. */
export interface RemotePeerOptions {
  /** Its namespace. */
  readonly namespace: string;
  /** ServiceAccount of its pods. */
  readonly serviceAccount: string;
  /**
   * SPIFFE trust domain of its cluster.
   * @default - that of the platform's mesh
   */
  readonly trustDomain?: string;
  /**
   * Pods of this cluster's east-west gateway, through which its calls come.
   * @default - none: `allowFrom` is an error
   */
  readonly gateway?: EntryPods;
  /**
   * Addresses of its cluster's east-west gateway, as CIDR ranges.
   * @default - none: `allowTo` is an error
   */
  readonly gatewayAddresses?: string[];
}

/** Where Istio's east-west gateway takes calls of sidecars. */
const EAST_WEST_PORT = 15443;

/** Throws for what is no name; what the platform lacks is said with the edge that asks. */
export function checkRemote({ namespace, serviceAccount, trustDomain, gateway }: RemotePeerOptions, where: string): void {
  const wrong = [
    ['namespace', namespace, dnsLabelProblem(namespace)],
    ['ServiceAccount', serviceAccount, dnsSubdomainProblem(serviceAccount)],
    ['trust domain', trustDomain, trustDomain === undefined ? undefined : dnsSubdomainProblem(trustDomain)],
    ['namespace of its gateway', gateway?.namespace, gateway ? dnsLabelProblem(gateway.namespace) : undefined],
  ].find(([, , problem]) => problem !== undefined);
  if (wrong) throw new Error(`${where}: the ${wrong[0]} '${wrong[1]}' ${wrong[2]}.`);
  if (gateway) checkLabels(gateway.podLabels, `${where}: gateway.podLabels`, 'the labels of its pods');
}

/** Known by identity, which the gateway passes on; the network sees the gateway alone. */
export function remotePeer(options: RemotePeerOptions, { serviceMesh: { kind } }: Platform, where: string): ForeignPeer {
  if (kind === ServiceMeshKind.NONE) throw new Error(`${where}: another cluster is reached through a mesh, and the platform has none. Use Peer.cidr, or set platform.serviceMesh.`);
  if (kind === ServiceMeshKind.LINKERD) throw new Error(`${where}: Linkerd's gateway calls under its own identity, so that who calls is not known here. Use Peer.pods of the gateway with its serviceAccounts.`);
  const { namespace, serviceAccount, trustDomain, gateway, gatewayAddresses = [] } = options;
  const port = kind === ServiceMeshKind.ISTIO_AMBIENT ? HBONE_PORT : EAST_WEST_PORT;
  return {
    peers: gateway ? [{ namespaceSelector: namespaceNamed(gateway.namespace), podSelector: { matchLabels: { ...gateway.podLabels } } }] : [],
    source: { accounts: [{ namespace, name: serviceAccount, ...(trustDomain === undefined ? {} : { trustDomain }) }] },
    remote: { peers: gatewayAddresses.map(range => ({ ipBlock: ipBlock(range, [], where) })), ports: [{ protocol: Protocol.TCP, port }] },
  };
}
