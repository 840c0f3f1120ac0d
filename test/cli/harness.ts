import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { excerptsOf } from '../../src/cli/excerpt';
import { objectsOf } from '../../src/cli/input';
import { Surroundings } from '../../src/cli/io';
import { judgedObjects } from '../../src/cli/locate';
import { main } from '../../src/cli/main';
import { CheckResult } from '../../src/cli/result';
import { toYaml } from '../../src/manifest/yaml';
import { check, CheckOptions } from '../../src/posture/check';
import { temporaryFolder } from '../app/fixtures';
import { Change, changedSet, hardenedSet } from '../controls/hardened-set';

export const TODAY = '2026-12-01';

export interface Run { readonly code: number; readonly out: string; readonly err: string; readonly folder: string }

/** A run of the command line, in a folder with these files; `@name` in the arguments is the file's path. */
export function run(args: readonly string[], files: Record<string, string> = {}, surroundings: Partial<Surroundings> = {}): Run {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  let [out, err] = ['', ''];
  const code = main(args.map(arg => arg.startsWith('@') ? join(folder, arg.slice(1)) : arg), {
    out: text => { out += text; }, err: text => { err += text; },
    isInputTerminal: true, isOutputTerminal: false, isErrorTerminal: false, env: {}, today: TODAY, ...surroundings,
  });
  // As the files are named in the arguments.
  const shown = `${relative(process.cwd(), folder)}/`;
  const short = (text: string) => text.replaceAll(shown, '@').replaceAll(`${folder}/`, '@');
  return { code, out: short(out), err: short(err), folder };
}

/** Several documents. */
export function stream(objects: readonly object[]): string {
  return objects.map(object => `---\n${toYaml(object)}`).join('');
}

/** The set that draws no finding, with changes; as YAML. */
export function hardenedYaml(change: Change | Change[] = []): string {
  return stream(changedSet(change));
}

export const SINGLE: Change = { at: '/spec/replicas', to: 1 };
export const WRITABLE: Change = { at: 'container/securityContext/readOnlyRootFilesystem', to: false };

/** What a format gets, for the hardened set with changes. */
export function resultOf(text: string, options: CheckOptions = {}, change: Partial<CheckResult> = {}): CheckResult {
  const { objects, problems } = objectsOf({ file: 'shop/all.yaml', text });
  return {
    tool: { name: 'cdk8s-hardened', version: '1.2.3' },
    report: check(judgedObjects(objects), { today: TODAY, ...options }),
    problems, skipped: [], own: options.controls ?? [], showsCoverage: false, failOn: 'low', excerptAt: excerptsOf(objects), ...change,
  };
}

export const SIGNED = {
  control: 'replicas-minimum', reason: 'One <writer>.', owner: 'team-shop', expires: '2027-01-31',
  objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' }],
};

/** One finding, one waived, one error, one file that cannot be read. */
export function mixedResult(): CheckResult {
  const broken = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x', namespace: 'shop' }, spec: { ports: 'none' } };
  return resultOf(`${hardenedYaml([SINGLE, WRITABLE])}${stream([broken])}---\na: [\n`, { waivers: [SIGNED] }, { skipped: [{ control: 'host-port', reason: 'None here.' }] });
}

/** Names that would be markup, an escape sequence, a mention or a reference wherever they are not escaped. */
export const HOSTILE = '</summary><script>alert(1)</script> `@team` #1 ]]> \u001b[31m \u202e " \' & %';

export function hostileResult(): CheckResult {
  const objects = hardenedSet().map(object => object.kind === 'Deployment' ? { ...object, metadata: { ...object.metadata, name: HOSTILE } } : object);
  return resultOf(stream(objects), {}, { problems: [{ file: HOSTILE, line: 1, says: HOSTILE }], skipped: [{ control: 'host-port', reason: HOSTILE }] });
}

/** Secrets at every place where manifests have them: none may be in any report. */
export const SECRETS = ['c3VwZXItc2VjcmV0', 'line-of-a-secret', 'not-for-others-1', 'not-for-others-2', 'not-for-others-3', 'not-for-others-4', 'not-for-others-5', 'not-for-others-6'];
export const WITH_SECRETS = `
apiVersion: v1
kind: Secret
metadata: { name: db, namespace: shop, annotations: { kubectl.kubernetes.io/last-applied-configuration: '{"data":{"password":"c3VwZXItc2VjcmV0"}}' } }
data:
  password: c3VwZXItc2VjcmV0
stringData:
  file: |
    line-of-a-secret
    another: line-of-a-secret
---
apiVersion: v1
kind: ConfigMap
metadata: { name: conf, namespace: shop }
data:
  app.properties: |
    url=postgres://app:not-for-others-1@db/app
    password=not-for-others-2
---
apiVersion: v1
kind: Pod
metadata: { name: p, namespace: shop }
spec:
  hostNetwork: true
  containers:
  - name: a
    image: a
    args: [--token, not-for-others-3]
    env:
    - name: DB_PASSWORD
      value: not-for-others-4 # not-for-others-4
    - { name: API_TOKEN, value: "not-for-others-5" }
    - name: COPY
      value: &copy not-for-others-6
    - name: API_KEY
      value: *copy
`;
