import { istio, namespace, pod, reach, service, verdict } from '../harness';

const BASE = [
  namespace('shop', { 'istio-injection': 'enabled' }), namespace('other', { 'istio-injection': 'enabled' }), namespace('legacy'),
  pod('shop/web', { app: 'web' }, 'http:8080'), pod('shop/db', { app: 'db' }, 'tcp:5432', 'http:8080'), pod('other/web', { app: 'web' }, 'http:8080'), pod('legacy/old', { app: 'old' }),
  service('shop', 'db', '{ app: db }', '[{ name: tcp-db, port: 5432 }, { name: http, port: 8080 }]'),
];
const STRICT = istio('PeerAuthentication', 'shop', '{ mtls: { mode: STRICT } }', 'default');
const DB = 'selector: { matchLabels: { app: db } }';
const WEB = 'from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }]';

const allow = (rules: string, name = 'allow') => istio('AuthorizationPolicy', 'shop', `{ ${DB}, action: ALLOW, rules: ${rules} }`, name);
const deny = (rules: string) => istio('AuthorizationPolicy', 'shop', `{ ${DB}, action: DENY, rules: ${rules} }`, 'deny');
const asked = (documents: readonly string[], from: string, question: string, to = 'shop/db') => verdict(reach([...BASE, ...documents], { mesh: 'istio-sidecar' }), from, to, question);

