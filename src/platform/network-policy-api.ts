/** An API of network policies beside `networking.k8s.io/v1`, which every platform is taken to enforce. */
export enum NetworkPolicyApi {
  /**
   * Cilium's: CiliumNetworkPolicy. Holds hosts by name (`Peer.fqdn`). Also says that the cluster's CNI plugin is Cilium, for which an `ipBlock` never
   * means pods or nodes.
   */
  CILIUM = 'cilium.io/v2',
  /** The Kubernetes network policy working group's: ClusterNetworkPolicy. Holds `platform.forbid` above whatever a namespace says, and a deny below it. */
  CLUSTER = 'policy.networking.k8s.io/v1alpha2',
  /** Calico's: GlobalNetworkPolicy. Holds `platform.forbid`. Its hosts by name are not part of the open-source API. */
  CALICO = 'projectcalico.org/v3',
}

/** Throws where an API is unknown or named twice, or two are of plugins that no cluster has together. */
export function checkNetworkPolicyApis(apis: readonly NetworkPolicyApi[]): void {
  const all = Object.values(NetworkPolicyApi);
  const unknown = apis.find(api => !all.includes(api));
  if (unknown !== undefined) throw new Error(`platform.networkPolicyApis '${String(unknown)}' is unknown. Write any of ${all.map(api => `'${api}'`).join(', ')}.`);
  const twice = apis.find((api, index) => apis.indexOf(api) !== index);
  if (twice !== undefined) throw new Error(`platform.networkPolicyApis names '${twice}' twice. Name each once.`);
  if (apis.includes(NetworkPolicyApi.CILIUM) && apis.includes(NetworkPolicyApi.CALICO)) {
    throw new Error('platform.networkPolicyApis names both Cilium and Calico, and one of them enforces nothing. Name the one that is the cluster\'s CNI plugin.');
  }
}
