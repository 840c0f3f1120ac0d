// The same app of three edges, with `connections` of cdk8s-plus and with ours: what the upstream engine lets through that nobody declared, and what it stops
// that is needed. A needed packet is one of an edge, or a caller's question to the cluster's DNS. `node contrast.js` prints the table.
const { execFileSync } = require('node:child_process');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { App, Chart } = require('cdk8s');
const kplus = require('cdk8s-plus-28');
const { World, UNDECLARED } = require('./world.js');
const { objectsIn, treesIn } = require('../kubernetes/tree.js');
const { HardenedApp, HardenedDeployment, IsolatedNamespace, Probe } = require('../..');

const EDGES = [['web', 'api'], ['worker', 'api'], ['api', 'db']];
const PORTS = { web: 8000, worker: 8001, api: 8080, db: 5432 };
const CALLERS = [...new Set(EDGES.map(([caller]) => caller))];
const image = `app:1.2.3@sha256:${'0'.repeat(64)}`;

function plus() {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const workloads = Object.fromEntries(Object.entries(PORTS).map(([name, portNumber]) => [name, new kplus.Deployment(chart, name, { metadata: { name }, replicas: 1, containers: [{ image, portNumber }] })]));
  for (const [caller, callee] of EDGES) workloads[caller].connections.allowTo(workloads[callee]);
  return chart.toJson();
}

function hardened() {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-hardened-contrast-'));
  try {
    const app = new HardenedApp({ outdir, quiet: true, platform: { registries: ['registry.shop.example'] } });
    const namespace = new IsolatedNamespace(app, 'shop', { owner: 'team', quota: { cpu: '10', memory: '16Gi', pods: 50 } });
    const workloads = Object.fromEntries(Object.entries(PORTS).map(([name, containerPort]) => [name, new HardenedDeployment(namespace, name, {
      image, ports: [{ name: 'main', containerPort }], size: { cpu: '100m', memory: '128Mi' }, readinessProbe: Probe.fromHttpGet('/ready', 'main'),
    })]));
    for (const [caller, callee] of EDGES) workloads[caller].connections.allowTo(workloads[callee], { addressIn: `${callee.toUpperCase()}_ADDRESS` });
    app.synth();
    return treesIn(outdir).flatMap(objectsIn);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const DNS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } },
  { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'kube-system', name: 'dns', labels: { 'k8s-app': 'kube-dns' } }, spec: { containers: [{ name: 'dns', ports: [{ containerPort: 53, protocol: 'UDP' }, { containerPort: 53 }] }] } },
  { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'shop', name: 'stranger', labels: { app: 'stranger' } }, spec: { containers: [{ name: 'main', ports: [{ containerPort: 80 }] }] } },
  { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'other', name: 'stranger', labels: { app: 'stranger' } }, spec: { containers: [{ name: 'main', ports: [{ containerPort: 80 }] }] } },
];
const OUTSIDE = [['cloud metadata', '169.254.169.254', 80], ['the internet', '203.0.113.7', 443]];

/** Edges from or to the four workloads, by what is wrong with them. */
function measure(engine, objects) {
  const world = new World([...objects, ...DNS]);
  const nameOf = ({ id }) => id.replace(/^shop\/Deployment\//, '').replace('shop-', '').replace('shop/Pod/stranger', 'another pod of the namespace').replace('other/Pod/stranger', 'a pod of another namespace').replace('kube-system/Pod/dns', 'DNS');
  const members = world.places.filter(({ endpoint }) => endpoint.kind === 'workload').map(({ endpoint, ip, ports }) => ({ name: nameOf(endpoint), ip, ports }));
  const outside = OUTSIDE.map(([name, ip, containerPort]) => ({ name, ip, ports: [{ containerPort, protocol: 'TCP' }] }));
  const isOurs = ({ name }) => name in PORTS;
  if (members.filter(isOurs).length !== 4) throw new Error(`the app has other workloads than the four: ${members.map(({ name }) => name)}`);
  const questions = [...members, ...outside].flatMap(from => [...members, ...outside].filter(to => to !== from && from.name !== 'cloud metadata' && (isOurs(from) || isOurs(to))).flatMap(to =>
    [...to.ports, { containerPort: UNDECLARED, protocol: 'TCP' }].map(({ containerPort, protocol }) => ({ from, to, protocol, port: containerPort }))));
  const isNeeded = ({ from, to, port }) => (to.name === 'DNS' && port === 53 && CALLERS.includes(from.name))
    || EDGES.some(([caller, callee]) => from.name === caller && to.name === callee && port === PORTS[callee]);
  const line = world.asked(questions);
  const { answers } = JSON.parse(execFileSync(engine, [], { input: `${JSON.stringify(line)}\n` }).toString());
  const edges = wrong => [...new Set(questions.filter((question, index) => wrong(isNeeded(question), answers[index] === '1')).map(({ from, to }) => `${from.name} → ${to.name}`))];
  return { needed: edges(needed => needed), over: edges((needed, allowed) => allowed && !needed), under: edges((needed, allowed) => needed && !allowed) };
}

function contrast(engine) {
  return { plus: measure(engine, plus()), hardened: measure(engine, hardened()) };
}

module.exports = { contrast };

if (require.main === module) {
  const engine = execFileSync(join(__dirname, 'build.sh'), ['knp'], { stdio: ['ignore', 'pipe', 'inherit'] }).toString().trim();
  for (const [name, { needed, over, under }] of Object.entries(contrast(engine))) {
    console.log(`${name}: ${needed.length} edges needed; ${over.length} open that nobody declared; ${under.length} needed and closed`);
    for (const [title, list] of Object.entries({ open: over, closed: under })) for (const edge of list) console.log(`  ${title}: ${edge}`);
  }
}
