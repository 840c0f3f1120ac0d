// node report.js [--check] SCANNERS ADMISSION: writes docs/CONFORMANCE.md from what scanners/run.js --report has written and from the output of
// admission/run.js. With --check it only compares, seconds aside, and says what has changed.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const PATH = join(__dirname, '..', 'docs', 'CONFORMANCE.md');
const ADMISSION = /^(\S+): (\d+) verdicts as ours, (\d+) not$/gm;

const row = cells => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const cell = text => text.replace(/\|/g, '\\|').replace(/\n/g, ' ').trim();

function text({ trees, drawn, sample, scanners, conflicts }, admission) {
  const judges = scanners.map(({ judge, version, objects, checks, findings, known, seconds }) =>
    [judge, version, objects, checks, findings, known, `${seconds} s`]);
  const stays = conflicts.map(({ judge, rule, why, reason, flips, found }) => [judge, rule, why, found, cell(reason), cell(flips)]);
  // Which objects Kyverno is asked about follows the order in which the tests were recorded, and so does their number.
  const engines = [...admission.matchAll(ADMISSION)].map(([, engine, agreed, not]) => [engine, engine === 'kyverno' ? 'a sample, each verdict of each control' : agreed, not]);
  if (engines.length === 0) throw new Error('the output of admission/run.js has no counts');
  return `# What others say of our trees

Written by \`conformance/run --report\`. \`.ci/run\` fails where anything but seconds differs.

## Scanners

Each as it comes, none softer than its default, kube-score with every optional check. They judge the ${trees} trees of the examples, and ${drawn} that are
drawn: kind of workload, mesh, distribution, Kubernetes 1.28 to 1.36, sidecars, storage, autoscaling, API access, exposure and delivery of secrets, each pair of
values at least once. kube-score and kubeconform see all of them, kubectl-validate those up to 1.30, whose schemas it has, the slower ones ${sample}. Each must
also find a privileged container, or a field that nobody knows, and notice a file that is no YAML.

${table(['judge', 'version', 'objects', 'checks', 'findings', 'in conflicts.yaml', 'seconds'], judges)}

KICS reports no passes: its checks are queries times files.

## What they find, and stays

[conflicts.yaml](../conformance/conflicts.yaml). *impossible*: two judges cannot both have their way. *wrong*: the fault is not there. *inventory*: the rule
lists what is there. *decision*: it can be set, and is for the owner of the workload or of the platform to choose.

${table(['judge', 'rule', 'why', 'found', 'reason', 'what flips it'], stays)}

## Engines of admission

The policies that \`admission\` writes, against what \`check\` says of the same object under the same control.
[differences.yaml](../conformance/admission/differences.yaml) explains the others.

${table(['engine', 'verdicts as ours', 'not'], engines)}
`;
}

const [scanners, admission] = process.argv.slice(2).filter(each => each !== '--check').map(path => readFileSync(path, 'utf8'));
const made = text(JSON.parse(scanners), admission);
if (process.argv.includes('--check')) {
  const lines = all => all.replace(/ \| \d+ s \|$/gm, '').split('\n');
  const [old, now] = [readFileSync(PATH, 'utf8'), made].map(lines);
  const changed = now.filter(line => !old.includes(line)).concat(old.filter(line => !now.includes(line)).map(line => `no more: ${line}`));
  changed.forEach(line => console.log(`FAILED docs/CONFORMANCE.md is stale, 'conformance/run --report' writes it: ${line}`));
  console.log(`report: ${changed.length === 0 ? 1 : 0} passed, ${changed.length} failed`);
  process.exitCode = changed.length === 0 ? 0 : 1;
} else {
  writeFileSync(PATH, made);
}
