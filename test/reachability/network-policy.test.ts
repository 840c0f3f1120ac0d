import { flowOf, namespace, pod, policy, reach, verdict } from './harness';
import { parseQuestion } from '../../src/reachability/question';

const PODS = [
  namespace('a', { team: 'x' }), namespace('b'), pod('a/web', { app: 'web' }, 'http:80', 'dns:80/UDP'), pod('a/db', { app: 'db', tier: 'data' }, 'http:5432'), pod('b/web', { app: 'web' }, 'http:8080'),
];

/** Numbers: network-and-diff semantics that the NetworkPolicy API and its end-to-end tests fix. */
test.each([
  ['1 a pod that no policy selects takes everything', '{ podSelector: { matchLabels: { app: db } }, ingress: [] }', 'a/db', 'a/web', '80', 'allowed'],
  ['1 a connection needs both ends', '{ podSelector: { matchLabels: { app: db } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }], ports: [{ port: 1 }] }] }', 'a/db', 'a/web', '80', 'denied'],
  ['1 a pod is isolated in the selected direction alone', '{ podSelector: { matchLabels: { app: db } }, policyTypes: [Egress] }', 'a/web', 'a/db', '5432', 'allowed'],
  ['2 an empty podSelector is every pod of the namespace', '{ podSelector: {}, ingress: [] }', 'b/web', 'a/db', '5432', 'denied'],
  ['2 an absent podSelector too', '{ ingress: [] }', 'b/web', 'a/db', '5432', 'denied'],
  ['2 never one of another', '{ podSelector: {}, ingress: [] }', 'a/web', 'b/web', '8080', 'allowed'],
  ['3 without policyTypes Ingress is meant', '{ podSelector: {} }', 'b/web', 'a/db', '5432', 'denied'],
  ['3 and Egress where there are egress rules', '{ podSelector: {}, egress: [{ ports: [{ port: 53 }] }] }', 'a/web', 'b/web', '8080', 'denied'],
  ['3 but not where the list is empty', '{ podSelector: {}, egress: [] }', 'a/web', 'b/web', '8080', 'allowed'],
  ['3 an empty list of policyTypes is as none', '{ podSelector: {}, policyTypes: [], ingress: [{}] }', 'a/web', 'b/web', '8080', 'allowed'],
  ['4 a section that policyTypes leave out is inert', '{ podSelector: {}, policyTypes: [Egress], ingress: [], egress: [{}] }', 'b/web', 'a/db', '5432', 'allowed'],
  ['4 the order of policyTypes is nothing', '{ podSelector: {}, policyTypes: [Egress, Ingress], ingress: [{}] }', 'b/web', 'a/db', '5432', 'allowed'],
  ['5 no ingress rule denies', '{ podSelector: {}, policyTypes: [Ingress] }', 'b/web', 'a/db', '5432', 'denied'],
  ['5 an empty rule allows', '{ podSelector: {}, ingress: [{}] }', 'b/web', 'a/db', '5432', 'allowed'],
  ['5 an empty `from` is everyone, nodes and the world included', '{ podSelector: {}, ingress: [{ from: [] }] }', 'external:0.0.0.0/0', 'a/db', '5432', 'allowed'],
  ['5 empty `ports` are all of every protocol', '{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }], ports: [] }] }', 'a/web', 'a/db', '9/SCTP', 'allowed'],
  ['6 a peer without a field means nobody', '{ podSelector: {}, ingress: [{ from: [{}] }] }', 'a/web', 'a/db', '5432', 'denied'],
  ['6 so does one with a selector beside ipBlock', '{ podSelector: {}, ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: 0.0.0.0/0 } }] }] }', 'a/web', 'a/db', '5432', 'denied'],
  ['7 podSelector alone is of the own namespace', '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }] }', 'b/web', 'a/db', '5432', 'denied'],
  ['7 namespaceSelector alone is every pod of it', '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: b } } }] }] }', 'namespace:b/*', 'a/db', '5432', 'allowed'],
  ['7 both in one item are ANDed', '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: x } }, podSelector: { matchLabels: { app: web } } }] }] }', 'b/web', 'a/db', '5432', 'denied'],
  ['7 two items are ORed', '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: y } } }, { podSelector: { matchLabels: { app: web } } }] }] }', 'a/web', 'a/db', '5432', 'allowed'],
  ['7 an empty namespaceSelector is every namespace', '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] }', 'namespace:any', 'a/db', '5432', 'allowed'],
  ['7 null is no selector', '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: null, podSelector: {} }] }] }', 'b/web', 'a/db', '5432', 'denied'],
  ['8 NotIn matches what lacks the key', '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: tier, operator: NotIn, values: [data] }] } }] }] }', 'a/web', 'a/db', '5432', 'allowed'],
  ['8 and not what has the value', '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: tier, operator: NotIn, values: [data] }] } }] }] }', 'a/db', 'a/web', '80', 'denied'],
  ['8 DoesNotExist matches what lacks the key', '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: tier, operator: DoesNotExist }] } }] }] }', 'a/web', 'a/db', '5432', 'allowed'],
  ['9 the name label is on each namespace, also where no manifest says so', '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: c } } }] }] }', 'namespace:c/*', 'a/db', '5432', 'allowed'],
  ['9 also on those that nobody named', '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: Exists }] } }] }] }', 'namespace:any', 'a/db', '5432', 'allowed'],
  ['9 and whoever must lack it is nobody', '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: DoesNotExist }] } }] }] }', 'namespace:any', 'a/db', '5432', 'denied'],
  ['11 no except is null too', '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8, except: null } }] }] }', 'a/web', 'external:10.0.0.0/8', '443', 'allowed'],
  ['11 except is cut out of its own range', '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }] }] }', 'a/web', 'external:10.1.0.0/16', '443', 'denied'],
  ['11 and not out of another', '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }, { ipBlock: { cidr: 10.1.2.0/24 } }] }] }', 'a/web', 'external:10.1.2.0/24', '443', 'allowed'],
  ['11 an except outside is refused, and the peer means nobody', '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8, except: [192.168.0.0/16] } }] }] }', 'a/web', 'external:0.0.0.0/0', '443', 'denied'],
  ['14 an IPv4 range means no IPv6 address', '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }, { to: [{ ipBlock: { cidr: "fd00::/8" } }], ports: [{ port: 1 }] }] }', 'a/web', 'external:::/0', '443', 'denied'],
  ['15 protocol defaults to TCP', '{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }', 'a/db', 'a/web', '80/UDP', 'denied'],
  ['15 a protocol alone is all of its ports', '{ podSelector: {}, ingress: [{ ports: [{ protocol: UDP }] }] }', 'a/db', 'a/web', '53/UDP', 'allowed'],
  ['15 and none of another', '{ podSelector: {}, ingress: [{ ports: [{ protocol: TCP }] }] }', 'a/db', 'a/web', '53/UDP', 'denied'],
  ['16 a name is the port of the callee', '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: http }] }] }', 'a/db', 'b/web', '8080', 'allowed'],
  ['16 pod by pod', '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: http }] }] }', 'a/db', 'a/web', '8080', 'denied'],
  ['16 of the same protocol', '{ podSelector: {}, ingress: [{ ports: [{ port: dns }] }] }', 'a/db', 'a/web', '80', 'denied'],
  ['16 and nothing where no port has it', '{ podSelector: {}, ingress: [{ ports: [{ port: grpc }] }] }', 'a/db', 'a/web', '80', 'denied'],
  ['16 nor outside the cluster', '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: http }] }] }', 'a/db', 'external:0.0.0.0/0', '80', 'denied'],
  ['17 endPort is the last of a range', '{ podSelector: {}, ingress: [{ ports: [{ port: 80, endPort: 90 }] }] }', 'a/db', 'a/web', '90', 'allowed'],
  ['17 and no further', '{ podSelector: {}, ingress: [{ ports: [{ port: 80, endPort: 90 }] }] }', 'a/db', 'a/web', '91', 'denied'],
  ['17 an endPort before its port is refused, and opens nothing', '{ podSelector: {}, ingress: [{ ports: [{ port: 90, endPort: 80 }] }] }', 'a/db', 'a/web', '85', 'denied'],
  ['17 an endPort needs a number', '{ podSelector: {}, ingress: [{ ports: [{ port: http, endPort: 90 }] }] }', 'a/db', 'a/web', '80', 'denied'],
  ['18 SCTP isolates TCP', '{ podSelector: {}, ingress: [{ ports: [{ protocol: SCTP, port: 80 }] }] }', 'a/db', 'a/web', '80', 'denied'],
  ['20 a policy means the port of the pod, not of the Service', '{ podSelector: {}, ingress: [{ ports: [{ port: 5432 }] }] }', 'a/web', 'a/db', '5432', 'allowed'],
  ['21 a denied egress cuts DNS', '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }] }', 'a/web', 'namespace:b/*', '53/UDP', 'denied'],
  ['22 the own node is always let in', '{ podSelector: {}, ingress: [] }', 'node', 'a/db', '5432', 'allowed'],
  ['25 the metadata address is one of the world', '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [169.254.169.254/32] } }] }] }', 'a/web', 'external:169.254.169.254/32', '80', 'denied'],
])('%s', (_, spec, from, to, question, expected) => {
  expect(verdict(reach([...PODS, policy('a', spec)]), from, to, question)).toBe(expected);
});

