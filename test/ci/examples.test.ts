import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { parseYaml } from '../../src/manifest/yaml';
import { temporaryFolder } from '../app/fixtures';
import { hardenedYaml } from '../cli/harness';

const ROOT = resolve(__dirname, '../..');
type Fields = Record<string, unknown>;
interface Workflow { readonly jobs: { readonly check: { readonly steps: { readonly name?: string; readonly run?: string }[] } } }
interface Hook { readonly id: string; readonly entry: string; readonly language: string; readonly pass_filenames: boolean }
interface Config { readonly repos: { readonly hooks: { readonly id: string; readonly args: string[]; readonly files: string }[] }[] }

const read = <T>(path: string): T => parseYaml(readFileSync(join(ROOT, path), 'utf8'))[0] as T;
const workflow = read<Workflow>('examples/ci/github-actions.yaml');
const gitlab = read<{ manifests: { script: string[]; after_script: string[] } }>('examples/ci/gitlab-ci.yaml').manifests;
const [hook] = read<Hook[]>('.pre-commit-hooks.yaml');
const [{ hooks: [use] }] = read<Config>('examples/ci/pre-commit-config.yaml').repos;
const stepOf = (name: string): string => workflow.jobs.check.steps.find(step => step.name === name)!.run!;

const GOOD = hardenedYaml();
const BAD = `${GOOD}---\n${'apiVersion: v1\nkind: Pod\nmetadata: { name: debug, namespace: shop }\nspec: { hostPID: true, containers: [{ name: a, image: b }] }\n'}`;

/** Runs shell lines in a folder with these manifests, and this library in its node_modules. */
function shell(script: string, manifests: string): { code: number | null; folder: string; err: string } {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'deploy'));
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules/cdk8s-hardened'));
  symlinkSync('../cdk8s-hardened/bin/cdk8s-hardened', join(folder, 'node_modules/.bin/cdk8s-hardened'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  writeFileSync(join(folder, 'deploy/all.yaml'), manifests);
  const { status, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: folder, encoding: 'utf8', env: { ...process.env, MANIFESTS: 'deploy' } });
  return { code: status, folder, err: stderr };
}

describe('schemas', () => {
  const validate = (schema: string, value: unknown): unknown => {
    const compiled = new Ajv({ strict: false, allowUnionTypes: true, validateFormats: false }).compile(JSON.parse(readFileSync(join(__dirname, 'schemas', schema), 'utf8')) as Fields);
    return compiled(value) ? [] : compiled.errors;
  };

  it.each([
    ['github-workflows.json', 'examples/ci/github-actions.yaml'],
    ['gitlab-ci.json', 'examples/ci/gitlab-ci.yaml'],
  ])('%s holds %s', (schema, file) => expect(validate(schema, read(file))).toEqual([]));

  it.each([
    ['github-workflows.json', { on: 'push', jobs: { check: { 'runs-on': 'ubuntu-24.04', 'steps': [{ runs: 'true' }] } } }],
    ['gitlab-ci.json', { manifests: { script: ['true'], artifact: {} } }],
  ])('%s would see a misspelt key', (schema, value) => expect(validate(schema, value)).not.toEqual([]));
});

describe('pre-commit', () => {
  it('has the fields that a hook needs, and the configuration names it', () => {
    expect(Object.keys(hook)).toEqual(expect.arrayContaining(['id', 'name', 'entry', 'language']));
    expect([use.id, hook.language, hook.pass_filenames]).toEqual([hook.id, 'system', false]);
    expect('deploy/shop/cart.yaml').toMatch(new RegExp(use.files));
  });
});

describe('commands', () => {
  const hookCommand = [hook.entry, ...use.args].join(' ');

  it.each([
    ['GitHub Actions, the check', stepOf('Judge the manifests'), 1, 'check.sarif', '"version": "2.1.0"'],
    ['GitHub Actions, the comment', stepOf('Write the comment'), 0, 'comment.md', 'host-pid'],
    ['GitLab CI, the check', gitlab.script.join('\n'), 1, 'check.xml', '<testsuites'],
    ['GitLab CI, the page', gitlab.after_script.filter(line => !line.startsWith('#')).join('\n'), 0, 'check.html', '<!doctype html>'],
    ['pre-commit', hookCommand, 1, undefined, ''],
  ])('%s: finds what is wrong', (_, script, expected, report, holds) => {
    const { code, folder, err } = shell(script, BAD);
    expect([code, err]).toEqual([expected, '']);
    expect(report === undefined ? '' : readFileSync(join(folder, report), 'utf8')).toContain(holds);
  });

  it.each([
    ['GitHub Actions', stepOf('Judge the manifests')], ['GitLab CI', gitlab.script.join('\n')], ['pre-commit', hookCommand],
  ])('%s: passes what is right, and fails what cannot be read', (_, script) => {
    expect([shell(script, GOOD).code, shell(script, `${GOOD}---\na: [\n`).code]).toEqual([0, 2]);
  });

  it('the comment fails where there is no report', () => expect(shell(stepOf('Write the comment'), '').code).not.toBe(0));
});
