import { ApiObject } from 'cdk8s';
import { chartOf, egressOf, FakeWorkload, policyOf } from './fake-workload';
import { EndpointPort, Protocol } from '../../src/connectivity/endpoint';
import { Peer } from '../../src/connectivity/peer';
import { toYaml } from '../../src/manifest/yaml';
import { IpFamily } from '../../src/platform/choices';
import { NetworkPolicyApi } from '../../src/platform/network-policy-api';
import { PlatformProps } from '../../src/platform/platform-props';

const CILIUM = { networkPolicyApis: [NetworkPolicyApi.CILIUM] };
const workload = (platform: PlatformProps = CILIUM) => new FakeWorkload(chartOf('shop', platform), 'payment');
const specOf = (of: FakeWorkload) => (of.node.findChild('CiliumNetworkPolicy') as ApiObject).toJson().spec as Record<string, unknown>;

test('a host by name is held by a CiliumNetworkPolicy, with the rule by which its addresses are learnt', () => {
  const payment = workload();
  payment.connections.allowTo(Peer.fqdn('files.payments.example'), { ports: [8443, 443] });
  payment.connections.allowTo(Peer.fqdn('api.payments.example'), { port: 443, reason: 'charges cards' });
  expect(toYaml(specOf(payment) as never)).toMatchInlineSnapshot(`
"egress:
  - toEndpoints:
      - matchLabels:
          k8s-app: kube-dns
          k8s:io.kubernetes.pod.namespace: kube-system
    toPorts:
      - ports:
          - port: '53'
            protocol: TCP
          - port: '53'
            protocol: UDP
        rules:
          dns:
            - matchName: api.payments.example
            - matchName: files.payments.example
  - toFQDNs:
      - matchName: api.payments.example
    toPorts:
      - ports:
          - port: '443'
            protocol: TCP
  - toFQDNs:
      - matchName: files.payments.example
    toPorts:
      - ports:
          - port: '443'
            protocol: TCP
          - port: '8443'
            protocol: TCP
egressDeny:
  - toCIDR:
      - 169.254.169.254/32
      - 169.254.170.2/32
      - 169.254.170.23/32
      - 100.100.100.200/32
      - 168.63.129.16/32
      - 192.0.0.192/32
endpointSelector:
  matchLabels:
    app.kubernetes.io/name: payment
"
`);
  expect(egressOf(payment)).toEqual([]);
  expect(policyOf(payment).metadata.annotations).toEqual({ 'cdk8s-hardened/reasons': 'calls Peer.fqdn(api.payments.example): charges cards' });
});

test('the same hosts in any order give the same policy', () => {
  const [one, other] = [workload(), workload()];
  one.connections.allowTo(Peer.fqdn('a.example'), { port: 443 });
  one.connections.allowTo(Peer.fqdn('b.example'), { port: 53, protocol: Protocol.UDP });
  other.connections.allowTo(Peer.fqdn('b.example'), { port: 53, protocol: Protocol.UDP });
  other.connections.allowTo(Peer.fqdn('a.example'), { port: 443 });
  other.connections.allowTo(Peer.fqdn('a.example'), { port: 443 });
  expect(specOf(other)).toEqual(specOf(one));
});

test.each<[string, PlatformProps, unknown]>([
  ['DNS where the platform says it is', { dns: { namespace: 'openshift-dns', podLabels: { dns: 'default' }, port: 5353 } },
    [{ toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'openshift-dns', 'dns': 'default' } }], toPorts: [{ ports: [{ port: '5353', protocol: 'TCP' }, { port: '5353', protocol: 'UDP' }], rules: { dns: [{ matchName: 'a.example' }] } }] }]],
  ['and its cache on the node', { dns: { nodeLocalAddress: '169.254.20.10' } }, [
    expect.objectContaining({ toEndpoints: expect.anything() }),
    { toCIDR: ['169.254.20.10/32'], toPorts: [{ ports: [{ port: '53', protocol: 'TCP' }, { port: '53', protocol: 'UDP' }], rules: { dns: [{ matchName: 'a.example' }] } }] },
  ]],
])('%s', (_, platform, rules) => {
  const payment = workload({ ...CILIUM, ...platform });
  payment.connections.allowTo(Peer.fqdn('a.example'), { port: 443 });
  expect((specOf(payment).egress as unknown[]).slice(0, -1)).toEqual(rules);
});

test('no name leads to where clouds hand out credentials, in any address family', () => {
  const payment = workload({ ...CILIUM, ipFamilies: [IpFamily.IPV4, IpFamily.IPV6] });
  payment.connections.allowTo(Peer.fqdn('a.example'), { port: 443 });
  expect(specOf(payment).egressDeny).toEqual([{ toCIDR: expect.arrayContaining(['169.254.169.254/32', 'fd00:ec2::254/128']) }]);
});

