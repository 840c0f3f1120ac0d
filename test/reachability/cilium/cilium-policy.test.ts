import { namespace, pod, policy, reach, verdict } from '../harness';

const PODS = [
  namespace('shop', { team: 'shop' }), namespace('tools', { team: 'tools' }), pod('shop/web', { app: 'web' }, 'http:8080'), pod('shop/db', { app: 'db' }, 'data:5432'),
  pod('tools/web', { app: 'web' }),
];

function cilium(spec: string, name = 'rule', home = 'shop'): string {
  return `{ apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: { namespace: ${home}, name: ${name} }, spec: ${spec} }`;
}

function clusterwide(spec: string): string {
  return `{ apiVersion: cilium.io/v2, kind: CiliumClusterwideNetworkPolicy, metadata: { name: all }, spec: ${spec} }`;
}

const WEB = 'endpointSelector: { matchLabels: { app: web } }';
const DB = 'endpointSelector: { matchLabels: { app: db } }';
const FROM_WEB = 'fromEndpoints: [{ matchLabels: { app: web } }]';
const DATA = "toPorts: [{ ports: [{ port: '5432', protocol: TCP }] }]";
const HTTPS = "toPorts: [{ ports: [{ port: '443', protocol: TCP }] }]";
const DENY_ALL = policy('shop', '{ podSelector: {}, policyTypes: [Ingress, Egress] }');

