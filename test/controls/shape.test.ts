import { hardenedSet } from './hardened-set';
import { shapeProblems } from '../../src/controls/shape';

const service = (spec: unknown) => ({ apiVersion: 'v1', kind: 'Service', spec });
const pod = (spec: unknown) => ({ apiVersion: 'v1', kind: 'Pod', spec });

test.each(hardenedSet().map(object => [object.kind, object] as const))('a good %s has the shape of its API', (_, object) => {
  expect(shapeProblems(object)).toEqual([]);
});

test.each([
  ['a list where an object should be', { ...service({}), metadata: [] }, '/metadata', 'must be an object, and is a list'],
  ['a number in a map of texts', service({ selector: { app: 1 } }), '/spec/selector/app', 'must be a text, and is a number'],
  ['an object where a port should be', service({ ports: [{ targetPort: { value: 80 } }] }), '/spec/ports/0/targetPort', 'must be a number or a name, and is an object'],
  ['half a port', service({ ports: [{ port: 80.5 }] }), '/spec/ports/0/port', 'must be a whole number, and is a number'],
  ['a truth value where a quantity should be', pod({ containers: [{ resources: { limits: { cpu: true } } }] }), '/spec/containers/0/resources/limits/cpu',
    'must be a quantity, and is true or false'],
  ['nothing where a spec should be', pod(null), '/spec', 'must be an object, and is null'],
  ['a text where a list of verbs should be', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', rules: [{ verbs: 'get' }] }, '/rules/0/verbs', 'must be a list, and is a text'],
  ['a text where a list of rules should be', { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', spec: { rules: 'x' } }, '/spec/rules', 'must be a list, and is a text'],
  ['a key with a slash', service({ selector: { 'a/b': [] } }), '/spec/selector/a~1b', 'must be a text, and is a list'],
])('%s is said', (_, object, pointer, says) => {
  expect(shapeProblems(object as never)).toEqual([{ pointer, says }]);
});

test('null is unset, and fields that no control reads are left to the API server', () => {
  expect(shapeProblems(pod({ hostNetwork: null, unknown: 1, containers: [] }))).toEqual([]);
});