test('who calls no host by name has no such policy', () => {
  expect(workload().node.tryFindChild('CiliumNetworkPolicy')).toBeUndefined();
});

describe('whom Cilium knows by no range', () => {
  const PLATFORM = { ...CILIUM, apiServer: { addresses: ['10.0.0.10/32'] }, nodeCidrs: ['10.0.0.0/16'] };
  const http: EndpointPort = { name: 'http', containerPort: 8080, servicePort: 8080, protocol: Protocol.TCP };
  test.each<[string, (of: FakeWorkload) => void, object]>([
    ['the API server is an entity', each => each.connections.allowTo(Peer.apiServer()),
      { egress: [{ toEntities: ['kube-apiserver'], toPorts: [{ ports: [{ port: '6443', protocol: 'TCP' }] }] }] }],
    ['the nodes are two', each => each.connections.allowTo(Peer.nodes(), { port: 9000, endPort: 9010 }),
      { egress: [{ toEntities: ['host', 'remote-node'], toPorts: [{ ports: [{ port: '9000', endPort: 9010, protocol: 'TCP' }] }] }] }],
    ['on every port where that is said', each => each.connections.allowTo(Peer.nodes(), { allPorts: true }), { egress: [{ toEntities: ['host', 'remote-node'] }] }],
    ['also where they call', each => each.connections.allowFrom(Peer.nodes()),
      { ingress: [{ fromEntities: ['host', 'remote-node'], toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }] }] }] }],
  ])('%s', (_, declare, rules) => {
    const payment = new FakeWorkload(chartOf('shop', PLATFORM), 'payment', [http]);
    declare(payment);
    declare(payment);
    expect(specOf(payment)).toEqual({ endpointSelector: { matchLabels: { 'app.kubernetes.io/name': 'payment' } }, ...rules });
  });

  test('elsewhere their ranges are enough', () => {
    const payment = workload({ ...PLATFORM, networkPolicyApis: [] });
    payment.connections.allowTo(Peer.apiServer());
    expect(payment.node.tryFindChild('CiliumNetworkPolicy')).toBeUndefined();
  });
});

const WHERE = 'shop/payment: connections.allowTo(Peer.fqdn(a.example)): ';

test.each<[string, (of: FakeWorkload) => void, PlatformProps, string]>([
  ['a platform that holds no names', each => each.connections.allowTo(Peer.fqdn('a.example'), { port: 443 }), {},
    `${WHERE}no network policy of this platform can hold a host by its name, and no range is opened in its place. Where the CNI plugin is Cilium, set platform.networkPolicyApis: [NetworkPolicyApi.CILIUM].`],
  ['one with ClusterNetworkPolicies alone', each => each.connections.allowTo(Peer.fqdn('a.example'), { port: 443 }), { networkPolicyApis: [NetworkPolicyApi.CLUSTER] }, "Calico's open-source API and ClusterNetworkPolicy's standard channel have no names."],
  ['no port', each => each.connections.allowTo(Peer.fqdn('a.example')), CILIUM, `${WHERE}the callee is not of this app, so its port must be said: { port: 443 }.`],
  ['every port', each => each.connections.allowTo(Peer.fqdn('a.example'), { allPorts: true }), CILIUM, `${WHERE}allPorts would open all that runs at whatever address the name has.`],
  ['a range of ports', each => each.connections.allowTo(Peer.fqdn('a.example'), { port: 443, endPort: 444 }), CILIUM, `${WHERE}endPort is not for a host by name`],
  ['a name of the cluster', each => each.connections.allowTo(Peer.fqdn('cart.shop.svc.cluster.local'), { port: 80 }), CILIUM, "'cart.shop.svc.cluster.local' is of the cluster, where policies know pods by label and never by name."],
  ['a caller by name', each => each.connections.allowFrom(Peer.fqdn('a.example')), CILIUM, 'a name says whom to call, and of no caller who it is. Write Peer.cidr(range), or expose the workload.'],
  ['a wildcard', () => Peer.fqdn('*.example'), CILIUM, "Peer.fqdn(*.example): '*.example' is a wildcard."],
])('refuses %s', (_, declare, platform, message) => {
  const chart = chartOf('shop', platform);
  const payment = new FakeWorkload(chart, 'payment', [{ name: 'http', containerPort: 8080, servicePort: 8080, protocol: Protocol.TCP }]);
  expect(() => declare(payment)).toThrow(message);
});
