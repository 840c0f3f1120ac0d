// npm run bench:reach [-- 100 500 2000]: the whole answer of our evaluator, every pair and every port, against the engine of kube-network-policies asked packet by
// packet for the same pairs: the declared port and an undeclared one. Both must count the same. Above 500 workloads the engine is asked for a part of the callers.
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');
const { Reachability, World, ENVIRONMENT, UNDECLARED } = require('../conformance/reach/world.js');

const PER_NAMESPACE = 20;
const CALLEES = 3;
const PORT = 8080;
const PACKETS = 500000;
const GOAL = { workloads: 500, seconds: 2 };

/** A mesh of services as they are: each calls three others, names them in its egress, is named in their ingress, and asks for DNS; all else is denied. */
function tree(count) {
  const home = index => `team-${Math.floor(index / PER_NAMESPACE)}`;
  const callees = index => Array.from({ length: CALLEES }, (_, step) => (index * 7 + step * step * 13 + step + 1) % count).filter(callee => callee !== index);
  const callers = Array.from({ length: count }, () => []);
  for (let index = 0; index < count; index++) for (const callee of callees(index)) callers[callee].push(index);
  const peer = index => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': home(index) } }, podSelector: { matchLabels: { app: `app-${index}` } } });
  const dns = { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }], ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }] };
  const policy = (namespace, name, spec) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace, name }, spec: { policyTypes: ['Ingress', 'Egress'], ...spec } });
  const namespaces = [...new Set(Array.from({ length: count }, (_, index) => home(index)))];
  return [
    ...namespaces.flatMap(name => [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, policy(name, 'default-deny', { podSelector: {} })]),
    ...Array.from({ length: count }, (_, index) => index).flatMap(index => [
      {
        apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: home(index), name: `app-${index}` },
        spec: { template: { metadata: { labels: { app: `app-${index}` } }, spec: { containers: [{ name: 'main', ports: [{ name: 'http', containerPort: PORT }] }] } } },
      },
      policy(home(index), `app-${index}`, {
        podSelector: { matchLabels: { app: `app-${index}` } },
        ...callers[index].length > 0 ? { ingress: [{ from: callers[index].map(peer), ports: [{ port: PORT }] }] } : {},
        egress: [{ to: callees(index).map(peer), ports: [{ port: PORT }] }, dns],
      }),
    ]),
  ];
}

function ours(objects) {
  const started = process.hrtime.bigint();
  const flows = [...new Reachability(objects.map(object => ({ object })), ENVIRONMENT).flows()];
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9, flows };
}

/** Only workloads, so that both are asked of the same pairs. */
function theirs(engine, objects) {
  const world = new World(objects);
  const workloads = world.places.filter(({ endpoint }) => endpoint.kind === 'workload');
  const pods = workloads.map(({ ip }) => world.pods.find(pod => pod.ip === ip));
  const callers = Math.min(pods.length, Math.ceil(PACKETS / (pods.length * 2)));
  const line = { namespaces: world.namespaces, pods, policies: world.policies, grid: true, callers };
  const { asked, allowed, seconds } = JSON.parse(execFileSync(engine, [], { input: `${JSON.stringify(line)}\n`, maxBuffer: 1 << 28 }).toString());
  return { asked, allowed, seconds, callers: new Set(workloads.slice(0, callers).map(({ endpoint }) => endpoint.id)) };
}

const engine = execFileSync(join(__dirname, '..', 'conformance', 'reach', 'build.sh'), ['knp'], { stdio: ['ignore', 'pipe', 'inherit'] }).toString().trim();
const sizes = process.argv.slice(2).map(Number);
let failed = false;
console.log('workloads  pairs     ours, whole answer  engine, packet by packet                    ratio');
for (const count of sizes.length > 0 ? sizes : [100, 500, 2000]) {
  const objects = tree(count);
  const { seconds, flows } = ours(objects);
  const { asked, allowed, seconds: part, callers } = theirs(engine, objects);
  const whole = part * count / callers.size;
  const counted = flows.filter(({ from, to }) => from !== to && callers.has(from.id) && to.kind === 'workload')
    .reduce((sum, { bounds }) => sum + [PORT, UNDECLARED].filter(port => bounds.must.at('TCP', port) !== 0n).length, 0);
  const how = callers.size === count ? `${asked} packets` : `${asked} packets of ${callers.size} callers, scaled`;
  console.log(`${String(count).padEnd(9)}  ${String(count * (count - 1)).padEnd(8)}  ${`${seconds.toFixed(2)} s`.padEnd(18)}  ${`${whole.toFixed(2)} s (${how})`.padEnd(42)}  ${(whole / seconds).toFixed(0)}`);
  if (counted !== allowed) console.log(`  they do not count the same: ${counted} allowed by us, ${allowed} by the engine`);
  failed ||= counted !== allowed || seconds > whole || (count === GOAL.workloads && seconds > GOAL.seconds);
}
console.log(`goal: faster than the engine at every size, and under ${GOAL.seconds} s at ${GOAL.workloads} workloads: ${failed ? 'missed' : 'met'}`);
process.exitCode = failed ? 1 : 0;
