import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import * as fc from 'fast-check';
import { HOSTILE_SHOP, reportOf, SHOP, trees } from './harness';
import { json } from '../../../src/cli/reach/json';
import { ReachReport } from '../../../src/cli/reach/report';
import { MESHES } from '../../../src/reachability/environment';
import { istio, namespace, pod } from '../../reachability/harness';

const schema = JSON.parse(readFileSync(join(__dirname, '../../../schemas/reach-1.schema.json'), 'utf8')) as object;
const validate = new Ajv({ allErrors: true }).compile(schema);
interface Parsed {
  schemaVersion: number;
  flows: { from: string; to: string; verdict: string; decidedBy: { file?: string; line?: number; rule: string }[] }[];
}
const parsed = (report: ReachReport) => JSON.parse([...json(report)].join('')) as Parsed;

const MESHED = [
  namespace('a', { 'istio.io/dataplane-mode': 'ambient' }), pod('a/web', { app: 'web' }),
  istio('AuthorizationPolicy', 'a', '{ action: DENY, rules: [{ to: [{ operation: { paths: [/x*] } }] }] }'), istio('PeerAuthentication', 'a', '{ mtls: { mode: STRICT } }', 'default'),
];

it.each([
  ['an ordinary tree', SHOP, {}], ['a tree of one pod that nothing holds', [pod('a/b', {})], {}], ['hostile names', HOSTILE_SHOP, {}], ['a mesh', MESHED, { mesh: 'istio-ambient' as const }],
])('a report of %s is as the schema says', (_, documents, environment) => {
  validate(parsed(reportOf(documents, environment)));
  expect(validate.errors).toBeNull();
});

test('a report of any tree is as the schema says', () => {
  fc.assert(fc.property(trees, fc.constantFrom(...MESHES), fc.boolean(), (documents, mesh, all) => {
    validate(parsed(reportOf(documents, { mesh }, all)));
    expect(validate.errors).toBeNull();
  }), { numRuns: 60 });
});

it.each([
  ['of another version', (report: Parsed) => { report.schemaVersion = 2; }], ['with a denied flow', (report: Parsed) => { report.flows[0].verdict = 'denied'; }],
  ['with a line of 0', (report: Parsed) => { report.flows[0].decidedBy[0].line = 0; }],
])('a report %s is not', (_, spoil) => {
  const report = parsed(reportOf(SHOP));
  spoil(report);
  expect(validate(report)).toBe(false);
});

test('flows carry the file and line of the rules that decide them', () => {
  const [flow] = parsed(reportOf(SHOP, {}, false)).flows;
  expect(flow).toMatchObject({
    from: 'shop/Pod/web', to: 'shop/Pod/db', verdict: 'allowed', ports: [{ protocol: 'TCP', from: 5432, to: 5432, verdict: 'allowed' }], heldBy: ['network'],
    decidedBy: [{ object: 'NetworkPolicy shop/web', file: 'shop/all.yaml', line: 10, rule: '/spec/egress/0' }, { object: 'NetworkPolicy shop/db', line: 12 }],
  });
});

test('two runs give the same bytes', () => expect([...json(reportOf(SHOP))]).toEqual([...json(reportOf(SHOP))]));
