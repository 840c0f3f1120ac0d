import { ipBlock } from './cidr';
import { LabelSelector, NetworkPeer } from './selection';
import { isRecord } from '../manifest/object';
import { NAMESPACE_NAME_LABEL } from '../manifest/well-known';

/** A network policy peer or a pod selector of any cdk8s-plus version. Told by shape: several versions live side by side in one app. */
export type PlusPeer = { toNetworkPolicyPeerConfig(): PlusPeerConfig } | { toPodSelectorConfig(): PlusPodSelector };

interface PlusPeerConfig { readonly ipBlock?: { readonly cidr: string; readonly except?: string[] }; readonly podSelector?: PlusPodSelector }
interface PlusPodSelector { readonly labelSelector: PlusLabelSelector; readonly namespaces?: PlusNamespaceSelector }
interface PlusNamespaceSelector { readonly labelSelector?: PlusLabelSelector; readonly names?: string[] }
interface PlusLabelSelector { _toKube(): { matchLabels?: Record<string, string>; matchExpressions?: unknown[] } }

export function isPlusPeer(value: object): value is PlusPeer {
  const { toNetworkPolicyPeerConfig, toPodSelectorConfig } = value as Record<string, unknown>;
  return typeof toNetworkPolicyPeerConfig === 'function' || typeof toPodSelectorConfig === 'function';
}

/** The rule items for a cdk8s-plus peer, and the names of its namespaces where it has names. */
export function plusNetworkPeers(peer: PlusPeer, where: string): { peers: NetworkPeer[]; namespaces?: string[] } {
  const config = 'toNetworkPolicyPeerConfig' in peer ? peer.toNetworkPolicyPeerConfig() : { podSelector: peer.toPodSelectorConfig() };
  // cdk8s-plus' own blocks leave cloud metadata reachable.
  if (config.ipBlock) return { peers: [{ ipBlock: ipBlock(config.ipBlock.cidr, config.ipBlock.except ?? [], where) }] };
  if (!config.podSelector) throw new Error(`${where}: selects nothing. Use Peer.pods, Peer.namespace or Peer.cidr.`);
  const { labelSelector, namespaces } = config.podSelector;
  const podSelector = plain(labelSelector);
  if (!namespaces) return { peers: [{ podSelector }] };
  const namespaceSelector = namespaces.labelSelector ? plain(namespaces.labelSelector) : {};
  if (!namespaces.names) return { peers: [{ namespaceSelector, podSelector }] };
  if (namespaces.names.length === 0) throw new Error(`${where}: names no namespace. Name one, or use Peer.namespaces(labels).`);
  return {
    namespaces: namespaces.names,
    // One item per name: a selector cannot ask one label for two values.
    peers: namespaces.names.map(name => ({
      namespaceSelector: { ...namespaceSelector, matchLabels: { ...namespaceSelector.matchLabels, [NAMESPACE_NAME_LABEL]: name } },
      podSelector,
    })),
  };
}

function plain(selector: PlusLabelSelector): LabelSelector {
  const { matchLabels, matchExpressions } = selector._toKube();
  return {
    ...(isRecord(matchLabels) && Object.keys(matchLabels).length > 0 ? { matchLabels } : {}),
    ...(matchExpressions && matchExpressions.length > 0 ? { matchExpressions } : {}),
  };
}
