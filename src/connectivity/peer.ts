import { IConstruct } from 'constructs';
import { ipBlock, worldBlocks } from './cidr';
import { Endpoint, Protocol } from './endpoint';
import { hostNameProblem, clusterNameProblem } from './host-name';
import { isPlusPeer, plusNetworkPeers, PlusPeer } from './plus-peer';
import { checkRemote, remotePeer, RemotePeerOptions } from './remote-peer';
import { checkLabels, dnsPorts, ForeignPeer, MeshSource, namespaceNamed } from './selection';
import { dnsLabelProblem, dnsSubdomainProblem } from '../manifest/names';
import { Platform } from '../platform/platform';

/** Anything that a connection can lead to or come from. Workloads are peers, and so is what the factories of `Peer` make. */
export interface IPeer {
  /** What the connection graph knows of it. */
  toPeer(): Peer;
}

/** Who a foreign peer is to the mesh. Without either, it is outside: under mutual TLS STRICT it cannot call, and an edge from it is an error. */
export interface PeerIdentityOptions {
  /**
   * ServiceAccounts under which the peer's pods run: only these identities are let in.
   * @default - none are known
   */
  readonly serviceAccounts?: string[];
  /**
   * The peer's pods are in the mesh: any identity of their namespace is let in. Weaker than `serviceAccounts`.
   * @default false
   */
  readonly inMesh?: boolean;
}

/** Pods that this app does not own. */
export interface PodsPeerOptions extends PeerIdentityOptions {
  /** Name of their namespace. */
  readonly namespace: string;
  /** Labels that all of them carry. */
  readonly labels: Record<string, string>;
}

/** An address range. */
export interface CidrPeerOptions {
  /**
   * Ranges inside it that are left out, besides cloud metadata addresses, which always are.
   * @default - none
   */
  readonly except?: string[];
}

/** The other end of a connection. */
export class Peer implements IPeer {
  /**
   * A peer made from a workload of this library, or from any cdk8s-plus network policy peer or pod selector (`Deployment`, `Pods`, `Namespaces`,
   * `NetworkPolicyIpBlock`, …). What cdk8s-plus made is selected in rules; no policy is ever written for it. Throws for anything else.
   */
  public static of(construct: IConstruct, options: PeerIdentityOptions = {}): Peer {
    if (isPeer(construct)) return construct.toPeer();
    const where = `Peer.of(${construct.node.path})`;
    if (!isPlusPeer(construct)) {
      throw new Error(`${where}: is neither a workload nor a cdk8s-plus network peer or pod selector. Use one of those, or Peer.pods({ namespace, labels }).`);
    }
    const plus: PlusPeer = construct;
    return new Peer(where, () => {
      const { peers, namespaces } = plusNetworkPeers(plus, where);
      return { peers, source: sourceOf(namespaces, options, where) };
    });
  }

  /** Pods that this app does not own, by namespace and labels: both must match. */
  public static pods(options: PodsPeerOptions): Peer {
    const where = `Peer.pods(${options.namespace})`;
    checkNamespace(options.namespace, where);
    checkLabels(options.labels, where, `Peer.namespace('${options.namespace}') for all pods`);
    return new Peer(where, () => ({
      peers: [{ namespaceSelector: namespaceNamed(options.namespace), podSelector: { matchLabels: { ...options.labels } } }],
      source: sourceOf([options.namespace], options, where),
    }));
  }

  /** Every pod of the namespace with this name. */
  public static namespace(name: string, options: PeerIdentityOptions = {}): Peer {
    const where = `Peer.namespace(${name})`;
    checkNamespace(name, where);
    return new Peer(where, () => ({
      peers: [{ namespaceSelector: namespaceNamed(name), podSelector: {} }],
      source: sourceOf([name], options, where),
    }));
  }

  /** Every pod of every namespace with these labels. Whoever may label namespaces decides who is one. */
  public static namespaces(labels: Record<string, string>, options: PeerIdentityOptions = {}): Peer {
    const where = 'Peer.namespaces';
    checkLabels(labels, where, 'Peer.namespace(name)');
    return new Peer(where, () => ({
      peers: [{ namespaceSelector: { matchLabels: { ...labels } }, podSelector: {} }],
      source: sourceOf(undefined, options, where),
    }));
  }

  /** Addresses outside the cluster, as a canonical CIDR range. Cloud metadata addresses are cut out of it; a range that holds nothing else is an error. */
  public static cidr(range: string, options: CidrPeerOptions = {}): Peer {
    const where = `Peer.cidr(${range})`;
    const block = ipBlock(range, options.except ?? [], where);
    return new Peer(where, () => ({ peers: [{ ipBlock: block }] }));
  }

  /** The whole world, in every address family of the platform, but for cloud metadata addresses. To many network plugins the cluster's pods are part of it. */
  public static anywhere(): Peer {
    return new Peer('Peer.anywhere()', platform => ({ peers: worldBlocks(platform.ipFamilies).map(block => ({ ipBlock: block })) }));
  }

