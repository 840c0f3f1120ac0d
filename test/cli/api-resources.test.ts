import * as fc from 'fast-check';
import { parseApiResources, Served } from '../../src/cli/api-resources';
import { UsageError } from '../../src/cli/problem';

const TABLE = [
  'NAME          SHORTNAMES   APIVERSION   NAMESPACED   KIND',
  'configmaps    cm           v1           true         ConfigMap',
  'bindings                   v1           true         Binding',
  'deployments   deploy       apps/v1      true         Deployment',
  'nodes         no           v1           false        Node',
].join('\n');
const WIDE = TABLE.split('\n').map((line, index) => `${line}   ${index === 0 ? 'VERBS   CATEGORIES' : 'create,delete,get   all'}`).join('\n');
const KUBECTL_JSON = JSON.stringify({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources: [
  { name: 'deployments', kind: 'Deployment', group: 'apps', version: 'v1', namespaced: true }, { name: 'configmaps', kind: 'ConfigMap', version: 'v1', group: '' },
  { name: 'nodes', kind: 'Node', version: 'v1' },
] });
const APPS = { kind: 'APIResourceList', groupVersion: 'apps/v1', resources: [{ name: 'deployments', kind: 'Deployment' }, { name: 'deployments/scale', kind: 'Scale', group: 'autoscaling', version: 'v1' }] };
const CORE = { kind: 'APIResourceList', groupVersion: 'v1', resources: [{ name: 'configmaps', kind: 'ConfigMap' }, { name: 'nodes', kind: 'Node' }] };
const DISCOVERY = (name: string | undefined, kinds: string[]) => ({ metadata: { name }, versions: [{ version: 'v1', resources: kinds.map(kind => ({ responseKind: { kind } })) }] });
const AGGREGATED = { kind: 'APIGroupDiscoveryList', items: [DISCOVERY('apps', ['Deployment']), DISCOVERY(undefined, ['ConfigMap', 'Node'])] };

describe.each([
  ['the table', TABLE, 'unknown'],
  ['the wide table', WIDE, 'unknown'],
  ['the table without its head', TABLE.split('\n').slice(1).join('\n'), 'unknown'],
  ["kubectl's JSON", KUBECTL_JSON, 'unknown'],
  ['lists one after another', `${JSON.stringify(CORE)}\n${JSON.stringify(APPS)}\n`, 'no'],
  ['a list of lists', JSON.stringify({ kind: 'List', items: [CORE, APPS] }, undefined, 2), 'no'],
  ['lists in YAML', 'kind: APIResourceList\ngroupVersion: apps/v1\nresources: [{ name: deployments, kind: Deployment }]\n---\nkind: APIResourceList\ngroupVersion: v1\nresources: [{ name: configmaps, kind: ConfigMap }, { name: nodes, kind: Node }]\n', 'no'],
  ['aggregated discovery', JSON.stringify(AGGREGATED), 'no'],
] as [string, string, Served][])('%s', (_, text, other) => {
  const apis = parseApiResources(text, 'dump');
  it.each([
    ['apps', 'v1', 'Deployment', 'yes'], ['', 'v1', 'ConfigMap', 'yes'], ['', 'v1', 'Node', 'yes'], ['apps', 'v1', 'StatefulSet', 'no'],
    ['extensions', 'v1', 'Deployment', 'no'], ['autoscaling', 'v1', 'Scale', 'no'], ['apps', 'v1beta1', 'Deployment', other],
  ] as [string, string, string, Served][])('%s/%s %s: %s', (group, version, kind, served) => expect(apis.serves(group, version, kind)).toBe(served));

  it('knows the versions of a kind', () => expect([apis.versionsOf('apps', 'Deployment'), apis.versionsOf('x', 'X')]).toEqual([['v1'], []]));
});

it.each([
  ['the output of api-versions', 'apps/v1\nv1\n', "dump:1: is no line of 'kubectl api-resources' (NAME, SHORTNAMES, APIVERSION, NAMESPACED, KIND). Make one with: kubectl api-resources > api-resources.txt"],
  ['the table of an old kubectl', 'NAME APIGROUP NAMESPACED KIND\ndeployments deploy apps true Deployment\n', "dump:2: is no line of 'kubectl api-resources'"],
  ['names of groups', JSON.stringify({ kind: 'APIGroupList', groups: [] }), 'dump: is an APIGroupList, which names no kinds. Make one with'],
  ['manifests', 'apiVersion: v1\nkind: Service\n', 'dump: holds a Service, and no list of API resources. Make one with'],
  ['a list of texts', '["a"]', 'dump: holds no object, and no list of API resources.'],
  ['an object without a kind', '{"a": 1}', 'dump: holds something without a kind, and no list'],
  ['half a JSON', '{"a": ', 'dump: is neither JSON nor YAML: '],
  ['nothing', '\n', 'dump: lists no API resource. Make one with'],
  ['an empty list', JSON.stringify({ kind: 'APIResourceList', groupVersion: 'v1', resources: [] }), 'dump: lists no API resource.'],
])('%s is refused, and it is said how to make a dump', (_, text, message) => {
  expect(() => parseApiResources(text, 'dump')).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }));
});

test('whatever is given, it is read or refused', () => {
  const anything = fc.oneof(fc.string(), fc.json(), fc.record({ kind: fc.constantFrom('APIResourceList', 'APIGroupDiscoveryList'), items: fc.anything(), resources: fc.anything() })
    .map(value => JSON.stringify(value, (_, each: unknown) => typeof each === 'bigint' ? Number(each) : each)));
  fc.assert(fc.property(anything, text => {
    try {
      expect(parseApiResources(text, 'dump').size).toBeGreaterThan(0);
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
    }
  }));
});
