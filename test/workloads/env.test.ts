import { Environment } from '../../src/workloads/env';

const env = (values?: Record<string, string>, sources?: Record<string, object>) => new Environment('shop/cart', values, sources);

it('writes values in their order, then fields', () => {
  expect(env({ B: '2', A: '1' }, { IP: { fieldRef: { fieldPath: 'status.podIP' } } }).toJson())
    .toEqual([{ name: 'B', value: '2' }, { name: 'A', value: '1' }, { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }]);
});

it('writes added variables first and by name, whatever the order in which they came', () => {
  const [one, other] = [env({ URL: 'http://$(X)' }), env({ URL: 'http://$(X)' })];
  one.add('X', 'x:1');
  one.add('A', 'a:1');
  other.add('A', 'a:1');
  other.add('X', 'x:1');
  expect(one.toJson()).toEqual([{ name: 'A', value: 'a:1' }, { name: 'X', value: 'x:1' }, { name: 'URL', value: 'http://$(X)' }]);
  expect(other.toJson()).toEqual(one.toJson());
});

it('writes an empty value as the API server does, without one', () => {
  expect(env({ A: '' }).toJson()).toEqual([{ name: 'A' }]);
});

it('writes a value that comes twice once', () => {
  const twice = env({ A: '1' });
  twice.add('A', '1');
  twice.add('B', '2');
  twice.add('B', '2');
  expect(twice.toJson()).toEqual([{ name: 'B', value: '2' }, { name: 'A', value: '1' }]);
});

it.each<[string, () => unknown, string]>([
  ['another value than declared', () => env({ A: '1' }).add('A', '2'), 'shop/cart: env A is to get a value, but has another one already. Remove one of the two.'],
  ['another value than the empty one', () => env({ A: '' }).add('A', '2'), 'shop/cart: env A is to get a value, but has another one already. Remove one of the two.'],
  ['a value for a field of the pod', () => env({}, { A: {} }).add('A', '2'), 'shop/cart: env A is to get a value, but is a field of the pod already. Remove one of the two.'],
  ['two sources', () => env({ A: '1' }, { A: {} }), 'shop/cart: env A stands in env and in envValueFrom. Keep one.'],
  ['an illegal name', () => env({ '1A': 'x' }), "shop/cart: env '1A' must be letters, digits, '_', '-' and '.', not beginning with a digit or '..'. Write for instance 'LOG_LEVEL'."],
  ['an empty name', () => env({}).add('', 'x'), "shop/cart: env '' must not be empty. Write for instance 'LOG_LEVEL'."],
  ['an illegal name of a field', () => env({}, { 'A B': {} }), "shop/cart: env 'A B' must be letters, digits, '_', '-' and '.', not beginning with a digit or '..'. Write for instance 'LOG_LEVEL'."],
  ['undefined', () => env({ A: undefined as unknown as string }), "shop/cart: env A is undefined, which is no string. Write a string, such as '1'."],
  ['a number', () => env({}).add('A', 1 as unknown as string), "shop/cart: env A is of type number, which is no string. Write a string, such as '1'."],
])('refuses %s', (_, act, message) => {
  expect(act).toThrow(new Error(message));
});
