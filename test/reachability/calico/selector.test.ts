import * as fc from 'fast-check';
import { readCalicoSelector } from '../../../src/reachability/calico/selector';

const LABELS = { 'app': 'web', 'tier.example/x': 'a b', 'projectcalico.org/namespace': 'shop' };

test.each<[string, boolean]>([
  ['all()', true], ['', true], ["app == 'web'", true], ['app=="web"', true], ["app == 'db'", false], ["app != 'db'", true], ["app != 'web'", false],
  ["none != 'x'", true], ["none == ''", false], ['has(app)', true], ['!has(app)', false], ['has(none)', false], ["app in {'db', 'web'}", true], ["app in {'db'}", false],
  ["app not in { 'db' }", true], ["none not in {'x'}", true], ["app not in {'web'}", false], ["tier.example/x == 'a b'", true],
  ["app == 'db' || app == 'web' && has(none)", false], ["(app == 'db' || app == 'web') && !has(none)", true], ["!(app == 'web') || projectcalico.org/namespace == 'shop'", true],
  ["toString == 'x'", false], [" app == 'web' ", true],
])('%s', (text, expected) => {
  expect(readCalicoSelector(text)?.matches(LABELS)).toBe(expected);
});

test.each([
  'global()', "app contains 'w'", "app starts with 'w'", "app ends with 'b'", 'app == web', "app = 'web'", "app == 'web' app", '(all()', 'all()) ', 'has()', 'app in {}', "app in 'web'",
  "app not 'web'", '&&', "app == 'web", '#', 'has(app', 'app', '{', ` ${'!'.repeat(3000)}all()`, 7, {}, ['all()'],
])('%j is not read', text => expect(readCalicoSelector(text)).toBeUndefined());

test('what it means are labels that it matches', () => {
  expect(readCalicoSelector("(a == '1' || a in {'2', '3'}) && has(b) && c != '4'")?.meant).toEqual([{ a: '1', b: 'any' }, { a: '2', b: 'any' }, { a: '3', b: 'any' }]);
});

const value = fc.constantFrom("'x'", "'y'");
const { tree } = fc.letrec<{ tree: [string, (labels: Record<string, string>) => boolean] }>(tie => ({
  tree: fc.oneof({ maxDepth: 4 },
    fc.tuple(fc.constantFrom('a', 'b'), value).map(([key, text]): [string, (labels: Record<string, string>) => boolean] => [`${key} == ${text}`, labels => labels[key] === text[1]]),
    fc.constantFrom('a', 'b').map((key): [string, (labels: Record<string, string>) => boolean] => [`has(${key})`, labels => key in labels]),
    tie('tree').map(([text, of]): [string, (labels: Record<string, string>) => boolean] => [`!(${text})`, labels => !of(labels)]),
    fc.tuple(tie('tree'), tie('tree')).map(([[left, l], [right, r]]): [string, (labels: Record<string, string>) => boolean] => [`(${left}) && (${right})`, labels => l(labels) && r(labels)]),
    fc.tuple(tie('tree'), tie('tree')).map(([[left, l], [right, r]]): [string, (labels: Record<string, string>) => boolean] => [`(${left}) || (${right})`, labels => l(labels) || r(labels)])),
}));

test('of any selector the answer is that of its parts', () => {
  fc.assert(fc.property(tree, fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y')), ([text, expected], labels) => {
    expect(readCalicoSelector(text)?.matches(labels)).toBe(expected(labels));
  }));
});

test('no text stops it', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'()!&|={}\'", abhasinot'), maxLength: 60 }), text => { readCalicoSelector(text); }));
});
