import { CONTROLS } from '../../src/controls/catalogue';
import { CEL_FUNCTIONS, CelNode, evaluateCel, parseCel, settingsForCel, toCel } from '../../src/controls/cel';
import { DEFAULT_SETTINGS } from '../../src/controls/settings';

const evaluate = (expression: string, object: unknown) => evaluateCel(expression, { object: toCel(object as never), settings: {} });

/** The names of all functions, methods and macros that the tree calls. */
function calls(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(calls);
  if (typeof node !== 'object' || node === null || !('op' in node)) return [];
  const { op, args } = node as CelNode;
  return [...(op === 'call' || op === 'rcall' ? [String((args as unknown[])[0])] : []), ...op.includes('?') && op !== '?:' ? [op] : [], ...calls(args)];
}

const EXPRESSIONS = CONTROLS.flatMap(({ id, cel, unless }) => [cel, unless].filter(each => each !== undefined).map(each => [id, each] as const));

test.each(EXPRESSIONS)('%s calls only functions that Kubernetes 1.28 has', (_, cel) => {
  expect(calls(parseCel(cel)).filter(name => !CEL_FUNCTIONS.has(name))).toEqual([]);
});

test('the walk finds functions, methods and optional syntax', () => {
  expect(calls(parseCel('object.a.map(x, x.lowerAscii()).size() > 0 && has(object.b) && object.?c.orValue(1) == 1'))).toEqual(
    expect.arrayContaining(['lowerAscii', 'map', 'size', 'has', '.?', 'orValue']));
});

test.each([
  ['whole numbers are int', 'object.n % 2 == 1', { n: 3 }],
  ['other numbers are double', 'object.n > 1.4', { n: 1.5 }],
  ['lists', "object.l.all(x, x in ['a'])", { l: ['a', 'a'] }],
  ['maps', "object.m['k'] == 'v'", { m: { k: 'v' } }],
  ['a missing field', '!has(object.m)', {}],
])('%s: %s', (_, expression, object) => {
  expect(evaluate(expression, object)).toBe(true);
});

test.each([
  ['a missing field', 'object.m > 1', {}, 'No such key: m'],
  ['a text for a number', 'object.m > 1', { m: '2' }, 'no such overload: dyn<string> > int'],
  ['a text for a truth value', 'object.m ? true : false', { m: 'true' }, 'Ternary condition must be bool'],
  ['no truth value', 'object.m', { m: 'true' }, 'the expression gave string, not a truth value'],
])('%s is an error, and no verdict', (_, expression, object, message) => {
  expect(() => evaluate(expression, object)).toThrow(message);
});

test('a key called __proto__ sets no prototype', () => {
  expect(toCel(JSON.parse('{"__proto__": {"polluted": 1}, "a": 1}') as never)).toEqual({ a: 1n });
});

test('an expression that is no CEL is refused', () => {
  expect(() => parseCel('object.')).toThrow();
});

test('settings are readable from expressions', () => {
  const settings = settingsForCel({ ...DEFAULT_SETTINGS, registries: ['r'] });
  expect(evaluateCel("settings.cpuLimits == 'required' && settings.registries.exists(r, r == 'r')", { object: {}, settings })).toBe(true);
});
