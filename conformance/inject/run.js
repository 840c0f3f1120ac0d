// What a mesh makes of the trees when their pods are made: each workload with the containers that the injector adds, judged again by `check`. The injected trees are
// left in OUT, for the API server to judge as well. Usage: node run.js OUT TREE…
const { spawnSync } = require('node:child_process');
const { cpSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const yaml = require('js-yaml');
const { IstioInjector } = require('./istio.js');
const { LinkerdInjector } = require('./linkerd.js');
const { documentsOf, nameOf, objectsIn, treesIn } = require('../kubernetes/tree.js');
const { Tally } = require('../tally.js');

const MAIN = join(__dirname, '..', '..', 'bin', 'cdk8s-hardened');
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];
const tally = new Tally('inject');
const injectors = {};

/** By the labels and annotations of its namespaces, which the webhooks read. */
function meshOf(objects) {
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata);
  if (namespaces.some(({ labels = {} }) => labels['istio-injection'] === 'enabled' || (labels['istio.io/rev'] && labels['istio.io/dataplane-mode'] !== 'ambient'))) return 'istio';
  return namespaces.some(({ annotations = {} }) => annotations['linkerd.io/inject'] === 'enabled') ? 'linkerd' : undefined;
}

/** A copy of the tree in which each pod is what the webhook makes of it. */
function injectedTree(tree, out, injector, cni) {
  cpSync(tree, out, { recursive: true });
  const files = readdirSync(out, { recursive: true }).filter(file => /\.ya?ml$/.test(file) && !file.endsWith('kustomization.yaml'))
    .map(file => ({ file: join(out, file), object: documentsOf(readFileSync(join(out, file), 'utf8'))[0] })).filter(({ object }) => WORKLOADS.includes(object.kind));
  const made = injector.inject(files.map(({ object }) => object), { cni });
  files.forEach(({ file }, index) => writeFileSync(file, yaml.dump(made[index])));
  return made;
}

/** What the Pod Security Standards have against a tree. */
function findingsIn(tree) {
  const { stdout, stderr } = spawnSync(process.execPath, [MAIN, 'check', '--profile', 'restricted', '--format', 'json', tree], { encoding: 'utf8', maxBuffer: 1 << 28 });
  try {
    return JSON.parse(stdout).findings;
  } catch {
    throw new Error(`check says nothing of ${tree}: ${stderr}`);
  }
}

const describe = ({ control, object, message }) => `${object.kind} ${object.name}: ${control}: ${message}`;
const containersOf = ({ spec }) => {
  const pod = (spec.jobTemplate?.spec ?? spec).template.spec;
  return [...pod.initContainers ?? [], ...pod.containers].map(({ name }) => name);
};

const [outdir, ...folders] = process.argv.slice(2);
for (const tree of folders.flatMap(treesIn)) {
  const mesh = meshOf(objectsIn(tree));
  if (!mesh) continue;
  const injector = injectors[mesh] ??= mesh === 'istio' ? new IstioInjector() : new LinkerdInjector();
  const name = `${basename(dirname(tree))}-${basename(tree)}`;
  const workloads = injectedTree(tree, join(outdir, name), injector, true);
  console.log(`${tree}: ${workloads.length} workloads as ${mesh} ${injector.version} makes them`);
  tally.check(`${tree}: each workload has its proxy`, workloads.filter(object => !containersOf(object).includes(`${mesh}-proxy`)).map(nameOf));
  tally.check(`${tree}, injected: still restricted`, findingsIn(join(outdir, name)).map(describe));
  // Without the CNI plugin the pod must get there by itself: each workload must be found.
  const twin = join(`${outdir}.without-cni`, name);
  const broken = injectedTree(tree, twin, injector, false);
  const found = findingsIn(twin);
  tally.check(`${tree}, its broken twin without CNI`, broken.filter(({ metadata }) =>
    !found.some(({ object, message }) => object.name === metadata.name && /NET_ADMIN/.test(message))).map(object => `${nameOf(object)}: NET_ADMIN is not found`));
}
tally.close();
