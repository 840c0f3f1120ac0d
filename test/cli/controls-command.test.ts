import { run } from './harness';
import { CONTROLS } from '../../src/controls/catalogue';

const list = (...args: string[]) => run(['controls', ...args]);
const idsOf = (...args: string[]) => (JSON.parse(list(...args, '--format', 'json').out) as { controls: { id: string }[] }).controls.map(({ id }) => id);

test('all controls are listed, most severe first', () => {
  const { code, out } = list();
  const lines = out.trimEnd().split('\n');
  expect([code, lines.length, lines[lines.length - 1]]).toEqual([0, CONTROLS.length + 1, `${CONTROLS.length} controls.`]);
  expect(lines[0]).toMatch(/^critical /);
  expect(lines[lines.length - 2]).toMatch(/^low /);
});

test('those of a standard, of a paragraph, of a profile', () => {
  expect(idsOf('--standard', 'pss').sort()).toEqual(CONTROLS.filter(({ standards }) => 'pss' in standards).map(({ id }) => id).sort());
  expect(idsOf('--standard', 'cis=5.2.7')).toEqual(expect.arrayContaining(['run-as-non-root', 'run-as-user-zero']));
  expect(idsOf('--standard', 'cis=5.2.7')).not.toContain('host-pid');
  expect(idsOf('--profile', 'baseline')).toEqual(expect.arrayContaining(['host-pid', 'manifest-shape']));
  expect(idsOf('--profile', 'baseline')).not.toContain('readiness-probe');
});

test('as Markdown, a row each', () => {
  const lines = list('--standard', 'pss', '--format', 'markdown').out.trimEnd().split('\n');
  expect(lines).toHaveLength(2 + idsOf('--standard', 'pss').length);
  expect(lines.filter(line => !/^\|[^|]*(\\\|[^|]*)*\|[^|]*\|[^|]*\|[^|]*\|$/.test(line))).toEqual([]);
});

test.each([
  [['--standard', 'ci'], "--standard ci: there is no such standard. Did you mean 'cis'?"],
  [['--standard', 'cis=9.9'], '--standard cis=9.9: no control refers to it.'],
  [['--profile', 'strict'], "--profile strict: There is no profile 'strict'."],
  [['--format', 'xml'], "option '--format <format>' argument 'xml' is invalid. Allowed choices are pretty, json, markdown."],
])('%j is refused', (args, message) => {
  const { code, out, err } = list(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});
