// Cilium's policy engine and our evaluator, packet by packet: of trees, and of random sets of NetworkPolicies and CiliumNetworkPolicies that we did not emit.
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');
const { objectsIn } = require('../../kubernetes/tree.js');

const lib = join(__dirname, '..', '..', '..', 'lib');
const { Reachability } = require(join(lib, 'reachability', 'reachability.js'));
const { DEFAULT_ENVIRONMENT } = require(join(lib, 'reachability', 'environment.js'));

const SETS = 1000;
const PACKETS = 120;
/** The engine computes the policies of both ends anew for each. */
const PACKETS_OF_TREE = 4000;
const MUTATED = 150;
const POLICIES = new Set(['NetworkPolicy', 'CiliumNetworkPolicy']);
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

/** The same on each run. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** An address of an endpoint that stands for some, and the labels that Cilium gives a pod, its namespace and a host that was learnt by name. */
function described({ kind, namespace, namespaceLabels, labels, ports, addresses, host }) {
  if (kind === 'external') {
    const range = addresses.ranges.find(({ family }) => family === 4);
    if (!range || host?.isPattern) return undefined;
    // Not in the middle of the world, where ranges of the tests may lie.
    const value = range.first + (range.last - range.first) / 3n;
    return { IP: [24n, 16n, 8n, 0n].map(bits => (value >> bits) & 255n).join('.'), Labels: host ? [`fqdn:${host.text}`] : [] };
  }
  if (kind === 'node') return undefined;
  const home = namespace === '' ? 'stranger' : namespace;
  const around = { ...namespaceLabels, 'kubernetes.io/metadata.name': home };
  const named = protocol => Object.fromEntries(ports.filter(each => each.name && each.protocol === protocol).map(({ name, port }) => [name, port]));
  return {
    Labels: [
      ...Object.entries(labels).map(([key, value]) => `k8s:${key}=${value}`), `k8s:io.kubernetes.pod.namespace=${home}`, 'k8s:io.cilium.k8s.policy.cluster=default',
      ...Object.entries(around).map(([key, value]) => `k8s:io.cilium.k8s.namespace.labels.${key}=${value}`),
    ],
    TCP: named('TCP'), UDP: named('UDP'),
  };
}

function portsIn(policies) {
  const numbers = new Set([9]);
  const walk = value => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (value !== null && typeof value === 'object') {
      for (const key of ['port', 'endPort']) if (/^\d+$/.test(value[key])) for (const port of [Number(value[key]), Number(value[key]) + 1]) if (port > 0) numbers.add(port);
      Object.values(value).forEach(walk);
    }
  };
  walk(policies.map(({ spec }) => spec));
  return [...numbers];
}

/** Evaluators that each misread one thing: the judge must tell each from ours. */
const MUTANTS = {
  'one that passes over denies': ({ spec }) => { if (spec.egressDeny) Object.assign(spec, { egressDeny: [], ingressDeny: [] }); },
  'one that takes default deny for granted': ({ spec }) => { delete spec.enableDefaultDeny; },
  'one that reads no ports': ({ spec }) => { for (const rule of [...spec.ingress, ...spec.egress]) delete rule.toPorts; },
};

/** One world: what is asked of Cilium, and what we say of the same, or of what is read in its place. */
function worldOf(objects, random, most = Infinity, read = objects) {
  const reachability = new Reachability(read.map(object => ({ object })), { ...DEFAULT_ENVIRONMENT, cni: 'identity', mesh: 'none' });
  const policies = objects.filter(({ kind }) => POLICIES.has(kind));
  const places = reachability.endpoints.flatMap(endpoint => {
    const there = endpoint.hostNetwork ? undefined : described(endpoint);
    return there ? [{ endpoint, there }] : [];
  });
  const numbers = portsIn(policies);
  const all = places.flatMap((from, From) => places.flatMap((to, To) => From === To || from.endpoint.host ? []
    : PROTOCOLS.flatMap(Protocol => [...new Set([...numbers, ...to.endpoint.ports.map(({ port }) => port)])].map(Port => ({ From, To, Protocol, Port })))));
  const ask = all.length <= most ? all : Array.from({ length: most }, () => all[Math.floor(random() * all.length)]);
  const line = JSON.stringify({ Endpoints: places.map(({ there }) => there), Policies: policies, Ask: ask });
  const says = ask.map(({ From, To, Protocol, Port }) => {
    const { must, may } = reachability.alone('network', places[From].endpoint, places[To].endpoint);
    return may.at(Protocol, Port) === 0n ? '0' : must.at(Protocol, Port) === 0n ? '?' : '1';
  });
  return { line, says, text: index => {
    const { From, To, Protocol, Port } = ask[index];
    return `${places[From].endpoint.id} → ${places[To].endpoint.id} on ${Protocol} ${Port}`;
  } };
}

