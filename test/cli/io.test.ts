import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileWhole, writePieces, writeText } from '../../src/cli/io';
import { temporaryFolder } from '../app/fixtures';

describe('writePieces', () => {
  it('writes everything, in few writes', () => {
    const writes: string[] = [];
    writePieces(Array.from({ length: 10_000 }, (_, index) => `${index}\n`.padStart(20)), text => writes.push(text));
    expect(writes.join('').split('\n')).toHaveLength(10_001);
    expect(writes.length).toBeLessThan(5);
  });

  it('writes nothing of nothing', () => expect(() => writePieces([''], () => { throw new Error('written'); })).not.toThrow());
});

test('writeText writes all into a pipe that does not wait, for a reader that takes its time', async () => {
  const [pipe, copy] = ['pipe', 'copy'].map(name => join(temporaryFolder(), name));
  execFileSync('mkfifo', [pipe]);
  const descriptor = openSync(pipe, constants.O_RDWR + constants.O_NONBLOCK);
  const reader = spawn('sh', ['-c', 'sleep 0.3; head -c 1000000 "$0" > "$1"', pipe, copy]);
  try {
    writeText(descriptor, 'x'.repeat(1_000_000));
  } finally {
    closeSync(descriptor);
  }
  await once(reader, 'exit');
  expect(readFileSync(copy, 'utf8')).toHaveLength(1_000_000);
});

function* failing(): Generator<string> {
  yield 'x'.repeat(100_000);
  throw Object.assign(new Error('no space is left'), { code: 'ENOSPC' });
}

describe('writeFileWhole', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'report.json');

  it('writes and replaces a file, and leaves nothing else', () => {
    writeFileWhole(file, ['a']);
    writeFileWhole(file, ['b', 'é']);
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['bé', ['report.json']]);
  });

  it('leaves the file as it was where it cannot finish', () => {
    expect(() => writeFileWhole(file, failing())).toThrow(`--output ${file}: cannot be written (ENOSPC).`);
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['bé', ['report.json']]);
  });

  it('writes through a link, and leaves it one', () => {
    const link = join(folder, 'link');
    symlinkSync(file, link);
    writeFileWhole(link, ['c']);
    expect([readFileSync(file, 'utf8'), lstatSync(link).isSymbolicLink()]).toEqual(['c', true]);
  });

  it('does not replace what is no file', () => {
    writeFileWhole('/dev/null', ['x']);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('says that a folder is missing', () => expect(() => writeFileWhole(join(folder, 'no', 'x'), ['a'])).toThrow('cannot be written (ENOENT). Make its folder first.'));

  it('says that it is a folder', () => {
    mkdirSync(join(folder, 'sub'));
    expect(() => writeFileWhole(join(folder, 'sub'), ['a'])).toThrow('cannot be written (EISDIR). It is a folder: name a file in it.');
  });

  it('lets faults of the report itself through', () => {
    const broken = function* (): Generator<string> { yield ''; throw new TypeError('a fault'); };
    expect(() => writeFileWhole(join(folder, 'new'), broken())).toThrow(TypeError);
    expect(existsSync(join(folder, 'new'))).toBe(false);
    writeFileSync(join(folder, 'new'), '');
  });
});