test('1 policies are a union, in any order', () => {
  const policies = [policy('a', '{ podSelector: {}, ingress: [] }', 'deny'), policy('a', '{ podSelector: { matchLabels: { app: db } }, ingress: [{ ports: [{ port: 5432 }] }] }', 'allow')];
  for (const order of [policies, [...policies].reverse()]) expect(verdict(reach([...PODS, ...order]), 'b/web', 'a/db', '5432')).toBe('allowed');
});

test.each([
  ['a declared namespace has no other labels than its own', '{ kubernetes.io/metadata.name: a, team: y }', []],
  ['one that no manifest declares may', '{ kubernetes.io/metadata.name: c, team: y }', ['pods:c/app=api']],
  ['a pod of an unnamed namespace', '{ team: y }', ['pods:{team=y}/app=api']],
])('%s', (_, labels, expected) => {
  const spec = `{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: ${labels} }, podSelector: { matchLabels: { app: api } } }] }] }`;
  expect(reach([...PODS, policy('a', spec)]).endpoints.filter(({ kind }) => kind === 'pods').map(({ id }) => id)).toEqual(expected);
});

describe('12 a range and the addresses of pods', () => {
  const open = policy('a', '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }');
  const part = policy('a', '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }] }');
  test.each([
    ['the world has every pod', open, {}, 'allowed'],
    ['to Cilium no pod is in a range', open, { cni: 'identity' as const }, 'denied'],
    ['of a part of it nobody knows', part, {}, 'depends'],
    ['unless the addresses of pods are known', part, { podCidrs: ['10.244.0.0/16'] }, 'allowed'],
    ['and are others', part, { podCidrs: ['172.16.0.0/12'] }, 'denied'],
  ])('%s', (_, document, environment, expected) => {
    expect(verdict(reach([...PODS, document], environment), 'a/web', 'b/web', '8080')).toBe(expected);
  });
});

