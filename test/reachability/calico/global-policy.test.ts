import { flowOf, namespace, pod, policy, reach, verdict } from '../harness';

const PODS = [namespace('a', { team: 'x' }), namespace('b', { team: 'y' }), pod('a/web', { app: 'web' }, 'http:80'), pod('b/web', { app: 'web' }, 'http:8080'), pod('b/db', { app: 'db' })];

function calico(spec: string, name = 'p'): string {
  return `{ apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: { name: ${name} }, spec: { ${spec} } }`;
}

const A = 'namespaceSelector: "projectcalico.org/name == \'a\'"';
const into = (order: number | string, rules: string, more = '', name = `into-${order}`) => calico(`order: ${order}, ${A}, types: [Ingress], ingress: [${rules}] ${more}`, name);
const FROM_B = 'source: { namespaceSelector: "team == \'y\'" }';
const open = policy('a', '{ podSelector: {}, ingress: [{}] }');
const closed = policy('a', '{ podSelector: {}, ingress: [] }');

test.each([
  ['what no policy selects is open', [], 'allowed'],
  ['a deny before the NetworkPolicies wins over them', [into(500, `{ action: Deny, ${FROM_B} }`), open], 'denied'],
  ['an allow before them does too', [into(500, `{ action: Allow, ${FROM_B} }`), closed], 'allowed'],
  ['a deny behind them does not', [into(2000, `{ action: Deny, ${FROM_B} }`), open], 'allowed'],
  ['an allow behind them adds to what they let through', [into(2000, `{ action: Allow, ${FROM_B} }`), closed], 'allowed'],
  ['the lower order comes first', [into(5, `{ action: Deny, ${FROM_B} }`), into(2, `{ action: Allow, ${FROM_B} }`)], 'allowed'],
  ['of one order the name decides', [into(5, `{ action: Deny, ${FROM_B} }`, '', 'z'), into(5, `{ action: Allow, ${FROM_B} }`, '', 'y')], 'allowed'],
  ['without an order it comes last', [calico(`${A}, ingress: [{ action: Allow, ${FROM_B} }]`), into(900000, '{ action: Deny }')], 'denied'],
  ['within a policy the first rule decides', [into(5, `{ action: Deny, protocol: TCP, ${FROM_B}, destination: { ports: [80] } }, { action: Allow }`)], 'denied'],
  ['Log decides nothing', [into(5, '{ action: Log }, { action: Allow }')], 'allowed'],
  ['who is selected and met by no rule is denied', [into(5, '{ action: Deny, source: { namespaceSelector: "team == \'z\'" } }')], 'denied'],
  ['and not where a NetworkPolicy lets it through', [into(5, '{ action: Deny, source: { namespaceSelector: "team == \'z\'" } }'), open], 'allowed'],
  ['the direction that it leaves out stays open', [calico(`order: 5, ${A}, types: [Egress]`)], 'allowed'],
  ['types that are left out are those of its rules', [calico(`order: 5, ${A}, egress: [{ action: Deny }]`)], 'allowed'],
  ['and ingress where there are none', [calico(`order: 5, ${A}`)], 'denied'],
  ['a protocol that is another', [into(5, `{ action: Deny, protocol: UDP, ${FROM_B} }`), open], 'allowed'],
  ['ports', [into(5, "{ action: Deny, protocol: TCP, destination: { ports: ['79:81'] } }"), open], 'denied'],
  ['a port by name is that of the callee', [into(5, '{ action: Deny, protocol: TCP, destination: { ports: [http] } }'), open], 'denied'],
  ['all ports but some', [into(5, '{ action: Deny, protocol: TCP, destination: { notPorts: [80] } }'), open], 'allowed'],
  ['all others than who is selected', [into(5, '{ action: Deny, source: { notSelector: "projectcalico.org/namespace == \'b\' && app == \'web\'" } }'), open], 'allowed'],
  ['and they', [into(5, '{ action: Deny, source: { notSelector: "projectcalico.org/namespace == \'b\' && app == \'db\'" } }'), open], 'denied'],
  ['nets mean pods too', [calico('order: 5, namespaceSelector: "team == \'y\'", egress: [{ action: Deny, destination: { nets: [0.0.0.0/0] } }]')], 'denied'],
  ['a range of pods is not known', [calico('order: 5, namespaceSelector: "team == \'y\'", egress: [{ action: Deny, destination: { nets: [10.0.0.0/8] } }, { action: Allow }]')], 'depends'],
  ['nor is what it leaves out', [calico('order: 5, namespaceSelector: "team == \'y\'", egress: [{ action: Deny, destination: { notNets: [10.0.0.0/8] } }, { action: Allow }]')], 'depends'],
  ['selected by its own labels', [calico('order: 5, selector: "app == \'db\'", types: [Ingress]')], 'allowed'],
])('%s', (_, policies, expected) => {
  const reachability = reach([...PODS, ...policies]);
  expect(reachability.problems).toEqual([]);
  expect(verdict(reachability, 'b/web', 'a/web', '80')).toBe(expected);
});

