import { istio, namespace, pod, policy, reach, service, verdict } from '../harness';

const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };
const BASE = [
  namespace('shop', AMBIENT), namespace('legacy'), pod('shop/web', { app: 'web' }), pod('shop/db', { app: 'db' }, 'http:8080'), pod('legacy/old', { app: 'old' }),
  service('shop', 'db', '{ app: db }', '[{ name: http, port: 8080 }]'),
];
const WAYPOINT = '{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { namespace: shop, name: waypoint, labels: { istio.io/waypoint-for: service } }, spec: { gatewayClassName: istio-waypoint } }';
const USES_WAYPOINT = service('shop', 'db', '{ app: db }', '[{ name: http, port: 8080 }]', '{ istio.io/use-waypoint: waypoint }');
const DB = 'selector: { matchLabels: { app: db } }';
const WEB = 'from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }]';
const l4 = (action: string, rules: string) => istio('AuthorizationPolicy', 'shop', `{ ${DB}, action: ${action}, rules: ${rules} }`, `l4-${action.toLowerCase()}`);
const l7 = (rules: string, kind = 'Service', name = 'db') => istio('AuthorizationPolicy', 'shop', `{ targetRefs: [{ kind: ${kind}, group: "", name: ${name} }], rules: ${rules} }`, 'l7');
const ONLY_WAYPOINT = l4('ALLOW', '[{ from: [{ source: { principals: [cluster.local/ns/shop/sa/waypoint] } }] }]');
const GET = '[{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }], to: [{ operation: { methods: [GET] } }] }]';
const asked = (documents: readonly string[], from: string, question: string, to = 'shop/db') =>
  verdict(reach([...BASE.filter(each => !documents.includes(USES_WAYPOINT) || !each.includes('kind: Service')), ...documents], { mesh: 'istio-ambient' }), from, to, question);