test.each([
  ['38 no ALLOW: everyone', [], 'other/web', '5432', 'allowed'],
  ['38 the first ALLOW refuses all others', [allow(`[{ ${WEB} }]`)], 'other/web', '5432', 'denied'],
  ['38 and lets in whom it names', [allow(`[{ ${WEB} }]`)], 'shop/web', '5432', 'allowed'],
  ['38 a second ALLOW adds to it', [allow(`[{ ${WEB} }]`), allow('[{ from: [{ source: { namespaces: [other] } }] }]', 'more')], 'other/web', '5432', 'allowed'],
  ['38 a DENY comes before every ALLOW', [allow('[{}]'), deny(`[{ ${WEB} }]`)], 'shop/web', '5432', 'denied'],
  ['38 AUDIT changes nothing', [istio('AuthorizationPolicy', 'shop', `{ ${DB}, action: AUDIT, rules: [{ ${WEB} }] }`)], 'other/web', '5432', 'allowed'],
  ['38 CUSTOM is up to the authorizer', [istio('AuthorizationPolicy', 'shop', `{ ${DB}, action: CUSTOM, provider: { name: x }, rules: [{}] }`)], 'shop/web', '5432', 'depends'],
  ['39 no rules never match: ALLOW nothing', [allow('[]')], 'shop/web', '5432', 'denied'],
  ['39 an empty spec is that for the whole namespace', [istio('AuthorizationPolicy', 'shop', '{}')], 'shop/web', '5432', 'denied'],
  ['39 one empty rule always matches', [allow('[{}]')], 'other/web', '5432', 'allowed'],
  ['40 fields of one source are ANDed', [allow('[{ from: [{ source: { principals: ["*"], namespaces: [other] } }] }]')], 'shop/web', '5432', 'denied'],
  ['40 sources are ORed', [allow('[{ from: [{ source: { namespaces: [x] } }, { source: { namespaces: [shop] } }] }]')], 'shop/web', '5432', 'allowed'],
  ['40 from, to and when are ANDed', [allow(`[{ ${WEB}, to: [{ operation: { ports: ["5432"] } }], when: [{ key: source.namespace, values: [other] }] }]`)], 'shop/web', '5432', 'denied'],
  ['40 not is the negation of any', [allow('[{ from: [{ source: { notNamespaces: [x, shop] } }] }]')], 'shop/web', '5432', 'denied'],
  ['40 a prefix', [allow('[{ from: [{ source: { principals: ["cluster.local/ns/shop/*"] } }] }]')], 'shop/web', '5432', 'allowed'],
  ['40 a suffix', [allow('[{ from: [{ source: { principals: ["*/sa/web"] } }] }]')], 'other/web', '5432', 'allowed'],
  ['40 a path', [allow('[{ to: [{ operation: { paths: [/a], methods: [GET] } }] }]')], 'shop/web', '8080 GET /a', 'allowed'],
  ['40 another method', [allow('[{ to: [{ operation: { paths: [/a], methods: [GET] } }] }]')], 'shop/web', '8080 POST /a', 'denied'],
  ['40 notPaths', [allow('[{ to: [{ operation: { notPaths: [/a/*] } }] }]')], 'shop/web', '8080 GET /a/b', 'denied'],
  ['40 hosts in any case', [allow('[{ to: [{ operation: { hosts: [Shop.Example] } }] }]')], 'shop/web', '8080 GET / shop.example', 'allowed'],
  ['40 a template is not decided', [allow('[{ to: [{ operation: { paths: ["/a/{*}/b"] } }] }]')], 'shop/web', '8080 GET /a/x/b', 'depends'],
  ['40 but what its prefix excludes is', [allow('[{ to: [{ operation: { paths: ["/a/{*}/b"] } }] }]')], 'shop/web', '8080 GET /b', 'denied'],
  ['40 a token is not in the manifests', [allow('[{ from: [{ source: { requestPrincipals: ["*"] } }] }]')], 'shop/web', '8080 GET /', 'depends'],
  ['41 a service account of the own namespace', [allow('[{ from: [{ source: { serviceAccounts: [web] } }] }]')], 'shop/web', '5432', 'allowed'],
  ['41 and of another', [allow('[{ from: [{ source: { serviceAccounts: [other/web] } }] }]')], 'shop/web', '5432', 'denied'],
  ['42 a negative matches plaintext, which has no identity', [deny('[{ from: [{ source: { notPrincipals: [cluster.local/ns/shop/sa/web] } }] }]')], 'legacy/old', '5432', 'denied'],
  ['42 so that an ALLOW of notNamespaces lets it in', [allow('[{ from: [{ source: { notNamespaces: [x] } }] }]')], 'legacy/old', '5432', 'allowed'],
  ['43 plaintext is let in by default', [], 'legacy/old', '5432', 'allowed'],
  ['43 and not under STRICT', [STRICT], 'legacy/old', '5432', 'denied'],
  ['43 STRICT takes who shows who he is', [STRICT], 'other/web', '5432', 'allowed'],
  ['43 the workload before the namespace', [STRICT, istio('PeerAuthentication', 'shop', `{ ${DB}, mtls: { mode: PERMISSIVE } }`)], 'legacy/old', '5432', 'allowed'],
  ['43 UNSET inherits', [STRICT, istio('PeerAuthentication', 'shop', `{ ${DB}, mtls: { mode: UNSET } }`)], 'legacy/old', '5432', 'denied'],
  ['43 the mesh, where the namespace says nothing', [istio('PeerAuthentication', 'istio-system', '{ mtls: { mode: STRICT } }')], 'legacy/old', '5432', 'denied'],
  ['43 a port of its own', [STRICT, istio('PeerAuthentication', 'shop', `{ ${DB}, portLevelMtls: { "8080": { mode: PERMISSIVE } } }`)], 'legacy/old', '8080', 'allowed'],
  ['43 and of no other', [STRICT, istio('PeerAuthentication', 'shop', `{ ${DB}, portLevelMtls: { "8080": { mode: PERMISSIVE } } }`)], 'legacy/old', '5432', 'denied'],
  ['43 ports need a selector', [STRICT, istio('PeerAuthentication', 'shop', '{ mtls: { mode: STRICT }, portLevelMtls: { "8080": { mode: PERMISSIVE } } }', 'a')], 'legacy/old', '8080', 'denied'],
  ['43 under DISABLE nobody has an identity', [istio('PeerAuthentication', 'shop', `{ ${DB}, mtls: { mode: DISABLE } }`), allow(`[{ ${WEB} }]`)], 'shop/web', '5432', 'denied'],
  ['44 the root namespace holds everywhere', [istio('AuthorizationPolicy', 'istio-system', '{}')], 'shop/web', '5432', 'denied'],
  ['44 where its selector matches', [istio('AuthorizationPolicy', 'istio-system', '{ selector: { matchLabels: { app: x } } }')], 'shop/web', '5432', 'allowed'],
  ['44 another namespace holds nothing here', [istio('AuthorizationPolicy', 'other', '{}')], 'shop/web', '5432', 'allowed'],
  ['44 a sidecar passes over targetRefs', [istio('AuthorizationPolicy', 'shop', '{ targetRefs: [{ kind: Service, name: db }] }')], 'shop/web', '5432', 'allowed'],
  ['45 an ALLOW rule with HTTP in one operation is dropped whole on a TCP port', [allow('[{ to: [{ operation: { ports: ["5432"] } }, { operation: { methods: [GET] } }] }]')], 'shop/web', '5432', 'denied'],
  ['45 an ALLOW of HTTP never matches bytes', [allow('[{ to: [{ operation: { methods: [GET] } }] }]')], 'shop/web', '5432', 'denied'],
  ['45 a DENY of HTTP alone denies all bytes', [deny('[{ to: [{ operation: { methods: [GET] } }] }]')], 'shop/web', '5432', 'denied'],
  ['45 on a port that speaks HTTP it denies what it says', [deny('[{ to: [{ operation: { methods: [GET] } }] }]')], 'shop/web', '8080 POST /', 'allowed'],
  ['45 with a port it denies that one', [deny('[{ to: [{ operation: { methods: [GET], ports: ["8080"] } }] }]')], 'shop/web', '5432', 'allowed'],
  ['48 a dry run enforces nothing', [allow('[]').replace('name: allow', 'name: allow, annotations: { istio.io/dry-run: "true" }')], 'shop/web', '5432', 'allowed'],
  ['49 policies hold what comes in, not what goes out', [istio('AuthorizationPolicy', 'shop', '{ selector: { matchLabels: { app: web } } }')], 'shop/web', '5432', 'allowed'],
  ['a pod that is not in the mesh is held by none of it', [istio('AuthorizationPolicy', 'legacy', '{}')], 'shop/web', '80', 'allowed', 'legacy/old'],
  ['UDP goes past the mesh', [STRICT, allow('[]')], 'legacy/old', '53/UDP', 'allowed'],
  ['28 the agent answers probes and scrapes', [STRICT, allow('[]')], 'legacy/old', '15020', 'allowed'],
  ['an address', [allow('[{ from: [{ source: { ipBlocks: [0.0.0.0/0] } }] }]')], 'legacy/old', '5432', 'allowed'],
  ['an address that may be its own', [allow('[{ from: [{ source: { ipBlocks: [10.0.0.0/8] } }] }]')], 'legacy/old', '5432', 'depends'],
  ['the trust domain', [allow('[{ from: [{ source: { trustDomains: [elsewhere] } }] }]')], 'shop/web', '5432', 'denied'],
  ['a port by condition', [allow('[{ when: [{ key: destination.port, values: ["8080"] }] }]')], 'shop/web', '5432', 'denied'],
])('%s', (_, documents, from, question, expected, to = 'shop/db') => {
  expect(asked(documents, from, question, to)).toBe(expected);
});

