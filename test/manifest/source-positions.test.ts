import * as fc from 'fast-check';
import { pointer } from '../../src/manifest/pointer';
import { nearestPosition, positionsOf, spansOf } from '../../src/manifest/source-positions';
import { parseYaml, toYaml } from '../../src/manifest/yaml';

const TEXT = `# a comment
apiVersion: v1
kind: Pod
spec:
  # why not
  containers:
  - name: a
    image: "x"
  -
    name: b
    args: [one, 'two']
  nodeSelector: {os: linux}
---
---
kind: List
items:
- kind: Service
`;

describe('positionsOf', () => {
  const [pod, list] = positionsOf(TEXT);

  it.each([
    ['/apiVersion', 2, 1],
    ['/spec', 4, 1],
    ['/spec/containers', 6, 3],
    ['/spec/containers/0', 7, 5],
    ['/spec/containers/0/image', 8, 5],
    ['/spec/containers/1', 10, 5],
    ['/spec/containers/1/args/1', 11, 17],
    ['/spec/nodeSelector/os', 12, 18],
  ])('finds %s in line %i, column %i', (at, line, column) => expect(pod.get(at)).toEqual({ line, column }));

  it('counts documents as the reader does: empty ones are none', () => expect(list.get('/items/0/kind')).toEqual({ line: 17, column: 3 }));

  it('is not put off by a byte order mark or carriage returns', () => {
    expect(positionsOf('\uFEFFa: 1\r\nb:\r\n  c: 2\r\n')[0].get('/b/c')).toEqual({ line: 3, column: 3 });
  });

  it('reads JSON', () => expect(positionsOf('{\n  "a": {\n    "b": [1]\n  }\n}')[0].get('/a/b/0')).toEqual({ line: 3, column: 11 }));
});

describe('nearestPosition', () => {
  const [pod] = positionsOf(TEXT);

  it.each([
    ['a field that is there', '/spec/containers/0/image', { line: 8, column: 5 }],
    ['the field above one that is missing', '/spec/containers/0/securityContext/privileged', { line: 7, column: 5 }],
    ['the document', '/status', { line: 2, column: 1 }],
  ])('gives %s', (_, at, position) => expect(nearestPosition(pod, at)).toEqual(position));
});

describe('spansOf', () => {
  it.each([
    ['/spec/nodeSelector/os', 'os: linux'],
    ['/spec/containers/0/image', 'image: "x"'],
    ['/spec/containers/1/args/1', "'two'"],
    ['/spec/containers/1/args', "args: [one, 'two']"],
  ])('gives what %s takes up', (at, text) => {
    const { from, value, to } = spansOf(TEXT)[0].get(at)!;
    expect(TEXT.slice(from, to).trim()).toBe(text);
    expect(text.endsWith(TEXT.slice(value, to).trim())).toBe(true);
  });
});

// Every document that our own writer or a JSON writer makes.
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.stringOf(fc.constantFrom(...'-:{}[]&*!|>#\'"%@` \n\ta')));
const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
  tree: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('tree'), { maxLength: 4 }), fc.dictionary(fc.string().filter(key => key !== '__proto__'), tie('tree'), { maxKeys: 4 })),
}));
const document = fc.dictionary(fc.string({ minLength: 1 }).filter(key => key !== '__proto__'), tree, { minKeys: 1, maxKeys: 4 });

function pointersOf(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, item]) => pointersOf(item, at + pointer(key)))];
}

describe.each([
  ['toYaml', (value: unknown) => toYaml(value)],
  ['JSON.stringify', (value: unknown) => JSON.stringify(value)],
  ['JSON.stringify, indented', (value: unknown) => JSON.stringify(value, undefined, 2)],
])('what %s writes', (_, write) => {
  it('has a position for every pointer, at the first character of what stands there', () => {
    fc.assert(fc.property(document, value => {
      const text = write(value);
      const positions = positionsOf(text)[0];
      const lines = text.split('\n');
      const wanted = pointersOf(parseYaml(text)[0]);
      expect([...positions.keys()].sort()).toEqual([...new Set(wanted)].sort());
      for (const { line, column } of positions.values()) expect(lines[line - 1]?.[column - 1] ?? '').toMatch(/^\S$/);
    }), { numRuns: 300 });
  });
});
