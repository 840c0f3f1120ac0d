import { parseManifests } from '../../../src/manifest/yaml';
import { Mesh } from '../../../src/reachability/environment';
import { twoReadings } from '../../../src/reachability/istio/two-readings';
import { istio, namespace, pod, reach } from '../harness';

function found(spec: string, mesh: Mesh): string[] {
  const documents = [namespace('a', { 'istio.io/dataplane-mode': 'ambient' }), pod('a/web', { app: 'web' }), istio('AuthorizationPolicy', 'a', spec, 'p')];
  const objects = parseManifests(documents.join('\n---\n')).map(object => ({ object }));
  return twoReadings(objects, reach(documents, { mesh }).endpoints, mesh).map(({ ref, says }) => `${ref.rule} ${says.split(':')[0]}`);
}

const DENY = (rule: string) => `{ action: DENY, rules: [${rule}] }`;
it.each([
  ['a DENY of requests alone', DENY('{ to: [{ operation: { paths: [/admin*] } }] }'), ['/spec/rules/0 denies nothing to a/Pod/web']],
  ['a DENY of requests from a namespace', DENY('{ from: [{ source: { namespaces: [b] } }], to: [{ operation: { methods: [POST] } }] }'), ['/spec/rules/0 denies nothing to a/Pod/web']],
  ['a DENY by a header', DENY('{ when: [{ key: "request.headers[x]", values: [y] }] }'), ['/spec/rules/0 denies nothing to a/Pod/web']],
  ['a DENY by port, of which ztunnel keeps a part', DENY('{ to: [{ operation: { ports: ["80"], methods: [POST] } }] }'), []],
  ['a DENY by caller', DENY('{ from: [{ source: { namespaces: [b] } }] }'), []],
  ['an ALLOW, which is only stricter', '{ rules: [{ to: [{ operation: { methods: [GET] } }] }] }', []],
  ['a policy for a waypoint', `{ targetRefs: [{ kind: Gateway, name: w }], ${DENY('{ to: [{ operation: { methods: [GET] } }] }').slice(1)}`, []],
])('%s', (_, spec, expected) => expect(found(spec, 'istio-ambient')).toEqual(expected));

it('is said of sidecars, too, before a move', () => {
  expect(found(DENY('{ to: [{ operation: { paths: [/admin*] } }] }'), 'istio-sidecar')).toEqual(['/spec/rules/0 denies these requests to a/Pod/web under sidecars alone']);
});

it.each(['none', 'linkerd'] as const)('is nothing under %s', mesh => expect(found(DENY('{ to: [{ operation: { paths: [/admin*] } }] }'), mesh)).toEqual([]));

it('is what the evaluator finds: the rule denies nothing under ztunnel', () => {
  const documents = (labels: Record<string, string>) => [namespace('a', labels), pod('a/web', {}), istio('AuthorizationPolicy', 'a', DENY('{ to: [{ operation: { paths: [/admin*] } }] }'))];
  const open = (labels: Record<string, string>, mesh: Mesh) => {
    const reachability = reach(documents(labels), { mesh });
    return reachability.flow(reachability.endpoints[0], reachability.endpoints[0]).bounds.may.at('TCP', 80) === -1n;
  };
  expect([open({ 'istio.io/dataplane-mode': 'ambient' }, 'istio-ambient'), open({ 'istio-injection': 'enabled' }, 'istio-sidecar')]).toEqual([true, false]);
});
