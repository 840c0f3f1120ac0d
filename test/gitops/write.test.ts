import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { writeTree } from '../../src/gitops/write';
import { parseWritten, WRITTEN_LIST } from '../../src/gitops/written';

/** The module itself: `import *` makes a copy that cannot be spied on. */
const system = jest.requireActual<typeof fs>('fs');
let outdir: string;
beforeEach(() => { outdir = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'write-tree-')), 'out'); });
afterEach(() => { fs.rmSync(path.dirname(outdir), { recursive: true, force: true }); });

const at = (file: string) => path.join(outdir, file);
const put = (file: string, content: string) => {
  fs.mkdirSync(path.dirname(at(file)), { recursive: true });
  fs.writeFileSync(at(file), content);
};
const filesOf = (folder: string): string[] => fs.readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter(entry => !entry.isDirectory()).map(entry => path.relative(outdir, path.join(entry.parentPath, entry.name))).sort();
const listed = () => [...parseWritten(fs.readFileSync(at(WRITTEN_LIST), 'utf8'), WRITTEN_LIST).keys()];
const tree = (files: Record<string, string>) => Object.entries(files).map(([file, content]) => ({ path: file, content }));
const nothing = { written: [], unchanged: [], removed: [], overwritten: [], foreign: [] };

it('a first write makes the folder, the files and the list', () => {
  expect(writeTree(outdir, tree({ 'shop/b.yaml': 'b', 'a.yaml': 'a' }))).toEqual({ ...nothing, written: ['a.yaml', 'shop/b.yaml'] });
  expect(filesOf(outdir)).toEqual([WRITTEN_LIST, 'a.yaml', 'shop/b.yaml']);
  expect(fs.readFileSync(at('shop/b.yaml'), 'utf8')).toBe('b');
  expect(listed()).toEqual(['a.yaml', 'shop/b.yaml']);
});

it('a second write of the same touches nothing, not even the list', () => {
  writeTree(outdir, tree({ 'shop/b.yaml': 'b' }));
  const inodes = filesOf(outdir).map(file => fs.statSync(at(file)).ino);
  expect(writeTree(outdir, tree({ 'shop/b.yaml': 'b' }))).toEqual({ ...nothing, unchanged: ['shop/b.yaml'] });
  expect(filesOf(outdir).map(file => fs.statSync(at(file)).ino)).toEqual(inodes);
});

it('changed files are written, unwanted ones removed with their empty folders', () => {
  writeTree(outdir, tree({ 'a.yaml': '1', 'b.yaml': '1', 'gone/x/c.yaml': '1' }));
  expect(writeTree(outdir, tree({ 'a.yaml': '1', 'b.yaml': '2' }))).toEqual({ ...nothing, written: ['b.yaml'], unchanged: ['a.yaml'], removed: ['gone/x/c.yaml'] });
  expect(fs.readdirSync(outdir)).toEqual(['.cdk8s-hardened', 'a.yaml', 'b.yaml']);
  expect(listed()).toEqual(['a.yaml', 'b.yaml']);
});

it('a list with removals only is brought up to date', () => {
  writeTree(outdir, tree({ 'a.yaml': '1', 'b.yaml': '1' }));
  fs.rmSync(at('b.yaml'));
  expect(writeTree(outdir, tree({ 'a.yaml': '1' }))).toEqual({ ...nothing, unchanged: ['a.yaml'] });
  expect(listed()).toEqual(['a.yaml']);
});

it('what others put into the folder is left and named; a folder of others once, a repository not at all', () => {
  writeTree(outdir, tree({ 'shop/a.yaml': '1', 'old/b.yaml': '1' }));
  ['README.md', 'shop/mine.yaml', 'old/mine.yaml', 'other/deep/x.yaml', '.git/config'].forEach(file => put(file, 'mine'));
  expect(writeTree(outdir, tree({ 'shop/a.yaml': '1' }))).toEqual({
    ...nothing, unchanged: ['shop/a.yaml'], removed: ['old/b.yaml'], foreign: ['README.md', 'old/', 'other/', 'shop/mine.yaml'],
  });
  expect(filesOf(outdir).filter(file => file.endsWith('mine.yaml') || file.endsWith('x.yaml'))).toEqual(['old/mine.yaml', 'other/deep/x.yaml', 'shop/mine.yaml']);
});

