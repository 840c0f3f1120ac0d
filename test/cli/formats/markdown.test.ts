import { markdown } from '../../../src/cli/formats/markdown';
import { changedSet } from '../../controls/hardened-set';
import { hardenedYaml, HOSTILE, hostileResult, mixedResult, resultOf, SINGLE, stream, WRITABLE } from '../harness';

const textOf = (result: Parameters<typeof markdown>[0]) => [...markdown(result)].join('');

test('a comment says how it went, and folds the places', () => {
  const text = textOf(resultOf(hardenedYaml(WRITABLE)));
  expect(text.split('\n').slice(0, 5)).toEqual([
    '### ❌ 1 finding in 13 objects', '', '| critical | high | medium | low | warnings | waived | not evaluated |', '|---|---|---|---|---|---|---|', '| 0 | 0 | 1 | 0 | 0 | 0 | 0 |',
  ]);
  expect(text).toMatch(/<details><summary>medium: <code>read-only-root-filesystem<\/code> \(1 finding\): .*<\/summary>\n\nSet securityContext[^\n]*\n\n- `shop\/all\.yaml:\d+:13` `Deployment shop\/cart`: `container 'cart': [^`]*`\n\n<\/details>/);
});

it.each([['✅ No finding', resultOf(hardenedYaml())], ['⚠️ ', mixedResult()]])('a comment begins with %s', (beginning, result) => expect(textOf(result).startsWith(`### ${beginning}`)).toBe(true));

test('what is waived, skipped and not read is named', () => {
  const text = textOf(mixedResult());
  for (const part of ['**Not read**', '**Not evaluated**', '**Waived**\n\n- replicas-minimum on `Deployment shop/cart` until 2027-01-31, by `team-shop`: `One <writer>.`', '**Skipped**\n\n- host-port: `None here.`']) {
    expect(text).toContain(part);
  }
});

test('the most severe stand first', () => {
  const severities = [...textOf(resultOf(hardenedYaml([SINGLE, { at: 'container/imagePullPolicy' }, { at: 'pod/hostNetwork', to: true }]))).matchAll(/<summary>(\w+):/g)].map(([, severity]) => severity);
  expect(severities).toEqual([...severities].sort((a, b) => 'critical high medium low'.indexOf(a) - 'critical high medium low'.indexOf(b)));
  expect(new Set(severities).size).toBeGreaterThan(1);
});

test('a comment never exceeds 60,000 characters, keeps the most severe, and says what it cut', () => {
  const many = Array.from({ length: 400 }, (_, index) => changedSet([WRITABLE, { at: 'pod/hostNetwork', to: true }]).map(object => (
    { ...object, metadata: { ...object.metadata, name: `${object.metadata!.name}-${index}` } }))).flat();
  const result = resultOf(stream(many));
  const text = textOf(result);
  expect(text.length).toBeLessThanOrEqual(60_000);
  expect(text.length).toBeGreaterThan(50_000);
  expect(text).toContain('high: <code>host-network</code> (400 findings)');
  const said = [...text.matchAll(/^- `shop/gm)].length;
  expect(text).toContain(`**Cut to fit 60,000 characters:** the last ${result.report.findings.length - said} of ${result.report.findings.length} findings`);
  expect(text.split('<details>')).toHaveLength(text.split('</details>').length);
});

test('a comment with more errors than fit says so', () => {
  const result = mixedResult();
  const text = textOf({ ...result, problems: Array.from({ length: 2_000 }, (_, index) => ({ file: `${index}.yaml`, line: 1, says: 'is no YAML: unexpected end of the stream' })) });
  expect(text.length).toBeLessThanOrEqual(60_000);
  expect(text).toContain('**Cut to fit 60,000 characters:** errors');
});

test('a name is neither markup nor a mention', () => {
  const text = textOf(hostileResult());
  expect(text).toContain('``');
  const outside = text.replace(/(`+) ?.*?[^`]\1(?!`)/g, '');
  expect(outside).not.toContain('@team');
  expect(outside).not.toContain('<script>');
  expect(outside).not.toContain(HOSTILE);
});
