// npm run conformance:corpora: the numbers of the README, each by a judge that we did not write or by a change that somebody else could make.
//   psa        the fixtures of k8s.io/pod-security-admission, and generated pods (conformance/psa)
//   tests      each control has a manifest of its own that complies, and one that does not
//   mutations  each field that an expression reads is flipped, and the verdict follows; and one thing of each set
//   scanners   the fixtures of KICS and of kube-score, by the controls that look for the same; differences.yaml says where we differ, and who is right
// Needs Go for psa and scanners. Closes with 'corpora: N passed, N failed'.
require('ts-node').register({ transpileOnly: true, project: require('node:path').join(__dirname, '..', '..', 'test', 'tsconfig.json') });
const { spawnSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { CONTROLS } = require('../../src/controls/catalogue');
const { parseYaml } = require('../../src/manifest/yaml');
const { recordedCases } = require('./cases');
const { fails, fieldsOf, setFollows } = require('./mutations');
const { comparisons } = require('./scanners');

let [passed, failed] = [0, 0];

/** Counts one check, and names it where it fails. */
function check(holds, name) {
  if (holds) {
    passed++;
  } else {
    failed++;
    console.log(`FAILED ${name}`);
  }
  return holds;
}

const README = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');

/** Prints a number, which the README must have. */
function figure(what, number) {
  console.log(`${what}: ${number}`);
  check(README.includes(`| ${what} | ${number} |`), `README.md: has no row '| ${what} | ${number} |'`);
}

function podSecurity() {
  const { stdout } = spawnSync(process.execPath, [join(__dirname, '..', 'psa', 'run.js')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = stdout.trim().split('\n');
  const counts = /^psa: (\d+) passed, (\d+) failed$/.exec(lines[lines.length - 1]);
  const fixtures = /^fixtures: (\d+ of \d+)$/.exec(lines[lines.length - 2]);
  for (const line of lines.slice(0, fixtures ? -2 : -1)) console.log(`FAILED ${line}`);
  if (!counts || !fixtures) {
    check(false, 'psa: the judge ended without its counts');
    return;
  }
  const [agreed, differed] = counts.slice(1).map(Number);
  passed += agreed;
  failed += differed;
  figure("Pod Security fixtures, v1.25 to v1.35, judged as the API server's own evaluator judges them", fixtures[1]);
  figure('the same, with generated pods', `${agreed} of ${agreed + differed}`);
}

function ownTests() {
  const byControl = {};
  for (const each of recordedCases()) (byControl[each.control] ??= []).push(each);
  const both = CONTROLS.filter(({ id }) => {
    const cases = byControl[id] ?? [];
    const complies = check(cases.some(each => !fails(each) && each.evaluations > 0), `${id}: no manifest of its tests complies`);
    return check(cases.some(fails), `${id}: no manifest of its tests violates it`) && complies;
  });
  figure('controls with a compliant and a violating manifest of their own', `${both.length} of ${CONTROLS.length}`);

  // First the judge itself: a field whose value is of no account must be found.
  const idle = { subject: 'container', cel: 'has(container.image) || !has(container.image) || container.tty' };
  check(fieldsOf(idle, byControl['privileged-container']).every(({ follows }) => !follows), 'the mutation run takes fields for read that change nothing');

  let [expressions, flipped, fields, sets] = [0, 0, 0, 0];
  for (const control of CONTROLS) {
    const cases = byControl[control.id] ?? [];
    if (control.cel === undefined) {
      if (check(setFollows(cases), `${control.id}: whatever is changed in a set that complies, the verdict stays`)) sets++;
      continue;
    }
    expressions++;
    for (const { name, follows } of fieldsOf(control, cases)) {
      fields++;
      if (check(follows, `${control.id}: reads ${name}, and no change of it alone changes the verdict`)) flipped++;
    }
  }
  figure('fields which, changed alone, change the verdict of the control that reads them', `${flipped} of ${fields}`);
  figure('controls over whole sets whose verdict one change of a compliant set changes', `${sets} of ${CONTROLS.length - expressions}`);
}

function scanners() {
  const known = new Map(parseYaml(readFileSync(join(__dirname, 'differences.yaml'), 'utf8')).flat().flatMap(({ right, why, fixtures }) => fixtures.map(name => [name, { right, why }])));
  const count = { ours: 0, theirs: 0, both: 0 };
  for (const { right, why } of known.values()) check(right in count && typeof why === 'string' && why.trim() !== '', "differences.yaml: an entry without 'right' (ours, theirs or both) and 'why'");
  for (const [scanner, fixtures] of Object.entries(comparisons())) {
    const here = { ours: 0, theirs: 0, both: 0 };
    for (const { name, problem, agrees, bad, ours, controls } of fixtures) {
      const difference = known.get(name);
      known.delete(name);
      const what = problem ?? (bad ? `must be found, and is not by ${controls.join(', ')}` : `must not be found, and is by ${ours.join(', ')}`);
      check(agrees ? difference === undefined : difference !== undefined, agrees ? `${name}: listed in differences.yaml, and no longer differs. Remove it.` : `${name}: ${what}`);
      if (!agrees && difference) here[difference.right]++;
    }
    const agreeing = fixtures.filter(({ agrees }) => agrees).length;
    figure(`fixtures of ${{ kics: 'KICS', kubeScore: 'kube-score' }[scanner]} on which we agree with it`, `${agreeing} of ${fixtures.length}`);
    console.log(`  of the others, we are right in ${here.ours}, they in ${here.theirs}, and ${here.both} are a matter of view: conformance/corpora/differences.yaml`);
    check(fixtures.length > 100, `${scanner}: only ${fixtures.length} fixtures were found`);
  }
  for (const name of known.keys()) check(false, `${name}: listed in differences.yaml, and there is no such fixture. Remove it.`);
}

podSecurity();
ownTests();
scanners();
console.log(`corpora: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