describe('13 a range and the address of a Service', () => {
  const only = (cidr: string): string => policy('a', `{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: ${cidr} } }] }] }`);
  const service = (address: string): string => `{ apiVersion: v1, kind: Service, metadata: { namespace: b, name: web }, spec: { selector: { app: web }, ${address}, ports: [{ port: 80 }] } }`;
  test.each([
    ['whether it is held against that or against the pod behind it is undefined', only('10.96.0.0/16'), service('clusterIP: 10.96.0.7'), 'depends'],
    ['of either family', only('fd00::/64'), service('clusterIPs: [10.96.0.7, "fd00::7"]'), 'depends'],
    ['another range means neither', only('10.97.0.0/16'), service('clusterIP: 10.96.0.7'), 'denied'],
    ['one without an address is none', only('10.96.0.0/16'), service('clusterIP: None'), 'denied'],
    ['the address of the pod is enough', only('10.244.0.0/16'), service('clusterIP: 10.96.0.7'), 'allowed'],
  ])('%s', (_, range, object, expected) => {
    expect(verdict(reach([...PODS, object, range], { podCidrs: ['10.244.0.0/16'] }), 'a/web', 'b/web', '8080')).toBe(expected);
  });
});

describe('19 protocols of which policies do not speak', () => {
  test('one in a rule is reported, and opens nothing', () => {
    const reachability = reach([...PODS, policy('a', '{ podSelector: {}, ingress: [{ ports: [{ protocol: ICMP }] }] }')]);
    expect(reachability.problems.map(({ says }) => says)).toEqual(['has a protocol that is none of TCP, UDP, SCTP']);
    expect(verdict(reachability, 'b/web', 'a/db', '5432')).toBe('denied');
  });

  test('no answer is ever about one', () => {
    const { spans } = flowOf(reach(PODS), 'a/web', 'a/db').bounds.may;
    expect(spans.map(({ protocol }) => protocol)).toEqual(['TCP', 'UDP', 'SCTP']);
    expect(() => parseQuestion('8/ICMP')).toThrow('there is no answer');
  });
});