describe('who calls a pod', () => {
  test.each<[string, string[], string, string]>([
    ['a rule lets its peers in', [cilium(`{ ${DB}, ingress: [{ ${FROM_WEB}, ${DATA} }] }`)], 'shop/web', 'allowed'],
    ['a selector without namespace means its own', [cilium(`{ ${DB}, ingress: [{ ${FROM_WEB} }] }`)], 'tools/web', 'denied'],
    ['a namespace by name', [cilium(`{ ${DB}, ingress: [{ fromEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': tools } }] }] }`)], 'tools/web', 'allowed'],
    ['a namespace by label', [cilium(`{ ${DB}, ingress: [{ fromEndpoints: [{ matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': tools, 'k8s:app': web } }] }] }`)], 'tools/web', 'allowed'],
    ['a namespace in an expression', [cilium(`{ ${DB}, ingress: [{ fromEndpoints: [{ matchExpressions: [{ key: 'k8s:io.kubernetes.pod.namespace', operator: In, values: [tools] }] }] }] }`)], 'tools/web', 'allowed'],
    ['the empty selector means the own namespace', [cilium(`{ ${DB}, ingress: [{ fromEndpoints: [{}] }] }`)], 'shop/web', 'allowed'],
    ['and no other', [cilium(`{ ${DB}, ingress: [{ fromEndpoints: [{}] }] }`)], 'tools/web', 'denied'],
    ['in a policy of the cluster it means all pods', [clusterwide(`{ ${DB}, ingress: [{ fromEndpoints: [{}] }] }`)], 'tools/web', 'allowed'],
    ['a policy of the cluster selects in every namespace', [clusterwide(`{ ${DB}, ingress: [{}] }`)], 'shop/web', 'denied'],
    ['the empty rule lets nobody in', [cilium(`{ ${DB}, ingress: [{}] }`)], 'shop/web', 'denied'],
    ['ports alone mean everyone', [cilium(`{ ${DB}, ingress: [{ ${DATA} }] }`)], 'tools/web', 'allowed'],
    ['other ports stay closed', [cilium(`{ ${DB}, ingress: [{ ${FROM_WEB}, ${HTTPS} }] }`)], 'shop/web', 'denied'],
    ['a port by name', [cilium(`{ ${DB}, ingress: [{ ${FROM_WEB}, toPorts: [{ ports: [{ port: data }] }] }] }`)], 'shop/web', 'allowed'],
    ['port 0 is every port', [cilium(`{ ${DB}, ingress: [{ ${FROM_WEB}, toPorts: [{ ports: [{ port: '0', protocol: ANY }] }] }] }`)], 'shop/web', 'allowed'],
    ['a range of ports', [cilium(`{ ${DB}, ingress: [{ ${FROM_WEB}, toPorts: [{ ports: [{ port: '5000', endPort: 6000 }] }] }] }`)], 'shop/web', 'allowed'],
    ['it adds up with a NetworkPolicy', [DENY_ALL, cilium(`{ ${WEB}, egress: [{ toEntities: [cluster] }] }`), cilium(`{ ${DB}, ingress: [{ ${FROM_WEB} }] }`, 'in')], 'shop/web', 'allowed'],
    ['a deny wins over whatever allows', [cilium(`{ ${DB}, ingress: [{ fromEntities: [all] }], ingressDeny: [{ ${FROM_WEB}, ${DATA} }] }`)], 'shop/web', 'denied'],
    ['a deny wins over a NetworkPolicy', [policy('shop', '{ podSelector: {}, ingress: [{}] }'), cilium(`{ ${DB}, ingressDeny: [{ ${FROM_WEB} }] }`)], 'shop/web', 'denied'],
    ['a deny closes the rest too', [cilium(`{ ${DB}, ingressDeny: [{ ${FROM_WEB} }] }`)], 'tools/web', 'denied'],
    ['unless enableDefaultDeny says no', [cilium(`{ ${DB}, enableDefaultDeny: { ingress: false }, ingressDeny: [{ ${FROM_WEB} }] }`)], 'tools/web', 'allowed'],
    ['and even then it denies', [cilium(`{ ${DB}, enableDefaultDeny: { ingress: false }, ingressDeny: [{ ${FROM_WEB} }] }`)], 'shop/web', 'denied'],
    ['without default deny nothing is closed', [cilium(`{ ${DB}, enableDefaultDeny: { ingress: false }, ingress: [{ ${FROM_WEB} }] }`)], 'tools/web', 'allowed'],
    ['with default deny and without a rule neither', [cilium(`{ ${DB}, enableDefaultDeny: { ingress: true }, egress: [{ toEntities: [world] }] }`)], 'shop/web', 'allowed'],
    ['egress rules close no ingress', [cilium(`{ ${DB}, egress: [{ toEntities: [world] }] }`)], 'shop/web', 'allowed'],
    ['HTTP rules let some requests in: which is left open', [cilium(`{ ${DB}, ingress: [{ ${FROM_WEB}, toPorts: [{ ports: [{ port: '5432' }], rules: { http: [{ method: GET }] } }] }] }`)], 'shop/web', 'depends'],
    ['mutual authentication is left open', [cilium(`{ ${DB}, ingress: [{ ${FROM_WEB}, authentication: { mode: required } }] }`)], 'shop/web', 'depends'],
    ['a label that Cilium derives is left open', [cilium(`{ ${DB}, ingress: [{ fromEndpoints: [{ matchLabels: { 'io.cilium.k8s.policy.serviceaccount': web } }] }] }`)], 'shop/web', 'depends'],
    ['ICMP opens no port', [cilium(`{ ${DB}, ingress: [{ ${FROM_WEB}, icmps: [{ fields: [{ type: 8 }] }] }] }`)], 'shop/web', 'denied'],
    ['the host is some node and no pod', [cilium(`{ ${DB}, ingress: [{ fromEntities: [host] }] }`)], 'shop/web', 'denied'],
    ['a range never means pods', [cilium(`{ ${DB}, ingress: [{ fromCIDR: [0.0.0.0/0] }] }`)], 'shop/web', 'denied'],
    ['each of specs counts', [`{ apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: { namespace: shop, name: s }, specs: [{ ${DB}, ingress: [{}] }, { ${DB}, ingress: [{ ${FROM_WEB} }] }] }`], 'shop/web', 'allowed'],
  ])('%s', (_, policies, from, expected) => {
    expect(verdict(reach([...PODS, ...policies]), from, 'shop/db', '5432')).toBe(expected);
  });
});

