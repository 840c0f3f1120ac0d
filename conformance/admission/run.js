// node run.js ONE STATE: does the cluster say of each object what we say? ONE is the program that ../kubernetes/build.sh makes, STATE an empty folder.
// The expressions of every control, as policies of the API server, of Kyverno and of Gatekeeper, over the manifests that the tests of the controls judge and upstream's Pod
// Security fixtures, under each setting that an expression reads. differences.yaml says where an engine and we differ, and who is right. Closes with 'admission: N passed, N failed'.
require('ts-node').register({ transpileOnly: true, project: require('node:path').join(__dirname, '..', '..', 'test', 'tsconfig.json') });
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { admissionPolicies } = require('../../src/admission/policy');
const { parseYaml } = require('../../src/manifest/yaml');
const { Tally } = require('../tally');
const { ask, install, installedPolicies, labelled, startCluster } = require('./api-server');
const { judgeEnforcement } = require('./enforced');
const { podSecurityFixtures } = require('./fixtures');
const { judgeGuardrails } = require('./guardrails');
const { gatekeeper, kyverno, named } = require('./offline');
const { fewest, ours, subjects } = require('./subjects');

const known = parseYaml(readFileSync(join(__dirname, 'differences.yaml'), 'utf8')).flat();
const tally = new Tally('admission');
const counts = {};

const unseenBy = engine => known.filter(({ engines }) => engines.includes(engine)).flatMap(({ unseen = [] }) => unseen);

/** Every verdict of an engine beside ours. A difference that is not listed has failed, and so has one that is listed and is none. */
class Comparison {
  constructor(engine) {
    Object.assign(this, { engine, agreed: 0, differ: new Map(), seen: new Set() });
  }

  add(object, variant, isHeldAgainst) {
    for (const [control, outcome] of ours(object, variant)) {
      const theirs = isHeldAgainst(control);
      if (theirs === undefined) continue;
      if (theirs === ['fail', 'error'].includes(outcome)) {
        this.agreed++;
        if (outcome !== 'none') this.seen.add(`${control} ${theirs}`);
      } else {
        const list = this.differ.get(control) ?? [];
        this.differ.set(control, [...list, `${object.kind} ${object.metadata.name} (${variant.name}): ${theirs ? 'they fail it' : 'they pass it'}, we say ${outcome}`]);
      }
    }
  }

  close(controls) {
    const ofEngine = known.filter(({ engines }) => engines.includes(this.engine));
    const [listed, unseen] = [ofEngine.flatMap(({ control = [] }) => control), unseenBy(this.engine)];
    for (const { id } of controls) {
      const problems = this.differ.get(id) ?? [];
      if (listed.includes(id)) tally.check(`${this.engine}: ${id}`, problems.length > 0 ? [] : ['differences.yaml lists it, and there is no difference any more']);
      else tally.check(`${this.engine}: ${id}`, problems);
      // A control that an engine was never seen to fail, or to pass, was not compared.
      const missing = ['true', 'false'].filter(fails => !this.seen.has(`${id} ${fails}`));
      if (unseen.includes(id)) tally.check(`${this.engine}: ${id}`, missing.includes('true') ? [] : ['differences.yaml says that it is never seen to fail, and it was']);
      else if (!listed.includes(id)) tally.check(`${this.engine}: ${id} is seen to hold and not to hold`, missing.map(each => `no object of which it fails: ${each}`));
    }
    counts[this.engine] = { agreed: this.agreed, differed: [...this.differ.values()].flat().length };
  }
}

