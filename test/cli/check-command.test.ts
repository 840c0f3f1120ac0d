import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { hardenedYaml, run, SINGLE, WRITABLE } from './harness';

const CLEAN = { 'a.yaml': hardenedYaml() };
const BROKEN = { 'a.yaml': hardenedYaml([SINGLE, WRITABLE]) };
const WAIVER = "- { control: replicas-minimum, object: { kind: Deployment, namespace: shop, name: cart }, reason: One writer., owner: team-shop, expires: '2027-01-31' }\n";
interface Report {
  profile: string; summary: { controls: number };
  findings: { control: string; source: { file: string; line: number } }[]; waived: unknown[]; passes?: unknown[]; skipped: unknown[];
}
const reportOf = ({ out }: { out: string }) => JSON.parse(out) as Report;
const controlsOf = (result: { out: string }) => reportOf(result).findings.map(({ control }) => control);

describe('the exit code', () => {
  it.each([
    ['0 where nothing is found', ['@a.yaml'], CLEAN, 0],
    ['1 for findings', ['@a.yaml'], BROKEN, 1],
    ['0 where all are below the threshold', ['@a.yaml', '--fail-on', 'high'], BROKEN, 0],
    ['2 for a file that cannot be read, whatever is found in others', ['@a.yaml', '@none.yaml'], BROKEN, 2],
    ['2 for a waiver that is not used', ['@a.yaml', '--waivers', '@w.yaml'], { ...CLEAN, 'w.yaml': WAIVER }, 2],
    ['1 where a waiver signs for a part', ['@a.yaml', '--waivers', '@w.yaml'], { ...BROKEN, 'w.yaml': WAIVER }, 1],
  ] as [string, string[], Record<string, string>, number][])('is %s', (_, args, files, code) => expect(run(['check', ...args], files).code).toBe(code));
});

