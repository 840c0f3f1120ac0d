import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hardenedYaml, run, SINGLE } from './harness';
import * as checkCommand from '../../src/cli/check-command';
import { tool } from '../../src/posture/tool';
import { temporaryFolder } from '../app/fixtures';

test.each([
  [['--help'], 0, /^Usage: cdk8s-hardened \[options\] \[command\]/],
  [['check', '--help'], 0, /^Usage: cdk8s-hardened check /],
  [['controls', '--help'], 0, /^Usage: cdk8s-hardened controls /],
  [['preflight', '--help'], 0, /^Usage: cdk8s-hardened preflight /],
  [['--version'], 0, new RegExp(`^${tool().version.replaceAll('.', '\\.')}\n$`)],
])('%j is answered on standard output', (args, code, text) => {
  const result = run(args);
  expect([result.code, result.err]).toEqual([code, '']);
  expect(result.out).toMatch(text);
});

test.each([
  [[], /^Usage: /], [['chek'], /unknown command 'chek'\n\(Did you mean check\?\)/], [['controls', 'x'], /too many arguments/],
])('%j is refused on standard error', (args, text) => {
  const result = run(args);
  expect([result.code, result.out]).toEqual([2, '']);
  expect(result.err).toMatch(text);
});

test('a fault of our own is one line, and no stack', () => {
  const broken = jest.spyOn(checkCommand, 'runCheck').mockImplementation(() => { throw new TypeError('x is undefined\nin detail'); });
  try {
    expect(run(['check', 'a.yaml'])).toMatchObject({ code: 2, out: '', err: 'cdk8s-hardened: internal error: x is undefined\n' });
  } finally {
    broken.mockRestore();
  }
});

test.each([['check', 10], ['preflight', 2]] as const)('every option of %s is in the page about it', (command, least) => {
  const page = readFileSync(join(__dirname, '../../docs/check.md'), 'utf8');
  const options = [...run([command, '--help']).out.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option);
  expect(options.length).toBeGreaterThan(least);
  expect(options.filter(option => !page.includes(`\`${option}`))).toEqual([]);
});

describe('the program', () => {
  const program = join(__dirname, '../../bin/cdk8s-hardened');
  const start = (args: string[], input = '') => spawnSync(process.execPath, [program, ...args], { input, encoding: 'utf8' });

  beforeAll(() => {
    if (!existsSync(join(__dirname, '../../lib/cli/main.js'))) throw new Error('lib/ is missing: run node scripts/compile.js first');
  });

  it.each([[['check'], hardenedYaml(), 0], [['check', '-'], hardenedYaml(SINGLE), 1], [['check'], '', 2], [['check'], 'a: [', 2]])('%j reads standard input: exit code', (args, input, code) => {
    expect(start(args, input).status).toBe(code);
  });

  // jest loads modules in a way of its own.
  it.each([
    ['a fault of syntax', 'module.exports = [\n', /own\.js:2: Unexpected end of input\n$/], ['a module that is not there', '\nrequire("./none");\n', /own\.js:2:1: Cannot find module '\.\/none'\n$/],
  ])('names the line of %s in a module of controls', (_, text, message) => {
    const file = join(temporaryFolder(), 'own.js');
    writeFileSync(file, text);
    const { status, stdout, stderr } = start(['check', '--controls', file], hardenedYaml());
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
  });

  it('names standard input', () => expect(start(['check'], hardenedYaml(SINGLE)).stdout).toMatch(/^<stdin>\n/));

  it('does not mind a reader that leaves', () => {
    const file = join(temporaryFolder(), 'a.yaml');
    writeFileSync(file, Array.from({ length: 300 }, (_, index) => hardenedYaml(SINGLE).replaceAll('shop', `shop-${index}`)).join(''));
    const { stdout, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${program}" check "${file}" | head -1`], { encoding: 'utf8' });
    expect([stdout.split('\n').length, stderr]).toEqual([2, '']);
  });
});