async function apiServer(cluster, { objects, variants }) {
  for (const name of new Set(objects.map(({ metadata }) => metadata.namespace).filter(Boolean))) {
    await cluster.request('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  const answers = await ask(cluster, objects);
  const accepted = answers.map((answer, index) => answer.refused ? undefined : objects[index]).filter(Boolean);
  console.log(`${objects.length} objects, ${objects.length - accepted.length} of which the API server takes for none of its kind; ${variants.length} settings`);
  const samples = new Map(accepted.map(object => [`${object.apiVersion} ${object.kind}`, object]).reverse());
  const installed = installedPolicies(variants);
  tally.check('every expression passes the type check of the API server', await install(cluster, installed, [...samples.values()]));
  const comparison = new Comparison('api-server');
  let seen;
  for (const variant of variants) {
    const asked = accepted.map(object => labelled(object, { variant: variant.name }));
    const judged = await ask(cluster, asked);
    const errors = judged.flatMap(({ failures }, index) => failures.filter(([, message]) => !/^\d+$/.test(message)).map(([, message]) => `${asked[index].kind} ${asked[index].metadata.name}: ${message}`));
    tally.check(`api-server: every expression is evaluated (${variant.name})`, errors);
    const policies = installed.filter(each => each.variant === variant.name).flatMap(({ name, policy }) => policy.validations.map(({ control }, index) => [control.id, `${name} ${index}`]));
    const keys = new Map(policies);
    asked.forEach((object, index) => {
      const failed = new Set(judged[index].failures.map(failure => failure.join(' ')));
      comparison.add(object, variant, control => failed.has(keys.get(control)));
    });
    seen ??= judged.map(({ object }) => asWritten(object));
  }
  comparison.close(variants[0].profile.controls);
  return seen;
}

/** Without what the API server adds on its own. */
function asWritten({ status, ...object }) {
  const { uid, managedFields, creationTimestamp, generation, resourceVersion, labels: { variant, ...labels }, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, ...Object.keys(labels).length > 0 ? { labels } : {} } };
}

/** The objects as the API server hands them to admission. */
function offline(engine, judge, variants, objects, state) {
  const comparison = new Comparison(engine);
  for (const variant of variants) {
    for (const { part, asked } of engine === 'kyverno' ? partsOf(variant, objects) : [{ part: variant, asked: named(objects) }]) {
      const { verdicts, errors } = judge(part, asked, join(state, engine));
      tally.check(`${engine}: every policy is read and evaluated (${part.name})`, errors.filter(error => !unseenBy(engine).some(id => error.startsWith(`${id}: `))));
      asked.forEach((object, index) => comparison.add(object, part, control => verdicts.get(`${index} ${control}`)));
    }
  }
  comparison.close(variants[0].profile.controls);
}

/** A comparison that never fails compares nothing: with one expression turned round it must say so. */
function brokenTwin([{ name, profile }], objects, state) {
  const turned = { name, profile: { ...profile, controls: profile.controls.map(control => control.id === 'host-network' ? { ...control, cel: `!(${control.cel})` } : control) } };
  const asked = named(objects);
  const { verdicts } = gatekeeper(turned, asked, join(state, 'twin'));
  const comparison = new Comparison('twin');
  asked.forEach((object, index) => comparison.add(object, { name, profile }, control => verdicts.get(`${index} ${control}`)));
  tally.check('an expression that is turned round is noticed, and no other', String([...comparison.differ.keys()]) === 'host-network' ? [] : [`differences: ${[...comparison.differ.keys()]}`]);
}

/** Area by area, over as few objects as show each verdict: Kyverno's command line takes its time for each policy and object. */
function partsOf({ name, profile }, objects) {
  return admissionPolicies({ profile }).map(({ title, validations }) => {
    const part = { name: `${name}, ${title}`, profile: { ...profile, controls: validations.map(({ control }) => control) } };
    return { part, asked: named(fewest(objects, part)) };
  });
}

async function main([one, state]) {
  const all = subjects(podSecurityFixtures());
  const cluster = await startCluster(one, join(state, 'cluster'));
  try {
    const seen = await apiServer(cluster, all);
    offline('gatekeeper', gatekeeper, all.variants, seen, state);
    brokenTwin(all.variants, seen, state);
    offline('kyverno', kyverno, all.variants, seen, state);
  } finally {
    cluster.stop();
  }
  await judgeEnforcement(one, join(state, 'enforced'), tally);
  await judgeGuardrails(one, join(state, 'guardrails'), tally);
  for (const [engine, { agreed, differed }] of Object.entries(counts)) console.log(`${engine}: ${agreed} verdicts as ours, ${differed} not`);
  tally.close();
}

main(process.argv.slice(2)).catch(error => { console.log(`FAILED admission: ${error.stack}`); tally.failed++; tally.close(); });
