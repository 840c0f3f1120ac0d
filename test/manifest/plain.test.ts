import * as cdk8splus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { sortKeys, toPlain } from '../../src/manifest/plain';

class OtherBox { constructor(readonly value: string) {} }

it.each<[string, unknown, unknown]>([
  ['a Quantity is its text', { cpu: cdk8splus.k8s.Quantity.fromString('70m') }, { cpu: '70m' }],
  ['a Quantity of a number is the number', { cpu: cdk8splus.k8s.Quantity.fromNumber(2) }, { cpu: 2 }],
  ['an IntOrString is its value', { ports: [cdk8splus.k8s.IntOrString.fromString('http'), cdk8splus.k8s.IntOrString.fromNumber(80)] }, { ports: ['http', 80] }],
  ['a field called value is kept', { env: [{ name: 'a', value: 'b' }] }, { env: [{ name: 'a', value: 'b' }] }],
  ['an object with the one field value is kept', { value: 'a' }, { value: 'a' }],
  ['another class with the field value is kept', new OtherBox('a'), { value: 'a' }],
  ['a field called constructor is kept', { constructor: { name: 'Quantity' }, value: {} }, { constructor: { name: 'Quantity' }, value: {} }],
  ['a field that no Kubernetes version knows is kept', { brandNew: { a: [1] } }, { brandNew: { a: [1] } }],
  ['undefined is left out, of lists too', { a: undefined, b: [undefined, 1], c: null }, { b: [1], c: null }],
  ['a date is its text', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ['a scalar is itself', 'a', 'a'],
])('%s', (_, value, plain) => {
  expect(JSON.stringify(toPlain(value))).toBe(JSON.stringify(plain));
});

it('JSON is left as it is, and a second pass changes nothing', () => {
  fc.assert(fc.property(fc.jsonValue(), json => {
    expect(toPlain(json)).toEqual(json);
    expect(toPlain(toPlain(json))).toEqual(toPlain(json));
  }));
});

it('keys are sorted at every depth, lists keep their order', () => {
  expect(JSON.stringify(sortKeys({ b: [{ d: 1, c: 2 }, 1], a: { z: null, B: 0 } }))).toBe('{"a":{"B":0,"z":null},"b":[{"c":2,"d":1},1]}');
});

it('sorting changes no value, and the order of writing never shows', () => {
  fc.assert(fc.property(fc.jsonValue(), json => { expect(sortKeys(json)).toEqual(json); }));
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.integer()), fc.gen(), (object, gen) => {
    const entries = gen(fc.shuffledSubarray, Object.entries(object), { minLength: Object.keys(object).length });
    expect(JSON.stringify(sortKeys(Object.fromEntries(entries)))).toBe(JSON.stringify(sortKeys(object)));
  }));
});
