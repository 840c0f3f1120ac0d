// Policy sets that this library did not write: every feature of NetworkPolicy and ClusterNetworkPolicy v1alpha2 that the API server takes, mixed at random.
const fc = require('fast-check');

const LABELS = { app: ['web', 'db', 'api'], tier: ['data', 'edge'] };
const NAMESPACE_LABELS = { team: ['x', 'y'], env: ['prod'], 'kubernetes.io/metadata.name': ['a', 'b', 'elsewhere'] };
const PORTS = [
  { name: 'http', containerPort: 80 }, { name: 'http', containerPort: 8080 }, { name: 'metrics', containerPort: 9090 }, { containerPort: 5432 },
  { name: 'dns', containerPort: 53, protocol: 'UDP' }, { name: 'dns-tcp', containerPort: 53 }, { name: 'http', containerPort: 80, protocol: 'UDP' },
  { name: 'sig', containerPort: 2905, protocol: 'SCTP' },
];
const BLOCKS = [
  '0.0.0.0/0', '10.0.0.0/8', '10.1.2.3/8', '10.244.0.0/16', '10.244.0.0/30', '10.244.0.2/32', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.7/32',
  '172.16.0.0/12', '169.254.169.254/32', 'fd00::/8', '::/0',
];
const PARTS = { '0.0.0.0/0': ['10.0.0.0/8', '169.254.169.254/32', '192.0.2.0/24', '198.51.100.128/25'], '10.0.0.0/8': ['10.244.0.0/30', '10.1.0.0/16'], '10.244.0.0/16': ['10.244.0.2/32'], '198.51.100.0/24': ['198.51.100.0/25'] };

const maybe = (arbitrary, freq = 2) => fc.option(arbitrary, { nil: undefined, freq });
/** A part of a manifest in each of its forms: there, absent, null, and empty where `empty` says how that looks. */
const part = (name, arbitrary, ...empty) => fc.oneof(
  { weight: 6, arbitrary: arbitrary.map(value => ({ [name]: value })) }, { weight: 1, arbitrary: fc.constantFrom({}, { [name]: null }, ...empty.map(value => ({ [name]: value }))) },
);
const merged = (...arbitraries) => fc.tuple(...arbitraries).map(parts => Object.assign({}, ...parts));
const some = (arbitrary, most) => fc.array(arbitrary, { minLength: 1, maxLength: most });

const labels = known => fc.record(Object.fromEntries(Object.entries(known).map(([key, values]) => [key, fc.constantFrom(...values)])), { requiredKeys: [] });
const expression = known => fc.constantFrom(...Object.entries(known)).chain(([key, values]) => fc.oneof(
  fc.record({ key: fc.constant(key), operator: fc.constantFrom('In', 'NotIn'), values: fc.subarray([...values, 'other'], { minLength: 1 }) }),
  fc.record({ key: fc.constant(key), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
));
const selector = known => fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom({}, { matchLabels: {} }, { matchExpressions: [] }, { matchLabels: null, matchExpressions: null }) },
  { weight: 4, arbitrary: fc.oneof(labels(known), fc.constantFrom(...Object.entries(known)).map(([key, [value]]) => ({ [key]: value }))).map(matchLabels => ({ matchLabels })) },
  { weight: 3, arbitrary: some(expression(known), 2).map(matchExpressions => ({ matchExpressions })) },
  { weight: 1, arbitrary: fc.tuple(labels(known), some(expression(known), 1)).map(([matchLabels, matchExpressions]) => ({ matchLabels, matchExpressions })) },
);
const podSelector = selector(LABELS);
const namespaceSelector = selector(NAMESPACE_LABELS);

