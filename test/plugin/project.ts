import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toYaml } from '../../src/manifest/yaml';
import { temporaryFolder } from '../app/fixtures';

const ROOT = resolve(__dirname, '../..');
/** The version that is installed, of those that `cdk8s.yaml` needs exactly. */
const VERSION = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;

export interface Synth {
  readonly code: number | null; readonly out: string; readonly err: string;
  readonly folder: string;
  readonly reports: Report[];
}
export interface Report {
  readonly violations: ReportedViolation[];
  readonly summary: { status: string; version: string; metadata?: Record<string, string> };
}
export interface ReportedViolation {
  readonly ruleName: string; readonly recommendation: string; readonly fix: string;
  readonly violatingConstructs: Reported[];
}
interface Reported { readonly resourceName: string; readonly constructPath?: string; readonly manifestPath: string; readonly locations: string[] }

/** A project of cdk8s-cli's with this library in its node_modules, and `main.js` as its app. */
export function project(main: string, properties?: unknown, files: Record<string, string> = {}): string {
  const folder = temporaryFolder();
  if (!existsSync(join(ROOT, 'lib/plugin/index.js'))) throw new Error('lib/ is missing: run node scripts/compile.js first');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/cdk8s-hardened'));
  for (const name of ['cdk8s', 'constructs']) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  const validation = { package: './node_modules/cdk8s-hardened', version: VERSION, class: 'HardenedValidation', ...properties === undefined ? {} : { properties } };
  writeFileSync(join(folder, 'cdk8s.yaml'), toYaml({ language: 'typescript', app: 'node main.js', output: 'dist', validations: [validation] }));
  writeFileSync(join(folder, 'main.js'), main);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** `cdk8s synth`, the real one. */
export function synth(folder: string, ...options: string[]): Synth {
  // A home of its own: plugins that are not found locally would be installed there.
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    join(ROOT, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth', '--check-upgrade', 'false', ...options,
  ], { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder, CI: '1' } });
  const file = join(folder, 'reports.json');
  const reports = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { reports: Report[] }).reports : [];
  return { code: status, out: stdout, err: stderr, folder, reports };
}

/** An app of these objects, each below a construct `<n>` of the chart `shop`. */
export function appOf(objects: readonly object[]): string {
  return `
const { App, ApiObject, Chart } = require('cdk8s');
const app = new App();
const chart = new Chart(app, 'shop');
${JSON.stringify(objects)}.forEach((object, index) => new ApiObject(chart, String(index), object));
app.synth();
`;
}