/** Policies of both kinds over four pods in two namespaces. */
function randomSet(random) {
  const pick = list => list[Math.floor(random() * list.length)];
  const some = (make, most) => Array.from({ length: Math.floor(random() * (most + 1)) }, make);
  const labels = () => pick([{}, { app: 'a' }, { app: 'b' }, { app: 'a', tier: 'x' }, { role: 'other' }]);
  const selector = () => pick([
    { matchLabels: labels() }, { matchLabels: { 'k8s:io.kubernetes.pod.namespace': pick(['n0', 'n1', 'elsewhere']), ...labels() } },
    { matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': pick(['red', 'blue']) } }, { matchExpressions: [{ key: 'app', operator: pick(['In', 'NotIn']), values: ['a'] }] },
    { matchExpressions: [{ key: 'k8s:io.kubernetes.pod.namespace', operator: 'In', values: ['n0', 'n1'] }, { key: 'tier', operator: pick(['Exists', 'DoesNotExist']) }] }, {},
  ]);
  const cidr = () => pick(['203.0.113.0/24', '198.51.100.0/24', '0.0.0.0/0', '10.0.0.0/8']);
  const protocol = () => pick(['TCP', 'UDP', 'ANY', 'SCTP']);
  // Names of ports only where pods are called: for calls out Cilium looks them up in a table of the whole cluster, which is not there.
  const ports = prefix => ({ ports: [...some(() => pick([{ port: '80', protocol: protocol() }, { port: '0', protocol: protocol() }, { port: '8000', endPort: 8010, protocol: protocol() }, ...prefix === 'from' ? [{ port: 'web', protocol: 'TCP' }] : []]), 2), { port: '443', protocol: 'TCP' }] });
  const peers = prefix => pick([
    { [`${prefix}Endpoints`]: some(selector, 2) }, { [`${prefix}Endpoints`]: [selector()] }, { [`${prefix}Entities`]: [pick(['world', 'all'])] }, { [`${prefix}CIDR`]: [cidr()] },
    { [`${prefix}CIDRSet`]: [{ cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] }] }, {},
  ]);
  const rule = prefix => () => ({ ...peers(prefix), ...(random() < 0.6 ? { toPorts: [ports(prefix)] } : {}) });
  const dns = { toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system' } }], toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }] };
  const names = () => random() < 0.4 ? [dns, { toFQDNs: [{ matchName: pick(['api.example', 'other.example']) }], toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }] }] : [];
  const cilium = (home, name) => ({
    apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name, namespace: home, uid: `${home}-${name}` },
    spec: {
      endpointSelector: { matchLabels: labels() }, ingress: some(rule('from'), 2), egress: [...some(rule('to'), 2), ...names()],
      ingressDeny: some(rule('from'), random() < 0.3 ? 1 : 0), egressDeny: some(rule('to'), random() < 0.3 ? 1 : 0),
      ...(random() < 0.2 ? { enableDefaultDeny: { [pick(['ingress', 'egress'])]: random() < 0.5 } } : {}),
    },
  });
  // Rules of a direction that policyTypes leaves out are not asked about: Cilium enforces them, against the API's own text.
  const plain = (home, name) => ({
    apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: home, uid: `${home}-${name}` },
    spec: {
      podSelector: { matchLabels: labels() }, policyTypes: ['Ingress', 'Egress'],
      ingress: some(() => ({ from: [pick([{ podSelector: { matchLabels: labels() } }, { namespaceSelector: { matchLabels: { team: pick(['red', 'blue']) } } }, { ipBlock: { cidr: cidr() } }])], ports: [{ port: 80, protocol: 'TCP' }] }), 2),
      egress: some(() => ({ to: [pick([{ podSelector: {} }, { ipBlock: { cidr: cidr() } }])], ports: [{ port: 443, protocol: 'TCP' }] }), 2),
    },
  });
  const pod = (home, name, own) => ({
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: home, labels: own }, spec: { containers: [{ name: 'main', ports: [{ name: 'web', containerPort: 8080 }] }] },
  });
  const isTaken = ({ kind, spec }) => kind !== 'CiliumNetworkPolicy' || [spec.ingress, spec.egress, spec.ingressDeny, spec.egressDeny].some(list => list.length > 0);
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n0', labels: { team: 'red' } } }, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n1', labels: { team: 'blue' } } },
    pod('n0', 'p0', { app: 'a' }), pod('n0', 'p1', { app: 'b' }), pod('n1', 'p2', { app: 'a', tier: 'x' }), pod('n1', 'p3', {}),
    ...some(() => 0, 3).map((_, index) => (random() < 0.6 ? cilium : plain)(pick(['n0', 'n1']), `policy-${index}`)).filter(isTaken),
  ];
}

function ask(binary, worlds) {
  return execFileSync(binary, ['packets'], { input: `${worlds.map(({ line }) => line).join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 }).trim().split('\n');
}

function comparePackets(binary, trees, tally) {
  const random = generator(20);
  const worlds = [
    ...trees.map(tree => [tree, worldOf(objectsIn(tree), random, PACKETS_OF_TREE)]),
    ...Array.from({ length: SETS }, (_, index) => [`random set ${index} of Cilium's policies`, worldOf(randomSet(random), random, PACKETS)]),
  ];
  const answers = ask(binary, worlds.map(([, world]) => world));
  let [packets, open] = [0, 0];
  worlds.forEach(([name, { says, text }], at) => {
    packets += says.length;
    open += says.filter(each => each === '?').length;
    tally.check(`${name}, packet by packet`, says.flatMap((ours, index) => ours === '?' || ours === answers[at][index] ? [] : [`${text(index)}: Cilium says ${answers[at][index]}, we say ${ours}`]));
  });
  for (const [mutant, change] of Object.entries(MUTANTS)) {
    const mutated = Array.from({ length: MUTATED }, () => {
      const objects = randomSet(random);
      const read = structuredClone(objects);
      read.filter(({ kind }) => kind === 'CiliumNetworkPolicy').forEach(change);
      return worldOf(objects, random, PACKETS, read);
    });
    const found = ask(binary, mutated).some((answer, at) => mutated[at].says.some((ours, index) => ours !== '?' && ours !== answer[index]));
    tally.check(`the judge knows ${mutant}`, found ? [] : ['it agrees with Cilium']);
  }
  console.log(`${trees.length} trees and ${SETS} random policy sets, ${packets} packets through Cilium's policy engine; ${open} of them the manifests leave open`);
}

module.exports = { comparePackets };
