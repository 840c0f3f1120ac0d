import * as fc from 'fast-check';
import { pathOf, pointer, valueAt } from '../../src/manifest/pointer';

it.each<[(string | number)[], string]>([
  [[], ''], [['spec', 'containers', 0], '/spec/containers/0'], [['metadata', 'annotations', 'a/b~c'], '/metadata/annotations/a~1b~0c'], [[''], '/'], [['~1'], '/~01'],
])('the pointer of %j is %j', (path, text) => {
  expect(pointer(...path)).toBe(text);
  expect(pathOf(text)).toEqual(path.map(String));
});

it('a pointer leads back to its path', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.stringMatching(/^[~/01a]{0,5}$/))), path => { expect(pathOf(pointer(...path))).toEqual(path); }));
});

const object = { spec: { containers: [{ name: 'a' }], none: null } };
it.each<[(string | number)[], unknown]>([
  [[], object], [['spec', 'containers', 0, 'name'], 'a'], [['spec', 'containers', '0', 'name'], 'a'], [['spec', 'none'], null],
  [['spec', 'none', 'x'], undefined], [['spec', 'containers', 1], undefined], [['spec', 'containers', 0, 'name', 'x'], undefined],
  [['constructor'], undefined], [['__proto__'], undefined], [['spec', 'toString'], undefined],
])('the value at %j', (path, value) => {
  expect(valueAt(object, path)).toEqual(value);
});

it('never throws, and finds what is there', () => {
  fc.assert(fc.property(fc.object(), fc.array(fc.string()), (root, path) => { valueAt(root, path); }));
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.integer()), root => {
    for (const key of Object.keys(root)) expect(valueAt(root, pathOf(pointer(key)))).toBe(root[key]);
  }));
});
