import { nearestPosition, positionsOf } from '../../src/manifest/source-positions';

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