it('a file of ours that was edited by hand is written anew, or removed, and named', () => {
  writeTree(outdir, tree({ 'a.yaml': '1', 'b.yaml': '1', 'c.yaml': '1' }));
  put('a.yaml', 'edited');
  put('b.yaml', 'edited');
  expect(writeTree(outdir, tree({ 'a.yaml': '1', 'c.yaml': '2' }))).toEqual({
    ...nothing, written: ['a.yaml', 'c.yaml'], removed: ['b.yaml'], overwritten: ['a.yaml', 'b.yaml'],
  });
  expect(fs.readFileSync(at('a.yaml'), 'utf8')).toBe('1');
});

it('a file that is not ours is never overwritten, and then nothing is written', () => {
  put('shop/a.yaml', 'mine');
  expect(() => writeTree(outdir, tree({ 'shop/a.yaml': '1', 'b.yaml': '1' }))).toThrow(
    /stand files that cdk8s-hardened did not write, at places where it has to write:\n {2}- shop\/a\.yaml\nNothing was written\. Move or delete them, or choose another output folder\.$/);
  expect(filesOf(outdir)).toEqual(['shop/a.yaml']);
});

it('a file that is not listed but equal is taken over', () => {
  put('a.yaml', '1');
  expect(writeTree(outdir, tree({ 'a.yaml': '1' }))).toEqual({ ...nothing, unchanged: ['a.yaml'] });
  expect(listed()).toEqual(['a.yaml']);
});

it('where only the case of a name changes, the new file stays', () => {
  writeTree(outdir, tree({ 'shop/role-Edit.yaml': '1' }));
  expect(writeTree(outdir, tree({ 'shop/role-edit.yaml': '1' }))).toMatchObject({ written: ['shop/role-edit.yaml'], removed: ['shop/role-Edit.yaml'] });
  expect(filesOf(outdir)).toEqual([WRITTEN_LIST, 'shop/role-edit.yaml']);
});

it('what an interrupted run left beside the files goes, what looks alike stays', () => {
  writeTree(outdir, tree({ 'shop/a.yaml': '1' }));
  ['.cdk8s-hardened-0123456789abcdef.tmp', 'shop/.cdk8s-hardened-0123456789abcdef.tmp', 'shop/.cdk8s-hardened-mine.tmp'].forEach(file => put(file, ''));
  expect(writeTree(outdir, tree({ 'shop/a.yaml': '1' })).foreign).toEqual(['shop/.cdk8s-hardened-mine.tmp']);
  expect(filesOf(outdir)).toEqual([WRITTEN_LIST, 'shop/.cdk8s-hardened-mine.tmp', 'shop/a.yaml']);
});