describe('whom a pod calls outside', () => {
  const DNS = "{ toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': kube-system, k8s-app: kube-dns } }], toPorts: [{ ports: [{ port: '53', protocol: ANY }], rules: { dns: [{ matchName: api.example }] } }] }";
  const named = (dns: string, host = 'matchName: api.example', more = ''): string => cilium(`{ ${WEB}, egress: [${dns}{ toFQDNs: [{ ${host} }], ${HTTPS} }] ${more} }`);
  test.each<[string, string, string, string]>([
    ['a host by name', named(`${DNS}, `), 'fqdn:api.example', 'allowed'],
    ['a name in other letters', named(`${DNS}, `, 'matchName: API.Example'), 'fqdn:api.example', 'allowed'],
    ['the world by address is another', named(`${DNS}, `), 'external:0.0.0.0/0', 'denied'],
    ['without DNS through the proxy no address is learnt for certain', named(''), 'fqdn:api.example', 'depends'],
    ['nor with the names of others', named(`${DNS.replace('api.example', 'other.example')}, `), 'fqdn:api.example', 'depends'],
    ['nor over UDP alone', named(`${DNS.replace('ANY', 'UDP')}, `), 'fqdn:api.example', 'depends'],
    ['every name is learnt by a pattern', named(`${DNS.replace('matchName: api.example', 'matchPattern: "*"')}, `), 'fqdn:api.example', 'allowed'],
    ['a pattern is an endpoint of its own', named(`${DNS.replace('matchName: api.example', 'matchPattern: "*.example"')}, `, 'matchPattern: "*.example"'), 'fqdn:*.example', 'allowed'],
    ['a deny of addresses that no name has denies no name', named(`${DNS}, `, undefined, ', egressDeny: [{ toCIDR: [169.254.169.254/32] }]'), 'fqdn:api.example', 'allowed'],
    ['a deny of some addresses: the name is taken to have another', named(`${DNS}, `, undefined, ', egressDeny: [{ toCIDRSet: [{ cidr: 203.0.113.0/24 }] }]'), 'fqdn:api.example', 'allowed'],
    ['and so is an allow of some', cilium(`{ ${WEB}, egress: [${DNS}, { toFQDNs: [{ matchName: api.example }], toPorts: [{ ports: [{ port: '80' }] }] }, { toCIDR: [203.0.113.0/24] }] }`), 'fqdn:api.example', 'denied'],
    ['two ranges hold a host of either family together', cilium(`{ ${WEB}, egress: [{ toCIDR: [0.0.0.0/0, '::/0'] }, ${DNS}, { toFQDNs: [{ matchName: api.example }], toPorts: [{ ports: [{ port: '80' }] }] }] }`), 'fqdn:api.example', 'allowed'],
    ['unless ranges leave no other', cilium(`{ ${WEB}, egress: [${DNS}, { toFQDNs: [{ matchName: api.example }], toPorts: [{ ports: [{ port: '80' }] }] }, { toCIDR: [0.0.0.0/1] }], egressDeny: [{ toCIDR: [128.0.0.0/1] }] }`), 'fqdn:api.example', 'depends'],
    ['a deny of the world denies each name', named(`${DNS}, `, undefined, ', egressDeny: [{ toEntities: [world] }]'), 'fqdn:api.example', 'denied'],
    ['the world holds each name', cilium(`{ ${WEB}, egress: [{ toEntities: [world] }, ${DNS}, { toFQDNs: [{ matchName: api.example }] }] }`), 'fqdn:api.example', 'allowed'],
    ['a group of addresses is known to its owner alone', cilium(`{ ${WEB}, egress: [{ toCIDRSet: [{ cidrGroupRef: partners }] }] }`), 'external:0.0.0.0/0', 'depends'],
    ['the API server may be outside', cilium(`{ ${WEB}, egress: [{ toEntities: [kube-apiserver] }] }`), 'external:0.0.0.0/0', 'depends'],
    ['or a node', cilium(`{ ${WEB}, egress: [{ toEntities: [kube-apiserver] }] }`), 'node', 'depends'],
    ['a Service may stand for anybody', cilium(`{ ${WEB}, egress: [{ toServices: [{ k8sService: { serviceName: db } }] }] }`), 'shop/db', 'depends'],
    ['the name that a server shows is not judged here', cilium(`{ ${WEB}, egress: [{ toEntities: [world], toPorts: [{ ports: [{ port: '443' }], serverNames: [api.example] }] }] }`), 'external:0.0.0.0/0', 'depends'],
  ])('%s', (_, each, to, expected) => {
    expect(verdict(reach([...PODS, each]), 'shop/web', to, '443')).toBe(expected);
  });

  test('the API server is where the environment says it is, or some node', () => {
    const reachability = reach([...PODS, cilium(`{ ${WEB}, egress: [{ toEntities: [kube-apiserver] }] }`)], { apiServerCidrs: ['198.51.100.7/32'] });
    expect(['external:198.51.100.7/32', 'external:0.0.0.0/0', 'node'].map(to => verdict(reachability, 'shop/web', to, '443'))).toEqual(['allowed', 'denied', 'depends']);
  });

  test('a policy of somebody else may send the questions to the proxy', () => {
    const reachability = reach([...PODS, named(''), clusterwide(`{ endpointSelector: {}, egress: [${DNS.replace('matchName: api.example', 'matchPattern: "*"')}] }`)]);
    expect(verdict(reachability, 'shop/web', 'fqdn:api.example', '443')).toBe('allowed');
    expect(reachability.problems).toEqual([]);
  });

  test('what a name calls is asked of addresses', () => {
    const flows = [...reach([...PODS, named(`${DNS}, `)]).flows()];
    expect(flows.some(({ from }) => from.host)).toBe(false);
  });
});

