import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { complianceOf, ComplianceOptions } from './compliance';
import { renderTree } from '../gitops/tree';

/** What jest tells a matcher of the running test. */
export interface MatcherContext {
  readonly testPath?: string;
  readonly currentTestName?: string;
  readonly snapshotState: { readonly _updateSnapshot: 'all' | 'new' | 'none' };
  readonly utils: { diff(expected: unknown, received: unknown): string | null };
}

interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

const FOLDER = '__manifests__';

/** Compares the output with the files under `__manifests__/<test file>/<test name>/`, one small file per object; writes them where jest may write. */
export function matchManifests(received: unknown, options: ComplianceOptions, context: MatcherContext): MatcherResult {
  const { pass, text, objects } = complianceOf(received, options);
  if (!pass) return { pass: false, message: () => `A snapshot may only hold what complies.\n\n${text}` };

  const folder = folderOf(context);
  const wanted = new Map(renderTree(objects).filter(({ path }) => basename(path) !== 'kustomization.yaml').map(({ path, content }) => [path, content]));
  const stored = readFolder(folder);
  const mode = context.snapshotState._updateSnapshot;
  if (mode === 'all' || (mode === 'new' && stored.size === 0)) {
    writeFolder(folder, wanted);
    return { pass: true, message: () => '' };
  }
  const shown = relative(process.cwd(), folder);
  if (stored.size === 0) return { pass: false, message: () => `There is no snapshot in ${shown}, and under --ci none is written. Run jest without --ci once.` };
  const differences = [...new Set([...stored.keys(), ...wanted.keys()])].sort().flatMap(path => {
    const [old, now] = [stored.get(path), wanted.get(path)];
    if (old === now) return [];
    if (old === undefined) return [`${path} is new`];
    if (now === undefined) return [`${path} is gone`];
    return [`${path} differs:\n${context.utils.diff(old, now)}`];
  });
  return { pass: differences.length === 0, message: () => `${differences.join('\n\n')}\n\nThe snapshot is ${shown}. Run jest -u if the change is meant.` };
}

function folderOf({ testPath, currentTestName }: MatcherContext): string {
  if (!testPath || !currentTestName) throw new Error('toMatchManifests() works inside a test only.');
  const slug = currentTestName.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 120);
  return join(dirname(testPath), FOLDER, basename(testPath).replace(/\.(test|spec)\.[jt]sx?$/, ''), slug);
}

function readFolder(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return new Map(files.map(entry => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    return [relative(folder, path).replace(/\\/g, '/'), readFileSync(path, 'utf8')];
  }));
}

function writeFolder(folder: string, files: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
