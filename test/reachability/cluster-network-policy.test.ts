import { namespace, pod, policy, reach, verdict } from './harness';

const PODS = [namespace('a', { team: 'x' }), namespace('b', { team: 'y' }), pod('a/web', { app: 'web' }, 'http:80'), pod('b/web', { app: 'web' }, 'http:8080')];
const FROM_B = 'from: [{ namespaces: { matchLabels: { team: y } } }]';
const HTTP = 'protocols: [{ tcp: { destinationPort: { number: 80 } } }]';

function cluster(tier: string, priority: number, rules: string, name = `${tier}-${priority}`, subject = '{ namespaces: { matchLabels: { team: x } } }'): string {
  return `{ apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: { name: ${name} }, spec: { tier: ${tier}, priority: ${priority}, subject: ${subject}, ${rules} } }`;
}

const admin = (priority: number, action: string, more = '') => cluster('Admin', priority, `ingress: [{ action: ${action}, ${FROM_B} ${more} }]`);
const closed = policy('a', '{ podSelector: {}, ingress: [] }');
const open = policy('a', '{ podSelector: {}, ingress: [{}] }');

test.each([
  ['29 an Admin Accept is final', [admin(1, 'Accept'), closed], 'allowed'],
  ['29 an Admin Deny is final', [admin(1, 'Deny'), open], 'denied'],
  ['29 Pass leaves it to the NetworkPolicies', [admin(1, 'Pass'), admin(2, 'Deny'), open], 'allowed'],
  ['29 and those to nobody else', [admin(1, 'Pass'), closed], 'denied'],
  ['29 what no rule means goes on', [admin(1, 'Accept', ', protocols: [{ tcp: { destinationPort: { number: 81 } } }]'), closed], 'denied'],
  ['29 the lower number comes first', [admin(5, 'Deny'), admin(2, 'Accept')], 'allowed'],
  ['29 within a policy the first rule decides', [cluster('Admin', 1, `ingress: [{ action: Deny, ${FROM_B}, ${HTTP} }, { action: Accept, ${FROM_B} }]`)], 'denied'],
  ['29 a range of ports', [cluster('Admin', 1, `ingress: [{ action: Deny, ${FROM_B}, protocols: [{ tcp: { destinationPort: { range: { start: 79, end: 81 } } } }] }]`)], 'denied'],
  ['29 a port by name is that of the callee', [cluster('Admin', 1, `ingress: [{ action: Deny, ${FROM_B}, protocols: [{ destinationNamedPort: http }] }]`)], 'denied'],
  ['29 Baseline where no NetworkPolicy selects the pod', [cluster('Baseline', 1, `ingress: [{ action: Deny, ${FROM_B} }]`)], 'denied'],
  ['29 and not where one does', [cluster('Baseline', 1, `ingress: [{ action: Deny, ${FROM_B} }]`), open], 'allowed'],
  ['29 Baseline policies have priorities too', [cluster('Baseline', 1, `ingress: [{ action: Accept, ${FROM_B} }]`), cluster('Baseline', 2, `ingress: [{ action: Deny, ${FROM_B} }]`)], 'allowed'],
  ['30 an Accept of the caller forces nothing at the callee', [cluster('Admin', 1, 'egress: [{ action: Accept, to: [{ namespaces: {} }] }]', 'e', '{ namespaces: { matchLabels: { team: y } } }'), closed], 'denied'],
  ['31 of two policies of one priority nobody knows the first', [admin(1, 'Deny'), cluster('Admin', 1, `ingress: [{ action: Accept, ${FROM_B} }]`, 'other')], 'depends'],
  ['31 which is nothing where both say the same', [admin(1, 'Accept'), cluster('Admin', 1, `ingress: [{ action: Accept, ${FROM_B} }]`, 'other')], 'allowed'],
  ['32 without rules a policy isolates nobody', [cluster('Admin', 1, 'ingress: []')], 'allowed'],
  ['33 networks mean pods too', [cluster('Admin', 1, 'egress: [{ action: Deny, to: [{ networks: [0.0.0.0/0] }] }]', 'n', '{ namespaces: { matchLabels: { team: y } } }')], 'denied'],
  ['34 an Accept of an unknown peer accepts nobody', [cluster('Admin', 1, 'ingress: [{ action: Accept, from: [{ robots: {} }] }]'), closed], 'denied'],
  ['34 a Deny of an unknown peer denies everybody', [cluster('Admin', 1, 'ingress: [{ action: Deny, from: [{ robots: {} }] }]')], 'denied'],
  ['35 domain names mean no pod', [cluster('Admin', 1, 'egress: [{ action: Accept, to: [{ domainNames: ["*.example"] }] }]', 'd', '{ namespaces: { matchLabels: { team: y } } }'), closed], 'denied'],
])('%s', (_, policies, expected) => {
  expect(verdict(reach([...PODS, ...policies]), 'b/web', 'a/web', '80')).toBe(expected);
});

