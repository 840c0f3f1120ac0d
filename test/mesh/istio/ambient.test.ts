import { ApiObject } from 'cdk8s';
import { Peer } from '../../../src/connectivity/peer';
import { ServiceMesh } from '../../../src/platform/service-mesh';
import { FakeWorkload, port } from '../../connectivity/fake-workload';
import { meshedNamespace, MeshedWorkload, specsOf } from '../meshed-workload';

const HTTP = port('http', 8080, { appProtocol: 'http', servicePort: 80 });
const GET = { http: [{ methods: ['GET'] }] };

function shop() {
  const chart = meshedNamespace(ServiceMesh.istioAmbient());
  return { chart, web: new MeshedWorkload(chart, 'web'), cart: new MeshedWorkload(chart, 'cart', [HTTP]) };
}

const rulesOf = (scope: MeshedWorkload | ReturnType<typeof shop>['chart'], policy: string) => (specsOf(scope, 'AuthorizationPolicy')[`AuthorizationPolicy ${policy}`] as { rules: unknown }).rules;
const principal = (account: string) => ({ source: { principals: [`cluster.local/ns/shop/sa/${account}`] } });

test('the namespace is enrolled in ambient mode, without sidecars', () => {
  const labels = (shop().chart.node.findChild('Resource') as ApiObject).toJson().metadata.labels;
  expect(labels).toMatchObject({ 'istio.io/dataplane-mode': 'ambient' });
  expect(labels).not.toHaveProperty('istio-injection');
});

test('an edge is an ALLOW of connections, and a tunnel to the network', () => {
  const { web, cart } = shop();
  web.connections.allowTo(cart);
  expect(rulesOf(cart, 'cart')).toEqual([{ from: [principal('web')], to: [{ operation: { ports: ['8080'] } }] }]);
  expect(specsOf(cart, 'NetworkPolicy')).toMatchObject({ 'NetworkPolicy cart': { ingress: [
    { from: [{ ipBlock: { cidr: '169.254.7.127/32' } }], ports: [{ protocol: 'TCP', port: 8080 }] },
    { from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } } }], ports: [{ protocol: 'TCP', port: 15008 }] },
  ] } });
});

test('edges that name requests go through the waypoint, and the callee takes calls from it alone', () => {
  const { chart, web, cart } = shop();
  web.connections.allowTo(cart, GET);
  expect(rulesOf(cart, 'cart-requests')).toEqual([{ from: [principal('web')], to: [{ operation: { ports: ['80'], methods: ['GET'] } }] }]);
  expect(rulesOf(cart, 'cart')).toEqual([{ from: [principal('waypoint')], to: [{ operation: { ports: ['8080'] } }] }]);
  expect(specsOf(chart, 'Gateway')).toMatchObject({ 'Gateway waypoint': { gatewayClassName: 'istio-waypoint' } });
  expect((cart.node.findChild('Service').node.findChild('Resource') as ApiObject).toJson().metadata.labels).toEqual({ 'istio.io/use-waypoint': 'waypoint', 'owner': 'team-shop' });
});

test('the waypoint may reach its callees, its control plane and DNS, and be reached by its callers', () => {
  const { chart, web, cart } = shop();
  web.connections.allowTo(cart, GET);
  const policies = JSON.stringify(specsOf(chart, 'NetworkPolicy')['NetworkPolicy waypoint']);
  for (const part of ['"app.kubernetes.io/name":"web"', '"app.kubernetes.io/name":"cart"', '"app":"istiod"', '"k8s-app":"kube-dns"', '"port":15008']) expect(policies).toContain(part);
});

test('the policy for requests targets the Service, and no selector', () => {
  const { web, cart } = shop();
  web.connections.allowTo(cart, GET);
  expect(specsOf(cart, 'AuthorizationPolicy')['AuthorizationPolicy cart-requests']).toMatchObject({ targetRefs: [{ group: '', kind: 'Service', name: 'cart' }] });
  expect(specsOf(cart, 'AuthorizationPolicy')['AuthorizationPolicy cart-requests']).not.toHaveProperty('selector');
});

test('one waypoint serves a namespace', () => {
  const { chart, web, cart } = shop();
  const other = new MeshedWorkload(chart, 'other', [HTTP]);
  web.connections.allowTo(cart, GET);
  web.connections.allowTo(other, GET);
  expect(Object.keys(specsOf(chart, 'Gateway'))).toEqual(['Gateway waypoint']);
});

test('a caller from outside the mesh comes past the waypoint, to a plaintext port', () => {
  const chart = meshedNamespace(ServiceMesh.istioAmbient());
  const cart = new MeshedWorkload(chart, 'cart', [HTTP, port('metrics', 9090, { plaintext: true })]);
  cart.connections.allowFrom(Peer.pods({ namespace: 'monitoring', labels: { app: 'prometheus' } }), { port: 'metrics' });
  expect(rulesOf(cart, 'cart')).toEqual([{ to: [{ operation: { ports: ['9090'] } }] }]);
  expect(specsOf(cart, 'NetworkPolicy')).toMatchObject({ 'NetworkPolicy cart': { ingress: [
    { ports: [{ port: 8080 }, { port: 9090 }] }, { from: [{ podSelector: { matchLabels: { app: 'prometheus' } } }], ports: [{ port: 9090 }] },
  ] } });
});

test('http without a Service is an error: calls to a pod go past the waypoint', () => {
  const { chart, web } = shop();
  const bare = new MeshedWorkload(chart, 'bare', [HTTP]);
  (bare.node.findChild('Service') as FakeWorkload).node.tryRemoveChild('Resource');
  expect(() => web.connections.allowTo(bare, GET)).toThrow('shop/web: connections.allowTo(shop/bare): http needs a Service in a namespace: in ambient mode only calls to a Service go through the waypoint that reads them. Leave http out.');
});
