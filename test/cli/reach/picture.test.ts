import { crowd, reportOf, SHOP } from './harness';
import { pictureByNamespace, pictureOf, refsOf } from '../../../src/cli/reach/picture';

test('workloads in their namespaces, everybody else outside, arrows sorted', () => {
  const { groups, outside, edges } = pictureOf(reportOf(SHOP, {}, false));
  expect(groups.map(({ namespace, nodes }) => [namespace, nodes.map(({ label }) => label)])).toEqual([['shop', ['db', 'web']]]);
  expect(outside.map(({ id }) => id)).toEqual(['external:203.0.113.0/24']);
  expect(edges.map(({ from, to, label }) => [from, to, label])).toEqual([['external:203.0.113.0/24', 'shop/Pod/web', 'TCP 8080'], ['shop/Pod/web', 'shop/Pod/db', 'TCP 5432']]);
});

test('what replicas ask of each other is not drawn', () => {
  expect(pictureOf(reportOf(crowd([2], (_, index) => `w${index}`), {}, false)).edges.filter(({ from, to }) => from === to)).toEqual([]);
});

test('by namespace, arrows count flows', () => {
  const { edges } = pictureByNamespace(reportOf(crowd([2, 3], (_, index) => `w${index}`), {}, false));
  expect(edges).toContainEqual({ from: 'namespace namespace-0', to: 'namespace namespace-1', verdict: 'allowed', label: '6 flows' });
});

test('each box and each group has a name of its own', () => {
  const refs = [...refsOf(pictureOf(reportOf(SHOP))).values()];
  expect(new Set(refs).size).toBe(refs.length);
});
