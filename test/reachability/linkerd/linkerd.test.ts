import { namespace, pod, reach, verdict } from '../harness';

const INJECT = { 'linkerd.io/inject': 'enabled' };
const shop = (more: Record<string, string> = {}) => namespace('shop', {}, { ...INJECT, ...more });
const BASE = [namespace('legacy'), pod('shop/web', { app: 'web' }), pod('shop/db', { app: 'db' }, 'http:8080', 'admin:9090'), pod('legacy/old', { app: 'old' })];

function linkerd(kind: string, name: string, spec: string, version = 'v1alpha1', more = ''): string {
  return `{ apiVersion: policy.linkerd.io/${version}, kind: ${kind}, metadata: { namespace: shop, name: ${name} ${more} }, spec: ${spec} }`;
}

const server = (name = 'db', spec = 'port: http', more = '') => linkerd('Server', name, `{ podSelector: { matchLabels: { app: db } }, ${spec} }`, 'v1beta3', more);
const authorize = (kind: string, name: string, authentication = '{ kind: MeshTLSAuthentication, name: web }') =>
  linkerd('AuthorizationPolicy', `to-${name}`, `{ targetRef: { kind: ${kind}, name: ${name} }, requiredAuthenticationRefs: [${authentication}] }`);
const WEB = linkerd('MeshTLSAuthentication', 'web', '{ identityRefs: [{ kind: ServiceAccount, name: web }] }');
const WORLD = linkerd('NetworkAuthentication', 'world', '{ networks: [{ cidr: 0.0.0.0/0 }] }');
const route = (path: string) => linkerd('HTTPRoute', 'route', `{ parentRefs: [{ kind: Server, name: db }], rules: [{ matches: [{ path: ${path}, method: GET }] }] }`, 'v1beta3');

test.each([
  ['50 without a Server the default policy: everyone', [shop()], 'legacy/old', '8080', 'allowed'],
  ['50 of the namespace', [shop({ 'config.linkerd.io/default-inbound-policy': 'all-authenticated' })], 'legacy/old', '8080', 'denied'],
  ['50 who is in the mesh shows who he is', [shop({ 'config.linkerd.io/default-inbound-policy': 'all-authenticated' })], 'shop/web', '8080', 'allowed'],
  ['50 deny', [shop({ 'config.linkerd.io/default-inbound-policy': 'deny' })], 'shop/web', '8080', 'denied'],
  ['50 audit lets all through', [shop({ 'config.linkerd.io/default-inbound-policy': 'audit' })], 'legacy/old', '8080', 'allowed'],
  ['50 the cluster', [shop({ 'config.linkerd.io/default-inbound-policy': 'cluster-unauthenticated' })], 'external:0.0.0.0/0', '8080', 'denied'],
  ['51 a Server takes what is authorized', [shop(), server(), WEB, authorize('Server', 'db')], 'shop/web', '8080', 'allowed'],
  ['51 and nobody else', [shop(), server(), WEB, authorize('Server', 'db')], 'legacy/old', '8080', 'denied'],
  ['51 on its port alone', [shop(), server(), WEB, authorize('Server', 'db')], 'legacy/old', '9090', 'allowed'],
  ['51 its accessPolicy too', [shop(), server('db', 'port: 8080, accessPolicy: all-unauthenticated')], 'legacy/old', '8080', 'allowed'],
  ['51 without an authorization nobody', [shop(), server()], 'shop/web', '8080', 'denied'],
  ['51 of two Servers the older', [shop(), server('a', 'port: 8080', ', creationTimestamp: "2026-02-01"'), server('b', 'port: 8080, accessPolicy: all-unauthenticated', ', creationTimestamp: "2026-01-01"')], 'legacy/old', '8080', 'allowed'],
  ['51 then the first by name', [shop(), server('b', 'port: 8080'), server('a', 'port: 8080, accessPolicy: all-unauthenticated')], 'legacy/old', '8080', 'allowed'],
  ['52 an authorization of the namespace', [shop(), server(), WEB, authorize('Namespace', 'shop')], 'shop/web', '8080', 'allowed'],
  ['52 every authentication must hold', [shop(), server(), WEB, WORLD, authorize('Server', 'db', '{ kind: MeshTLSAuthentication, name: web }, { kind: NetworkAuthentication, name: world }')], 'shop/web', '8080', 'allowed'],
  ['52 not one of them', [shop(), server(), WEB, WORLD, authorize('Server', 'db', '{ kind: MeshTLSAuthentication, name: web }, { kind: NetworkAuthentication, name: world }')], 'legacy/old', '8080', 'denied'],
  ['52 one that is not there fails closed', [shop(), server(), authorize('Server', 'db')], 'shop/web', '8080', 'denied'],
  ['52 an identity in full', [shop(), server(), linkerd('MeshTLSAuthentication', 'web', '{ identities: [web.shop.serviceaccount.identity.linkerd.cluster.local] }'), authorize('Server', 'db')], 'shop/web', '8080', 'allowed'],
  ['52 an identity by its end', [shop(), server(), linkerd('MeshTLSAuthentication', 'web', '{ identities: ["*.other.serviceaccount.identity.linkerd.cluster.local"] }'), authorize('Server', 'db')], 'shop/web', '8080', 'denied'],
  ['52 anyone with an identity', [shop(), server(), linkerd('MeshTLSAuthentication', 'web', '{ identities: ["*"] }'), authorize('Server', 'db')], 'shop/web', '8080', 'allowed'],
  ['52 a ServiceAccount itself', [shop(), server(), authorize('Server', 'db', '{ kind: ServiceAccount, name: web }')], 'shop/web', '8080', 'allowed'],
  ['52 an authorization of a route', [shop(), server(), WEB, route('{ value: /a }'), authorize('HTTPRoute', 'route')], 'shop/web', '8080 GET /a/b', 'allowed'],
  ['52 and of no other request', [shop(), server(), WEB, route('{ value: /a }'), authorize('HTTPRoute', 'route')], 'shop/web', '8080 GET /ab', 'denied'],
  ['53 with a route attached, what is none is refused, also to who is authorized for the Server', [shop(), server(), WEB, route('{ type: Exact, value: /a }'), authorize('Server', 'db')], 'shop/web', '8080 GET /b', 'denied'],
])('%s', (_, documents, from, question, expected) => {
  expect(verdict(reach([...BASE, ...documents], { mesh: 'linkerd' }), from, 'shop/db', question)).toBe(expected);
});

test('53 the probes of the kubelet are let through to a Server without routes, and not to one with', () => {
  const documents = [...BASE, shop(), server()];
  expect(verdict(reach(documents, { mesh: 'linkerd' }), 'node', 'shop/db', '8080')).toBe('depends');
  expect(verdict(reach([...documents, route('{ value: /a }')], { mesh: 'linkerd' }), 'node', 'shop/db', '8080')).toBe('denied');
});

test('a Server of a port that is neither number nor name is reported', () => {
  expect(reach([server('db', 'port: true')], { mesh: 'linkerd' }).problems).toMatchObject([{ ref: { rule: '/spec/port' }, says: 'must be a number or a name' }]);
});
