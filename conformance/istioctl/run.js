// Holds the Istio objects of trees against istioctl: `validate` is the code of istiod's webhook, `analyze` looks at all objects together. Then a broken twin of
// each tree. Usage: node run.js TREE…
const { execFileSync, spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const yaml = require('js-yaml');
const { nameOf, objectsIn, treesIn } = require('../kubernetes/tree.js');
const { Tally } = require('../tally.js');

const binary = execFileSync(join(__dirname, '..', 'judges', 'go-tool.sh'), [__dirname], { stdio: ['ignore', 'pipe', 'inherit'] }).toString().trim();
const isIstio = ({ apiVersion }) => /\.istio\.io\//.test(apiVersion);
const tally = new Tally('istioctl');

/** What istioctl finds: anything but the sentence that all is well. With `-o json` it would exit with 0 whatever it finds. */
function findings(...args) {
  const { status, stdout, stderr } = spawnSync(binary, args, { encoding: 'utf8' });
  const output = `${stdout}${stderr}`.trim();
  const isClean = status === 0 && !/warning|Error|\[IST\d+\]/.test(output) && /is valid|No validation issues found/.test(output);
  return isClean ? [] : [output.split('\n').filter(Boolean).slice(0, 4).join(' ') || `it exits with ${status}`];
}

/** Of the objects, written to files of their own. */
function judge(objects) {
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-'));
  try {
    const files = objects.map((object, index) => {
      const file = join(folder, `${index}.yaml`);
      writeFileSync(file, yaml.dump(object));
      return { file, object };
    });
    const istio = files.filter(({ object }) => isIstio(object));
    return {
      validate: istio.flatMap(({ file, object }) => findings('validate', '-f', file).map(found => `${nameOf(object)}: ${found}`)),
      analyze: findings('analyze', '-A', '--use-kube=false', ...files.map(({ file }) => file)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A rule that asks for nothing, which istiod refuses. */
function broken(objects) {
  const at = objects.findIndex(({ kind }) => kind === 'AuthorizationPolicy');
  return objects.map((object, index) => index === at ? { ...object, spec: { ...object.spec, rules: [{ from: [{ source: {} }] }] } } : object);
}

for (const tree of process.argv.slice(2).flatMap(treesIn)) {
  const objects = objectsIn(tree);
  const count = objects.filter(isIstio).length;
  console.log(`${tree}: ${count} objects of Istio`);
  if (count === 0) continue;
  const found = judge(objects);
  tally.check(`${tree}, istioctl validate`, found.validate);
  tally.check(`${tree}, istioctl analyze`, found.analyze);
  if (!objects.some(({ kind }) => kind === 'AuthorizationPolicy')) continue;
  const twin = judge(broken(objects));
  tally.check(`${tree}, its broken twin`, [...twin.validate.length === 1 ? [] : ['istioctl validate finds nothing'], ...twin.analyze.length === 1 ? [] : ['istioctl analyze finds nothing']]);
}
tally.close();