describe('26 init containers', () => {
  const batch = '{ apiVersion: v1, kind: Pod, metadata: { namespace: a, name: batch, labels: { app: batch } }, spec: { initContainers: [{ name: migrate, ports: [{ name: early, containerPort: 9000 }] }], containers: [{ name: main }] } }';
  test('are held as their pod is: they are nobody of their own', () => {
    const reachability = reach([...PODS, batch, policy('a', '{ podSelector: { matchLabels: { app: batch } }, policyTypes: [Ingress, Egress] }')]);
    expect(reachability.endpoints.filter(({ id }) => id.includes('batch')).map(({ id }) => id)).toEqual(['a/Pod/batch']);
    expect(['80', '53/UDP'].map(port => verdict(reachability, 'a/batch', 'a/db', port))).toEqual(['denied', 'denied']);
  });

  test('when a policy is there is no matter of manifests: the answer is that of the whole tree, in any order', () => {
    const tree = [...PODS, batch, policy('a', '{ podSelector: {}, policyTypes: [Egress] }')];
    const answers = [tree, [...tree].reverse()].map(each => verdict(reach(each), 'a/batch', 'a/db', '5432'));
    expect(answers).toEqual(['denied', 'denied']);
  });
});

describe('10 what controllers make', () => {
  test('a pod of the tree has the labels of its template', () => {
    const deployment = '{ apiVersion: apps/v1, kind: Deployment, metadata: { namespace: a, name: web, labels: { app: other } }, spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [] } } } }';
    const reachability = reach([deployment, policy('a', '{ podSelector: { matchLabels: { app: other } }, ingress: [] }')]);
    expect(verdict(reachability, 'namespace:any', 'a/Deployment/web', '80')).toBe('allowed');
  });

  test('what a Deployment of the same dump made is counted once', () => {
    const owner = 'ownerReferences: [{ controller: true, kind: Deployment, name: web }]';
    const dump = [
      '{ apiVersion: apps/v1, kind: Deployment, metadata: { namespace: a, name: web }, spec: { template: { spec: { containers: [] } } } }',
      `{ apiVersion: apps/v1, kind: ReplicaSet, metadata: { namespace: a, name: web-1, ${owner} }, spec: { template: { spec: { containers: [] } } } }`,
    ];
    expect(reach(dump).endpoints.filter(({ kind }) => kind === 'workload').map(({ id }) => id)).toEqual(['a/Deployment/web']);
  });
});

describe('23 pods in the network of their node', () => {
  const host = '{ apiVersion: v1, kind: Pod, metadata: { namespace: a, name: agent, labels: { app: agent } }, spec: { hostNetwork: true, containers: [{ ports: [{ name: pg, containerPort: 5432 }] }] } }';
  test.each([
    ['no policy selects them', '{ podSelector: {}, ingress: [] }', 'b/web', 'a/agent', 'allowed'],
    ['no selector means them, but they may be on the node of the callee', '{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }', 'a/agent', 'a/db', 'depends'],
    ['their ports have no names', '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: pg }] }] }', 'a/web', 'a/agent', 'denied'],
    ['a range means them', '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }', 'a/agent', 'a/db', 'allowed'],
  ])('%s', (_, spec, from, to, expected) => {
    expect(verdict(reach([...PODS, host, policy('a', spec)]), from, to, '5432')).toBe(expected);
  });
});

test.each([
  ['{ podSelector: {}, ingress: [{ from: [{}] }] }', '/spec/ingress/0/from/0', 'must have podSelector, namespaceSelector or both, or else ipBlock alone'],
  ['{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0 } }] }] }', '/spec/ingress/0/from/0/ipBlock', 'needs a cidr, and every except strictly inside it'],
  ['{ podSelector: { labels: {} }, ingress: [] }', '/spec/podSelector', "has the unknown field 'labels'. Write matchLabels or matchExpressions"],
  ['{ podSelector: { matchExpressions: [{ key: a, operator: Is, values: [b] }] } }', '/spec/podSelector', "asks 'a' with an operator that is none of In, NotIn, Exists, DoesNotExist"],
  ['{ podSelector: { matchExpressions: [{ key: a, operator: In }] } }', '/spec/podSelector', "asks 'a' with In and no values"],
  ['{ podSelector: {}, policyTypes: [Both] }', '/spec/policyTypes', 'is no list of Ingress and Egress'],
  ['{ podSelector: {}, ingress: [{ ports: [{ port: 0 }] }] }', '/spec/ingress/0/ports/0', 'has a port that is neither a number from 1 to 65535 nor a name'],
  ['{ podSelector: {}, ingress: [{ ports: [{ protocol: ICMP }] }] }', '/spec/ingress/0/ports/0', 'has a protocol that is none of TCP, UDP, SCTP'],
  ['{ podSelector: {}, egress: [{ to: 5 }] }', '/spec/egress/0/to', 'is no list'],
])('%s is reported', (spec, rule, says) => {
  expect(reach([policy('a', spec)]).problems.map(problem => ({ rule: problem.ref.rule, file: problem.ref.file, says: problem.says }))).toEqual([{ rule, file: 'test.yaml', says }]);
});
