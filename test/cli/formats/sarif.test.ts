import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { sarif } from '../../../src/cli/formats/sarif';
import { hardenedYaml, hostileResult, mixedResult, resultOf, WRITABLE } from '../harness';

interface Invocation { executionSuccessful: boolean; toolExecutionNotifications: unknown[] }
interface Log { runs: [{ tool: { driver: { rules: Rule[] } }; results: Result[]; invocations: [Invocation] }] }
interface Rule { id: string; help: { text: string; markdown: string }; defaultConfiguration: { level: string }; properties: Record<string, unknown> }
interface Result {
  ruleId: string; ruleIndex: number; level: string; partialFingerprints: Record<string, string>; suppressions?: unknown[];
  locations: [{ physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number; startColumn: number } } }];
}

// The published schema is of draft 4, which Ajv reads once its `id` has its later name.
const { id, $schema, ...schema } = JSON.parse(readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8')) as Record<string, unknown>;
const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
const parsed = (result: Parameters<typeof sarif>[0]) => JSON.parse([...sarif(result)].join('')) as Log;

test('the schema is the published one', () => expect([id, $schema]).toEqual([expect.stringContaining('sarif-2.1.0'), expect.stringContaining('draft-04')]));

it.each([
  ['findings, waivers, errors and what could not be read', mixedResult()],
  ['nothing at all', resultOf(hardenedYaml())],
  ['hostile names', hostileResult()],
])('a log of %s is as the published schema says', (_, result) => {
  validate(parsed(result));
  expect(validate.errors).toBeNull();
});

test('a log with a result that says nothing is not', () => {
  const log = parsed(mixedResult());
  delete (log.runs[0].results[0] as { message?: unknown }).message;
  expect(validate(log)).toBe(false);
});

describe('the log', () => {
  const { tool, results, invocations: [invocation] } = parsed(mixedResult()).runs[0];
  const finding = results.find(({ ruleId }) => ruleId === 'read-only-root-filesystem')!;

  test('has the rule of each result, with help', () => {
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(tool.driver.rules.find(rule => rule.id === 'read-only-root-filesystem')).toMatchObject({
      help: { text: expect.stringContaining('readOnlyRootFilesystem: true'), markdown: expect.stringContaining('**What to write.**') },
      defaultConfiguration: { level: 'warning' }, properties: { 'security-severity': '5.5', 'tags': expect.arrayContaining(['security']) },
    });
  });

  test('places a finding by relative path, line and column', () => {
    expect(finding.locations[0].physicalLocation).toEqual({ artifactLocation: { uri: 'shop/all.yaml' }, region: { startLine: expect.any(Number), startColumn: 13 } });
  });

  test('marks what is waived as suppressed, with the reason', () => {
    expect(results.find(({ ruleId }) => ruleId === 'replicas-minimum')!.suppressions).toEqual([{ kind: 'external', status: 'accepted', justification: 'One <writer>. (team-shop, until 2027-01-31)' }]);
    expect(finding.suppressions).toBeUndefined();
  });

  test('says that not all could be judged', () => {
    expect(invocation.executionSuccessful).toBe(false);
    expect(JSON.stringify(invocation.toolExecutionNotifications)).toMatch(/is no YAML.*could not evaluate/);
  });
});

test('the fingerprint stays when the file grows above the finding, and differs for another object', () => {
  const printsOf = (text: string) => parsed(resultOf(text)).runs[0].results.map(({ partialFingerprints }) => partialFingerprints['controlObject/v1']);
  const text = hardenedYaml(WRITABLE);
  expect(printsOf(`# one\n# two\n${text}`)).toEqual(printsOf(text));
  expect(printsOf(text.replaceAll('name: cart', 'name: other'))).not.toEqual(printsOf(text));
});

test('a path is written as a URI', () => {
  const result = mixedResult();
  const moved = { ...result, report: { ...result.report, findings: result.report.findings.map(each => ({ ...each, source: { file: 'a b/<stdin>#1.yaml' } })) } };
  expect(parsed(moved).runs[0].results[0].locations[0].physicalLocation).toEqual({ artifactLocation: { uri: 'a%20b/%3Cstdin%3E%231.yaml' } });
});
