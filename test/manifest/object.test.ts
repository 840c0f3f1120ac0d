import { describeIdentity, groupOf, identityKey, identityOf, isManifestObject, isRecord, recordOf, recordsOf, textsOf } from '../../src/manifest/object';

it.each([[{}, true], [[], false], [null, false], ['a', false], [undefined, false]])('%j is a record: %s', (value, record) => {
  expect(isRecord(value)).toBe(record);
});

it.each([[{ apiVersion: 'v1', kind: 'Pod' }, true], [{ apiVersion: 'v1' }, false], [{ apiVersion: 1, kind: 'Pod' }, false], [[], false]])('%j is an object of Kubernetes: %s', (value, object) => {
  expect(isManifestObject(value)).toBe(object);
});

it.each([['v1', ''], ['apps/v1', 'apps'], ['networking.k8s.io/v1', 'networking.k8s.io']])('the group of %s is %j', (apiVersion, group) => {
  expect(groupOf(apiVersion)).toBe(group);
});

it.each<[string, object, object]>([
  ['name and namespace', { metadata: { name: 'a', namespace: 'b' } }, { name: 'a', namespace: 'b' }],
  ['no namespace', { metadata: { name: 'a' } }, { name: 'a' }],
  ['no metadata', {}, { name: '' }],
  ['metadata that is no object', { metadata: 'x' }, { name: '' }],
  ['a name that is a number', { metadata: { name: 1 } }, { name: '1' }],
  ['a name that hides its own toString', { metadata: { name: { toString: [] } } }, { name: '{"toString":[]}' }],
])('the identity with %s', (_, object, identity) => {
  expect(identityOf({ apiVersion: 'v1', kind: 'Pod', ...object })).toEqual({ apiVersion: 'v1', kind: 'Pod', ...identity });
});

it('versions of one group name the same object', () => {
  expect(identityKey({ apiVersion: 'autoscaling/v1', kind: 'A', namespace: 'n', name: 'x' })).toBe(identityKey({ apiVersion: 'autoscaling/v2', kind: 'A', namespace: 'n', name: 'x' }));
  expect(identityKey({ apiVersion: 'apps/v1', kind: 'A', name: 'x' })).toBe('apps/A//x');
});

it.each([
  [{ kind: 'Pod', namespace: 'b', name: 'a' }, 'Pod b/a'], [{ kind: 'Namespace', name: 'a' }, 'Namespace a'], [{ kind: 'Pod', name: '' }, 'Pod (no name)'],
])('%j reads %j', (identity, text) => {
  expect(describeIdentity(identity)).toBe(text);
});

it.each([[{ a: 1 }, { a: 1 }], [[], {}], [null, {}], ['a', {}]])('%j is read as the object %j', (value, record) => {
  expect(recordOf(value)).toEqual(record);
});

it.each([[[{ a: 1 }, 'b', null], [{ a: 1 }]], [{ a: 1 }, []], [undefined, []]])('of %j the objects are %j', (value, records) => {
  expect(recordsOf(value)).toEqual(records);
});

it.each([[['a', 1, { toString: [] }, null], ['a', '1', '{"toString":[]}', 'null']], ['a', []]])('%j has the texts %j', (value, texts) => {
  expect(textsOf(value)).toEqual(texts);
});
