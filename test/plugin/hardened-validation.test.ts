import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Validation } from 'cdk8s-cli/plugins';
import { appOf, project, ReportedViolation, Synth, synth } from './project';
import { toYaml } from '../../src/manifest/yaml';
import { HardenedValidation } from '../../src/plugin';
import { Finding } from '../../src/posture/report';
import { changedSet } from '../controls/hardened-set';

const WEAK = [
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart', namespace: 'shop' }, spec: { type: 'NodePort', selector: { app: 'cart' }, ports: [{ port: 80 }] } },
  {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'cart' } },
      template: { metadata: { labels: { app: 'cart' } }, spec: { hostNetwork: true, containers: [{ name: 'server', image: 'registry.example/cart', securityContext: { privileged: true } }] } },
    },
  },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'debug', namespace: 'shop' }, spec: { hostPID: true, containers: [{ name: 'shell', image: 'registry.example/shell' }] } },
];
const REPORTS = ['--validation-reports-output-file', 'reports.json'];

/** As `check` says it of the same files. */
function checked(folder: string, ...options: string[]): Finding[] {
  const { stdout } = spawnSync(process.execPath, [resolve(__dirname, '../../bin/cdk8s-hardened'), 'check', '--format', 'json', ...options, 'dist'], { cwd: folder, encoding: 'utf8' });
  return (JSON.parse(stdout) as { findings: Finding[] }).findings;
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function lines(violations: readonly ReportedViolation[]): string[] {
  return violations.flatMap(({ ruleName, violatingConstructs }) => violatingConstructs.flatMap(({ resourceName, locations }) =>
    locations.map(location => `${ruleName} ${resourceName} ${location.split(': ')[0]}`))).sort();
}

it('is a validation, to the types of cdk8s-cli', () => {
  const validation: Validation = new HardenedValidation();
  expect(validation.validate).toHaveLength(1);
});

let synthesised: Synth | undefined;
function weak(): Synth {
  return synthesised ??= synth(project(appOf(WEAK)), ...REPORTS);
}

describe('under the real cdk8s-cli', () => {
  it('passes what draws no finding, with exit code 0', () => {
    const { code, out, err, reports } = synth(project(appOf(changedSet([]))), ...REPORTS);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Validations ended succesfully');
    expect(reports[0]).toMatchObject({ violations: [], summary: { status: 'success', metadata: { Profile: 'hardened', Findings: '0 critical, 0 high, 0 medium, 0 low' } } });
  });

  it('fails with exit code 2, after the files are written, and finds what check finds', () => {
    const { code, folder, err, reports: [{ violations, summary }] } = weak();
    expect([code, err, summary.status]).toEqual([2, 'Validation failed. See above reports for details\n', 'failure']);
    expect(existsSync(join(folder, 'dist/shop.k8s.yaml'))).toBe(true);
    const findings = checked(folder);
    expect(findings.length).toBeGreaterThan(20);
    expect(lines(violations)).toEqual(findings.map(({ control, severity, object: { kind, namespace, name }, source }) =>
      `${control} (${severity}) ${kind} ${namespace}/${name} ${[source!.file, source!.line, source!.column].join(':')}`).sort());
  });

  it('says what is wrong, why and what to write', () => {
    const { reports: [{ violations }] } = weak();
    expect(violations.find(({ ruleName }) => ruleName.startsWith('host-pid'))).toMatchObject({
      ruleName: 'host-pid (high)',
      fix: expect.stringContaining('hostPID'),
      violatingConstructs: [{
        resourceName: 'Pod shop/debug', manifestPath: 'dist/shop.k8s.yaml', locations: [expect.stringMatching(/^dist\/shop\.k8s\.yaml:\d+:\d+: .*hostPID/)],
      }],
    });
  });

  it('gives construct paths, and none where two resources have one name', () => {
    const { reports: [{ violations }] } = weak();
    const constructs = violations.flatMap(({ violatingConstructs }) => violatingConstructs);
    const paths = new Map(constructs.map(({ resourceName, constructPath }) => [resourceName, constructPath]));
    expect(Object.fromEntries(paths)).toEqual({ 'Pod shop/debug': 'shop/2', 'Deployment shop/cart': undefined, 'Service shop/cart': undefined });
  });

  it('is not confused by empty documents', () => {
    const main = `require('fs').mkdirSync('dist', { recursive: true });\nrequire('fs').writeFileSync('dist/a.k8s.yaml', ${JSON.stringify(`---\n# nothing\n---\n${changedSet([]).map(toYaml).join('---\n')}---\n`)});`;
    expect(synth(project(main), ...REPORTS)).toMatchObject({ code: 0, reports: [{ violations: [] }] });
  });

  it('writes nothing of its own among the manifests of --stdout, nor the path of a temporary file', () => {
    const { code, out, err } = synth(project(appOf(WEAK)), '--stdout');
    expect(code).toBe(2);
    expect(err).toBe('Validation failed. See above reports for details\n');
    expect(out).not.toMatch(/cdk8s-\w{6}\//);
    expect(out).toContain('- Manifest Path: STDOUT');
  });

  it('takes the options of check', () => {
    const waivers = toYaml([{ control: 'host-pid', object: { kind: 'Pod', namespace: 'shop', name: 'debug' }, reason: 'Debugging.', owner: 'team-shop', expires: inDays(100) }]);
    const folder = project(appOf(WEAK.slice(2)), { profile: 'baseline', platform: 'platform.yaml', waivers: 'waivers.yaml', failOn: 'high' }, {
      'waivers.yaml': waivers, 'platform.yaml': "kubernetesVersion: '1.34'\n",
    });
    const { code, reports: [{ violations, summary }] } = synth(folder, ...REPORTS);
    expect([code, violations, summary.metadata?.Waived]).toEqual([0, [], '1']);
  });

  it('lists what is less severe than failOn, and passes', () => {
    const { code, reports: [{ violations, summary }] } = synth(project(appOf(WEAK.slice(2)), { profile: 'baseline', failOn: 'critical' }), ...REPORTS);
    expect([code, summary.status, violations.map(({ ruleName }) => ruleName)]).toEqual([0, 'success', ['host-pid (high)']]);
  });

  it.each([
    ['the name of a property', { profil: 'baseline' }, "properties.profil is no property. Did you mean 'profile'?"],
    ['its type', { profile: 1 }, 'properties.profile must be a text.'],
    ['a severity', { failOn: 'severe' }, 'properties.failOn must be one of critical, high, medium, low.'],
    ['a profile', { profile: 'hardend' }, "--profile hardend: There is no profile 'hardend'."],
    ['a file that is missing', { platform: 'none.yaml' }, 'none.yaml: does not exist'],
    ['a list instead of properties', ['baseline'], 'properties must be an object with profile, platform, waivers, controls, failOn.'],
  ])('says what is wrong with %s, without a stack', (_, properties, says) => {
    const { code, out, err, reports: [{ violations }] } = synth(project(appOf(WEAK), properties), ...REPORTS);
    expect(code).toBe(2);
    expect(violations).toHaveLength(1);
    expect([violations[0].ruleName, violations[0].recommendation]).toEqual(['could-not-check', expect.stringContaining(says)]);
    expect(`${out}${err}`).not.toMatch(/\n {4}at /);
  });

  it('names a file that is no YAML, and waivers that do not hold', () => {
    const main = "require('fs').mkdirSync('dist', { recursive: true });\nrequire('fs').writeFileSync('dist/a.k8s.yaml', 'a: [\\n');";
    const { code, reports: [{ violations }] } = synth(project(main, { waivers: 'waivers.yaml' }, { 'waivers.yaml': '- {}\n' }), ...REPORTS);
    expect(code).toBe(2);
    expect(violations.map(({ ruleName, recommendation }) => `${ruleName} ${recommendation.split(': ')[0]}`)).toEqual([
      expect.stringMatching(/^unusable-input dist\/a\.k8s\.yaml:\d+/), ...Array(5).fill(expect.stringMatching(/^unusable-input waivers\.yaml:1/)),
    ]);
  });

  it('is skipped by --no-validate: a pipeline must run check itself', () => {
    expect(synth(project(appOf(WEAK)), '--no-validate')).toMatchObject({ code: 0, reports: [] });
  });

  it('cannot write a report over an earlier one: that is cdk8s-cli, and exit code 1', () => {
    const folder = project(appOf(WEAK));
    writeFileSync(join(folder, 'reports.json'), '{ "reports": [] }');
    expect(synth(folder, ...REPORTS)).toMatchObject({ code: 1, reports: [] });
  });
});
