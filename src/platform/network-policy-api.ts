/** An API of network policies beside `networking.k8s.io/v1`, which every platform is taken to enforce. */
export enum NetworkPolicyApi {
  /**
   * Cilium's: CiliumNetworkPolicy. Holds hosts by name (`Peer.fqdn`). Also says that the cluster's CNI plugin is Cilium, for which an `ipBlock` never
   * means pods or nodes.
   */
  CILIUM = 'cilium.io/v2',
  /**
   * The Kubernetes network policy working group's: ClusterNetworkPolicy. Holds `platform.forbid` above whatever a namespace says, and a deny of everything
   * below it. Calico enforces it from 3.32, Cilium from 1.20 where `k8sClusterNetworkPolicy.enabled` is set.
   */
  CLUSTER = 'policy.networking.k8s.io/v1alpha2',
  /**
   * Calico's: GlobalNetworkPolicy in its tier 'default'. Holds the same as `CLUSTER`, for Calico before 3.32. The cluster must serve `projectcalico.org/v3`:
   * by Calico's API server, or from 3.32 by its own definitions.
   */
  CALICO = 'projectcalico.org/v3',
}

/** Throws where an API is unknown or named twice, or where two are of different CNI plugins. */
export function checkNetworkPolicyApis(apis: readonly NetworkPolicyApi[]): void {
  const all = Object.values(NetworkPolicyApi);
  const unknown = apis.find(api => !all.includes(api));
  if (unknown !== undefined) throw new Error(`platform.networkPolicyApis '${String(unknown)}' is unknown. Write any of ${all.map(api => `'${api}'`).join(', ')}.`);
  const twice = apis.find((api, index) => apis.indexOf(api) !== index);
  if (twice !== undefined) throw new Error(`platform.networkPolicyApis names '${twice}' twice. Name each once.`);
  if (apis.includes(NetworkPolicyApi.CILIUM) && apis.includes(NetworkPolicyApi.CALICO)) {
    throw new Error(`platform.networkPolicyApis names '${NetworkPolicyApi.CILIUM}' and '${NetworkPolicyApi.CALICO}': a cluster has one CNI plugin, and would pass over the policies of the other. Name the one it runs.`);
  }
}
