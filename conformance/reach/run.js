// Holds src/reachability against two engines that we did not write: packet by packet, on the trees of the examples and on policy sets made at random.
// Usage: node run.js [TREE…] (folders of manifests)
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const { contrast } = require('./contrast.js');
const { differs, known, probeDiffers } = require('./differences.js');
const { random, trees } = require('./generate.js');
const { mutants } = require('./mutants.js');
const { ENVIRONMENT, Reachability, World } = require('./world.js');
const { documentsOf, objectsIn, treesIn } = require('../kubernetes/tree.js');
const { contains, parseRange } = require('../../lib/manifest/addresses.js');
const { Tally } = require('../tally.js');

const SETS = Number(process.env.REACH_SETS ?? 5500);
const PACKETS_PER_SET = 150;
const PACKETS_PER_CASE = 1500;
const BATCH = 500;

const binaries = execFileSync(join(__dirname, 'build.sh'), ['knp', 'cyclonus'], { stdio: ['ignore', 'pipe', 'inherit'] }).toString().trim().split('\n');
const ENGINES = { knp: binaries[0], cyclonus: binaries[1] };
const tally = new Tally('reach');

function engine(name, lines, ...flags) {
  const input = lines.map(line => `${JSON.stringify(line)}\n`).join('');
  return execFileSync(ENGINES[name], flags, { input, stdio: ['pipe', 'pipe', 'inherit'], maxBuffer: 1 << 30 }).toString().trim().split('\n').map(line => JSON.parse(line));
}

/** What an engine says otherwise than we do. `open`: how many packets we leave open. */
function compare(name, cases) {
  const replies = engine(name, cases.map(({ world, questions }) => world.asked(questions)));
  return cases.map(({ world, questions, objects }, index) => {
    const { answers, refused } = replies[index];
    if (refused) return { problems: [`${name} refuses it: ${refused}`], packets: 0, open: 0 };
    const problems = [];
    let open = 0;
    for (const [at, question] of questions.entries()) {
      const ours = world.says(question);
      if (ours === '?') open++;
      else if (ours !== answers[at] && !differs(name, question, answers[at], objects)) problems.push(text(question, ours, answers[at]));
    }
    return { problems, packets: questions.length, open };
  });
}

function text({ from, to, protocol, port }, ours, theirs) {
  const verdict = { 0: 'denied', 1: 'allowed' };
  return `${from.endpoint.id} (${from.ip}) to ${to.endpoint.id} (${to.ip}) ${protocol} ${port}: we say ${verdict[ours]}, it says ${verdict[theirs]}`;
}

/** Every packet, or some of them. */
function asking(objects, packets, options) {
  const world = new World(objects, options);
  return { world, objects, questions: world.questions(packets, random()) };
}

function lines(file) {
  return readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line));
}

const sum = (list, field) => list.reduce((total, each) => total + each[field], 0);
/** Neither engine knows Cilium's policies: it is asked about the rest of a tree, and so are we. */
const withoutCilium = objects => objects.filter(({ apiVersion }) => !apiVersion.startsWith('cilium.io/'));
const isPlain = objects => objects.every(({ kind }) => kind !== 'ClusterNetworkPolicy');
// The trees of the examples, and the policies that Online Boutique publishes: every packet.
const published = ['upstream.yaml', 'upstream-network-policies.yaml'].flatMap(file => documentsOf(readFileSync(join(__dirname, '..', '..', 'examples', 'adopt-existing', file), 'utf8')))
  .map(object => ({ ...object, metadata: { namespace: 'default', ...object.metadata } }));
for (const [tree, objects] of [['Online Boutique as published', published], ...process.argv.slice(2).flatMap(treesIn).map(tree => [tree, withoutCilium(objectsIn(tree))])]) {
  for (const name of Object.keys(ENGINES).filter(each => each === 'knp' || isPlain(objects))) {
    const [{ problems, packets, open }] = compare(name, [asking(objects)]);
    console.log(`${tree}: ${packets} packets through ${name}; ${open} of them the manifests leave open`);
    tally.check(`${tree}, ${name}`, problems);
  }
}

