// node run.js ROOT TREE… [--matrix FOLDER] [--report FILE] [--only NAME,…]: holds synthesised trees against the scanners that our users run. No finding, or
// it stands in ../conflicts.yaml. Each scanner must also find a fault in twins/, and notice a file that it cannot read: several leave out what they have not
// understood.
const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, relative } = require('node:path');
const { Tally } = require('../tally.js');
const { readConflicts } = require('./conflicts.js');
const { writeDefinitions } = require('./definitions.js');
const { executeAll } = require('./execute.js');
const { JUDGES } = require('./judges.js');
const { Subjects } = require('./subjects.js');

const TWINS = ['broken', 'unreadable'];

const tally = new Tally('scanners');
const work = mkdtempSync(join(tmpdir(), 'cdk8s-hardened-scanners-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

/** The program of each scanner. */
function built(only) {
  const programs = new Map();
  for (const judge of JUDGES.filter(({ name }) => only.includes(name))) {
    const recipe = join(__dirname, '..', 'judges', judge.recipe ?? judge.name, 'build.sh');
    const { status, stdout } = spawnSync(recipe, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    if (status === 0) programs.set(judge, stdout.trim());
    else tally.check(`${judge.name} can be built`, [`${recipe} ends with status ${status}`]);
  }
  return programs;
}

function judgeTwins({ name, twin }, [broken, unreadable]) {
  const found = broken.findings.map(({ rule }) => rule);
  tally.check(`${name}: finds ${twin} in its broken twin`, found.includes(twin) ? [] : [`it finds ${found.join(', ') || 'nothing'}`, ...broken.problems]);
  const notices = unreadable.problems.length > 0 || unreadable.findings.some(({ file }) => file.endsWith('unreadable.yaml'));
  tally.check(`${name}: notices what it cannot read`, notices ? [] : ['it says nothing of a file that is no YAML']);
}

/** Checks each result, and gives the row of the report. */
function judgeResults(judge, results, conflicts) {
  let known = 0;
  for (const { name, findings, problems } of results) {
    const placed = findings.map(finding => ({ ...finding, where: relative(work, finding.file) }));
    const open = placed.filter(finding => !conflicts.map(conflict => conflict.explains(judge.name, finding)).includes(true));
    known += placed.length - open.length;
    tally.check(`${judge.name}: ${name}`, [...problems, ...open.map(({ rule, where, message }) => `${rule} at ${where}: ${message}`)]);
  }
  const sum = of => results.reduce((all, result) => all + of(result), 0);
  return {
    judge: judge.name, version: judge.version(), objects: sum(({ files }) => judge.expected?.(files) ?? files.length), checks: sum(({ checks }) => checks),
    findings: sum(({ findings }) => findings.length) - known, known, seconds: Math.round(sum(({ seconds }) => seconds)),
  };
}

async function main({ root, trees, matrix, report, only }) {
  const conflicts = readConflicts().filter(({ judge }) => only.includes(judge));
  const programs = built(only);
  writeDefinitions(work);
  const subjects = new Subjects(work);
  const examples = trees.map(tree => subjects.of(relative(root, tree), tree, 'examples'));
  const drawn = matrix ? subjects.ofMatrix(matrix) : [];
  const sample = drawn.filter(({ isSample }) => isSample);
  const twins = TWINS.map(name => subjects.of(name, join(__dirname, 'twins', name), `twin-${name}`));
  const kubeconform = [...programs].find(([{ name }]) => name === 'kubeconform')?.[1];
  const calls = [...programs].flatMap(([judge, program]) => {
    const ofMatrix = (judge.isFast ? drawn : sample).filter(({ minor }) => minor <= (judge.upTo ?? minor));
    const seen = subjects.grouped(judge.scope, [...examples, ...ofMatrix]);
    return [...twins, ...seen].map(subject => ({ judge, program, subject: { ...subject, kubeconform } }));
  });
  const results = await executeAll(calls, work);
  const scanners = [...programs.keys()].map(judge => {
    const own = results.filter((_, index) => calls[index].judge === judge);
    judgeTwins(judge, own);
    return judgeResults(judge, own.slice(TWINS.length), conflicts);
  });
  for (const { judge, rule, found } of conflicts) {
    tally.check(`conflicts.yaml: ${judge} ${rule}`, found() > 0 ? [] : ['it is not found any more: take the entry out']);
  }
  for (const { judge, version, objects, checks, findings, known, seconds } of scanners) {
    console.log(`${judge} ${version}: ${objects} objects, ${checks} checks, ${findings} findings, ${known} in conflicts.yaml, ${seconds} s`);
  }
  const found = conflicts.map(conflict => ({ ...conflict, found: conflict.found() }));
  if (report) writeFileSync(report, JSON.stringify({ trees: examples.length, drawn: drawn.length, sample: sample.length, scanners, conflicts: found }));
  tally.close();
}

/** Takes an option and its value out of the arguments. */
function option(name) {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? undefined : process.argv.splice(at, 2)[1];
}

const [matrix, report, only] = ['matrix', 'report', 'only'].map(option);
const [root, ...trees] = process.argv.slice(2);
main({ root, trees, matrix, report, only: only?.split(',') ?? JUDGES.map(({ name }) => name) }).catch(error => {
  console.log(`FAILED scanners: ${error.stack}`);
  tally.failed++;
  tally.close();
});
