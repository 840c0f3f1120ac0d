import { istio, namespace, pod, policy, service } from './harness';
import { parseManifests } from '../../src/manifest/yaml';
import { DEFAULT_ENVIRONMENT, Mesh } from '../../src/reachability/environment';
import { explain } from '../../src/reachability/explain';
import { endpointNamed } from '../../src/reachability/find-endpoint';
import { Profiles } from '../../src/reachability/profiles';
import { parseQuestion } from '../../src/reachability/question';

function explained(documents: readonly string[], from: string, to: string, port: string, mesh: Mesh = 'none', http?: string) {
  const profiles = new Profiles(parseManifests(documents.join('\n---\n')).map(object => ({ object })), { ...DEFAULT_ENVIRONMENT, mesh });
  const [caller, callee] = [from, to].map(name => endpointNamed(profiles.endpoints, name, () => []));
  return explain(profiles, profiles.flow(caller, callee), parseQuestion(port, http), ({ object, rule }) => `${object.kind} ${object.name}${rule}`);
}

const PODS = [namespace('a', { 'istio-injection': 'enabled' }), pod('a/web', { app: 'web' }), pod('a/db', { app: 'db' })];
const INGRESS = policy('a', '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 5432 }] }] }', 'db');

test('the rule that lets it through, and the side that nothing holds', () => {
  expect(explained([...PODS, INGRESS], 'web', 'db', '5432')).toEqual({
    verdict: 'allowed', headline: 'a/Pod/web → a/Pod/db on TCP 5432: allowed', notes: [],
    steps: [
      'network, egress of a/Pod/web: allowed', '  no policy selects it, so that nothing is held',
      'network, ingress of a/Pod/db: allowed', '  NetworkPolicy db/spec/ingress/0 lets it through',
    ],
  });
});

test('no rule that lets it through, and the nearest', () => {
  expect(explained([...PODS, INGRESS], 'web', 'db', '80').steps.slice(2)).toEqual([
    'network, ingress of a/Pod/db: denied', '  NetworkPolicy db selects it', '  no rule of these lets it through',
    '  nearest: NetworkPolicy db/spec/ingress/0 means the other end, on TCP 5432',
  ]);
});

test('what each layer alone would say, and the requests that get through', () => {
  const allow = istio('AuthorizationPolicy', 'a', '{ selector: { matchLabels: { app: db } }, rules: [{ to: [{ operation: { methods: [GET] } }] }] }', 'get');
  const http = service('a', 'db', '{ app: db }', '[{ name: http, port: 80 }]');
  const { verdict, notes, steps } = explained([...PODS, allow, http, policy('a', '{ podSelector: { matchLabels: { app: db } } }', 'none')], 'web', 'db', '80', 'istio-sidecar');
  expect([verdict, notes]).toEqual(['denied', []]);
  expect(steps.slice(-3)).toEqual(['mesh, into a/Pod/db: allowed', '  AuthorizationPolicy get/spec/rules/0 decides', 'The network alone: denied. The mesh alone: allowed.']);
  expect(explained([...PODS, allow, http], 'web', 'db', '80', 'istio-sidecar').notes).toEqual(['Of HTTP only GET any path.']);
});

test.each([['GET /a', 'allowed'], ['POST /a', 'denied']])('%s is %s', (http, verdict) => {
  const allow = istio('AuthorizationPolicy', 'a', '{ selector: { matchLabels: { app: db } }, rules: [{ to: [{ operation: { methods: [GET] } }] }] }', 'get');
  expect(explained([...PODS, allow, service('a', 'db', '{ app: db }', '[{ name: http, port: 80 }]')], 'web', 'db', '80', 'istio-sidecar', http).verdict).toBe(verdict);
});

test('what differs between network plugins is said, with each answer', () => {
  const ranges = policy('a', '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }');
  expect(explained([...PODS, ranges], 'web', 'db', '80')).toMatchObject({ verdict: 'depends', notes: [expect.stringMatching(/^It depends on which network plugin .* \(pod-ip: allowed, identity: denied\)\.$/)] });
});

test('in ambient the network is asked for the tunnel', () => {
  const ambient = [namespace('a', { 'istio.io/dataplane-mode': 'ambient' }), PODS[1], PODS[2]];
  const { verdict, steps } = explained([...ambient, INGRESS], 'web', 'db', '5432', 'istio-ambient');
  expect([verdict, steps[0]]).toEqual(['denied', "way 1 of 1: direct, in the mesh's tunnel: the network sees TCP 15008"]);
  expect(steps).toContain('  nearest: NetworkPolicy db/spec/ingress/0 means the other end, on TCP 5432');
});
