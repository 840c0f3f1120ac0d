import { checkNetworkPolicyApis, NetworkPolicyApi } from '../../src/platform/network-policy-api';

const { CILIUM, CALICO, CLUSTER } = NetworkPolicyApi;

test.each([[[]], [[CILIUM, CLUSTER]], [[CALICO, CLUSTER]]])('takes %j', apis => {
  expect(() => checkNetworkPolicyApis(apis)).not.toThrow();
});

test.each<[string, NetworkPolicyApi[], string]>([
  ['an API that is none', ['antrea.io/v1' as NetworkPolicyApi], "platform.networkPolicyApis 'antrea.io/v1' is unknown. Write any of 'cilium.io/v2'"],
  ['one that is named twice', [CILIUM, CILIUM], "platform.networkPolicyApis names 'cilium.io/v2' twice."],
  ['two plugins', [CILIUM, CALICO], 'platform.networkPolicyApis names both Cilium and Calico, and one of them enforces nothing.'],
])('refuses %s', (_, apis, message) => {
  expect(() => checkNetworkPolicyApis(apis)).toThrow(message);
});