// The conformance tests of network-policy-api and the table of kube-network-policies: what each expects of its packets.
const probes = lines(execFileSync(join(__dirname, 'fixtures', 'build.sh'), { stdio: ['ignore', 'pipe', 'inherit'] }).toString().trim());
let leftOpen = 0;
for (const [index, { name, from, to, protocol, port, connects, objects }] of probes.entries()) {
  const reachability = new Reachability(objects.map(object => ({ object })), { ...ENVIRONMENT, podCidrs: [...ENVIRONMENT.podCidrs, '192.168.0.0/16'] });
  const [caller, callee] = [from, to].map(ip => {
    const pod = objects.find(({ kind, status }) => kind === 'Pod' && status.podIP === ip)?.metadata;
    return pod ? reachability.endpoint(`${pod.namespace}/Pod/${pod.name}`) : reachability.endpoints.find(({ addresses }) => addresses?.ranges.some(range => contains(range, parseRange(ip))));
  });
  const { must, may } = reachability.alone('network', caller, callee);
  const [certain, possible] = [must, may].map(traffic => traffic.at(protocol.toUpperCase(), port) !== 0n);
  if (certain !== possible) leftOpen++;
  const isWrong = certain === possible && certain !== connects && !probeDiffers(name.replace('TestFixtures/', ''));
  tally.check(`probe ${index + 1}, ${name}: ${caller.id} to ${callee.id} ${protocol} ${port}`, isWrong ? [`it ${connects ? 'connects' : 'does not connect'}, and we say otherwise`] : []);
}
console.log(`${probes.length} probes of upstream's tests; ${leftOpen} of them the manifests leave open`);

// The policies of the test cases of cyclonus, on the nine pods that they are made for.
const POD_PORTS = [80, 81].flatMap(containerPort => ['TCP', 'UDP', 'SCTP'].map(protocol => ({ name: `serve-${containerPort}-${protocol.toLowerCase()}`, containerPort, protocol })));
const nine = ['x', 'y', 'z'].flatMap(namespace => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { ns: namespace } } },
  ...['a', 'b', 'c'].map(pod => ({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name: pod, labels: { pod } }, spec: { containers: [{ name: 'main', ports: POD_PORTS }] } })),
]);
const cases = engine('cyclonus', [], '-cases').map(({ name, policy }) => ({ name, ...asking([...nine, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', ...policy }], PACKETS_PER_CASE) }));
for (const name of Object.keys(ENGINES)) {
  const found = compare(name, cases);
  for (const [index, { problems }] of found.entries()) tally.check(`cyclonus case '${cases[index].name}', ${name}`, problems);
  console.log(`${cases.length} policies of the test cases of cyclonus, ${sum(found, 'packets')} packets through ${name}; ${sum(found, 'open')} of them the manifests leave open`);
}

// Policy sets made at random, some packets of each.
const made = trees(SETS);
const totals = Object.fromEntries(Object.keys(ENGINES).map(name => [name, []]));
for (let first = 0; first < made.length; first += BATCH) {
  const batch = made.slice(first, first + BATCH).map(objects => asking(objects, PACKETS_PER_SET));
  for (const name of Object.keys(ENGINES)) {
    const mine = batch.filter(({ objects }) => name === 'knp' || isPlain(objects));
    const found = compare(name, mine);
    for (const [index, { problems }] of found.entries()) tally.check(`random set ${made.indexOf(mine[index].objects)}, ${name}`, problems);
    totals[name].push(...found);
  }
}
for (const [name, found] of Object.entries(totals)) {
  console.log(`${found.length} random policy sets, ${sum(found, 'packets')} packets through ${name}; ${sum(found, 'open')} of them the manifests leave open`);
}

// Three edges, declared in two libraries. The README has the counts.
const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
const { plus, hardened } = contrast(ENGINES.knp);
for (const [name, { over, under }] of [['cdk8s-plus', plus], ['this library', hardened]]) {
  console.log(`three edges in ${name}: ${under.length} needed and closed, ${over.length} open and not needed`);
  tally.check(`README.md, three edges in ${name}`, new RegExp(`\\| \`connections\` of ${name} \\| ${under.length}\\b[^|]*\\| ${over.length}\\b`).test(readme) ? [] : [`its table does not say ${under.length} and ${over.length}`]);
}
tally.check('three edges in this library: what is open and not needed', hardened.over.filter(edge => edge !== 'db → DNS'));

// The judge itself: an evaluator that misreads one thing is found out.
for (const [name, mutate] of Object.entries(mutants)) {
  const found = compare('knp', made.slice(0, BATCH).map(objects => asking(objects, PACKETS_PER_SET, { ours: mutate(objects) })));
  tally.check(`the judge finds no fault with an evaluator that ${name}`, found.some(({ problems }) => problems.length > 0) ? [] : ['no packet differs']);
}

for (const { name, engine: where, hits } of known) tally.check(`differences.yaml, ${where}: ${name}`, hits > 0 ? [] : ['no longer differs. Remove the entry']);
tally.close();