describe('whom no manifest tells', () => {
  const egress = (rule: string): string => cluster('Admin', 1, `egress: [${rule}, { action: Deny, to: [{ networks: [0.0.0.0/0] }] }]`);
  test.each([
    ['a node may be one of those that a label means', '{ action: Accept, to: [{ nodes: {} }] }', 'node', 'depends'],
    ['and is no pod', '{ action: Accept, to: [{ nodes: {} }] }', 'b/web', 'denied'],
    ['a host outside may have the name', '{ action: Accept, to: [{ domainNames: [api.example] }] }', 'external:0.0.0.0/0', 'depends'],
  ])('%s', (_, rule, to, expected) => {
    expect(verdict(reach([...PODS, egress(rule)]), 'a/web', to, '80')).toBe(expected);
  });

  test('an Accept that is open leaves nothing open where the rest is passed', () => {
    const some = cluster('Baseline', 1, 'egress: [{ action: Accept, to: [{ networks: [10.0.0.0/8] }] }]');
    expect(verdict(reach([...PODS, some]), 'a/web', 'b/web', '80')).toBe('allowed');
  });
});

test('33 host-network pods are neither subjects nor peers', () => {
  const host = '{ apiVersion: v1, kind: Pod, metadata: { namespace: b, name: agent }, spec: { hostNetwork: true, containers: [] } }';
  const reachability = reach([...PODS, host, cluster('Admin', 1, 'ingress: [{ action: Deny, from: [{ namespaces: {} }] }]')]);
  expect(verdict(reachability, 'b/agent', 'a/web', '80')).toBe('allowed');
});

test.each([
  ['tier: Middle, priority: 1, subject: { namespaces: {} }', '/spec/tier', 'must be Admin or Baseline'],
  ['tier: Admin, priority: 1001, subject: { namespaces: {} }', '/spec/priority', 'must be a number from 0 to 1000'],
  ['tier: Admin, priority: 1, subject: {}', '/spec/subject', 'must have namespaces or pods'],
  ['tier: Admin, priority: 1, subject: { namespaces: {} }, ingress: [{ action: Allow, from: [{ namespaces: {} }] }]', '/spec/ingress/0/action', 'must be Accept, Deny or Pass'],
  ['tier: Admin, priority: 1, subject: { namespaces: {} }, egress: [{ action: Deny, to: [{ robots: {} }] }]', '/spec/egress/0/to/0', 'must have one of namespaces, pods, networks, nodes or domainNames'],
  ['tier: Admin, priority: 1, subject: { namespaces: {} }, egress: [{ action: Deny, to: [] }]', '/spec/egress/0/to', 'must name a peer'],
  ['tier: Admin, priority: 1, subject: { namespaces: {} }, egress: [{ action: Deny, to: [{ namespaces: {} }], protocols: [{ icmp: {} }] }]', '/spec/egress/0/protocols/0', 'must be tcp, udp or sctp with a destinationPort, or a destinationNamedPort'],
])('{ %s } is reported', (spec, rule, says) => {
  const document = `{ apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: { name: p }, spec: { ${spec} } }`;
  expect(reach([document]).problems.map(problem => ({ rule: problem.ref.rule, says: problem.says }))).toEqual([{ rule, says }]);
});
