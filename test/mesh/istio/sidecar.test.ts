import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { EndpointPort, Protocol } from '../../../src/connectivity/endpoint';
import { MeshMode } from '../../../src/connectivity/namespace-facts';
import { IPeer, Peer } from '../../../src/connectivity/peer';
import { toYaml } from '../../../src/manifest/yaml';
import { authorizeEdges } from '../../../src/mesh/edge-authorization';
import { Platform } from '../../../src/platform/platform';
import { ServiceMesh } from '../../../src/platform/service-mesh';
import { IsolatedNamespace } from '../../../src/tenancy/isolated-namespace';
import { Enforcement } from '../../../src/tenancy/pod-security';
import { chartOf, FakeWorkload, ingressOf, policyOf, port } from '../../connectivity/fake-workload';

const GRPC = port('grpc', 7070, { appProtocol: 'grpc', servicePort: 80 });

/** A fake workload of a mesh. */
class Meshed extends FakeWorkload {
  public constructor(scope: Construct, id: string, ports: readonly EndpointPort[] = []) {
    super(scope, id, ports);
    authorizeEdges(this, this.connections, () => ({}));
  }
}

function appOf(): App {
  const app = new App();
  Platform.configure(app, { serviceMesh: ServiceMesh.istioSidecar({ trustDomain: 'shop.example' }) });
  return app;
}

function shop(enforcement?: Enforcement) {
  const chart = new IsolatedNamespace(appOf(), 'shop', { owner: 'team-shop', enforcement });
  return { chart, frontend: new Meshed(chart, 'frontend'), checkout: new Meshed(chart, 'checkout'), cart: new Meshed(chart, 'cart', [GRPC]) };
}

function specOf(workload: Construct, id = 'AuthorizationPolicy'): { action: string; rules?: unknown[] } {
  return ((workload.node.findChild(id) as ApiObject).toJson() as { spec: { action: string; rules?: unknown[] } }).spec;
}

const account = (name: string, namespace = 'shop') => `shop.example/ns/${namespace}/sa/${name}`;
const from = (...principals: string[]) => [{ source: { principals } }];

