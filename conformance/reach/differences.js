// The known differences, each with the test by which a packet is known to be one.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { mutants } = require('./mutants.js');
const { World } = require('./world.js');
const { parseYaml } = require('../../lib/manifest/yaml.js');

/** A way to read a tree that is not ours; and what we would say of a packet, read like that. */
function reading(mutate) {
  const worlds = new WeakMap();
  return ({ from, to, protocol, port }, objects) => {
    let world = worlds.get(objects);
    if (!world) worlds.set(objects, world = new World(objects, { ours: mutate(objects) }));
    const [caller, callee] = [from, to].map(place => world.places.find(({ endpoint }) => endpoint.id === place.endpoint.id));
    return caller && callee ? world.says({ from: caller, to: callee, protocol, port }) : undefined;
  };
}

const notInNeedsLabel = reading(mutants['holds no label to be no match of NotIn']);
const withoutBaseline = reading(objects => objects.map(object => object.spec?.tier !== 'Baseline' ? object : {
  ...object, spec: { ...object.spec, ...Object.fromEntries(['ingress', 'egress'].map(direction => [direction, object.spec[direction]?.map(rule => ({ ...rule, action: 'Accept' }))])) },
}));

const TESTS = {
  'own-node': ({ from }) => from.endpoint.kind === 'node',
  'notin-absent': (question, theirs, objects) => [theirs, '?'].includes(notInNeedsLabel(question, objects)),
  'baseline-skipped': (question, theirs, objects) => theirs === '1' && ['1', '?'].includes(withoutBaseline(question, objects))
    && objects.some(({ kind, spec }) => kind === 'NetworkPolicy' && spec.policyTypes?.length !== 2),
};

const known = parseYaml(readFileSync(join(__dirname, 'differences.yaml'), 'utf8')).flat().map(entry => {
  const { name, engine, right, why } = entry;
  if (!(engine === 'probes' || TESTS[name]) || !engine || !['ours', 'theirs', 'open'].includes(right) || typeof why !== 'string') {
    throw new Error(`differences.yaml: every entry needs a name of ${Object.keys(TESTS)}, an engine, a right (ours, theirs, open) and a why, and one has ${JSON.stringify(entry)}`);
  }
  return { name, engine, hits: 0 };
});

/** The packet is one of a known difference. */
function differs(engine, question, theirs, objects) {
  return hit(known.find(each => each.engine === engine && TESTS[each.name](question, theirs, objects)));
}

/** The probe of this name is a known difference. */
function probeDiffers(name) {
  return hit(known.find(each => each.engine === 'probes' && each.name === name));
}

function hit(entry) {
  if (entry) entry.hits++;
  return entry !== undefined;
}

module.exports = { differs, known, probeDiffers };
