import { crowd, reportOf, SHOP } from './harness';
import { table } from '../../../src/cli/reach/table';
import { istio, namespace, pod, policy } from '../../reachability/harness';

const textOf = (documents: readonly string[], environment = {}, all = false) => [...table(reportOf(documents, environment, all), false)].join('');

test('by caller, with the rules that let it through; totals last', () => {
  expect(textOf(SHOP)).toBe(`shop/Pod/web
  shop/Pod/db   allowed  TCP 5432  held by network  all.yaml:10  all.yaml:12

external:203.0.113.0/24
  shop/Pod/web  allowed  TCP 8080  held by network  all.yaml:10

The files of the rules are below shop/
2 flows between 7 endpoints: 2 allowed; network plugin any, mesh none.
Held by network and mesh: 0, by the network alone: 2, by the mesh alone: 0, by nothing: 0.
Left out: 3 flows of nodes and to peers outside the tree. --all shows them.
`);
});

test('colours are for terminals', () => expect([...table(reportOf(SHOP), true)].join('')).toContain('\u001b[32mallowed\u001b[0m'));

test('what every workload of a namespace has alike is one row', () => {
  expect(textOf(crowd([4], (_, index) => `w${index}`))).toMatch(/namespace:any\n {2}every workload of namespace-0 +allowed {2}every port/);
});

test('what it depends on is said', () => {
  const open = policy('shop', '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }', 'range');
  expect(textOf([namespace('shop'), pod('shop/web', { app: 'web' }), pod('shop/db', { app: 'db' }), open]))
    .toContain('depends on which network plugin reads ipBlock: one by the address of each packet, or one (Cilium) for which a range never means pods: shop/Pod/web → shop/Pod/db');
});

test('what opens without the mesh, who holds it alone, and the finding', () => {
  const deny = istio('AuthorizationPolicy', 'a', '{ action: DENY, rules: [{ to: [{ operation: { paths: [/x*] } }] }] }', 'deny');
  const allow = istio('AuthorizationPolicy', 'a', '{ rules: [{ from: [{ source: { namespaces: [a] } }], to: [{ operation: { ports: ["80"] } }] }] }', 'allow');
  const text = textOf([namespace('a', { 'istio.io/dataplane-mode': 'ambient' }), pod('a/web', {}), pod('a/db', {}), deny, allow], { mesh: 'istio-ambient' });
  expect(text).toContain('  a/Pod/web → a/Pod/db: TCP 1-79, TCP 81-15007, TCP 15009-65535\n');
  expect(text).toMatch(/by the mesh alone: [1-9]/);
  expect(text).toContain('finding shop/all.yaml:8: AuthorizationPolicy a/deny at /spec/rules/0 denies nothing to a/Pod/web, a/Pod/db: ztunnel reads no HTTP');
});
