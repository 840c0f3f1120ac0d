import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { json } from '../../../src/cli/formats/json';
import { hardenedYaml, hostileResult, mixedResult, resultOf } from '../harness';

const schema = JSON.parse(readFileSync(join(__dirname, '../../../schemas/check-1.schema.json'), 'utf8')) as object;
const validate = new Ajv({ allErrors: true }).compile(schema);
const parsed = (result: Parameters<typeof json>[0]) => JSON.parse([...json(result)].join('')) as Record<string, unknown> & { findings: Record<string, unknown>[] };

it.each([
  ['findings, waivers, errors and what could not be read', mixedResult()],
  ['nothing at all', resultOf(hardenedYaml())],
  ['passes', resultOf(hardenedYaml(), { includePasses: true })],
  ['hostile names', hostileResult()],
])('a report of %s is as the schema says', (_, result) => {
  validate(parsed(result));
  expect(validate.errors).toBeNull();
});

it.each([
  ['without a finding\'s control', (report: ReturnType<typeof parsed>) => delete report.findings[0].control],
  ['with an unknown severity', (report: ReturnType<typeof parsed>) => { report.findings[0].severity = 'severe'; }],
  ['with a line of 0', (report: ReturnType<typeof parsed>) => { report.findings[0].source = { file: 'a', line: 0 }; }],
  ['of another version', (report: ReturnType<typeof parsed>) => { report.schemaVersion = 2; }],
])('a report %s is not', (_, spoil) => {
  const report = parsed(mixedResult());
  spoil(report);
  expect(validate(report)).toBe(false);
});

test('a report has one finding on each line, in the words of the contract', () => {
  const text = [...json(mixedResult())].join('');
  const [line] = text.split('\n').filter(each => each.includes('"read-only-root-filesystem"'));
  expect(JSON.parse(line.trim().replace(/,$/, ''))).toEqual({
    control: 'read-only-root-filesystem',
    severity: 'medium',
    outcome: 'fail',
    object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' },
    container: 'cart',
    pointer: '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem',
    source: { file: 'shop/all.yaml', line: expect.any(Number), column: 13 },
    message: "container 'cart': securityContext.readOnlyRootFilesystem is false",
    fix: expect.stringContaining('readOnlyRootFilesystem: true'),
    standards: expect.objectContaining({ nist800190: ['4.4.4'] }),
  });
});

test('what is skipped and what could not be read stand beside the contract\'s lists', () => {
  const { skipped, unreadable, waived, errors } = parsed(mixedResult());
  expect({ skipped, unreadable }).toEqual({
    skipped: [{ control: 'host-port', reason: 'None here.' }],
    unreadable: [{ file: 'shop/all.yaml', line: expect.any(Number), column: 1, reason: expect.stringContaining('is no YAML') }],
  });
  expect(waived).toMatchObject([{ control: 'replicas-minimum', owner: 'team-shop', source: { file: 'shop/all.yaml', line: expect.any(Number) } }]);
  expect(errors).toMatchObject([{ control: 'manifest-shape', source: { line: expect.any(Number) } }, ...(errors as unknown[]).slice(1).map(() => ({}))]);
});