test('41 cluster.local is read as the trust domain of the mesh', () => {
  expect(verdict(reach([...BASE, allow(`[{ ${WEB} }]`)], { mesh: 'istio-sidecar', trustDomain: 'shop.example' }), 'shop/web', 'shop/db', '5432')).toBe('allowed');
});

test('a caller of a namespace that is in no manifest may be who it says', () => {
  const reachability = reach([...BASE, STRICT, allow('[{ from: [{ source: { principals: [cluster.local/ns/monitoring/sa/prometheus] } }] }]'),
    '{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: p }, spec: { podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } }, podSelector: { matchLabels: { app: prometheus } } }] }] } }'], { mesh: 'istio-sidecar' });
  expect(verdict(reachability, 'pods:monitoring/app=prometheus', 'shop/db', '5432')).toBe('depends');
});

test.each([
  ['AuthorizationPolicy', '{ action: DENY }', '/spec/rules', 'is empty, and a DENY without rules denies nothing'],
  ['AuthorizationPolicy', '{ action: REFUSE }', '/spec/action', 'must be ALLOW, DENY, CUSTOM or AUDIT'],
  ['AuthorizationPolicy', '{ rules: [{ from: [{ source: {} }] }] }', '/spec/rules/0/from/0/source', 'is empty'],
  ['AuthorizationPolicy', '{ rules: [{ to: [{ operation: { verbs: [GET] } }] }] }', '/spec/rules/0/to/0/operation/verbs', 'is no field'],
  ['AuthorizationPolicy', '{ selector: {}, targetRefs: [{ kind: Service, name: a }] }', '/spec/selector', 'excludes targetRefs'],
  ['PeerAuthentication', '{ mtls: { mode: SOMETIMES } }', '/spec/mtls/mode', 'must be UNSET, DISABLE, PERMISSIVE or STRICT'],
  ['PeerAuthentication', '{ portLevelMtls: { "80": { mode: STRICT } } }', '/spec/portLevelMtls', 'needs a selector, and Istio ignores it here'],
])('%s %s is reported', (kind, spec, rule, says) => {
  expect(reach([istio(kind, 'shop', spec)], { mesh: 'istio-sidecar' }).problems.map(problem => ({ rule: problem.ref.rule, says: problem.says }))).toEqual([{ rule, says }]);
});
