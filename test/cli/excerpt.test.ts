import { excerptsOf } from '../../src/cli/excerpt';
import { objectsOf } from '../../src/cli/input';

const FIRST = ['apiVersion: v1', 'kind: Pod', 'spec:', '  hostNetwork: true', '  a: 1', '  b: 2', '  c: 3', '  d: 4'];
const SECOND = ['---', 'apiVersion: v1', 'kind: Secret', 'data:', '  a: c2VjcmV0', `  b: ${'x'.repeat(300)}`];
const excerptAt = excerptsOf(objectsOf({ file: 'a.yaml', text: [...FIRST, ...SECOND, ''].join('\n') }).objects);

it.each([
  ['the line with some around it', 4, 3, ['spec:', '  hostNetwork: true', '  a: 1', '  b: 2', '  c: 3', '  d: 4']],
  ['the first line', 1, 1, ['apiVersion: v1', 'kind: Pod', 'spec:', '  hostNetwork: true', '  a: 1']],
  ['nothing of the next document', 8, 7, ['  c: 3', '  d: 4']],
  ['a later document, masked', 13, 12, ['data:', '  a: ******', '  b: ******']],
])('an excerpt shows %s', (_, line, from, lines) => expect(excerptAt({ file: 'a.yaml', line })).toEqual({ from, line, lines }));

test('an excerpt cuts long lines', () => {
  const at = excerptsOf(objectsOf({ file: 'a', text: `apiVersion: v1\nkind: Pod\nx: ${'x'.repeat(300)}\n` }).objects);
  expect(at({ file: 'a', line: 3 })!.lines[1]).toMatch(/^x: x{197}…$/);
});

test.each([[{ file: 'a.yaml' }], [{ file: 'b.yaml', line: 1 }]])('there is no excerpt at %j', place => expect(excerptAt(place)).toBeUndefined());