test.each<[string, string, string, string]>([
  ['two kinds of peer', `{ ${DB}, ingress: [{ fromEntities: [world], ${FROM_WEB} }] }`, '/spec/ingress/0', 'names peers by fromEntities and fromEndpoints at once, which Cilium refuses. Write a rule for each'],
  ['an unknown member', `{ ${DB}, ingress: [{ fromRobots: [] }] }`, '/spec/ingress/0/fromRobots', 'is a member that is not read here'],
  ['an unknown field', `{ ${DB}, tier: first, ingress: [{}] }`, '/spec/tier', 'is a field that is not read here'],
  ['no rule', `{ ${DB} }`, '/spec', 'has no rule, and Cilium takes no such policy'],
  ['a policy of nodes', '{ nodeSelector: {}, ingress: [{}] }', '/spec/nodeSelector', 'selects nodes, whose own policies are not read here'],
  ['a subject by account', "{ endpointSelector: { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': db } }, ingress: [{}] }", '/spec/endpointSelector', 'selects pods by what no manifest of theirs says.'],
  ['a broken selector', `{ ${DB}, ingress: [{ fromEndpoints: [7] }] }`, '/spec/ingress/0/fromEndpoints/0', 'is no label selector'],
  ['a broken range', `{ ${DB}, ingress: [{ fromCIDR: [here] }] }`, '/spec/ingress/0/fromCIDR/0', 'needs a range of addresses'],
  ['an unknown entity', `{ ${DB}, ingress: [{ fromEntities: [friends] }] }`, '/spec/ingress/0/fromEntities/0', 'is none of all, world, cluster'],
  ['a broken port', `{ ${DB}, ingress: [{ ${FROM_WEB}, toPorts: [{ ports: [{ port: '70000' }] }] }] }`, '/spec/ingress/0/toPorts/0/ports/0', 'needs a port from 0 to 65535'],
  ['a name that is none', `{ ${WEB}, egress: [{ toFQDNs: [{ matchName: '*.example' }] }] }`, '/spec/egress/0/toFQDNs/0', 'needs a matchName, or a matchPattern'],
  ['a name of which no address is learnt', `{ ${WEB}, egress: [{ toFQDNs: [{ matchName: api.example }] }] }`, '/spec/egress/0', "names api.example, and no rule sends what its pods ask of DNS to Cilium's proxy"],
])('%s is a problem of its rule', (_, spec, rule, says) => {
  const { problems } = reach([...PODS, cilium(spec)]);
  expect(problems).toEqual([expect.objectContaining({ ref: expect.objectContaining({ rule }), says: expect.stringContaining(says) })]);
});

test.each<[string, string]>([
  ['a member that is not read', `{ ${DB}, ingress: [{ fromRobots: [] }] }`], ['a field of toPorts that is not read', `{ ${DB}, ingress: [{ ${FROM_WEB}, toPorts: [{ ports: [{ port: '5432' }], magic: 1 }] }] }`],
])('%s leaves the answer open', (_, spec) => {
  expect(verdict(reach([...PODS, cilium(spec)]), 'shop/web', 'shop/db', '5432')).toBe('depends');
});
