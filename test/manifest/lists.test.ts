import * as fc from 'fast-check';
import { compareTexts, groups, push } from '../../src/manifest/lists';

it('groups hold the values of each key, keys and values in the order in which they come', () => {
  expect([...groups(['ab', 'c', 'de', 'f'], ({ length }) => length)]).toEqual([[2, ['ab', 'de']], [1, ['c', 'f']]]);
});

it('adds to a list that is there, and begins one that is not', () => {
  const map = new Map([['a', [1]]]);
  push(map, 'a', 2);
  push(map, 'b', 3);
  expect([...map]).toEqual([['a', [1, 2]], ['b', [3]]]);
});

test('texts are ordered as sort orders them by default: by code unit', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' })), texts => {
    expect([...texts].sort(compareTexts)).toEqual([...texts].sort());
  }));
});
