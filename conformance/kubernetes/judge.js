// node judge.js [--expect-failures FILE] ONE STATE TREE…: holds synthesised trees against a real API server and its controllers, one cluster for each.
// ONE is the program that build.sh made, STATE an empty folder. With --expect-failures the checks that fail must be exactly those that FILE lists.
const { readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { Cluster } = require('./cluster');
const { installDefinitions } = require('./crds');
const { addNode, judgePods } = require('./pods');
const { drift, kustomized, nameOf, objectsIn, treesIn } = require('./tree');
const { describe, judgeTwins } = require('./twins');

const RESTRICTED = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' };

class Report {
  constructor() {
    Object.assign(this, { passed: 0, failures: [] });
  }

  check(title, problem) {
    if (problem === undefined) this.passed += 1;
    else this.failures.push({ title, problem });
  }
}

async function judgeTree(cluster, tree, report) {
  const files = objectsIn(tree);
  if (files.length === 0) throw new Error(`${tree} holds no object`);
  const { built, problem } = kustomized(cluster.one, tree, files);
  report.check('kubectl kustomize builds the objects of the files', problem);
  const isFirst = ({ kind }) => kind === 'Namespace' || kind === 'CustomResourceDefinition';
  const objects = [...built.filter(isFirst), ...built.filter(object => !isFirst(object))];

  await installDefinitions(cluster, objects);
  await addNode(cluster, objects);
  await addForeignNamespaces(cluster, objects);
  const accepted = [];
  for (const object of objects) if (await apply(cluster, object, report)) accepted.push(object);
  await judgeLevels(cluster, accepted, report);
  await judgePods(cluster, accepted, report);
  for (const object of accepted) await applyAgain(cluster, object, report);
  await judgeTwins(cluster, accepted, report);
}

/** Namespaces that another repository owns stand there already, as strict as ours. */
async function addForeignNamespaces(cluster, objects) {
  const own = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const named = new Set(objects.map(({ metadata }) => metadata.namespace).filter(name => name && !own.has(name)));
  for (const name of named) {
    const { status } = await cluster.request('GET', `/api/v1/namespaces/${name}`);
    if (status === 404) await cluster.must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: RESTRICTED } });
  }
}

function send(cluster, url, object) {
  return cluster.request('PATCH', `${url}?fieldManager=conformance&fieldValidation=Strict`, object, 'application/apply-patch+yaml');
}

async function apply(cluster, object, report) {
  const url = await cluster.urlOf(object);
  const answer = url && await send(cluster, url, object);
  const problem = !answer ? `the server does not know ${object.apiVersion} ${object.kind}, and no pinned source defines it`
    : answer.status < 300 && answer.warnings.length === 0 ? undefined : describe(answer);
  report.check(`${nameOf(object)}: accepted without a warning`, problem && problem.replace('it was admitted; ', ''));
  return answer?.status < 300;
}

async function judgeLevels(cluster, objects, report) {
  const named = new Set(objects.filter(({ kind, spec }) => kind === 'Pod' || spec?.template || spec?.jobTemplate).map(({ metadata }) => metadata.namespace));
  for (const name of [...named].sort()) {
    const { labels } = (await cluster.must('GET', `/api/v1/namespaces/${name}`)).metadata;
    const level = labels['pod-security.kubernetes.io/enforce'];
    report.check(`Namespace ${name}: enforces restricted`, level === 'restricted' ? undefined : `it enforces ${level ?? 'nothing'}`);
  }
}

/** A controller may write the status between the look and the apply; a difference that comes back is ours. */
async function applyAgain(cluster, object, report) {
  const url = await cluster.urlOf(object);
  let problem;
  for (let attempt = 0; attempt < 5; attempt++) {
    const before = await cluster.request('GET', url);
    const answer = await send(cluster, url, object);
    // A Job may have been cleaned up after it had finished: then the second apply makes a new one, as it must.
    if (before.status === 404 && object.kind === 'Job') break;
    if (answer.status >= 300) problem = describe(answer);
    else if (answer.body.metadata.resourceVersion !== before.body.metadata?.resourceVersion) problem = 'the second apply changed the object';
    else problem = drift(object, answer.body).map(line => `drift at ${line}`).join('; ') || undefined;
    if (problem === undefined) break;
  }
  report.check(`${nameOf(object)}: applied again, nothing changes`, problem);
}

function linesOf(file) {
  return readFileSync(file, 'utf8').trim().split('\n').filter(line => !line.startsWith('#'));
}

async function main([...args]) {
  const expected = args[0] === '--expect-failures' ? linesOf(args.splice(0, 2)[1]) : undefined;
  const [one, state, ...folders] = args;
  if (folders.length === 0) throw new Error('usage: judge.js [--expect-failures FILE] ONE STATE TREE…');
  const total = new Report();
  for (const [index, tree] of folders.flatMap(treesIn).entries()) {
    const started = Date.now();
    const report = new Report();
    const cluster = new Cluster(one, join(state, String(index)));
    process.once('exit', () => cluster.stop());
    try {
      await cluster.start();
      await judgeTree(cluster, tree, report);
    } finally {
      cluster.stop();
    }
    if (!expected) {
      for (const { title, problem } of report.failures) console.log(`FAILED ${basename(tree)}: ${title}: ${problem}`);
      console.log(`${basename(tree)}: ${report.passed} checks passed, ${report.failures.length} failed (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    }
    total.passed += report.passed;
    total.failures.push(...report.failures);
  }
  if (!expected) return { passed: total.passed, failed: total.failures.length };
  const lines = total.failures.map(({ title, problem }) => `${title}: ${problem}`);
  const unmet = expected.filter(line => !lines.some(found => found.includes(line)));
  const unexpected = lines.filter(found => !expected.some(line => found.includes(line)));
  unmet.forEach(line => console.log(`FAILED broken trees: this was not found: ${line}`));
  unexpected.forEach(line => console.log(`FAILED broken trees: this was not expected: ${line}`));
  return { passed: expected.length - unmet.length, failed: unmet.length + unexpected.length };
}

['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(signal => process.once(signal, () => process.exit(1)));
main(process.argv.slice(2)).catch(error => {
  console.log(`FAILED the judge could not go on: ${error.message}`);
  return { passed: 0, failed: 1 };
}).then(({ passed, failed }) => {
  console.log(`kubernetes: ${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
});
