import { nearest } from '../../src/controls/nearest';

it.each([
  ['a letter too few', 'registrie', ['registries', 'ids'], ['registries']],
  ['words in another order', 'root-run', ['run-as-root', 'host-port'], ['run-as-root']],
  ['nothing near', 'xyzzy', ['registries'], []],
  ['an empty text', '', ['registries'], []],
])('%s', (_, misspelt, names, found) => expect(nearest(misspelt, names)).toEqual(found));

test('at most three are named, the nearest first', () => {
  expect(nearest('aaaa', ['aaab', 'aaaa1', 'aabb', 'aaaac', 'bbbb'])).toEqual(['aaaa1', 'aaaac', 'aaab']);
});
