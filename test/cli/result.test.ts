import { resultOf, hardenedYaml, SINGLE, WRITABLE, mixedResult } from './harness';
import { byControl, counts, exitCodeOf } from '../../src/cli/result';

it.each([
  ['critical', 'high', true], ['high', 'high', true], ['medium', 'high', false], ['low', 'low', true],
] as const)('%s counts under --fail-on %s: %s', (severity, failOn, is) => expect(counts(severity, failOn)).toBe(is));

it.each([
  ['0 where nothing is found', resultOf(hardenedYaml()), 0],
  ['1 for a finding', resultOf(hardenedYaml(SINGLE)), 1],
  ['0 for findings below the threshold', resultOf(hardenedYaml(SINGLE), {}, { failOn: 'high' }), 0],
  ['1 for what could not be evaluated, whatever the threshold', resultOf(hardenedYaml({ at: 'container/securityContext', to: 'none' }), {}, { failOn: 'critical' }), 1],
  ['2 for what could not be read, over 1', mixedResult(), 2],
])('the exit code is %s', (_, result, code) => expect(exitCodeOf(result)).toBe(code));

test('byControl puts the most severe first, then the most frequent', () => {
  const groups = byControl(resultOf(hardenedYaml([SINGLE, WRITABLE, { at: 'container/imagePullPolicy' }, { at: 'pod/hostNetwork', to: true }])).report.findings);
  const severities = groups.map(([, [{ severity }]]) => severity);
  expect(severities).toEqual([...severities].sort((a, b) => 'critical high medium low'.indexOf(a) - 'critical high medium low'.indexOf(b)));
  expect(new Set(severities).size).toBeGreaterThan(1);
});

test('byControl puts what only warns last', () => {
  const { findings } = resultOf(hardenedYaml([SINGLE, { at: 'pod/hostNetwork', to: true }])).report;
  const warned = findings.map(finding => finding.control === 'host-network' ? { ...finding, outcome: 'warn' as const } : finding);
  expect(byControl(findings)[0][0]).toBe('host-network');
  expect(byControl(warned).at(-1)![0]).toBe('host-network');
});