describe('links are never followed', () => {
  let outside: string;
  beforeEach(() => {
    outside = path.join(path.dirname(outdir), 'outside');
    fs.mkdirSync(outside);
    fs.writeFileSync(path.join(outside, 'a.yaml'), 'outside');
    writeTree(outdir, tree({ 'shop/a.yaml': '1' }));
  });
  afterEach(() => expect(fs.readdirSync(outside).map(file => fs.readFileSync(path.join(outside, file), 'utf8'))).toEqual(['outside']));

  it.each([['a wanted file', { 'shop/b.yaml': '1' }], ['an unwanted file', {}]])('a folder that is a link is an error, for %s', (_, files) => {
    fs.rmSync(at('shop'), { recursive: true });
    fs.symlinkSync(outside, at('shop'));
    expect(() => writeTree(outdir, tree(files))).toThrow(/is a symbolic link, which may lead out of the tree\. Replace it by a folder\.$/);
  });

  it('a listed file that became a link is replaced, its target left', () => {
    fs.rmSync(at('shop/a.yaml'));
    fs.symlinkSync(path.join(outside, 'a.yaml'), at('shop/a.yaml'));
    expect(writeTree(outdir, tree({ 'shop/a.yaml': '1' }))).toMatchObject({ written: ['shop/a.yaml'], overwritten: ['shop/a.yaml'] });
    expect(fs.lstatSync(at('shop/a.yaml')).isFile()).toBe(true);
  });

  it('an unwanted file that became a link is removed, its target left', () => {
    fs.rmSync(at('shop/a.yaml'));
    fs.symlinkSync(path.join(outside, 'a.yaml'), at('shop/a.yaml'));
    expect(writeTree(outdir, [])).toMatchObject({ removed: ['shop/a.yaml'], overwritten: ['shop/a.yaml'] });
  });

  it('a link at the place of an unlisted file is an error', () => {
    fs.symlinkSync(path.join(outside, 'a.yaml'), at('shop/b.yaml'));
    expect(() => writeTree(outdir, tree({ 'shop/b.yaml': '1' }))).toThrow('- shop/b.yaml');
  });

  it('a link at the temporary name is removed, not written through', () => {
    const renamed = jest.spyOn(system, 'renameSync').mockImplementationOnce(() => { throw new Error('stopped'); });
    expect(() => writeTree(outdir, tree({ 'shop/b.yaml': '1' }))).toThrow('stopped');
    const temporary = String(renamed.mock.calls[0][0]);
    renamed.mockRestore();
    fs.rmSync(temporary);
    fs.symlinkSync(path.join(outside, 'a.yaml'), temporary);
    writeTree(outdir, tree({ 'shop/b.yaml': '2' }));
    expect(filesOf(outdir)).toEqual([WRITTEN_LIST, 'shop/b.yaml']);
  });

  it.each([
    ['the list', () => { fs.rmSync(at(WRITTEN_LIST)); fs.symlinkSync(path.join(outside, 'a.yaml'), at(WRITTEN_LIST)); }, /written\.json' is no regular file/],
    ['the folder of the list', () => { fs.rmSync(at('.cdk8s-hardened'), { recursive: true }); fs.symlinkSync(outside, at('.cdk8s-hardened')); }, /is a symbolic link/],
  ])('%s as a link is an error', (_, arrange, message) => {
    arrange();
    expect(() => writeTree(outdir, [])).toThrow(message);
  });
});

it('a broken list is an error, and nothing is written or removed', () => {
  writeTree(outdir, tree({ 'a.yaml': '1' }));
  put(WRITTEN_LIST, '');
  expect(() => writeTree(outdir, tree({ 'b.yaml': '1' }))).toThrow(/written\.json is broken: it is no JSON/);
  expect(filesOf(outdir)).toEqual([WRITTEN_LIST, 'a.yaml']);
});

it.each([
  ['a file in place of the folder', () => fs.writeFileSync(outdir, ''), /Cannot write into '.*out': it is a file\. Remove it, or choose another output folder\./],
  ['a file above the folder', () => { fs.writeFileSync(outdir, ''); outdir = path.join(outdir, 'deeper'); }, /Cannot write '.*': something above it is a file, no folder/],
  ['a file in place of a subfolder', () => put('shop', ''), /Cannot write '.*a\.yaml': '.*shop' is no folder\. Move it away, or choose another output folder\./],
  ['a folder in place of a file', () => fs.mkdirSync(at('shop/a.yaml'), { recursive: true }), /- shop\/a\.yaml\n/],
])('%s is an error that says what to do', (_, arrange, message) => {
  arrange();
  expect(() => writeTree(outdir, tree({ 'shop/a.yaml': '1' }))).toThrow(message);
  if (fs.existsSync(path.dirname(outdir)) && outdir.endsWith('deeper')) outdir = path.dirname(outdir);
});

it.each([
  ['EACCES', 'permission denied; make the output folder writable, or choose another one'], ['EPERM', 'not permitted; make the output folder writable, or choose another one'],
  ['EROFS', 'the file system is read-only; choose another output folder'], ['ENOSPC', 'no space is left on the device'],
  ['ENAMETOOLONG', 'the path is too long for the file system'], ['EISDIR', 'a folder stands there; move it away'], ['EIO', 'EIO: what the system said'],
])('%s of the file system says what to do', (code, message) => {
  const open = jest.spyOn(system, 'writeFileSync').mockImplementationOnce(() => { throw Object.assign(new Error(`${code}: what the system said`), { code }); });
  expect(() => writeTree(outdir, tree({ 'a.yaml': '1' }))).toThrow(`Cannot write '${at(WRITTEN_LIST)}': ${message}.`);
  open.mockRestore();
});

it.each([
  [[{ path: '../a', content: '' }], 'The path "../a" leads out of the folder'],
  [[{ path: 'a', content: '' }, { path: 'a', content: '' }], 'The file "a" is given twice.'],
])('paths are checked: %j', (files, message) => {
  expect(() => writeTree(outdir, files)).toThrow(message);
});
