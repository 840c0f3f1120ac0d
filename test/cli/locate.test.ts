import { objectsOf } from '../../src/cli/input';
import { judgedObjects, lastFew } from '../../src/cli/locate';

const TEXT = `# first
apiVersion: v1
kind: Pod
spec:
  hostNetwork: true
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  spec: {}
`;

describe('judgedObjects', () => {
  const [first, item] = judgedObjects(objectsOf({ file: 'a.yaml', text: TEXT }).objects);

  it.each([
    ['a field', first, '/spec/hostNetwork', { file: 'a.yaml', line: 5, column: 3 }],
    ['the field above one that is missing', first, '/spec/containers/0', { file: 'a.yaml', line: 4, column: 1 }],
    ['an object', first, '', { file: 'a.yaml', line: 2, column: 1 }],
    ['an item of a List in a later document', item, '', { file: 'a.yaml', line: 10, column: 3 }],
    ['a field of such an item', item, '/spec', { file: 'a.yaml', line: 12, column: 3 }],
  ])('locates %s', (_, { locate }, pointer, place) => expect(locate!(pointer)).toEqual(place));
});

test('lastFew computes again only what was dropped', () => {
  let computed = 0;
  const square = lastFew((value: number) => { computed++; return value * value; });
  expect([1, 2, 1, 2].map(square)).toEqual([1, 4, 1, 4]);
  expect(computed).toBe(2);
  for (let value = 0; value < 20; value++) square(value);
  square(1);
  expect(computed).toBe(21);
});