describe('an edge in a mesh', () => {
  it('is an ALLOW of the callee, by identity and port', () => {
    const { frontend, checkout, cart } = shop();
    frontend.connections.allowTo(cart);
    checkout.connections.allowTo(cart, { http: [{ methods: ['POST'], paths: ['/hipstershop.CartService/EmptyCart'] }] });
    expect(toYaml((cart.node.findChild('AuthorizationPolicy') as ApiObject).toJson())).toMatchInlineSnapshot(`
"apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  labels:
    app.kubernetes.io/name: cart
    owner: team-shop
  name: cart
  namespace: shop
spec:
  action: ALLOW
  rules:
    - from:
        - source:
            principals:
              - shop.example/ns/shop/sa/checkout
      to:
        - operation:
            methods:
              - POST
            paths:
              - /hipstershop.CartService/EmptyCart
            ports:
              - '7070'
    - from:
        - source:
            principals:
              - shop.example/ns/shop/sa/frontend
      to:
        - operation:
            ports:
              - '7070'
  selector:
    matchLabels:
      app.kubernetes.io/name: cart
"
`);
  });

  it('nobody calls: no rule at all, which refuses everyone', () => {
    const { cart } = shop();
    expect(specOf(cart)).toEqual({ selector: { matchLabels: { 'app.kubernetes.io/name': 'cart' } }, action: 'ALLOW' });
  });

  it('gathers callers of the same requests in one rule', () => {
    const { frontend, checkout, cart } = shop();
    frontend.connections.allowTo(cart);
    cart.connections.allowFrom(checkout);
    expect(specOf(cart).rules).toEqual([{ from: from(account('checkout'), account('frontend')), to: [{ operation: { ports: ['7070'] } }] }]);
  });

  it('gives each request of a list an operation of its own', () => {
    const { frontend, cart } = shop();
    frontend.connections.allowTo(cart, { http: [{ methods: ['POST', 'GET', 'GET'] }, { paths: ['/b', '/a'] }, { paths: ['/a', '/b'] }] });
    expect(specOf(cart).rules).toEqual([{
      from: from(account('frontend')),
      to: [{ operation: { methods: ['GET', 'POST'], ports: ['7070'] } }, { operation: { paths: ['/a', '/b'], ports: ['7070'] } }],
    }]);
  });

  it('names foreign callers by ServiceAccount, or by namespace', () => {
    const { cart } = shop();
    cart.connections.allowFrom(Peer.pods({ namespace: 'monitoring', labels: { app: 'prometheus' }, serviceAccounts: ['prometheus'] }));
    cart.connections.allowFrom(Peer.namespace('ops', { inMesh: true }));
    cart.connections.allowFrom(Peer.namespaces({ team: 'x' }, { inMesh: true }));
    expect(specOf(cart).rules).toEqual([{
      from: [{ source: { principals: ['shop.example/ns/*', account('prometheus', 'monitoring')] } }, { source: { namespaces: ['ops'] } }],
      to: [{ operation: { ports: ['7070'] } }],
    }]);
  });

  it('lets the sidecar reach istiod, and nothing else', () => {
    const { cart } = shop();
    expect(policyOf(cart).spec.egress).toEqual([
      expect.objectContaining({ ports: [{ port: 53, protocol: 'TCP' }, { port: 53, protocol: 'UDP' }] }),
      expect.objectContaining({ ports: [{ port: 15012, protocol: 'TCP' }], to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-system' } }, podSelector: { matchLabels: { app: 'istiod' } } }] }),
    ]);
    expect(ingressOf(cart)).toEqual([{ from: [{ ipBlock: { cidr: '127.0.0.1/32' } }], ports: [{ port: 1, protocol: 'TCP' }] }]);
  });

  it('of UDP is left to the network policy: the mesh does not carry it', () => {
    const { chart, frontend } = shop();
    const statsd = new Meshed(chart, 'statsd', [port('statsd', 8125, { protocol: Protocol.UDP })]);
    frontend.connections.allowTo(statsd);
    statsd.connections.allowFrom(Peer.cidr('10.0.0.0/8'));
    expect(statsd.node.tryFindChild('AuthorizationPolicy')).toBeUndefined();
    expect(ingressOf(statsd)).toHaveLength(1);
  });

  it('gives the same rules in any order', () => {
    type Shop = ReturnType<typeof shop>;
    const edges: ((app: Shop) => void)[] = [
      ({ frontend, cart }) => frontend.connections.allowTo(cart),
      ({ checkout, cart }) => checkout.connections.allowTo(cart, { http: [{ methods: ['POST'] }] }),
      ({ frontend, cart }) => frontend.connections.allowTo(cart, { http: [{ methods: ['POST'] }] }),
      ({ cart }) => cart.connections.allowFrom(Peer.namespace('ops', { inMesh: true })),
    ];
    const written = (order: readonly number[]) => {
      const app = shop();
      order.forEach(index => edges[index](app));
      return JSON.stringify(specOf(app.cart));
    };
    const reference = written([0, 1, 2, 3]);
    fc.assert(fc.property(fc.shuffledSubarray([0, 1, 2, 3, 0, 1, 2, 3], { minLength: 8 }), order => { expect(written(order)).toBe(reference); }));
    expect(written([0, 1, 2])).not.toBe(reference);
  });
});

describe('a caller without identity', () => {
  it.each<[string, IPeer]>([
    ['an address range', Peer.cidr('10.0.0.0/8')], ['pods outside the mesh', Peer.pods({ namespace: 'legacy', labels: { app: 'x' } })], ['the world', Peer.anywhere()],
  ])('%s is an error under strict mutual TLS', (_, peer) => {
    const { cart } = shop();
    expect(() => cart.connections.allowFrom(peer)).toThrow(new Error(
      `shop/cart: connections.allowFrom(${peer.toPeer()._name}): ${peer.toPeer()._name} has no mesh identity, and shop/cart takes mutual TLS only: each call would be refused. `
      + 'Say who it is (serviceAccounts or inMesh on the peer), or declare the port plaintext, which is a finding.'));
  });

  it('of this app, from a namespace outside the mesh, is an error too', () => {
    const { chart, cart } = shop();
    const legacy = new FakeWorkload(IsolatedNamespace.existing(chart.node.scope as App, 'legacy', { mesh: MeshMode.NONE }), 'job');
    expect(() => legacy.connections.allowTo(cart)).toThrow('legacy/job has no mesh identity, and shop/cart takes mutual TLS only');
    expect(JSON.stringify(policyOf(legacy).spec.egress)).not.toContain('istiod');
  });

  it('of this app, in a chart without a namespace, has none to show', () => {
    const app = appOf();
    const plain = new Chart(app, 'plain');
    const [job, api] = [new Meshed(plain, 'job'), new Meshed(plain, 'api', [GRPC])];
    expect(() => job.connections.allowTo(api)).toThrow(new Error('plain/job: connections.allowTo(plain/api): plain/job has no namespace, and an identity of the mesh holds one. Declare it in an IsolatedNamespace, or set the namespace of its Chart.'));
  });

  it('is let in on a port that is declared plaintext, and there alone', () => {
    const { chart } = shop();
    const api = new Meshed(chart, 'api', [GRPC, port('legacy', 9000, { plaintext: true })]);
    api.connections.allowFrom(Peer.cidr('10.0.0.0/8'), { port: 'legacy' });
    expect(specOf(api).rules).toEqual([{ to: [{ operation: { ports: ['9000'] } }] }]);
    expect(specOf(api, 'PlaintextPorts')).toEqual({
      selector: { matchLabels: { 'app.kubernetes.io/name': 'api' } }, mtls: { mode: 'STRICT' }, portLevelMtls: { 9000: { mode: 'PERMISSIVE' } },
    });
    expect(() => api.connections.allowFrom(Peer.cidr('10.0.0.0/8'), { port: 'grpc' })).toThrow('has no mesh identity');
  });

  it('is let in while the namespace is permissive', () => {
    const { cart } = shop(Enforcement.PERMISSIVE);
    cart.connections.allowFrom(Peer.cidr('10.0.0.0/8'));
    expect(specOf(cart).rules).toEqual([{ to: [{ operation: { ports: ['7070'] } }] }]);
  });
});

describe('http', () => {
  it.each<[string, EndpointPort]>([
    ['no protocol said', port('api', 8080)], ['TLS, which the mesh cannot read', port('api', 8443, { appProtocol: 'https' })],
    ['another protocol said', port('http', 8080, { appProtocol: 'tcp' })], ['a name that only begins like one', port('httpd', 8080)],
    ['UDP', port('http', 8080, { protocol: Protocol.UDP })],
  ])('is refused on a port with %s', (_, callee) => {
    const { chart, frontend } = shop();
    const api = new Meshed(chart, 'api', [callee]);
    expect(() => frontend.connections.allowTo(api, { http: [{ methods: ['GET'] }] })).toThrow(new Error(
      `shop/frontend: connections.allowTo(shop/api): port '${callee.name}' of shop/api does not say that it speaks HTTP, and the mesh would refuse every call. Set its appProtocol ('http', 'http2' or 'grpc'), or leave http out.`));
  });

  it.each<[string, EndpointPort]>([
    ['appProtocol', port('api', 8080, { appProtocol: 'HTTP2' })], ['its name', port('http', 8080)], ['the prefix of its name', port('grpc-web', 8080)],
    ['the standard spelling of h2c', port('api', 8080, { appProtocol: 'kubernetes.io/h2c' })],
  ])('is taken on a port that says HTTP by %s', (_, callee) => {
    const { chart, frontend } = shop();
    const api = new Meshed(chart, 'api', [callee]);
    frontend.connections.allowTo(api, { http: [{ methods: ['GET'] }] });
    expect(specOf(api).rules).toHaveLength(1);
  });

  const where = 'shop/frontend: connections.allowTo(shop/cart)';
  it.each<[unknown, string]>([
    [[], `${where}: http is an empty list. Name the requests that are let through, or leave it out for all.`],
    [[{}], `${where}: an http match without methods, paths and hosts narrows nothing. Name some, or leave http out.`],
    [[{ methods: [] }], `${where}: http methods is an empty list, which a mesh may read as everything or as nothing. Name what is allowed, or leave methods out for all.`],
    [[{ methods: ['get'] }], `${where}: http method 'get' is unknown. Write one of GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH.`],
    [[{ paths: [''] }], `${where}: http paths holds an empty or padded text. Write each value in full, without spaces.`],
    [[{ paths: ['api'] }], `${where}: http path 'api' is none that Istio matches. Begin with '/', put one '*' at the end or the beginning, and leave out query and fragment.`],
    [[{ paths: ['/a/*/b'] }], `${where}: http path '/a/*/b' is none that Istio matches. Begin with '/', put one '*' at the end or the beginning, and leave out query and fragment.`],
    [[{ hosts: ['a.*.b'] }], `${where}: http host 'a.*.b' is none that Istio matches. Write a host name, with one '*' at the end or the beginning at most.`],
  ])('%j is an error', (http, message) => {
    const { frontend, cart } = shop();
    expect(() => frontend.connections.allowTo(cart, { http: http as [] })).toThrow(new Error(message));
  });
});

it('nothing of the mesh is written without one', () => {
  expect(new Meshed(chartOf('plain'), 'api', [GRPC]).node.children.map(({ node }) => node.id)).toEqual(['NetworkPolicy']);
});
