// The judges that `check` is measured against: where each is built, how it is called on a tree, and how many evaluations its own report counts.
const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const root = join(__dirname, '..', '..');
const recipe = name => join(root, 'conformance', 'judges', name, 'build.sh');
const sum = (list, of) => list.reduce((all, each) => all + of(each), 0);

/** `rules`: those for Kubernetes, as the tool itself lists them. `evaluations`: undefined where the report does not tell. */
const JUDGES = [
  {
    name: 'cdk8s-hardened', rules: () => require(join(root, 'lib', 'controls', 'profiles.js')).resolveProfile('hardened', require(join(root, 'lib', 'controls', 'settings.js')).DEFAULT_SETTINGS).controls.length,
    call: (_, { folder }) => [process.execPath, join(root, 'bin', 'cdk8s-hardened'), 'check', folder, '--format', 'json'],
    evaluations: out => JSON.parse(out).summary.evaluations,
  },
  {
    name: 'kube-score', recipe: recipe('kube-score'), rules: () => 39,
    call: (program, { files }) => [program, 'score', '--all-default-optional', '-o', 'json', ...files],
    evaluations: out => sum(JSON.parse(out), object => object.checks.filter(check => !check.skipped).length),
  },
  {
    name: 'kubeconform', recipe: recipe('kubeconform'), rules: () => 'schema',
    call: (program, { folder }) => [program, '-strict', '-summary', '-output', 'json', '-kubernetes-version', '1.37.0', '-schema-location',
      join(dirname(program), 'schemas', 'v1.37.0-standalone{{.StrictSuffix}}', '{{.ResourceKind}}{{.KindSuffix}}.json'), folder],
    evaluations: out => JSON.parse(out).summary.valid + JSON.parse(out).summary.invalid,
  },
  {
    name: 'checkov', recipe: recipe('checkov'), rules: () => 119,
    call: (program, { folder }) => [program, '-d', folder, '--framework', 'kubernetes', '--skip-download', '--quiet', '--compact', '-o', 'json'],
    evaluations: out => JSON.parse(out).summary.passed + JSON.parse(out).summary.failed,
  },
  {
    name: 'trivy', recipe: recipe('trivy'), rules: () => '',
    call: (program, { folder }) => [program, 'config', '--skip-check-update', '--quiet', '-f', 'json', folder],
    evaluations: out => sum(JSON.parse(out).Results, ({ MisconfSummary: { Successes, Failures } }) => Successes + Failures),
  },
  {
    name: 'KICS', recipe: recipe('kics'), rules: () => 142,
    call: (program, { folder, scratch }) => [program, 'scan', '-p', folder, '-q', join(dirname(program), 'assets', 'queries', 'k8s'), '-b', join(dirname(program), 'assets', 'libraries'),
      '--silent', '--no-progress', '--disable-secrets', '-o', scratch, '--report-formats', 'json'],
    // It reports no passes: it must at least have read all.
    evaluations: (_, { scratch, files }) => {
      const { files_parsed: parsed } = JSON.parse(readFileSync(join(scratch, 'results.json'), 'utf8'));
      if (parsed !== files.length) throw new Error(`KICS read ${parsed} of ${files.length} files`);
      return undefined;
    },
  },
];

module.exports = { JUDGES };
