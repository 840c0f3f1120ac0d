import { App } from 'cdk8s';
import { toYaml } from '../../src/manifest/yaml';
import { GuardRail, PortClass } from '../../src/platform/guard-rail';
import { NetworkPolicyApi } from '../../src/platform/network-policy-api';
import { Platform } from '../../src/platform/platform';
import { PlatformProps } from '../../src/platform/platform-props';
import { ServiceMesh } from '../../src/platform/service-mesh';
import { IsolatedNamespace } from '../../src/tenancy/isolated-namespace';
import { specsOf } from '../mesh/meshed-workload';

const reason = 'Because.';
const CLUSTER = [NetworkPolicyApi.CLUSTER];

function policies(forbid: GuardRail[], platform: PlatformProps = {}): Record<string, unknown> {
  const app = new App();
  Platform.configure(app, { networkPolicyApis: CLUSTER, forbid, ...platform });
  return specsOf(new IsolatedNamespace(app, 'shop', { owner: 'team-shop' }), 'ClusterNetworkPolicy');
}

test('guard rails stand above the policies of a namespace, and a deny of everything below them', () => {
  expect(toYaml(policies([{ ports: [PortClass.TELNET, PortClass.SMB], reason }, { from: 'shop', reason }], { serviceMesh: ServiceMesh.istioSidecar() }) as never)).toMatchInlineSnapshot(`
"ClusterNetworkPolicy guard-rails-shop:
  egress:
    - action: Pass
      name: implied-0
      protocols:
        - tcp:
            destinationPort:
              number: 53
        - udp:
            destinationPort:
              number: 53
      to:
        - pods:
            namespaceSelector:
              matchLabels:
                kubernetes.io/metadata.name: kube-system
            podSelector:
              matchLabels:
                k8s-app: kube-dns
    - action: Pass
      name: implied-1
      protocols:
        - tcp:
            destinationPort:
              number: 15012
      to:
        - pods:
            namespaceSelector:
              matchLabels:
                kubernetes.io/metadata.name: istio-system
            podSelector:
              matchLabels:
                app: istiod
    - action: Deny
      name: forbid-0
      protocols:
        - tcp:
            destinationPort:
              number: 23
        - tcp:
            destinationPort:
              number: 139
        - tcp:
            destinationPort:
              number: 445
      to:
        - namespaces: {}
        - networks:
            - 0.0.0.0/0
            - '::/0'
    - action: Pass
      name: own-pods
      to:
        - namespaces:
            matchLabels:
              kubernetes.io/metadata.name: shop
    - action: Deny
      name: forbid-1
      to:
        - namespaces:
            matchExpressions:
              - key: kubernetes.io/metadata.name
                operator: NotIn
                values:
                  - shop
        - networks:
            - 0.0.0.0/0
            - '::/0'
  ingress:
    - action: Deny
      from:
        - namespaces: {}
      name: forbid-0
      protocols:
        - tcp:
            destinationPort:
              number: 23
        - tcp:
            destinationPort:
              number: 139
        - tcp:
            destinationPort:
              number: 445
  priority: 500
  subject:
    namespaces:
      matchLabels:
        kubernetes.io/metadata.name: shop
  tier: Admin
ClusterNetworkPolicy default-deny-shop:
  egress:
    - action: Deny
      name: default-deny
      to:
        - namespaces: {}
        - networks:
            - 0.0.0.0/0
            - '::/0'
  ingress:
    - action: Deny
      from:
        - namespaces: {}
      name: default-deny
  priority: 500
  subject:
    namespaces:
      matchLabels:
        kubernetes.io/metadata.name: shop
  tier: Baseline
"
`);
});

test('without guard rails only the deny stands', () => expect(Object.keys(policies([]))).toEqual(['ClusterNetworkPolicy default-deny-shop']));

test('a guard rail of others writes nothing here', () => expect(Object.keys(policies([{ from: 'a', to: 'b', reason }]))).toEqual(['ClusterNetworkPolicy default-deny-shop']));

test('without the API nothing is written', () => expect(policies([{ from: 'shop', reason }], { networkPolicyApis: [] })).toEqual({}));

test('more guard rails than a policy holds are an error', () => {
  expect(() => policies(Array.from({ length: 26 }, (_, index) => ({ from: 'shop', to: `n${index}`, reason }))))
    .toThrow('shop: platform.forbid: 26 guard rails meet the namespace, and a ClusterNetworkPolicy holds 25 rules. Join some, as several ports of one guard rail.');
});
