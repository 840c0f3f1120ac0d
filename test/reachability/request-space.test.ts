import * as fc from 'fast-check';
import { RequestSpace } from '../../src/reachability/request-space';

const patterns = fc.array(fc.constantFrom('/a', '/a/*', '/a/b', '/a/b/*', '*.html', '*l', '/', '*', '/a/b.html', '/b*'), { maxLength: 4 });
const texts = fc.constantFrom('/a', '/a/', '/a/b', '/a/b/c', '/a/b.html', '/x.html', '/', '/b', '/bl', '/a/l', 'z');

function matches(values: readonly string[], text: string): boolean {
  return values.some(value => value === '*' || (value.endsWith('*') ? text.startsWith(value.slice(0, -1)) : value.startsWith('*') ? text.endsWith(value.slice(1)) : value === text));
}

test('a text is of a set of requests just where it matches the patterns', () => {
  fc.assert(fc.property(patterns, patterns, texts, (positive, negative, path) => {
    const space = new RequestSpace({ methods: [], paths: [...positive, ...negative], hosts: [] });
    const requests = space.requests({ paths: { values: positive, not: negative } });
    const one = space.one({ method: 'GET', path });
    expect((requests & one) === one).toBe(matches(positive, path) && !matches(negative, path));
    expect((requests & one) !== 0n).toBe(matches(positive, path) && !matches(negative, path));
  }), { numRuns: 500 });
});

const space = new RequestSpace({ methods: ['GET', 'POST'], paths: ['/a/*', '/a/b'], hosts: ['Shop.example'] });

test.each([
  ['all HTTP', space.http, [{}]],
  ['a method', space.requests({ methods: { values: ['GET'] } }), [{ methods: ['GET'] }]],
  ['a path by its pattern', space.requests({ paths: { values: ['/a/*'] } }), [{ paths: ['/a/*'] }]],
  ['a host in small letters', space.requests({ hosts: { values: ['SHOP.example'] } }), [{ hosts: ['shop.example'] }]],
  ['all but a path', space.requests({ paths: { not: ['/a/b'] } }), [{ paths: ['/a/…', '…'] }]],
  ['two boxes', space.requests({ methods: { values: ['GET'] }, paths: { values: ['/a/b'] } }) | space.requests({ methods: { values: ['POST'] }, paths: { values: ['/a/*'] } }),
    [{ methods: ['GET'], paths: ['/a/b'] }, { methods: ['POST'], paths: ['/a/*'] }]],
  ['nothing', 0n, []],
])('%s is described by %#', (_, requests, expected) => {
  expect(space.describe(requests)).toEqual(expected);
});

test('what is everything here is one number', () => {
  expect(space.normal(space.http | space.raw)).toBe(-1n);
  expect(space.normal(-1n)).toBe(-1n);
});
