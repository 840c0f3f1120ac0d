// The scanners: where each is built, how it is called, and what its report says. None is configured softer than its default; kube-score gets its
// optional checks too.
const { readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const pinned = (judge, file, pattern) => new RegExp(pattern, 'm').exec(readFileSync(join(__dirname, '..', 'judges', judge, file), 'utf8'))[1];
const ofModule = (judge, path) => pinned(judge, 'go.mod', `${path} v(\\S+)`);
/** Under which `definitions.js` writes the schemas of custom resources, beside the trees. */
const schemasOf = folder => join(folder, 'schemas');
const JOB_KINDS = ['Job', 'CronJob'];
const TEMPLATE_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'];
const POD_KINDS = ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet'];
const kindOf = file => /^kind: (\S+)$/m.exec(readFileSync(file, 'utf8'))?.[1];

/** kubesec reads one file, and takes an eighth of a second for each document of it, whether or not it knows the kind. */
function workloadsIn(files, scratch) {
  const workloads = files.filter(file => POD_KINDS.includes(kindOf(file)));
  const all = join(scratch, 'workloads.yaml');
  writeFileSync(all, workloads.map(file => readFileSync(file, 'utf8')).join(''));
  return { all, workloads };
}

const count = (list, of) => list.reduce((sum, each) => sum + of(each), 0);

/**
 * `scope`: whether it looks at one tree at a time, since it relates objects by their names, or at all in one run, or at all for one version.
 * `isFast`: it sees every tree of the matrix; `upTo`: those for no newer minor version. `twin`: the rule that it must find in twins/broken. `read` gives
 * the checks that it says to have run; how many of the files it has read, which must be `expected` (all, unless said); and its findings.
 */
const JUDGES = [
  {
    name: 'kube-score', version: () => ofModule('kube-score', 'github.com/zegl/kube-score'), scope: 'tree', isFast: true,
    twin: 'container-security-context-privileged',
    call: (program, { files }) => [program, 'score', '--all-default-optional', '-o', 'json', ...files],
    // Of a namespace and of custom resources it has nothing to say.
    expected: files => files.filter(file => [...POD_KINDS, ...JOB_KINDS].includes(kindOf(file))).length,
    read(out) {
      const objects = JSON.parse(out) ?? [];
      const checked = objects.flatMap(object => object.checks.filter(({ skipped }) => !skipped).map(check => ({ ...check, object })));
      return {
        checks: checked.length,
        files: objects.filter(({ type_meta: { kind } }) => [...POD_KINDS, ...JOB_KINDS].includes(kind)).length,
        findings: checked.filter(({ grade }) => grade < 10)
          .map(({ check, comments, object }) => ({ rule: check.id, file: object.file_name, message: comments?.[0]?.summary ?? check.name })),
      };
    },
  },
  {
    name: 'kubeconform', version: () => ofModule('kubeconform', 'github.com/yannh/kubeconform'), scope: 'version', isFast: true, twin: 'invalid',
    call: (program, { files, minor, work }) => {
      const builtIn = join(dirname(program), 'schemas', `v1.${minor}.0-standalone{{.StrictSuffix}}`, '{{.ResourceKind}}{{.KindSuffix}}.json');
      const custom = join(schemasOf(work), '{{.Group}}', '{{.ResourceKind}}_{{.ResourceAPIVersion}}.json');
      const schemas = [builtIn, custom].flatMap(location => ['-schema-location', location]);
      return [program, '-strict', '-summary', '-output', 'json', '-kubernetes-version', `1.${minor}.0`, ...schemas, ...files];
    },
    read(out) {
      const { resources, summary } = JSON.parse(out);
      return {
        checks: summary.valid + summary.invalid, files: summary.valid + summary.invalid + summary.errors,
        findings: (resources ?? [])
          .map(({ filename, status, msg }) => ({ rule: status === 'statusInvalid' ? 'invalid' : 'unreadable', file: filename, message: msg })),
      };
    },
  },
  {
    // It knows the versions up to 1.30, by its own schemas; and custom resources with their CEL rules. The examples are for 1.34, and have no newer field.
    name: 'kubectl-validate', version: () => ofModule('kubectl-validate', 'sigs.k8s.io/kubectl-validate'), scope: 'all', isFast: true, upTo: 30,
    twin: 'invalid',
    call: (program, { files, work }) => [program, '--version', '1.30', '--local-crds', join(work, 'definitions'), '-o', 'json', ...files],
    read(out) {
      const results = Object.entries(JSON.parse(out))
        .flatMap(([file, statuses]) => statuses.map(({ status, message }) => ({ status, file, message, rule: 'invalid' })));
      return { checks: results.length, files: results.length, findings: results.filter(({ status }) => status !== 'Success') };
    },
  },
  {
    name: 'kubesec', version: () => ofModule('kubesec', 'github.com/controlplaneio/kubesec/v2'), scope: 'all', isFast: false, twin: 'Privileged',
    call: (program, { files, scratch, kubeconform }) =>
      [program, 'scan', '--kubernetes-version', '1.34.0', '--schema-location', join(dirname(kubeconform), 'schemas'), workloadsIn(files, scratch).all],
    expected: files => files.filter(file => POD_KINDS.includes(kindOf(file))).length,
    // A point that it would give, and does not, is a finding too.
    read(out, { files, scratch }) {
      const { workloads } = workloadsIn(files, scratch);
      const results = JSON.parse(out).map((result, index) => ({ ...result, file: workloads[index] }));
      return {
        checks: count(results, ({ scoring: { passed = [], advise = [], critical = [] } }) => passed.length + advise.length + critical.length),
        files: results.length,
        findings: results.flatMap(({ file, valid, message, scoring: { advise = [], critical = [] } }) => [
          ...valid ? [] : [{ rule: 'invalid', file, message }],
          ...[...critical, ...advise].map(({ id, reason }) => ({ rule: id, file, message: reason })),
        ]),
      };
    },
  },
  {
    name: 'checkov', version: () => pinned('checkov', 'requirements.txt', '^checkov==(\\S+)'), scope: 'all', isFast: false, twin: 'CKV_K8S_16',
    call: (program, { folder }) => [program, '-d', folder, '--framework', 'kubernetes', '--skip-download', '--quiet', '--compact', '-o', 'json'],
    // What it cannot read it leaves out without a word. It counts resources: each object, and once more the pod in a template, but for that of a CronJob.
    read(out, { files }) {
      const { summary, results: { failed_checks: failed = [] } = {} } = JSON.parse(out);
      return {
        checks: summary.passed + summary.failed,
        files: summary.resource_count - files.filter(file => TEMPLATE_KINDS.includes(kindOf(file))).length,
        findings: failed.map(({ check_id: rule, file_abs_path: file, check_name: message }) => ({ rule, file, message })),
      };
    },
  },
  {
    name: 'trivy', version: () => ofModule('trivy', 'github.com/aquasecurity/trivy'), scope: 'all', isFast: false, twin: 'KSV-0017',
    call: (program, { folder }) => [program, 'config', '--skip-check-update', '--quiet', '-f', 'json', folder],
    read(out, { folder }) {
      const results = (JSON.parse(out).Results ?? []).filter(({ Type }) => Type === 'kubernetes');
      return {
        checks: count(results, ({ MisconfSummary: { Successes, Failures } }) => Successes + Failures), files: results.length,
        findings: results.flatMap(({ Target, Misconfigurations = [] }) =>
          Misconfigurations.map(({ ID, Message }) => ({ rule: ID, file: join(folder, Target), message: Message }))),
      };
    },
  },
  {
    name: 'KICS', recipe: 'kics', version: () => ofModule('kics', 'github.com/Checkmarx/kics/v2'), scope: 'tree', isFast: false,
    twin: 'dd29336b-fe57-445b-a26e-e6aa867ae609',
    call: (program, { folder, scratch }) => [
      program, 'scan', '-p', folder, '-q', join(dirname(program), 'assets', 'queries', 'k8s'), '-b', join(dirname(program), 'assets', 'libraries'),
      '--silent', '--no-progress', '--disable-secrets', '-o', scratch, '--report-formats', 'json',
    ],
    read(_, { scratch }) {
      const report = JSON.parse(readFileSync(join(scratch, 'results.json'), 'utf8'));
      const { files_parsed: files, queries_total: queries, queries_failed_to_execute: failed, queries: found } = report;
      return {
        checks: files * queries, files: failed === 0 ? files : 0,
        findings: found.flatMap(({ query_id: rule, query_name: name, files: each }) =>
          each.map(({ file_name: file, actual_value: message }) => ({ rule, file: join(scratch, file), message: `${name}: ${message}` }))),
      };
    },
  },
];

module.exports = { JUDGES };
