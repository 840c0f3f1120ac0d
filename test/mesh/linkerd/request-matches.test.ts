import * as fc from 'fast-check';
import { closed, covers, RequestMatch, requestMatches, slugOf } from '../../../src/mesh/linkerd/request-matches';

const match = fc.record({ method: fc.constantFrom('GET', 'POST', undefined), path: fc.constantFrom('/a', '/a/*', '/a/b', '/a/b/*', '/c', undefined) })
  .map(({ method, path }): RequestMatch => ({ ...(method ? { method } : {}), ...(path ? { path } : {}) }));
const request = fc.record({ method: fc.constantFrom('GET', 'POST', 'PUT'), path: fc.constantFrom('/', '/a', '/a/x', '/a/b', '/a/b/c', '/c', '/c/d') });

/** As a route by prefix is read: the path itself, too. */
const means = (outer: RequestMatch, { method, path }: { method: string; path: string }) => (outer.method === undefined || outer.method === method)
  && (outer.path === undefined || path === outer.path || (outer.path.endsWith('/*') && (path === outer.path.slice(0, -2) || path.startsWith(outer.path.slice(0, -1)))));

test('whatever is asked, one match is the most specific of all that mean it', () => {
  fc.assert(fc.property(fc.array(match, { minLength: 1, maxLength: 4 }), request, (matches, asked) => {
    const meaning = closed(matches).filter(each => means(each, asked));
    const most = meaning.filter(each => meaning.every(other => covers(other, each) || (each.path !== undefined && other.path === `${each.path}/*`)));
    expect(most.length).toBe(meaning.length > 0 ? 1 : 0);
  }));
});

test.each([
  [{ paths: ['/a', '/b/*'] }, [{ path: '/a' }, { path: '/b/*' }]],
  [{ methods: ['GET', 'PUT'] }, [{ method: 'GET' }, { method: 'PUT' }]],
  [{ methods: ['GET'], paths: ['/*'] }, [{ method: 'GET' }]],
])('%j is %j', (http, expected) => {
  expect(requestMatches(http, 'x')).toEqual(expected);
});

test.each([
  [{ hosts: ['shop.example'] }, 'x: http hosts are not held in Linkerd, where a route of a Server is for every host. Leave hosts out.'],
  [{ paths: ['*.html'] }, "x: http path '*.html' is none that Linkerd matches: routes go by whole segments. Write a full path, or '/…/*' for all below one."],
  [{ paths: ['/ab*'] }, "x: http path '/ab*' is none that Linkerd matches: routes go by whole segments. Write a full path, or '/…/*' for all below one."],
])('%j is an error', (http, message) => {
  expect(() => requestMatches(http, 'x')).toThrow(new Error(message));
});

test('names are readable, and differ where matches do', () => {
  expect(slugOf({ method: 'GET', path: '/items/*' })).toMatch(/^get-items-[0-9a-f]{6}$/);
  expect(slugOf({ path: '/items' })).not.toBe(slugOf({ path: '/items/*' }));
});