test('a deny of all but some pods means the world and nodes too', () => {
  const reachability = reach([...PODS, calico(`order: 5, ${A}, types: [Egress], egress: [{ action: Deny, destination: { notSelector: "projectcalico.org/namespace == 'a'" } }]`), policy('a', '{ podSelector: {}, policyTypes: [Egress], egress: [{}] }')]);
  expect(['node', 'external:0.0.0.0/0', 'b/web', 'namespace:any', 'namespace:a/*'].map(to => verdict(reachability, 'a/web', to, '80'))).toEqual(['denied', 'denied', 'denied', 'denied', 'allowed']);
});

test('an answer names the rule that decides', () => {
  const { decidedBy } = flowOf(reach([...PODS, into(500, `{ action: Deny, ${FROM_B} }`), open]), 'b/web', 'a/web');
  expect(decidedBy.map(({ object, rule }) => `${object.kind} ${object.name} ${rule}`)).toContain('GlobalNetworkPolicy into-500 /spec/ingress/0');
});

test.each([
  ['tier: platform', '/spec/tier', "is not 'default': no other tier of Calico is read here, and every answer is as if the policy were not there"],
  ['order: first', '/spec/order', 'must be a number'],
  ['order: 1000', '/spec/order', 'is that of NetworkPolicies, so that names decide which comes first. Give it one of its own'],
  ['types: [Outgress]', '/spec/types', 'is no list of Ingress and Egress'],
  ['applyOnForward: true', '/spec/applyOnForward', 'is a field that is not read here'],
  ['selector: "global()"', '/spec/selector', 'is no selector that is read here: write all(), has(…), ==, !=, in, not in, joined by && and ||, with values in quotes'],
  ['selector: "pcns.team == \'x\'"', '/spec/selector', "asks for 'pcns.team', which is not read here"],
  ['namespaceSelector: "projectcalico.org/namespace == \'x\'"', '/spec/namespaceSelector', "asks for 'projectcalico.org/namespace', which is not read here"],
  ['ingress: {}', '/spec/ingress', 'is no list'],
  ['ingress: [{ action: Pass }]', '/spec/ingress/0/action', 'hands on to tiers that are not read here'],
  ['ingress: [{ action: Drop }]', '/spec/ingress/0/action', 'must be Allow, Deny or Log'],
  ['ingress: [{ action: Allow, http: { methods: [GET] } }]', '/spec/ingress/0/http', 'is a field that is not read here'],
  ['ingress: [{ action: Allow, notProtocol: TCP }]', '/spec/ingress/0/notProtocol', 'is a field that is not read here'],
  ['ingress: [{ action: Allow, source: { serviceAccounts: { names: [x] } } }]', '/spec/ingress/0/source/serviceAccounts', 'is a field that is not read here'],
  ['ingress: [{ action: Allow, protocol: TCP, source: { ports: [80] } }]', '/spec/ingress/0/source/ports', 'is a field that is not read here'],
  ['ingress: [{ action: Allow, destination: { selector: all() } }]', '/spec/ingress/0/destination/selector', 'is a field that is not read here'],
  ['egress: [{ action: Allow, source: { selector: all() } }]', '/spec/egress/0/source/selector', 'is a field that is not read here'],
  ['egress: [{ action: Allow, destination: { domains: [api.example] } }]', '/spec/egress/0/destination/domains', 'is a field that is not read here'],
  ['egress: [{ action: Allow, destination: { selector: "a contains \'b\'" } }]', '/spec/egress/0/destination/selector', expect.stringContaining('is no selector that is read here')],
  ['egress: [{ action: Allow, destination: { nets: [10.0.0.0/99] } }]', '/spec/egress/0/destination/nets', 'is no list of ranges'],
  ['egress: [{ action: Allow, protocol: 42 }]', '/spec/egress/0/protocol', 'must be TCP, UDP, SCTP, ICMP, ICMPv6 or UDPLite'],
  ['egress: [{ action: Allow, destination: { ports: [80] } }]', '/spec/egress/0/destination', 'has ports without a protocol'],
  ["egress: [{ action: Allow, protocol: TCP, destination: { ports: ['9:1'] } }]", '/spec/egress/0/destination/ports/0', "must be a number, a range '1:9' or a name"],
])('{ %s } is reported', (spec, rule, says) => {
  expect(reach([calico(spec)]).problems.map(problem => ({ rule: problem.ref.rule, says: problem.says }))).toEqual([{ rule, says }]);
});

test.each([
  ['an allow of whom nobody can tell lets nobody through for certain', '{ action: Allow, source: { services: {} } }', closed, 'depends'],
  ['and a deny denies nobody for certain', '{ action: Deny, source: { selector: "a contains \'b\'" } }', open, 'depends'],
])('%s', (_, rule, own, expected) => {
  expect(verdict(reach([...PODS, into(5, rule), own]), 'b/web', 'a/web', '80')).toBe(expected);
});

test('ICMP is none of the protocols that are spoken of', () => {
  expect(verdict(reach([...PODS, into(5, '{ action: Deny, protocol: ICMP }'), open]), 'b/web', 'a/web', '80')).toBe('allowed');
});

test('the Admin tier stands before it', () => {
  const admin = '{ apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: { name: c }, spec: { tier: Admin, priority: 1, subject: { namespaces: {} }, ingress: [{ action: Accept, from: [{ namespaces: {} }] }] } }';
  expect(verdict(reach([...PODS, admin, into(5, '{ action: Deny }')]), 'b/web', 'a/web', '80')).toBe('allowed');
});
