import { ApiObject } from 'cdk8s';
import { Peer } from '../../../src/connectivity/peer';
import { ServiceMesh } from '../../../src/platform/service-mesh';
import { port } from '../../connectivity/fake-workload';
import { meshedNamespace, MeshedWorkload, specsOf } from '../meshed-workload';

const HTTP = port('http', 8080, { appProtocol: 'http' });
const PROBES = { containers: [{ name: 'cart', readinessProbe: { httpGet: { path: '/ready?full', port: 'http' } }, livenessProbe: { tcpSocket: { port: 'http' } } }] };

function shop(nodeCidrs?: string[]) {
  const chart = meshedNamespace(ServiceMesh.linkerd(), nodeCidrs);
  return { chart, web: new MeshedWorkload(chart, 'web'), other: new MeshedWorkload(chart, 'other'), cart: new MeshedWorkload(chart, 'cart', [HTTP], PROBES) };
}

const account = (name: string, namespace = 'shop') => ({ kind: 'ServiceAccount', name, namespace });
const named = (objects: Record<string, unknown>, beginning: string) => Object.entries(objects).find(([name]) => name.startsWith(beginning))?.[1];

test('the namespace is injected, and refuses what nothing authorizes', () => {
  expect((shop().chart.node.findChild('Resource') as ApiObject).toJson().metadata.annotations)
    .toMatchObject({ 'linkerd.io/inject': 'enabled', 'config.linkerd.io/default-inbound-policy': 'deny' });
});

test.each([
  ['http', 'HTTP/1'], ['http2', 'HTTP/2'], ['grpc', 'gRPC'], ['tcp', 'opaque'], [undefined, 'unknown'],
])('a port that speaks %s is a Server of %s', (appProtocol, proxyProtocol) => {
  const chart = meshedNamespace(ServiceMesh.linkerd());
  const data = new MeshedWorkload(chart, 'data', [port('main', 5432, { appProtocol })]);
  expect(specsOf(data, 'Server')).toEqual({ 'Server data-main': { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'data' } }, port: 5432, proxyProtocol, accessPolicy: 'deny' } });
});

test('nobody calls: nobody is authorized', () => {
  expect(specsOf(shop().cart, 'AuthorizationPolicy')).toEqual({});
});

test('callers are authorized together, by account', () => {
  const { web, other, cart } = shop();
  web.connections.allowTo(cart);
  other.connections.allowTo(cart);
  expect(specsOf(cart, 'AuthorizationPolicy', 'MeshTLSAuthentication')).toEqual({
    'AuthorizationPolicy cart-http': {
      targetRef: { group: 'policy.linkerd.io', kind: 'Server', name: 'cart-http' }, requiredAuthenticationRefs: [{ group: 'policy.linkerd.io', kind: 'MeshTLSAuthentication', name: 'cart-http' }],
    },
    'MeshTLSAuthentication cart-http': { identityRefs: [account('other'), account('web')] },
  });
});

test.each([
  ['an account', Peer.pods({ namespace: 'tools', labels: { app: 'x' }, serviceAccounts: ['x'] }), { identityRefs: [account('x', 'tools')] }],
  ['a namespace', Peer.namespace('tools', { inMesh: true }), { identityRefs: [{ kind: 'Namespace', name: 'tools' }] }],
  ['anyone of the mesh', Peer.namespaces({ team: 'x' }, { inMesh: true }), { identities: ['*'] }],
])('others are known as %s', (_, peer, expected) => {
  const { cart } = shop();
  cart.connections.allowFrom(peer);
  expect(specsOf(cart, 'MeshTLSAuthentication')['MeshTLSAuthentication cart-http']).toEqual(expected);
});

test('an edge that names requests is a route, with its own authorization', () => {
  const { web, cart } = shop();
  web.connections.allowTo(cart, { http: [{ methods: ['GET'], paths: ['/items/*'] }] });
  expect(named(specsOf(cart, 'HTTPRoute'), 'HTTPRoute cart-http-get-items-')).toEqual({
    parentRefs: [{ group: 'policy.linkerd.io', kind: 'Server', name: 'cart-http' }], rules: [{ matches: [{ method: 'GET', path: { type: expect.any(String), value: '/items' } }] }],
  });
  expect(named(specsOf(cart, 'MeshTLSAuthentication'), 'MeshTLSAuthentication cart-http-get-items-')).toEqual({ identityRefs: [account('web')] });
});

test('what a route by prefix means beside the declared is a route of its own, which nobody is authorized for', () => {
  const { web, cart } = shop();
  web.connections.allowTo(cart, { http: [{ paths: ['/items/*'] }] });
  expect(Object.values(specsOf(cart, 'HTTPRoute')).map(spec => JSON.stringify(spec))).toEqual(expect.arrayContaining([expect.stringContaining('{"type":"Exact","value":"/items"}')]));
  const authorized = Object.values(specsOf(cart, 'AuthorizationPolicy')).filter(spec => JSON.stringify(spec).includes('MeshTLS'));
  expect(authorized).toHaveLength(1);
});

test('with a route attached, probes need one too, from the nodes', () => {
  const { web, cart } = shop(['192.0.2.0/24']);
  web.connections.allowTo(cart, { http: [{ methods: ['POST'] }] });
  expect(named(specsOf(cart, 'HTTPRoute'), 'HTTPRoute cart-http-get-ready-')).toMatchObject({ rules: [{ matches: [{ method: 'GET', path: { type: 'Exact', value: '/ready' } }] }] });
  expect(Object.values(specsOf(cart, 'NetworkAuthentication'))).toEqual([{ networks: [{ cidr: '192.0.2.0/24' }] }]);
});

test('without known nodes, from everywhere: the network holds who else asks', () => {
  const { web, cart } = shop();
  web.connections.allowTo(cart, { http: [{ methods: ['POST'] }] });
  expect(Object.values(specsOf(cart, 'NetworkAuthentication'))).toEqual([{ networks: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }] }]);
});

test('to the network an edge is the port of the proxy', () => {
  const { web, cart } = shop();
  web.connections.allowTo(cart);
  expect(JSON.stringify(specsOf(web, 'NetworkPolicy'))).toContain('"ports":[{"port":4143,"protocol":"TCP"}]');
});

test('each workload reaches the control plane', () => {
  const policy = JSON.stringify(specsOf(shop().web, 'NetworkPolicy'));
  for (const part of ['"linkerd.io/control-plane-component":"identity"', '"port":8080', '"linkerd.io/control-plane-component":"destination"', '"port":8086', '"port":8090']) expect(policy).toContain(part);
});
