// Runs our Pod Security controls over the fixtures of k8s.io/pod-security-admission, and compares with what the evaluator of the API server says:
// the verdict for each file, and for each refused pod the exact set of checks that refuse it; and the same over generated mixtures. Usage: node run.js [--lib FOLDER]
const { execFileSync } = require('node:child_process');
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const FIRST = 25;
const LAST = 35;
const GENERATED = 1000;
const { pods } = require('./generate.js');

const root = resolve(__dirname, '..', '..');
const flag = process.argv.indexOf('--lib');
const lib = flag < 0 ? join(root, 'lib') : resolve(process.argv[flag + 1]);

const { check } = load('posture/check.js');
const { controlById } = load('controls/catalogue.js');
const { parseManifests, parseYaml } = load('manifest/yaml.js');

function load(file) {
  try {
    return require(join(lib, file));
  } catch (error) {
    console.error(`psa: cannot load ${join(lib, file)}. Compile the library first: npx jsii --silence-warnings=reserved-word\n${error.message}`);
    process.exit(2);
  }
}

const cache = join(root, '.cache', 'conformance');
const binary = join(cache, 'psa');
const inModule = { cwd: __dirname, stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28 };

/** What upstream says of each fixture, or of each pod of a file. */
function upstream(...flags) {
  const lines = execFileSync(binary, ['-first', String(FIRST), '-last', String(LAST), ...flags], inModule).toString().trim().split('\n');
  return lines.map(line => JSON.parse(line));
}

/** What we say of the objects: the checks whose controls they fail, under the ids that upstream gives them. */
function ours(objects, { level, minor }) {
  const report = check(objects.map(object => ({ object })), { profile: `${level}@1.${minor}` });
  const checks = new Set(report.findings.map(finding => controlById(finding.control).podSecurity?.check ?? `not a Pod Security check: ${finding.control}`));
  return { checks: [...checks].sort(), errors: report.errors.map(error => `could not be judged: ${error.control}: ${error.reason}`) };
}

/** The check that a fixture is named after, or the one that replaces it at this level. */
function isNamedAfter(fixture, checks) {
  const name = fixture.replace(/\d+$/, '');
  const overriding = { hostpathvolumes: 'restrictedvolumes', capabilities_baseline: 'capabilities_restricted', seccompprofile_baseline: 'seccompprofile_restricted', procmount: 'procmount_restricted' };
  return checks.some(id => id.toLowerCase() === name || id.toLowerCase() === overriding[name]);
}

/** Every way in which we and upstream, or upstream and its own file name, do not agree. */
function disagreements(theirs) {
  const { checks, errors: found } = ours(parseManifests(readFileSync(theirs.file, 'utf8'), theirs.file), theirs);
  const passes = theirs.expected === 'pass';
  if (theirs.allowed !== passes) found.push(`upstream ${theirs.allowed ? 'admits' : 'refuses'} its own '${theirs.expected}' fixture`);
  if ((checks.length === 0) !== passes) found.push(`we ${checks.length === 0 ? 'admit' : `refuse it by ${checks}`}; upstream says '${theirs.expected}'`);
  if (!passes && !isNamedAfter(theirs.fixture, checks)) found.push(`the check that it is named after did not fire; ours: ${checks}`);
  if (String(checks) !== String(theirs.checks)) found.push(`our checks: ${checks || 'none'}; upstream's: ${theirs.checks || 'none'}`);
  return found;
}

const known = new Map(parseYaml(readFileSync(join(__dirname, 'differences.yaml'), 'utf8')).flat().map(entry => [entry.fixture, entry]));
let [passed, failed] = [0, 0];
mkdirSync(cache, { recursive: true });
execFileSync('go', ['build', '-o', binary, '.'], inModule);

for (const entry of known.values()) {
  if (typeof entry.fixture !== 'string' || typeof entry.reason !== 'string' || entry.reason.trim() === '') {
    console.log(`differences.yaml: every entry needs 'fixture' and 'reason', and one has ${JSON.stringify(entry)}`);
    failed++;
  }
}
for (const theirs of upstream()) {
  const name = `${theirs.level}/v1.${theirs.minor}/${theirs.expected}/${theirs.fixture}`;
  const found = disagreements(theirs);
  const isKnown = known.delete(name);
  if ((found.length > 0) === isKnown) {
    passed++;
    continue;
  }
  failed++;
  console.log(isKnown ? `${name}: listed in differences.yaml, and no longer differs. Remove the entry.` : `${name}: ${found.join('; ')}`);
}
for (const name of known.keys()) {
  failed++;
  console.log(`${name}: listed in differences.yaml, and there is no such fixture. Remove the entry.`);
}

const [agreed, judged] = [passed, passed + failed];

// Mixtures that no fixture has: the exact set of checks must agree for each pod, level and version.
const mixtures = pods(GENERATED);
const file = join(cache, 'psa-pods.json');
writeFileSync(file, JSON.stringify(mixtures));
for (const theirs of upstream('-pods', file)) {
  const { checks, errors } = ours([mixtures[Number(theirs.fixture)]], theirs);
  if (String(checks) === String(theirs.checks) && errors.length === 0) {
    passed++;
  } else {
    failed++;
    console.log(`generated pod ${theirs.fixture}, ${theirs.level} v1.${theirs.minor}: our checks: ${checks || 'none'}; upstream's: ${theirs.checks || 'none'} ${errors}`);
  }
}
console.log(`fixtures: ${agreed} of ${judged}`);
console.log(`psa: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
