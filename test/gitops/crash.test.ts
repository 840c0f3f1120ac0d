import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as ts from 'typescript';
import { writeTree } from '../../src/gitops/write';
import { parseWritten, WRITTEN_LIST } from '../../src/gitops/written';

const OLD = { 'a.yaml': 'old a', 'kept.yaml': 'kept', 'shop/b.yaml': 'old b', 'gone/c.yaml': 'old c' };
const NEW = { 'a.yaml': 'new a', 'kept.yaml': 'kept', 'shop/b.yaml': 'new b', 'fresh/d.yaml': 'new d' };
const THIRD = { 'a.yaml': 'third a', 'e.yaml': 'third e' };
const FOREIGN = { 'README.md': 'mine', 'gone/mine.yaml': 'mine' };
const tree = (files: Record<string, string>) => Object.entries(files).map(([file, content]) => ({ path: file, content }));

// The writer, and before it every function of `fs` that changes something: the n-th call does half of its work, if it can, and the process dies by SIGKILL.
const CHILD = `
const fs = require('fs');
let left = Number(process.argv[2]);
for (const name of ['mkdirSync', 'rmSync', 'rmdirSync', 'writeFileSync', 'renameSync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (left-- === 0) {
      if (name === 'writeFileSync') real(args[0], args[1].slice(0, args[1].length / 2), args[2]);
      process.kill(process.pid, 'SIGKILL');
    }
    return real(...args);
  };
}
require('./src/gitops/write').writeTree(process.argv[3], JSON.parse(process.argv[4]));
`;

let room: string;
beforeAll(() => {
  room = fs.mkdtempSync(path.join(os.tmpdir(), 'crash-'));
  for (const file of ['gitops/write', 'gitops/written', 'gitops/folder', 'manifest/object']) {
    const { outputText } = ts.transpileModule(fs.readFileSync(path.join(__dirname, '../../src', `${file}.ts`), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    fs.mkdirSync(path.join(room, 'src', path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(room, 'src', `${file}.js`), outputText);
  }
  fs.writeFileSync(path.join(room, 'child.js'), CHILD);
});
afterAll(() => fs.rmSync(room, { recursive: true }));

function folderAfterOldRun(): string {
  const outdir = fs.mkdtempSync(path.join(room, 'out-'));
  writeTree(outdir, tree(OLD));
  for (const [file, content] of Object.entries(FOREIGN)) fs.writeFileSync(path.join(outdir, file), content);
  return outdir;
}

/** True where the child ended by itself; false where it was killed at its n-th change. */
function runKilledAt(step: number, outdir: string, files: Record<string, string>): boolean {
  const { status, signal, stderr } = spawnSync(process.execPath, ['child.js', String(step), outdir, JSON.stringify(tree(files))], { cwd: room, encoding: 'utf8' });
  expect([status === 0 || signal === 'SIGKILL', stderr]).toEqual([true, '']);
  return signal === null;
}

function contentsOf(outdir: string): Record<string, string> {
  return Object.fromEntries(fs.readdirSync(outdir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => {
    const file = path.join(entry.parentPath, entry.name);
    return [path.relative(outdir, file), fs.readFileSync(file, 'utf8')];
  }).filter(([file]) => file !== WRITTEN_LIST).sort());
}

it('killed at any change, every file is whole and owned, and the next run finishes, whatever it writes', () => {
  let step = 0;
  for (let done = false; !done; step++) {
    const outdir = folderAfterOldRun();
    done = runKilledAt(step, outdir, NEW);
    const owned = new Set(parseWritten(fs.readFileSync(path.join(outdir, WRITTEN_LIST), 'utf8'), WRITTEN_LIST).keys());
    for (const [file, content] of Object.entries(contentsOf(outdir)).filter(([name]) => !name.endsWith('.tmp') && !(name in FOREIGN))) {
      expect([(OLD as Record<string, string>)[file], (NEW as Record<string, string>)[file]]).toContain(content);
      expect(owned).toContain(file);
    }
    const next = step % 2 === 0 ? NEW : THIRD;
    const result = writeTree(outdir, tree(next));
    expect(contentsOf(outdir)).toEqual(Object.fromEntries(Object.entries({ ...next, ...FOREIGN }).sort()));
    expect([result.overwritten, result.foreign]).toEqual([[], ['README.md', 'gone/']]);
    expect(writeTree(outdir, tree(next))).toMatchObject({ written: [], removed: [] });
  }
  // Two lists, three new files and one removal, each of several changes.
  expect(step).toBeGreaterThan(20);
});

it('killed twice in a row, with different trees, the third run finishes', () => {
  for (let step = 4; step < 24; step += 3) {
    const outdir = folderAfterOldRun();
    runKilledAt(step, outdir, NEW);
    runKilledAt(24 - step, outdir, THIRD);
    expect(writeTree(outdir, tree(OLD)).overwritten).toEqual([]);
    expect(contentsOf(outdir)).toEqual(Object.fromEntries(Object.entries({ ...OLD, ...FOREIGN }).sort()));
  }
});

it('a first run killed at any change leaves a folder in which the next one succeeds', () => {
  for (let step = 0, done = false; !done; step++) {
    const outdir = path.join(fs.mkdtempSync(path.join(room, 'first-')), 'out');
    done = runKilledAt(step, outdir, OLD);
    writeTree(outdir, tree(OLD));
    expect(contentsOf(outdir)).toEqual(Object.fromEntries(Object.entries(OLD).sort()));
  }
});
