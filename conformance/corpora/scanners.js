// The fixtures with which KICS and kube-score test their own rules, read from their Go modules: what we say of the same files, by the controls that look for the same.
const { execFileSync } = require('node:child_process');
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { CONTROLS } = require('../../src/controls/catalogue');
const { evaluateSet } = require('../../src/controls/evaluate-set');
const { resolveProfile } = require('../../src/controls/profiles');
const { SCANNERS } = require('../../src/controls/scanner-rules');
const { DEFAULT_SETTINGS } = require('../../src/controls/settings');
const { isRecord } = require('../../src/manifest/object');
const { parseManifests } = require('../../src/manifest/yaml');

const MODULES = { kics: 'github.com/Checkmarx/kics/v2', kubeScore: 'github.com/zegl/kube-score' };

/** The folders of the modules, of the versions and with the sums that go.mod and go.sum pin. */
function modules() {
  const printed = execFileSync('go', ['mod', 'download', '-json', ...Object.values(MODULES)], {
    cwd: __dirname, encoding: 'utf8', env: { ...process.env, GOFLAGS: '-mod=readonly' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const found = JSON.parse(`[${printed.replace(/\}\s*\{/g, '},{')}]`);
  return Object.fromEntries(Object.entries(MODULES).map(([scanner, path]) => [scanner, found.find(each => each.Path === path).Dir]));
}

/** KICS: a folder for each query, with files in which it must find something, and files in which it must not. */
function* kicsFixtures(folder) {
  const queries = join(folder, 'assets', 'queries', 'k8s');
  for (const rule of readdirSync(queries).sort()) {
    const tests = join(queries, rule, 'test');
    for (const name of existsSync(tests) ? readdirSync(tests).sort() : []) {
      const expected = /^(positive|negative)\d*\.(ya?ml|json)$/.exec(name)?.[1];
      if (expected) yield { rule, name: `${rule}/${name}`, file: join(tests, name), bad: expected === 'positive' };
    }
  }
}

/** kube-score: its tests name a file, a check and a grade. Those of optional modes, which other tests set up, are left out. */
function* kubeScoreFixtures(folder) {
  const score = join(folder, 'score');
  const seen = new Set();
  for (const test of readdirSync(score).filter(name => name.endsWith('_test.go')).sort()) {
    for (const [, name, check, grade] of readFileSync(join(score, test), 'utf8').matchAll(/testExpectedScore\(t, "([^"]+)", "([^"]+)", scorecard\.Grade(\w+)\)/g)) {
      const rule = check.toLowerCase().replaceAll(' ', '-');
      const key = `${rule}/${name}`;
      if (seen.has(key) || !existsSync(join(score, 'testdata', name))) continue;
      seen.add(key);
      yield { rule, name: key, file: join(score, 'testdata', name), bad: grade !== 'AllOK' };
    }
  }
}

/** The controls that look for what the rule looks for. */
function counterparts(scanner, rule) {
  return CONTROLS.filter(({ id }) => (SCANNERS[scanner][id] ?? []).includes(rule));
}

/** What we say of each fixture of a rule that a control knows. `problem` where the file is no manifest to be judged. */
function compare(scanner, fixtures) {
  const { settings } = resolveProfile('hardened', DEFAULT_SETTINGS);
  return [...fixtures].flatMap(fixture => {
    const controls = counterparts(scanner, fixture.rule);
    if (controls.length === 0) return [];
    const text = readFileSync(fixture.file, 'utf8');
    let objects;
    try {
      objects = parseManifests(text, basename(fixture.file)).filter(isRecord);
    } catch (error) {
      return [{ ...fixture, name: `${scanner}/${fixture.name}`, ours: undefined, problem: error.message.split('\n')[0] }];
    }
    const { verdicts } = evaluateSet(objects.map(object => ({ object })), controls.filter(control => control.when?.(settings) ?? true), settings);
    const failing = [...new Set(verdicts.filter(({ outcome }) => outcome === 'fail').map(({ control }) => control.id))];
    return [{ ...fixture, name: `${scanner}/${fixture.name}`, ours: failing, agrees: failing.length > 0 === fixture.bad, controls: controls.map(({ id }) => id) }];
  });
}

/** Every fixture of both scanners. */
function comparisons() {
  const folders = modules();
  return { kics: compare('kics', kicsFixtures(folders.kics)), kubeScore: compare('kubeScore', kubeScoreFixtures(folders.kubeScore)) };
}

module.exports = { comparisons };