  /**
   * A host outside the cluster by its full DNS name, such as `api.payments.example`: reachable at whatever address the name has. Needs a platform whose
   * `networkPolicyApis` can hold names, or whose ambient mesh has an `egressWaypoint`; no range is ever opened in its place. Throws for wildcards, addresses,
   * and names of the cluster or of cloud metadata.
   */
  public static fqdn(name: string): Peer {
    const where = `Peer.fqdn(${name})`;
    const problem = hostNameProblem(name);
    if (problem) throw new Error(`${where}: '${name}' ${problem}.`);
    return new Peer(where, platform => {
      const inside = clusterNameProblem(name, platform.clusterDomain);
      if (inside) throw new Error(`${where}: '${name}' ${inside}.`);
      return { peers: [], fqdn: name };
    });
  }

  /** The API server, at `platform.apiServer.addresses`: it runs in the host's network, where no selector reaches it. Its port is the platform's. */
  public static apiServer(): Peer {
    const where = 'Peer.apiServer()';
    return new Peer(where, platform => ({
      peers: stated(platform.apiServerAddresses, `${where}: needs platform.apiServer.addresses, such as ['10.0.0.10/32']: `
        + 'policies see the end points behind the Service, not its address.').map(range => ({ ipBlock: ipBlock(range, [], where) })),
      ports: [{ protocol: Protocol.TCP, port: platform.apiServerPort }],
      entities: ['kube-apiserver'],
    }));
  }

  /** The cluster's DNS. Every workload reaches it without being asked: name resolution is never cut. */
  public static dns(): Peer {
    const where = 'Peer.dns()';
    return new Peer(where, platform => ({
      peers: [{ namespaceSelector: namespaceNamed(platform.dnsNamespace), podSelector: { matchLabels: { ...platform.dnsPodLabels } } }],
      ports: dnsPorts(platform.dnsPort),
    }));
  }

  /** The nodes, at `platform.nodeCidrs`: for what runs in the host's network. The kubelet's own probes need no edge. */
  public static nodes(): Peer {
    const where = 'Peer.nodes()';
    return new Peer(where, platform => ({
      peers: stated(platform.nodeCidrs, `${where}: needs platform.nodeCidrs, such as ['10.0.0.0/16'].`)
        .map(range => ({ ipBlock: ipBlock(range, [], where) })),
      entities: ['host', 'remote-node'],
    }));
  }

  /**
   * A workload in another cluster of the same Istio mesh, by its identity. The network sees the east-west gateways: calls come from that of this cluster,
   * and go to that of the other.
   */
  public static remote(options: RemotePeerOptions): Peer {
    const where = `Peer.remote(${options.namespace}/${options.serviceAccount})`;
    checkRemote(options, where);
    return new Peer(where, platform => remotePeer(options, platform, where));
  }

  /** A workload of this app. @internal */
  public static _endpoint(endpoint: Endpoint): Peer {
    return new Peer(endpoint.construct.node.path, undefined, endpoint);
  }

  /** @internal */
  private constructor(
    /** For messages. @internal */
    public readonly _name: string,
    private readonly resolve?: (platform: Platform) => ForeignPeer,
    /** Set for workloads of this app, and for them alone. @internal */
    public readonly _endpoint?: Endpoint,
  ) {}

  public toPeer(): Peer {
    return this;
  }

  /** What stands for it in rules on this platform. Not for workloads of this app. @internal */
  public _foreign(platform: Platform): ForeignPeer {
    return this.resolve!(platform);
  }
}

export function isPeer(value: object): value is IPeer {
  return typeof (value as Partial<IPeer>).toPeer === 'function';
}

function checkNamespace(name: string, where: string): void {
  const problem = dnsLabelProblem(name);
  if (problem) throw new Error(`${where}: the namespace '${name}' ${problem}.`);
}

function stated(list: readonly string[], message: string): readonly string[] {
  if (list.length === 0) throw new Error(message);
  return list;
}

/** The identities that a peer in these namespaces may show; of namespaces known by labels alone, any identity of the mesh. */
function sourceOf(namespaces: readonly string[] | undefined, options: PeerIdentityOptions, where: string): MeshSource | undefined {
  const { serviceAccounts, inMesh } = options;
  if (serviceAccounts) {
    if (serviceAccounts.length === 0) throw new Error(`${where}: serviceAccounts is an empty list. Name the peer's ServiceAccounts, or leave it out.`);
    const wrong = serviceAccounts.find(name => dnsSubdomainProblem(name));
    if (wrong !== undefined) throw new Error(`${where}: the ServiceAccount '${wrong}' ${dnsSubdomainProblem(wrong)}.`);
    if (!namespaces) throw new Error(`${where}: serviceAccounts need a namespace by name, since an identity holds it. Use Peer.pods or Peer.namespace, or inMesh.`);
    return { accounts: namespaces.flatMap(namespace => serviceAccounts.map(name => ({ namespace, name }))) };
  }
  if (inMesh !== true) return undefined;
  return namespaces ? { namespaces } : { anyone: true };
}
