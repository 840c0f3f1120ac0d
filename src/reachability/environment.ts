import { AddressSet } from './address-set';
import { AddressRange, parseRange } from '../manifest/addresses';
import { METADATA_RANGES } from '../manifest/metadata-addresses';

/**
 * How the network plugin reads `ipBlock`. `pod-ip`: by the address of each packet, pods and nodes included. `identity` (Cilium): a range never means pods
 * or nodes.
 */
export type Cni = 'pod-ip' | 'identity';
export const CNIS: readonly Cni[] = ['pod-ip', 'identity'];

export type Mesh = 'none' | 'istio-sidecar' | 'istio-ambient' | 'linkerd';
export const MESHES: readonly Mesh[] = ['none', 'istio-sidecar', 'istio-ambient', 'linkerd'];

/** What the answer depends on besides the manifests. */
export interface Environment {
  readonly cni: Cni;
  readonly mesh: Mesh;
  /** SPIFFE trust domain of the mesh. */
  readonly trustDomain: string;
  /** Istio's root namespace: its policies hold in every namespace. */
  readonly rootNamespace: string;
  /** Ranges of the pods' addresses. Empty: not known. */
  readonly podCidrs: readonly string[];
  /** Ranges of the nodes' addresses. Empty: not known. */
  readonly nodeCidrs: readonly string[];
  /** Ranges of the API server's end points: what Cilium calls kube-apiserver. Empty: not known. */
  readonly apiServerCidrs: readonly string[];
  /** Linkerd's policy for ports that no Server selects. */
  readonly defaultInboundPolicy: string;
}

export const DEFAULT_ENVIRONMENT: Environment = {
  cni: 'pod-ip', mesh: 'none', trustDomain: 'cluster.local', rootNamespace: 'istio-system', podCidrs: [], nodeCidrs: [], apiServerCidrs: [],
  defaultInboundPolicy: 'all-unauthenticated',
};

/** No pod and no node has one of these: this network, loopback, link-local and cloud metadata, multicast. */
const NEVER_IN_CLUSTER = ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3', ...METADATA_RANGES];
const WORLD = ['0.0.0.0/0'];

/** The addresses that a pod, or a node, may have. */
export function clusterAddresses(cidrs: readonly string[]): AddressSet {
  const ranges = (texts: readonly string[]): AddressRange[] => texts.flatMap(text => parseRange(text) ?? []);
  return ranges(NEVER_IN_CLUSTER).reduce((left: AddressSet, range) => left.without(range), new AddressSet(ranges(cidrs.length > 0 ? cidrs : WORLD)));
}
