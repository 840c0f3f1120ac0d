import * as fc from 'fast-check';
import { flowOf, istio, namespace, pod, policy, reach, verdict } from './harness';

const PODS = [namespace('a'), namespace('b', { 'istio-injection': 'enabled' }), pod('a/web', { app: 'web' }, 'http:80'), pod('b/web', { app: 'web' }, 'http:80'), pod('b/db', { app: 'db' }, 'db:5432')];
const peer = fc.constantFrom('podSelector: {}', 'podSelector: { matchLabels: { app: web } }', 'namespaceSelector: {}', 'namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: a } }', 'ipBlock: { cidr: 0.0.0.0/0 }');
const rule = (field: string) => fc.tuple(fc.array(peer, { maxLength: 2 }), fc.constantFrom('', ', ports: [{ port: 80 }]', ', ports: [{ port: db }]'))
  .map(([peers, ports]) => `{ ${field}: [${peers.map(each => `{ ${each} }`).join()}] ${ports} }`);
const shape = fc.record({ selector: fc.constantFrom('{}', '{ matchLabels: { app: db } }'), types: fc.constantFrom('[Ingress]', '[Egress]', '[Ingress, Egress]') });
const rules = fc.record({ ingress: fc.array(rule('from'), { maxLength: 2 }), egress: fc.array(rule('to'), { maxLength: 2 }) });
type Of<T> = T extends fc.Arbitrary<infer V> ? V : never;
const specOf = ({ selector, types }: Of<typeof shape>, { ingress, egress }: Of<typeof rules>) =>
  `{ podSelector: ${selector}, policyTypes: ${types}, ingress: [${ingress.join()}], egress: [${egress.join()}] }`;
const spec = fc.tuple(shape, rules).map(([of, all]) => specOf(of, all));

test('the flows are those of all pairs that let something through', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b'), spec), { maxLength: 3 }), policies => {
    const reachability = reach([...PODS, ...policies.map(([home, each], index) => policy(home, each, `p${index}`))]);
    const listed = [...reachability.flows()].map(({ from, to, bounds }) => [from.id, to.id, bounds]);
    const own = (id: string) => !reachability.endpoint(id)!.isForeign;
    const all = reachability.endpoints.flatMap(from => reachability.endpoints.map(to => reachability.flow(from, to)))
      .filter(({ from, to, bounds }) => !bounds.may.isEmpty && (own(from.id) || own(to.id))).map(({ from, to, bounds }) => [from.id, to.id, bounds]);
    expect(listed).toEqual(all);
  }));
});

test('another rule never closes what was open', () => {
  fc.assert(fc.property(shape, rules, rules, (of, some, more) => {
    const before = reach([...PODS, policy('b', specOf(of, some))]);
    const after = reach([...PODS, policy('b', specOf(of, { ingress: [...some.ingress, ...more.ingress], egress: [...some.egress, ...more.egress] }))]);
    for (const { from, to, bounds } of before.flows()) {
      expect(after.flow(after.endpoint(from.id)!, after.endpoint(to.id)!).bounds.may.includes(bounds.may)).toBe(true);
    }
  }));
});

test('the layers that hold a flow, and each alone', () => {
  const allow = istio('AuthorizationPolicy', 'b', '{ selector: { matchLabels: { app: db } }, rules: [{ from: [{ source: { namespaces: [b] } }] }] }');
  const reachability = reach([...PODS, policy('b', '{ podSelector: { matchLabels: { app: db } }, ingress: [{ ports: [{ port: 5432 }] }] }'), allow], { mesh: 'istio-sidecar' });
  const flow = flowOf(reachability, 'b/web', 'b/db');
  expect(flow.heldBy).toEqual(['network', 'mesh']);
  expect(flow.bounds.may.spans).toMatchObject([{ protocol: 'TCP', from: 5432, to: 5432 }]);
  expect(reachability.alone('mesh', flow.from, flow.to).may.at('TCP', 80)).toBe(-1n);
  expect(reachability.alone('network', flow.from, flow.to).may.at('TCP', 80)).toBe(0n);
  expect(flow.decidedBy).toMatchObject([{ object: { name: 'policy' }, file: 'test.yaml', rule: '/spec/ingress/0' }, { object: { kind: 'AuthorizationPolicy' }, rule: '/spec/rules/0' }]);
});

test('24 replicas of a workload are asked like any other pair', () => {
  expect(verdict(reach([...PODS, policy('a', '{ podSelector: {}, ingress: [] }')]), 'a/web', 'a/web', '80')).toBe('denied');
});

test('the endpoints of a tree, one for each who may get another answer', () => {
  const ingress = 'ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: x } }, podSelector: { matchLabels: { app: y } } }, { ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }] }]';
  expect(reach([...PODS, policy('a', `{ podSelector: {}, ${ingress} }`)]).endpoints.map(({ id }) => id)).toEqual([
    'a/Pod/web', 'b/Pod/web', 'b/Pod/db', 'namespace:a/*', 'namespace:b/*', 'pods:{team=x}/app=y', 'namespace:any', 'node',
    'external:0.0.0.0/0', 'external:10.0.0.0/8', 'external:10.1.0.0/16',
  ]);
});
