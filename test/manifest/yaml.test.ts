import * as fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import { parseManifests, parseYaml, toYaml } from '../../src/manifest/yaml';

// The reader that cdk8s brings: another implementation, which reads both versions of YAML.
const { parse } = jest.requireActual<{ parse: (text: string, options: object) => unknown }>(require.resolve('yaml', { paths: [require.resolve('cdk8s')] }));

const READERS: [string, (text: string) => unknown][] = [
  ['our own reader', text => parseYaml(text)[0]],
  ['js-yaml with dates and merge keys', text => jsYaml.load(text)],
  ['a reader of YAML 1.1', text => parse(text, { version: '1.1' })],
  ['a reader of YAML 1.2', text => parse(text, { version: '1.2' })],
];

// One for each type that some reader resolves, in the spellings that differ between them.
const AMBIGUOUS = [
  '', '~', 'null', 'Null', 'NULL', 'true', 'True', 'yes', 'Yes', 'y', 'Y', 'n', 'N', 'no', 'on', 'off', 'OFF', '0', '-0', '+1', '007', '0o17', '0O17', '0x1F', '0b101', '1_000',
  '1_000.5', '_1', '1.', '.5', '-.5', '+.5', '1e3', '1E3', '1e+3', '1.5e-3', '1e', '0.', '.', '._', '.inf', '-.INF', '+.Inf', '.nan', '.NaN', '60:00', '1:30', '12:30:45', '190:20:30.15', '-1:30',
  '2024-01-01', '2024-1-1', '2024-01-01T00:00:00Z', '2001-12-14 21:59:43.10 -5', '<<', '=', '-', '--', '---', '...', '?', ':', '- a', 'a: b', 'a #b', '#a', '*a', '&a', '!a', '%a', '@a', '`a', '|', '>',
  '{', '[', ']', ',', "'", '"', ' a', 'a ', '\ta', 'a\nb', 'a\n', '\n', '\n a', 'a\r\nb', 'a\n\n', '\u0085', '\u2028', '\ufeff', '\0', '\u001b[0m', 'é', '😀', '\\', 'a\\nb', '0.1.2', '1.2.3.4', '::1', '08', '09',
  '1__0', '0x_1', '0b_1', '0o_7', '1e0_1', '+0x1', '-0b1', '... a', '0_', '+_5', '0_x1', '_', 'E0', '-e1', '.e1', '9223372036854775808', '1:60', '1:2:3', '00:01', '!!str a', '1_', 'NaN', 'Infinity', '__proto__', 'constructor',
];

describe.each(READERS)('%s', (_, read) => {
  it.each(AMBIGUOUS)('reads %j as it was written', text => {
    expect(read(toYaml({ text, list: [text, { nested: text }] }))).toEqual({ text, list: [text, { nested: text }] });
  });

  it.each(AMBIGUOUS.filter(text => text !== '__proto__'))('reads the key %j as it was written', key => {
    expect(read(toYaml({ [key]: { [key]: 'a' } }))).toEqual({ [key]: { [key]: 'a' } });
  });

  // Only what numbers, dates and booleans are made of: near misses are the rule, not the exception.
  const scalarish = fc.oneof(
    fc.stringMatching(/^[-+.:_0-9eExob ]{0,10}$/), fc.stringMatching(/^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[Tt ]?[-+:.0-9Z]{0,8}$/), fc.stringMatching(/^[-+]?[0-9][0-9_:.]{0,8}$/),
    fc.constantFrom(...AMBIGUOUS), fc.string(), fc.fullUnicodeString(),
  );

  it('reads every string as it was written', () => {
    fc.assert(fc.property(scalarish, text => {
      expect(read(toYaml({ a: text, b: [text] }))).toEqual({ a: text, b: [text] });
    }), { numRuns: 5000 });
  });

  it('reads every JSON value as it was written', () => {
    const keys = scalarish.filter(key => key !== '__proto__');
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true }).filter(n => !Object.is(n, -0));
    const { value } = fc.letrec(tie => ({
      value: fc.oneof({ maxDepth: 4 }, scalarish, fc.integer(), fc.boolean(), fc.constant(null), doubles,
        fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(keys, tie('value'), { maxKeys: 3 })),
    }));
    fc.assert(fc.property(value, json => { expect(read(toYaml({ json }))).toEqual({ json: JSON.parse(JSON.stringify(json)) }); }), { numRuns: 1000 });
  });
});

it.each([
  ['numbers stay numbers', { a: 8080, b: 0.5, c: true, d: null }, 'a: 8080\nb: 0.5\nc: true\nd: null\n'],
  ['plain text stays plain', { image: 'a/b:1.2@sha256:0f', cpu: '70m', path: '/tmp' }, 'image: a/b:1.2@sha256:0f\ncpu: 70m\npath: /tmp\n'],
  ['ambiguous text is quoted', { a: '1_000', b: '2024-01-01', c: 'no', d: '0o17' }, "a: '1_000'\nb: '2024-01-01'\nc: 'no'\nd: '0o17'\n"],
  ['text of many lines is a block', { a: 'x\ny\n' }, 'a: |\n  x\n  y\n'],
  ['a long line is not folded', { a: 'x '.repeat(100).trim() }, `a: ${'x '.repeat(100).trim()}\n`],
])('%s', (_, value, text) => {
  expect(toYaml(value)).toBe(text);
});

it('what stands twice is written twice: no anchors', () => {
  const labels = { app: 'cart' };
  expect(toYaml({ a: labels, b: labels })).toBe('a:\n  app: cart\nb:\n  app: cart\n');
});

it('dates in a file stay text, empty documents are left out', () => {
  expect(parseYaml('---\na: 2024-01-01\n---\n---\n# nothing\n---\nb: 0o17\n')).toEqual([{ a: '2024-01-01' }, { b: 15 }]);
});

it('a List is its items', () => {
  expect(parseManifests('apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod}, {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Service}]}]').map(({ kind }) => kind))
    .toEqual(['Pod', 'Service']);
});

it.each([
  ['a scalar', 'apiVersion: v1\nkind: Pod\n---\nhello\n', "pods.yaml: document 2 is no Kubernetes object: it needs 'apiVersion' and 'kind'."],
  ['an object without kind', 'apiVersion: v1\n', 'pods.yaml: document 1 is no Kubernetes object'],
  ['a List with something else in it', 'apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod}, 1]\n', 'pods.yaml: document 1, item 2 is no Kubernetes object'],
  ['no YAML', 'a: [\n', 'unexpected end'],
  ['a key given twice', 'apiVersion: v1\nkind: Pod\nkind: Service\n', 'duplicated mapping key'],
])('%s is an error', (_, text, message) => {
  expect(() => parseManifests(text, 'pods.yaml')).toThrow(message);
});