describe('what is refused', () => {
  it.each([
    ['an unknown profile', ['--profile', 'strict'], {}, "cdk8s-hardened: --profile strict: There is no profile 'strict'."],
    ['an unknown format', ['--format', 'xml'], {}, "argument 'xml' is invalid"],
    ['an unknown severity', ['--fail-on', 'severe'], {}, "argument 'severe' is invalid"],
    ['an unknown option', ['--profil', 'x'], {}, "unknown option '--profil'\n(Did you mean --profile?)"],
    ['an empty list of ids', ['--only', ','], {}, 'Write ids of controls, comma-separated.'],
    ['a broken platform file', ['--platform', '@p.yaml'], { 'p.yaml': 'id: fixed\nregistry: [a]\n' }, "@p.yaml:1:1: id is no field. Did you mean 'ids'?\n@p.yaml:2:1: registry is no field. Did you mean 'registries'?\n"],
    ['an unknown control', ['--explain', 'host-prt'], {}, "--explain host-prt: there is no such control. Did you mean 'host-port'"],
    ['a skip without a reason', ['--skip', 'host-port'], {}, '--skip host-port: a reason is needed'],
    ['an output in no folder', ['--output', '@no/x'], {}, 'cannot be written (ENOENT)'],
  ] as [string, string[], Record<string, string>, string][])('is %s', (_, args, files, message) => {
    const { code, out, err } = run(['check', '@a.yaml', ...args], { ...CLEAN, ...files });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n {4}at /);
  });

  it('is an empty check', () => {
    const { code, err } = run(['check', '@a.yaml', '@b'], { 'a.yaml': '# nothing\n', 'b/notes.txt': 'x' });
    expect([code, err]).toEqual([2, expect.stringContaining('and an empty check proves nothing.')]);
  });

  it('is an empty check of what is no manifest, which is named', () => {
    expect(run(['check', '@values.yaml'], { 'values.yaml': 'replicas: 2\n' }).err).toMatch(/^skipped: @values\.yaml:1: is no Kubernetes object.*\ncdk8s-hardened: there is no Kubernetes object/);
  });

  it('is no path at a terminal, with the usage', () => expect(run(['check'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Usage: cdk8s-hardened check') }));
});

test('what cannot be read is named with its line, and the others are judged', () => {
  const { code, out, err } = run(['check', '@.', '--format', 'json'], { ...BROKEN, 'b.yaml': 'a: 1\na: 2\n', 'values.yaml': 'replicas: 1\n' });
  expect([code, err]).toEqual([2, 'skipped: @values.yaml:1: is no Kubernetes object: it has no apiVersion and kind\nproblem: @b.yaml:2:1: is no YAML: duplicated mapping key\n']);
  expect(controlsOf({ out })).toEqual(['read-only-root-filesystem', 'replicas-minimum']);
});

test('findings carry the line of their own file', () => {
  const { findings } = reportOf(run(['check', '@x', '--format', 'json'], { 'x/a.yaml': hardenedYaml(), 'x/b.yaml': `# one\n# two\n${hardenedYaml(SINGLE).replaceAll('shop', 'other')}` }));
  const single = findings.find(({ control }) => control === 'replicas-minimum')!;
  const lines = `# one\n# two\n${hardenedYaml(SINGLE)}`.split('\n');
  expect([single.source.file, lines[single.source.line - 1]]).toEqual(['@x/b.yaml', '  replicas: 1']);
});

test('expired waivers are named with their line, and cover nothing', () => {
  const { code, err, out } = run(['check', '@a.yaml', '--waivers', '@w.yaml', '--format', 'json'], { ...BROKEN, 'w.yaml': `# signed\n${WAIVER.replace('2027', '2026')}` });
  expect([code, err]).toEqual([2, expect.stringMatching(/^problem: @w\.yaml:2:3: The waiver of 'replicas-minimum' by team-shop expired on 2026-01-31/)]);
  expect(controlsOf({ out })).toContain('replicas-minimum');
});

test('waivers that expire soon are a warning', () => {
  const { code, err } = run(['check', '@a.yaml', '--waivers', '@w.yaml', '--only', 'replicas-minimum'], { ...BROKEN, 'w.yaml': WAIVER.replace('2027-01-31', '2026-12-05') });
  expect([code, err]).toEqual([0, expect.stringMatching(/^warning: @w\.yaml:1:3: The waiver of 'replicas-minimum' by team-shop expires in 4 days/)]);
});

test('--only, --skip and --include-passes', () => {
  const only = reportOf(run(['check', '@a.yaml', '--format', 'json', '--only', 'replicas-minimum'], BROKEN));
  expect([only.findings.map(({ control }) => control), only.summary.controls]).toEqual([['replicas-minimum'], 2]);
  const skipped = reportOf(run(['check', '@a.yaml', '--format', 'json', '--skip', 'replicas-minimum=One writer.'], BROKEN));
  expect([skipped.findings.map(({ control }) => control), skipped.skipped]).toEqual([['read-only-root-filesystem'], [{ control: 'replicas-minimum', reason: 'One writer.' }]]);
  expect(skipped.passes).toBeUndefined();
  const passes = reportOf(run(['check', '@a.yaml', '--format', 'json', '--include-passes'], BROKEN)).passes!;
  expect(passes).toContainEqual({ control: 'host-pid', object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' } });
  expect(passes).toContainEqual({ control: 'duplicate-object' });
});

test('a waiver of a control that --only leaves out is not unused', () => {
  expect(run(['check', '@a.yaml', '--waivers', '@w.yaml', '--only', 'host-pid'], { ...BROKEN, 'w.yaml': WAIVER })).toMatchObject({ code: 0, err: '' });
});

test('the platform decides', () => {
  const files = { ...CLEAN, 'p.yaml': 'registries: [other.example]\nids: platform-assigned\n' };
  const report = reportOf(run(['check', '@a.yaml', '--platform', '@p.yaml', '--format', 'json'], files));
  expect(report.profile).toBe('platform-assigned');
  expect(report.findings.map(({ control }) => control)).toEqual(expect.arrayContaining(['image-registry-allowlist', 'ids-left-out']));
  expect(reportOf(run(['check', '@a.yaml', '--platform', '@p.yaml', '--profile', 'baseline', '--format', 'json'], files)).profile).toBe('baseline');
});

test('--output writes the report there and says nothing else', () => {
  const { code, out, err, folder } = run(['check', '@a.yaml', '--output', '@r.json', '--format', 'json'], BROKEN);
  expect([code, out, err]).toEqual([1, '', '']);
  expect(controlsOf({ out: readFileSync(join(folder, 'r.json'), 'utf8') })).toHaveLength(2);
  expect(existsSync(join(folder, '.r.json'))).toBe(false);
});

test('--explain needs no input', () => expect(run(['check', '--explain', 'host-pid'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('host-pid (high)') }));

describe('colours', () => {
  it.each([
    ['at a terminal', [], { isOutputTerminal: true }, true],
    ['not into a pipe', [], {}, false],
    ['not with --no-color', ['--no-color'], { isOutputTerminal: true }, false],
    ['not with NO_COLOR', [], { isOutputTerminal: true, env: { NO_COLOR: '1' } }, false],
  ])('are there %s', (_, args, surroundings, are) => expect(run(['check', '@a.yaml', ...args], BROKEN, surroundings).out.includes('\u001b[')).toBe(are));
});

test('two runs are byte for byte the same', () => {
  const runs = [1, 2].map(() => run(['check', '@a.yaml', '--format', 'json'], BROKEN).out);
  expect(runs[1]).toBe(runs[0]);
});

const mutation = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.integer({ min: 0, max: 12 }), text: fc.oneof(fc.constantFrom('', '\t', '*a', '&a ', '- ', '{', ']', ': ', '"', '!!set ', 'null', '\n---\n', '<<: '), fc.fullUnicodeString({ maxLength: 4 })) });

test('a mutated manifest never crashes a check, in any format', () => {
  const published = readFileSync(join(__dirname, '../../examples/adopt-existing/upstream.yaml'), 'utf8').split(/^---$/m);
  const originals = fc.constantFrom(hardenedYaml([SINGLE, WRITABLE]), ...published);
  fc.assert(fc.property(originals, fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.constantFrom('pretty', 'json', 'sarif', 'junit', 'markdown', 'html'), (original, mutations, format) => {
    const text = mutations.reduce((sofar, { at, length, text: put }) => {
      const index = Math.floor(at * sofar.length);
      return sofar.slice(0, index) + put + sofar.slice(index + length);
    }, original);
    const { code, err } = run(['check', '@a.yaml', '--format', format], { 'a.yaml': text });
    expect([0, 1, 2]).toContain(code);
    expect(err).not.toContain('internal error');
  }), { numRuns: 200 });
}, 120_000);
