import { checkNetworkPolicyApis, NetworkPolicyApi } from '../../src/platform/network-policy-api';

const { CILIUM, CLUSTER } = NetworkPolicyApi;

test.each([[[]], [[CLUSTER]], [[CILIUM, CLUSTER]]])('takes %j', apis => {
  expect(() => checkNetworkPolicyApis(apis)).not.toThrow();
});

test.each<[string, NetworkPolicyApi[], string]>([
  ['an API that is none', ['projectcalico.org/v3' as NetworkPolicyApi], "platform.networkPolicyApis 'projectcalico.org/v3' is unknown. Write any of 'cilium.io/v2'"],
  ['one that is named twice', [CILIUM, CILIUM], "platform.networkPolicyApis names 'cilium.io/v2' twice."],
])('refuses %s', (_, apis, message) => {
  expect(() => checkNetworkPolicyApis(apis)).toThrow(message);
});
