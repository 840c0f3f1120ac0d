import { readsOf } from '../../src/controls/cel-reads';

test.each([
  ['has(container.a) && container.a.b == 1', ['container.a', 'container.a.b']],
  ['container.ports.all(p, p.hostPort == 0)', ['container.ports', 'container.ports.*.hostPort']],
  ["object.metadata.labels['a.b'] == ''", ['object.metadata', 'object.metadata.labels', 'object.metadata.labels.a.b']],
  ['pod.spec.volumes.filter(v, has(v.x)).all(v, v.y)', ['pod.spec', 'pod.spec.volumes', 'pod.spec.volumes.*.x', 'pod.spec.volumes.*.y']],
  ['true', []],
])('%s reads %j', (cel, fields) => {
  expect(readsOf(cel).fields.map(path => path.join('.'))).toEqual(fields);
});

test.each([
  ['container.a.all(x, x > 0) && y.z == 1', ['container', 'y'], ['all']],
  ['[1, 2].exists(n, n in object.list.map(m, m.size()))', ['object'], ['exists', 'map', 'size']],
  ['type(object.a) == string || foo(object.b) || object.?c.orValue(1) == 1', ['object'], ['type', 'foo', '.?', 'orValue']],
  ["object.a ? true : {'k': pod}.k", ['object', 'pod'], []],
])('%s reads %j and calls %j', (cel, variables, functions) => {
  const reads = readsOf(cel);
  expect([...reads.variables].sort()).toEqual(variables);
  expect([...reads.functions].sort()).toEqual([...functions].sort());
});

test('what is no CEL is refused', () => expect(() => readsOf('object.')).toThrow());