test.each([
  ['27 the network sees the tunnel alone', [policy('shop', '{ podSelector: {}, ingress: [{ ports: [{ port: 15008 }] }] }')], 'shop/web', '8080', 'allowed'],
  ['27 and stops it where it is not open', [policy('shop', '{ podSelector: {}, ingress: [{ ports: [{ port: 8080 }] }] }')], 'shop/web', '8080', 'denied'],
  ['27 who is not in the mesh comes by the port itself', [policy('shop', '{ podSelector: {}, ingress: [{ ports: [{ port: 8080 }] }] }')], 'legacy/old', '8080', 'allowed'],
  ['27 UDP goes beside the tunnel', [policy('shop', '{ podSelector: {}, ingress: [{ ports: [{ port: 53, protocol: UDP }] }] }')], 'shop/web', '53/UDP', 'allowed'],
  ['27 probes come from an address of their own', [policy('shop', '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 169.254.7.127/32 } }] }] }')], 'external:169.254.7.127/32', '8080', 'allowed'],
  ['27 and are cut where it is not let in', [policy('shop', '{ podSelector: {}, ingress: [{ ports: [{ port: 15008 }] }] }')], 'external:169.254.7.127/32', '8080', 'denied'],
  ['27 the mesh holds no probe', [l4('ALLOW', '[]')], 'external:169.254.7.127/32', '8080', 'allowed'],
  ['43 STRICT', [istio('PeerAuthentication', 'shop', '{ mtls: { mode: STRICT } }')], 'legacy/old', '8080', 'denied'],
  ['46 an ALLOW of connections', [l4('ALLOW', `[{ ${WEB} }]`)], 'shop/web', '8080', 'allowed'],
  ['46 refuses all others', [l4('ALLOW', `[{ ${WEB} }]`)], 'legacy/old', '8080', 'denied'],
  ['46 an ALLOW of requests is dropped', [l4('ALLOW', `[{ ${WEB}, to: [{ operation: { methods: [GET] } }] }]`)], 'shop/web', '8080 GET /', 'denied'],
  ['46 a DENY of requests from somebody is one of connections', [l4('DENY', `[{ ${WEB}, to: [{ operation: { methods: [GET], ports: ["8080"] } }] }]`)], 'shop/web', '8080 POST /', 'denied'],
  ['46 a DENY of requests alone has no effect', [l4('DENY', '[{ to: [{ operation: { methods: [GET] } }] }]')], 'shop/web', '8080 GET /', 'allowed'],
  ['46 AUDIT is not supported', [l4('AUDIT', '[{}]')], 'shop/web', '8080', 'allowed'],
  ['46 nor is CUSTOM', [l4('CUSTOM', '[{}]')], 'shop/web', '8080', 'allowed'],
  ['46 a condition on connections', [l4('ALLOW', '[{ when: [{ key: source.namespace, values: [shop] }] }]')], 'shop/web', '8080', 'allowed'],
  ['46 a condition on requests is dropped', [l4('ALLOW', '[{ when: [{ key: "request.headers[x]", values: [a] }] }]')], 'shop/web', '8080', 'denied'],
  ['46 an ALLOW rule is dropped whole for one of its operations', [l4('ALLOW', '[{ to: [{ operation: { ports: ["8080"] } }, { operation: { methods: [GET] } }] }]')], 'shop/web', '8080', 'denied'],
  ['46 and for one of its sources', [l4('ALLOW', '[{ from: [{ source: { namespaces: [shop] } }, { source: { requestPrincipals: ["*"] } }] }]')], 'shop/web', '8080', 'denied'],
  ['46 but no other rule with it', [l4('ALLOW', `[{ ${WEB} }, { to: [{ operation: { methods: [GET] } }] }]`)], 'shop/web', '8080', 'allowed'],
  ['46 ztunnel is told of no trust domain', [l4('ALLOW', '[{ from: [{ source: { namespaces: [shop], trustDomains: [other] } }] }]')], 'shop/web', '8080', 'allowed'],
  ['46 nor of a server name', [l4('ALLOW', '[{ when: [{ key: connection.sni, values: [a.example] }] }]')], 'shop/web', '8080', 'denied'],
  ['47 an item that asks for nothing means nobody', [l4('ALLOW', '[{ from: [{ source: {} }] }]')], 'shop/web', '8080', 'denied'],
  ['48 a dry run is dropped', [l4('ALLOW', '[]').replace('name: l4-allow', 'name: l4-allow, annotations: { istio.io/dry-run: "true" }')], 'shop/web', '8080', 'allowed'],
  ['44 ztunnel passes over targetRefs', [l7('[]')], 'shop/web', '8080', 'allowed'],
  ['44 a waypoint holds those for its Service', [WAYPOINT, USES_WAYPOINT, ONLY_WAYPOINT, l7(GET)], 'shop/web', '8080 GET /', 'allowed'],
  ['44 and refuses what they do not allow', [WAYPOINT, USES_WAYPOINT, ONLY_WAYPOINT, l7(GET)], 'shop/web', '8080 POST /', 'denied'],
  ['44 and those for itself', [WAYPOINT, USES_WAYPOINT, ONLY_WAYPOINT, l7(GET, 'Gateway', 'waypoint')], 'shop/web', '8080 POST /', 'denied'],
  ['44 and not those for another', [WAYPOINT, USES_WAYPOINT, ONLY_WAYPOINT, l7(GET, 'Gateway', 'other')], 'shop/web', '8080 POST /', 'allowed'],
  ['a pod is also called by its address, past the waypoint', [WAYPOINT, USES_WAYPOINT, l7(GET)], 'shop/web', '8080 POST /', 'allowed'],
  ['27 a waypoint is a step: its own network too', [WAYPOINT, USES_WAYPOINT, ONLY_WAYPOINT, l7(GET), policy('shop', '{ podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: waypoint } }, ingress: [] }')], 'shop/web', '8080 GET /', 'denied'],
])('%s', (_, documents, from, question, expected) => {
  expect(asked(documents, from, question)).toBe(expected);
});

test('a caller of an unknown namespace may be in the mesh or not', () => {
  const strict = istio('PeerAuthentication', 'shop', '{ mtls: { mode: STRICT } }');
  expect(verdict(reach([...BASE, strict], { mesh: 'istio-ambient' }), 'namespace:any', 'shop/db', '8080')).toBe('depends');
});
