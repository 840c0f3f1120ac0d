// Runs our Pod Security controls over the fixtures of k8s.io/pod-security-admission, and compares with what the evaluator of the API server says:
// the verdict for each file, and for each refused pod the exact set of checks that refuse it. Usage: node run.js [--lib FOLDER]
const { execFileSync } = require('node:child_process');
const { mkdirSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const FIRST = 25;
const LAST = 35;
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

/** What upstream says of each fixture. */
function upstream() {
  const binary = join(root, '.cache', 'conformance', 'psa');
  mkdirSync(join(root, '.cache', 'conformance'), { recursive: true });
  const inModule = { cwd: __dirname, stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28 };
  execFileSync('go', ['build', '-o', binary, '.'], inModule);
  return execFileSync(binary, ['-first', String(FIRST), '-last', String(LAST)], inModule).toString().trim().split('\n').map(line => JSON.parse(line));
}

/** What we say of a fixture: the checks whose controls it fails, under the ids that upstream gives them. */
function ours({ file, level, minor }) {
  const objects = parseManifests(readFileSync(file, 'utf8'), file).map(object => ({ object }));
  const report = check(objects, { profile: `${level}@1.${minor}` });
  const checks = new Set(report.findings.map(finding => controlById(finding.control).podSecurity?.check ?? `not a Pod Security check: ${finding.control}`));
  return { checks: [...checks].sort(), errors: report.errors.map(error => `${error.control}: ${error.reason}`) };
}

/** The check that a fixture is named after, or the one that replaces it at this level. */
function isNamedAfter(fixture, checks) {
  const name = fixture.replace(/\d+$/, '');
  const overriding = { hostpathvolumes: 'restrictedvolumes', capabilities_baseline: 'capabilities_restricted', seccompprofile_baseline: 'seccompprofile_restricted', procmount: 'procmount_restricted' };
  return checks.some(id => id.toLowerCase() === name || id.toLowerCase() === overriding[name]);
}

/** Every way in which we and upstream, or upstream and its own file name, do not agree. */
function disagreements(theirs) {
  const { checks, errors } = ours(theirs);
  const found = errors.map(error => `could not be judged: ${error}`);
  const passes = theirs.expected === 'pass';
  if (theirs.allowed !== passes) found.push(`upstream ${theirs.allowed ? 'admits' : 'refuses'} its own '${theirs.expected}' fixture`);
  if ((checks.length === 0) !== passes) found.push(`we ${checks.length === 0 ? 'admit' : `refuse it by ${checks}`}; upstream says '${theirs.expected}'`);
  if (!passes && !isNamedAfter(theirs.fixture, checks)) found.push(`the check that it is named after did not fire; ours: ${checks}`);
  if (String(checks) !== String(theirs.checks)) found.push(`our checks: ${checks || 'none'}; upstream's: ${theirs.checks || 'none'}`);
  return found;
}

const known = new Map(parseYaml(readFileSync(join(__dirname, 'differences.yaml'), 'utf8')).flat().map(entry => [entry.fixture, entry]));
let [passed, failed] = [0, 0];
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
console.log(`psa: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
