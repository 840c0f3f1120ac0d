import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { run } from './harness';

const TABLE = 'services svc v1 true Service\nhorizontalpodautoscalers hpa autoscaling/v2 true HorizontalPodAutoscaler\ningresses ing networking.k8s.io/v1 true Ingress\n';
const WHOLE = ['v1 Service', 'autoscaling/v2 HorizontalPodAutoscaler', 'networking.k8s.io/v1 Ingress'].map(text => text.split(' '))
  .map(([groupVersion, kind]) => JSON.stringify({ kind: 'APIResourceList', groupVersion, resources: [{ name: 'x', kind }] })).join('\n');
const object = (apiVersion: string, kind: string, spec: object = {}) => `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x, namespace: x }\nspec: ${JSON.stringify(spec)}\n`;
const POSTURE = JSON.stringify({ requires: { customResources: [{ group: 'external-secrets.io', version: 'v1', kinds: ['ExternalSecret'] }], controllers: ['Stakater Reloader'], nodes: ['AppArmor'] } });
const preflight = (tree: string, dump = WHOLE, ...args: string[]) => run(['preflight', '@t.yaml', '--api-resources', '@dump', ...args], { 't.yaml': tree, 'dump': dump, 'posture.json': POSTURE });

it.each([
  ['what is served', object('v1', 'Service'), WHOLE, 0, '1 kind needed, 0 lacking.\n'],
  ['a group that is not there', object('v1', 'Service') + object('acme.example/v1', 'Widget') + object('acme.example/v1', 'Widget'), WHOLE, 1,
    'lacks @t.yaml:7:1 the cluster does not serve Widget of acme.example/v1 (2 objects)\n      Install what brings acme.example first, or leave these objects out.\n2 kinds needed, 1 lacking.\n'],
  ['a kind of Kubernetes that is not there', object('batch/v1', 'Job'), WHOLE, 1, 'Leave these objects out, or aim at another version of Kubernetes.'],
  ['a version that was removed', object('networking.k8s.io/v1beta1', 'Ingress'), WHOLE, 1,
    'does not serve Ingress of networking.k8s.io/v1beta1: Kubernetes stopped in 1.22\n      Write apiVersion: networking.k8s.io/v1, and look at the fields that have changed.'],
  ['another version', object('networking.k8s.io/v2', 'Ingress'), WHOLE, 1, 'It serves networking.k8s.io/v1: write that, or upgrade what brings the other.'],
  ['another version than the preferred', object('autoscaling/v1', 'HorizontalPodAutoscaler'), TABLE, 2,
    'unsure @t.yaml:2:1 whether the cluster serves HorizontalPodAutoscaler of autoscaling/v1 cannot be told: the dump has the preferred version alone, which is v2\n      Write the preferred version, or give a dump of all versions.\nAll versions: for v in v1 '],
  ['a removed version, by a table', object('networking.k8s.io/v1beta1', 'Ingress'), TABLE, 2, 'Write networking.k8s.io/v1, or give a dump of all versions.'],
  ['a kind that the tree itself defines', object('acme.example/v1', 'Widget')
    + object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { group: 'acme.example', names: { kind: 'Widget' }, versions: [{ name: 'v1', served: true }] }),
  `${WHOLE}\n${JSON.stringify({ kind: 'APIResourceList', groupVersion: 'apiextensions.k8s.io/v1', resources: [{ name: 'x', kind: 'CustomResourceDefinition' }] })}`, 0, '2 kinds needed, 0 lacking.\n'],
  ['what API resources do not show', object('autoscaling/v2', 'HorizontalPodAutoscaler'), WHOLE, 0, 'API resources do not show these; make sure of them:\n  runs in the cluster: metrics-server\n'],
] as [string, string, string, number, string][])('%s', (_, tree, dump, code, text) => {
  const result = preflight(tree, dump);
  expect([result.code, result.err]).toEqual([code, '']);
  expect(result.out).toContain(text);
});

test('posture.json alone is enough, and says what it requires', () => {
  const { code, out } = run(['preflight', '--api-resources', '@dump', '--posture', '@posture.json'], { 'dump': TABLE, 'posture.json': POSTURE });
  expect([code, out]).toEqual([1, [
    'lacks @posture.json the cluster does not serve ExternalSecret of external-secrets.io/v1', '      Install what brings external-secrets.io first, or leave these objects out.',
    'API resources do not show these; make sure of them:', '  runs in the cluster: Stakater Reloader', '  nodes have: AppArmor', '1 kind needed, 1 lacking.', '',
  ].join('\n')]);
});

test('what cannot be read is named, and the rest is judged', () => {
  const { code, out, err } = preflight(`${object('acme.example/v1', 'Widget')}---\na: [\n`);
  expect([code, out, err]).toEqual([2, expect.stringContaining('lacks '), expect.stringMatching(/^problem: @t\.yaml:\d+:1: is no YAML/)]);
});

it.each([
  ['no dump', ['@t.yaml'], "required option '--api-resources <dump>' not specified"],
  ['a dump that is not there', ['@t.yaml', '--api-resources', '@none'], '--api-resources @none: does not exist.'],
  ['a dump that is none', ['@t.yaml', '--api-resources', '@t.yaml'], '@t.yaml: holds a Service, and no list of API resources. Make one with: kubectl api-resources'],
  ['nothing that needs anything', ['--api-resources', '@dump'], 'there is nothing that could need anything. Name a tree, or a posture.json with --posture.'],
  ['an empty tree', ['@empty.yaml', '--api-resources', '@dump'], 'there is nothing that could need anything.'],
  ['a posture that is none', ['--api-resources', '@dump', '--posture', '@t.yaml'], 'is no posture.json: its requires must have customResources, controllers and nodes.'],
  ['a posture with broken requires', ['--api-resources', '@dump', '--posture', '@p.json'], '@p.json:1:2: is no posture.json'],
  ['a posture that is not there', ['--api-resources', '@dump', '--posture', '@none'], '@none: does not exist'],
])('%s is refused', (_, args, message) => {
  const { code, out, err } = run(['preflight', ...args], { 't.yaml': object('v1', 'Service'), 'dump': TABLE, 'empty.yaml': '# nothing\n', 'p.json': '{"requires": {"customResources": [{"group": 1}]}}' });
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

test('JSON is as its schema says', () => {
  const schema = JSON.parse(readFileSync(join(__dirname, '../../schemas/preflight-1.schema.json'), 'utf8')) as object;
  const validate = new Ajv({ allErrors: true }).compile(schema);
  const { out } = preflight(object('acme.example/v1', 'Widget') + object('autoscaling/v1', 'HorizontalPodAutoscaler'), TABLE, '--posture', '@posture.json', '--format', 'json');
  const answer = JSON.parse(out) as { lacking: object[] };
  validate(answer);
  expect(validate.errors).toBeNull();
  expect(answer).toMatchObject({
    summary: { kinds: 3, lacking: 2, undecided: 1 }, controllers: ['Stakater Reloader', 'metrics-server'], nodes: ['AppArmor'],
    lacking: [{ apiVersion: 'acme.example/v1', kind: 'Widget', objects: 1, source: { file: '@t.yaml', line: 2 } }, { kind: 'ExternalSecret', objects: 0 }],
  });
  expect(validate({ ...answer, lacking: [{}] })).toBe(false);
});
