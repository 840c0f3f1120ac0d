import { checkNetworkPolicyApis, NetworkPolicyApi } from '../../src/platform/network-policy-api';

const { CALICO, CILIUM, CLUSTER } = NetworkPolicyApi;

test.each([[[]], [[CLUSTER]], [[CILIUM, CLUSTER]], [[CALICO, CLUSTER]]])('takes %j', apis => {
  expect(() => checkNetworkPolicyApis(apis)).not.toThrow();
});

test.each<[string, NetworkPolicyApi[], string]>([
  ['an API that is none', ['antrea.io/v1' as NetworkPolicyApi], "platform.networkPolicyApis 'antrea.io/v1' is unknown. Write any of 'cilium.io/v2'"],
  ['one that is named twice', [CILIUM, CILIUM], "platform.networkPolicyApis names 'cilium.io/v2' twice."],
  ['those of two plugins', [CILIUM, CALICO], "platform.networkPolicyApis names 'cilium.io/v2' and 'projectcalico.org/v3': a cluster has one CNI plugin"],
])('refuses %s', (_, apis, message) => {
  expect(() => checkNetworkPolicyApis(apis)).toThrow(message);
});