const block = fc.constantFrom(...BLOCKS).chain(cidr => merged(fc.constant({ cidr }), part('except', fc.subarray(PARTS[cidr] ?? []), [])));
const peer = fc.oneof(
  podSelector.map(value => ({ podSelector: value })), namespaceSelector.map(value => ({ namespaceSelector: value })),
  fc.record({ podSelector, namespaceSelector }), podSelector.map(value => ({ podSelector: value, namespaceSelector: null, ipBlock: null })),
  block.map(ipBlock => ({ ipBlock })),
);
const number = fc.constantFrom(53, 80, 81, 8080, 9090, 5432, 2905, 1, 65535);
const range = fc.tuple(number, number).map(ends => ends.sort((a, b) => a - b));
const protocol = part('protocol', fc.constantFrom('TCP', 'UDP', 'SCTP'));
const port = fc.oneof(
  merged(protocol, part('port', fc.oneof(number, fc.constantFrom('http', 'metrics', 'dns', 'dns-tcp', 'sig', 'nothing')))),
  merged(protocol, range.map(([first, last]) => ({ port: first, endPort: last }))),
);
const rule = direction => merged(part(direction === 'ingress' ? 'from' : 'to', some(peer, 3), []), part('ports', some(port, 3), []));
const rules = direction => part(direction, some(rule(direction), 3), [], [{}]);
const policyTypes = part('policyTypes', fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress'], ['Egress', 'Ingress']), []);
const networkPolicy = fc.record({
  namespace: fc.constantFrom('a', 'b', 'c'), spec: merged(fc.oneof(part('podSelector', podSelector), fc.constant({ podSelector: {} })), policyTypes, rules('ingress'), rules('egress')),
});

const pods = fc.oneof(namespaceSelector.map(namespaces => ({ namespaces })), fc.record({ namespaceSelector, podSelector }).map(value => ({ pods: value })));
const transport = fc.oneof(
  number.map(value => ({ destinationPort: { number: value } })), range.map(([start, end]) => ({ destinationPort: { range: { start, end } } })), fc.constant({}),
);
const numbered = fc.constantFrom('tcp', 'udp', 'sctp').chain(name => transport.map(value => ({ [name]: value })));
const named = fc.constantFrom('http', 'metrics', 'dns', 'nothing').map(destinationNamedPort => ({ destinationNamedPort }));
const action = fc.constantFrom('Accept', 'Deny', 'Pass');
const networks = fc.subarray(BLOCKS, { minLength: 1, maxLength: 3 }).map(value => ({ networks: value }));
const clusterRule = (field, peers, protocols) => merged(action.map(value => ({ action: value })), some(peers, 3).map(list => ({ [field]: list })), part('protocols', some(protocols, 3)));
// The API refuses a named port beside networks.
const egressRule = fc.oneof(clusterRule('to', pods, fc.oneof(numbered, named)), clusterRule('to', fc.oneof(pods, networks), numbered));
const ingressRule = clusterRule('from', pods, fc.oneof(numbered, named));
const clusterPolicy = merged(
  fc.record({ tier: fc.constantFrom('Admin', 'Baseline'), priority: fc.constantFrom(0, 1, 1, 2, 50, 1000), subject: pods }),
  part('ingress', some(ingressRule, 3), []), part('egress', some(egressRule, 3), []),
);

const pod = fc.record({ labels: labels(LABELS), ports: fc.uniqueArray(fc.constantFrom(...PORTS), { maxLength: 3, selector: ({ name, containerPort }) => name ?? String(containerPort) }), hostNetwork: fc.integer({ max: 11, min: 0 }).map(at => at === 0) });
const tree = fc.record({
  namespaces: fc.tuple(labels({ team: NAMESPACE_LABELS.team, env: NAMESPACE_LABELS.env }), maybe(labels({ team: NAMESPACE_LABELS.team }))),
  pods: fc.tuple(some(pod, 3), some(pod, 2), fc.array(pod, { maxLength: 1 })),
  policies: fc.array(networkPolicy, { maxLength: 4 }), clusterPolicies: fc.oneof(fc.constant([]), some(clusterPolicy, 4)),
}).map(({ namespaces, pods: perNamespace, policies, clusterPolicies }) => [
  ...namespaces.flatMap((own, index) => own ? [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ab'[index], labels: own } }] : []),
  ...perNamespace.flatMap((list, index) => list.map((each, at) => ({
    apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'abc'[index], name: `pod-${at}`, labels: each.labels },
    spec: { ...each.hostNetwork ? { hostNetwork: true } : {}, containers: [{ name: 'main', ports: each.ports }] },
  }))),
  ...policies.map(({ namespace, spec }, index) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace, name: `policy-${index}` }, spec })),
  ...clusterPolicies.map((spec, index) => ({ apiVersion: 'policy.networking.k8s.io/v1alpha2', kind: 'ClusterNetworkPolicy', metadata: { name: `cluster-${index}` }, spec })),
]);

/** `count` trees, the same on each run. */
function trees(count, seed = 5) {
  return fc.sample(tree, { numRuns: count, seed });
}

/** The same numbers on each run: a linear congruential generator (Numerical Recipes). */
function random(seed = 1) {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

module.exports = { trees, random };
