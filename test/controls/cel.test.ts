import { CONTROLS } from '../../src/controls/catalogue';
import { CEL_FUNCTIONS, evaluateCel, parseCel, settingsForCel, toCel } from '../../src/controls/cel';
import { readsOf } from '../../src/controls/cel-reads';
import { DEFAULT_SETTINGS } from '../../src/controls/settings';

const evaluate = (expression: string, object: unknown) => evaluateCel(expression, { object: toCel(object as never), settings: {} });

const EXPRESSIONS = CONTROLS.flatMap(({ id, cel, unless }) => [cel, unless].filter(each => each !== undefined).map(each => [id, each] as const));

test.each(EXPRESSIONS)('%s calls only functions that Kubernetes 1.28 has', (_, cel) => {
  expect([...readsOf(cel).functions].filter(name => !CEL_FUNCTIONS.has(name))).toEqual([]);
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
