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

function policies(forbid: GuardRail[], platform: PlatformProps = {}): Record<string, unknown> {
  const app = new App();
  Platform.configure(app, { networkPolicyApis: [NetworkPolicyApi.CALICO], forbid, ...platform });
  return specsOf(new IsolatedNamespace(app, 'shop', { owner: 'team-shop' }), 'GlobalNetworkPolicy');
}

test('guard rails stand before the policies of a namespace, and a deny of everything after them', () => {
  expect(toYaml(policies([{ ports: [PortClass.VNC, PortClass.LDAP], reason }, { from: 'shop', reason }], { serviceMesh: ServiceMesh.istioSidecar() }) as never)).toMatchInlineSnapshot(`
"GlobalNetworkPolicy guard-rails-shop:
  egress:
    - action: Deny
      destination:
        ports:
          - '5900:5903'
          - 389
      metadata:
        annotations:
          rule: forbid-0
      protocol: TCP
    - action: Deny
      destination:
        ports:
          - 389
      metadata:
        annotations:
          rule: forbid-0
      protocol: UDP
    - action: Deny
      destination:
        notSelector: projectcalico.org/namespace == 'shop' || (projectcalico.org/namespace == 'kube-system' && k8s-app == 'kube-dns') || (projectcalico.org/namespace == 'istio-system' && app == 'istiod')
      metadata:
        annotations:
          rule: forbid-1
    - action: Deny
      destination:
        notPorts:
          - 53
        selector: (projectcalico.org/namespace == 'kube-system' && k8s-app == 'kube-dns')
      metadata:
        annotations:
          rule: forbid-1
      protocol: TCP
    - action: Deny
      destination:
        notPorts:
          - 53
        selector: (projectcalico.org/namespace == 'kube-system' && k8s-app == 'kube-dns')
      metadata:
        annotations:
          rule: forbid-1
      protocol: UDP
    - action: Deny
      destination:
        selector: (projectcalico.org/namespace == 'kube-system' && k8s-app == 'kube-dns')
      metadata:
        annotations:
          rule: forbid-1
      protocol: SCTP
    - action: Deny
      destination:
        notPorts:
          - 15012
        selector: (projectcalico.org/namespace == 'istio-system' && app == 'istiod')
      metadata:
        annotations:
          rule: forbid-1
      protocol: TCP
    - action: Deny
      destination:
        selector: (projectcalico.org/namespace == 'istio-system' && app == 'istiod')
      metadata:
        annotations:
          rule: forbid-1
      protocol: UDP
    - action: Deny
      destination:
        selector: (projectcalico.org/namespace == 'istio-system' && app == 'istiod')
      metadata:
        annotations:
          rule: forbid-1
      protocol: SCTP
  ingress:
    - action: Deny
      destination:
        ports:
          - '5900:5903'
          - 389
      metadata:
        annotations:
          rule: forbid-0
      protocol: TCP
      source:
        namespaceSelector: all()
    - action: Deny
      destination:
        ports:
          - 389
      metadata:
        annotations:
          rule: forbid-0
      protocol: UDP
      source:
        namespaceSelector: all()
  namespaceSelector: projectcalico.org/name == 'shop'
  order: 500
  selector: all()
  tier: default
  types:
    - Ingress
    - Egress
GlobalNetworkPolicy default-deny-shop:
  namespaceSelector: projectcalico.org/name == 'shop'
  order: 2000
  selector: all()
  tier: default
  types:
    - Ingress
    - Egress
"
`);
});

test('what is implied is left out where a guard rail means its port, and denied on all others', () => {
  const dns = { dns: { port: 389, nodeLocalAddress: '169.254.20.10' } };
  expect(toYaml(policies([{ ports: [PortClass.LDAP], reason }], dns) as never)).toMatchInlineSnapshot(`
"GlobalNetworkPolicy guard-rails-shop:
  egress:
    - action: Deny
      destination:
        notSelector: (projectcalico.org/namespace == 'kube-system' && k8s-app == 'kube-dns')
        ports:
          - 389
      metadata:
        annotations:
          rule: forbid-0
      protocol: TCP
    - action: Deny
      destination:
        notSelector: (projectcalico.org/namespace == 'kube-system' && k8s-app == 'kube-dns')
        ports:
          - 389
      metadata:
        annotations:
          rule: forbid-0
      protocol: UDP
  ingress:
    - action: Deny
      destination:
        ports:
          - 389
      metadata:
        annotations:
          rule: forbid-0
      protocol: TCP
      source:
        namespaceSelector: all()
    - action: Deny
      destination:
        ports:
          - 389
      metadata:
        annotations:
          rule: forbid-0
      protocol: UDP
      source:
        namespaceSelector: all()
  namespaceSelector: projectcalico.org/name == 'shop'
  order: 500
  selector: all()
  tier: default
  types:
    - Ingress
    - Egress
GlobalNetworkPolicy default-deny-shop:
  namespaceSelector: projectcalico.org/name == 'shop'
  order: 2000
  selector: all()
  tier: default
  types:
    - Ingress
    - Egress
"
`);
});

test('without guard rails only the deny stands', () => expect(Object.keys(policies([]))).toEqual(['GlobalNetworkPolicy default-deny-shop']));

test('a guard rail of others writes nothing here', () => expect(Object.keys(policies([{ from: 'a', to: 'b', reason }]))).toEqual(['GlobalNetworkPolicy default-deny-shop']));

test('no rule allows, and none passes on: they would open what no NetworkPolicy opens', () => {
  const rules = Object.values(policies([{ from: 'shop', reason }, { to: 'shop', reason }, { ports: [PortClass.SSH], reason }], { serviceMesh: ServiceMesh.linkerd() }))
    .flatMap(spec => { const { ingress = [], egress = [] } = spec as Record<string, { action: string }[]>; return [...ingress, ...egress]; });
  expect(new Set(rules.map(({ action }) => action))).toEqual(new Set(['Deny']));
});

test('without the API nothing is written', () => expect(policies([{ from: 'shop', reason }], { networkPolicyApis: [] })).toEqual({}));
