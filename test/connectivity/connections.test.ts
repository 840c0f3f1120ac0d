import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { chartOf, egressOf, FakeWorkload, ingressOf, objectsBelow, policyOf, port } from './fake-workload';
import { Protocol } from '../../src/connectivity/endpoint';
import { IPeer, Peer } from '../../src/connectivity/peer';
import { toYaml } from '../../src/manifest/yaml';
import { Delivery } from '../../src/platform/choices';
import { Platform } from '../../src/platform/platform';

const GRPC = port('grpc', 7070, { servicePort: 80 });
const labelled = (name: string) => ({ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } });
const tcp = (number: number) => ({ port: number, protocol: 'TCP' });

function shop() {
  const chart = chartOf('shop');
  return { chart, frontend: new FakeWorkload(chart, 'frontend', [port('http', 8080)]), cart: new FakeWorkload(chart, 'cart', [GRPC]) };
}

describe('a workload without edges', () => {
  it('resolves names, and nobody calls it', () => {
    expect(toYaml(policyOf(new FakeWorkload(chartOf('shop'), 'worker')))).toMatchInlineSnapshot(`
"apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  labels:
    app.kubernetes.io/name: worker
  name: worker
  namespace: shop
spec:
  egress:
    - ports:
        - port: 53
          protocol: TCP
        - port: 53
          protocol: UDP
      to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
  ingress:
    - from:
        - ipBlock:
            cidr: 127.0.0.1/32
      ports:
        - port: 1
          protocol: TCP
  podSelector:
    matchLabels:
      app.kubernetes.io/name: worker
  policyTypes:
    - Ingress
    - Egress
"
`);
  });

  it('reaches NodeLocal DNSCache on port 53, wherever the DNS pods listen', () => {
    const chart = chartOf('shop', { dns: { port: 5353, nodeLocalAddress: '169.254.20.10' } });
    expect(policyOf(new FakeWorkload(chart, 'worker')).spec.egress).toEqual([
      { to: [{ ipBlock: { cidr: '169.254.20.10/32' } }], ports: [tcp(53), { port: 53, protocol: 'UDP' }] },
      expect.objectContaining({ ports: [tcp(5353), { port: 5353, protocol: 'UDP' }] }),
    ]);
  });

  it('has an ordered policy under Argo CD', () => {
    expect(policyOf(new FakeWorkload(chartOf('shop', { delivery: Delivery.ARGO_CD }), 'worker')).metadata.annotations)
      .toEqual({ 'argocd.argoproj.io/sync-wave': '-10' });
  });
});

describe('an edge within a namespace', () => {
  it('opens both ends, on the container port', () => {
    const { frontend, cart } = shop();
    frontend.connections.allowTo(cart, { port: 'grpc' });
    expect(egressOf(frontend)).toEqual([{ to: [labelled('cart')], ports: [tcp(7070)] }]);
    expect(ingressOf(cart)).toEqual([{ from: [labelled('frontend')], ports: [tcp(7070)] }]);
    expect(egressOf(cart)).toEqual([]);
  });

  it.each([['its name', 'grpc'], ['its number', 7070], ['nothing, being the only one', undefined]])('names the port by %s', (_, asked) => {
    const { frontend, cart } = shop();
    frontend.connections.allowTo(cart, { port: asked });
    expect(egressOf(frontend)).toEqual([{ to: [labelled('cart')], ports: [tcp(7070)] }]);
  });

  it('is the same seen from either end', () => {
    const [one, other] = [shop(), shop()];
    one.frontend.connections.allowTo(one.cart);
    other.cart.connections.allowFrom(other.frontend);
    for (const name of ['frontend', 'cart'] as const) expect(policyOf(one[name])).toEqual(policyOf(other[name]));
  });

  it('keeps UDP as UDP', () => {
    const { chart, frontend } = shop();
    const metrics = new FakeWorkload(chart, 'statsd', [port('statsd', 8125, { protocol: Protocol.UDP })]);
    frontend.connections.allowTo(metrics);
    expect(egressOf(frontend)).toEqual([{ to: [labelled('statsd')], ports: [{ port: 8125, protocol: 'UDP' }] }]);
    expect(ingressOf(metrics)).toEqual([{ from: [labelled('frontend')], ports: [{ port: 8125, protocol: 'UDP' }] }]);
  });

  it('may lead from a workload to itself: its replicas talk', () => {
    const { cart } = shop();
    cart.connections.allowTo(cart);
    expect([egressOf(cart), ingressOf(cart)]).toEqual([[{ to: [labelled('cart')], ports: [tcp(7070)] }], [{ from: [labelled('cart')], ports: [tcp(7070)] }]]);
  });

  it('works in a chart without a namespace', () => {
    const chart = chartOf(undefined);
    const [one, two] = [new FakeWorkload(chart, 'one'), new FakeWorkload(chart, 'two', [GRPC])];
    one.connections.allowTo(two, { addressIn: 'TWO' });
    expect([egressOf(one), one.env]).toEqual([[{ to: [labelled('two')], ports: [tcp(7070)] }], { TWO: 'two:80' }]);
  });

  it('opens several ports, or all that are declared', () => {
    const { chart, frontend } = shop();
    const both = new FakeWorkload(chart, 'both', [port('http', 8080), port('dns', 9053, { protocol: Protocol.UDP }), port('admin', 9000)]);
    frontend.connections.allowTo(both, { ports: ['admin', 8080] });
    expect(ingressOf(both)).toEqual([{ from: [labelled('frontend')], ports: [tcp(8080), tcp(9000)] }]);
    frontend.connections.allowTo(both, { allPorts: true });
    expect(ingressOf(both)).toEqual([{ from: [labelled('frontend')], ports: [tcp(8080), tcp(9000), { port: 9053, protocol: 'UDP' }] }]);
  });
});

describe('an edge across namespaces', () => {
  it('selects namespace and pod in one item, and writes into neither namespace but the workload\'s own', () => {
    const app = new App();
    const [shopChart, bankChart] = [chartOf('shop', {}, app), chartOf('bank', {}, app)];
    const [frontend, ledger] = [new FakeWorkload(shopChart, 'frontend'), new FakeWorkload(bankChart, 'ledger', [GRPC])];
    frontend.connections.allowTo(ledger, { addressIn: 'LEDGER' });
    const foreign = (namespace: string, name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } }, ...labelled(name) });
    expect(egressOf(frontend)).toEqual([{ to: [foreign('bank', 'ledger')], ports: [tcp(7070)] }]);
    expect(ingressOf(ledger)).toEqual([{ from: [foreign('shop', 'frontend')], ports: [tcp(7070)] }]);
    expect(frontend.env).toEqual({ LEDGER: 'ledger.bank.svc.cluster.local:80' });
    expect(objectsBelow(app)).toEqual(['NetworkPolicy shop/frontend', 'NetworkPolicy bank/ledger']);
  });

  it('needs both namespaces', () => {
    const app = new App();
    const [plain, bank] = [chartOf(undefined, {}, app), chartOf('bank', {}, app)];
    const [worker, ledger] = [new FakeWorkload(plain, 'worker'), new FakeWorkload(bank, 'ledger', [GRPC])];
    expect(() => worker.connections.allowTo(ledger)).toThrow('plain/worker: connections.allowTo(bank/ledger): plain/worker has no namespace, so that the other end cannot select it. Declare it in an IsolatedNamespace, or set the namespace of its Chart.');
  });
});

describe('addressIn', () => {
  it('gives the caller the address on the Service port', () => {
    const { frontend, cart } = shop();
    frontend.connections.allowTo(cart, { addressIn: 'CART_SERVICE_ADDR' });
    expect(frontend.env).toEqual({ CART_SERVICE_ADDR: 'cart:80' });
  });

  it('speaks of the cluster domain across namespaces', () => {
    const app = new App();
    Platform.configure(app, { clusterDomain: 'prod.example' });
    const [shopChart, bankChart] = ['shop', 'bank'].map(namespace => new Chart(app, namespace, { namespace }));
    const [frontend, ledger] = [new FakeWorkload(shopChart, 'frontend'), new FakeWorkload(bankChart, 'ledger', [GRPC])];
    ledger.connections.allowFrom(frontend, { addressIn: 'LEDGER' });
    expect(frontend.env).toEqual({ LEDGER: 'ledger.bank.svc.prod.example:80' });
  });
});

describe('a mistake', () => {
  const { chart, frontend, cart } = shop();
  const many = new FakeWorkload(chart, 'many', [port('http', 8080), port('dns', 53), port('dns-udp', 53, { protocol: Protocol.UDP })]);
  const mute = new FakeWorkload(chart, 'mute');
  const bare = new FakeWorkload(chart, 'bare', [GRPC], { serviceName: undefined });
  const world = Peer.cidr('203.0.113.0/24');
  const edges: [string, () => void, string][] = [
    ['an unknown port', () => frontend.connections.allowTo(cart, { port: 'http' }), "shop/frontend: connections.allowTo(shop/cart): shop/cart has no port 'http'; it has grpc (7070/TCP, Service port 80). Write one of their names or container ports."],
    ['the Service port', () => frontend.connections.allowTo(cart, { port: 80 }), "shop/frontend: connections.allowTo(shop/cart): shop/cart has no port '80'; it has grpc (7070/TCP, Service port 80). Write one of their names or container ports."],
    ['no port where there are several', () => frontend.connections.allowTo(many), "shop/frontend: connections.allowTo(shop/many): shop/many has several ports: http (8080/TCP), dns (53/TCP), dns-udp (53/UDP). Say which: { port: 'http' }."],
    ['a number that two ports share', () => frontend.connections.allowTo(many, { port: 53 }), 'shop/frontend: connections.allowTo(shop/many): port 53 of shop/many stands for dns (53/TCP) and dns-udp (53/UDP). Write the name of the one that is meant.'],
    ['a callee without ports', () => frontend.connections.allowTo(mute), "shop/frontend: connections.allowTo(shop/mute): shop/mute declares no ports, so that nobody can call it. Declare one there: ports: [{ name: 'http', containerPort: 8080 }]."],
    ['callers of a workload without ports', () => mute.connections.allowFrom(world), "shop/mute: connections.allowFrom(Peer.cidr(203.0.113.0/24)): shop/mute declares no ports, so that nobody can call it. Declare one there: ports: [{ name: 'http', containerPort: 8080 }]."],
    ['an empty list of ports', () => frontend.connections.allowTo(cart, { ports: [] }), 'shop/frontend: connections.allowTo(shop/cart): ports is an empty list, which Kubernetes reads as every port. Name the ports, or write allPorts: true.'],
    ['port and ports', () => frontend.connections.allowTo(cart, { port: 'grpc', ports: ['grpc'] }), 'shop/frontend: connections.allowTo(shop/cart): port, ports and allPorts exclude one another. Keep one.'],
    ['a protocol for a workload of this app', () => frontend.connections.allowTo(cart, { protocol: Protocol.UDP }), 'shop/frontend: connections.allowTo(shop/cart): protocol is not for a workload of this app: shop/cart declares grpc (7070/TCP, Service port 80). Leave it out.'],
    ['a range for a workload of this app', () => frontend.connections.allowTo(cart, { port: 7070, endPort: 7080 }), 'shop/frontend: connections.allowTo(shop/cart): endPort is not for a workload of this app: shop/cart declares grpc (7070/TCP, Service port 80). Leave it out.'],
    ['a foreign callee without port', () => frontend.connections.allowTo(world), 'shop/frontend: connections.allowTo(Peer.cidr(203.0.113.0/24)): the callee is not of this app, so its port must be said: { port: 443 }. Every port is spelled { allPorts: true }.'],
    ['a foreign callee with an empty list', () => frontend.connections.allowTo(world, { ports: [] }), 'shop/frontend: connections.allowTo(Peer.cidr(203.0.113.0/24)): ports is an empty list, which Kubernetes reads as every port. Name the ports, or write allPorts: true.'],
    ['the name of a foreign port', () => frontend.connections.allowTo(world, { port: 'https' }), "shop/frontend: connections.allowTo(Peer.cidr(203.0.113.0/24)): port 'https' of a callee that is not of this app must be a number from 1 to 65535: its names are not known here."],
    ['a port out of range', () => frontend.connections.allowTo(world, { port: 70000 }), "shop/frontend: connections.allowTo(Peer.cidr(203.0.113.0/24)): port '70000' of a callee that is not of this app must be a number from 1 to 65535: its names are not known here."],
    ['a range that ends before it begins', () => frontend.connections.allowTo(world, { port: 443, endPort: 80 }), 'shop/frontend: connections.allowTo(Peer.cidr(203.0.113.0/24)): endPort 80 is no end of a range from 443. Write one port and a larger endPort, up to 65535.'],
    ['a range without beginning', () => frontend.connections.allowTo(world, { endPort: 80 }), 'shop/frontend: connections.allowTo(Peer.cidr(203.0.113.0/24)): endPort ends a range that begins with port. Write both.'],
    ['the address of a foreign callee', () => frontend.connections.allowTo(world, { port: 443, addressIn: 'API' }), 'shop/frontend: connections.allowTo(Peer.cidr(203.0.113.0/24)): addressIn is for workloads of this app: the address of another callee is not known here. Write it into env.'],
    ['an address for a foreign caller', () => cart.connections.allowFrom(world, { addressIn: 'CART' }), 'shop/cart: connections.allowFrom(Peer.cidr(203.0.113.0/24)): addressIn is for callers of this app: the environment of another is not written here. Leave it out.'],
    ['the address of several ports', () => frontend.connections.allowTo(many, { ports: ['http', 'dns'], addressIn: 'MANY' }), 'shop/frontend: connections.allowTo(shop/many): addressIn holds one address, and 2 ports of shop/many are opened. Declare one edge per port.'],
    ['the address of a callee without Service', () => frontend.connections.allowTo(bare, { addressIn: 'BARE' }), 'shop/frontend: connections.allowTo(shop/bare): shop/bare has no Service, so that it has no address. Leave addressIn out.'],
    ['http at a foreign callee', () => frontend.connections.allowTo(world, { port: 443, http: [{ methods: ['GET'] }] }), 'shop/frontend: connections.allowTo(Peer.cidr(203.0.113.0/24)): http is judged at the callee, which is not of this app. Leave it out.'],
    ['http without a mesh', () => frontend.connections.allowTo(cart, { http: [{ methods: ['GET'] }] }), 'shop/frontend: connections.allowTo(shop/cart): http needs a mesh: network policies know no requests. Set platform.serviceMesh, or leave http out.'],
    ['the API server without addresses', () => frontend.connections.allowTo(Peer.apiServer()), "shop/frontend: connections.allowTo(Peer.apiServer()): needs platform.apiServer.addresses, such as ['10.0.0.10/32']: policies see the end points behind the Service, not its address."],
    ['a peer that is a text', () => frontend.connections.allowTo('cart' as unknown as IPeer), 'shop/frontend: connections.allowTo: "cart" is no peer. Hand over a workload, Peer.of(construct), Peer.pods({ namespace, labels }) or another of Peer\'s.'],
    ['a peer that is not there', () => frontend.connections.allowFrom(undefined as unknown as IPeer), "shop/frontend: connections.allowFrom: undefined is no peer. Hand over a workload, Peer.of(construct), Peer.pods({ namespace, labels }) or another of Peer's."],
    ['a workload of another app', () => frontend.connections.allowTo(new FakeWorkload(new Chart(new App(), 'other', { namespace: 'other' }), 'cart', [port('http', 80)])), 'shop/frontend: connections.allowTo(other/cart): the two are of different apps, and what is written in one does not reach the other. Use Peer.pods({ namespace, labels }) in each.'],
    ['nodes without ranges', () => frontend.connections.allowFrom(Peer.nodes()), "shop/frontend: connections.allowFrom(Peer.nodes()): needs platform.nodeCidrs, such as ['10.0.0.0/16']."],
  ];
  it.each(edges)('%s is an error', (_, declare, message) => {
    expect(declare).toThrow(new Error(message));
  });
});

describe('every port of a foreign callee', () => {
  it('is spelled, and written as a rule without ports, never as an empty list', () => {
    const { frontend } = shop();
    frontend.connections.allowTo(Peer.cidr('203.0.113.0/24'), { allPorts: true });
    expect(egressOf(frontend)).toEqual([{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }]);
  });

  it('holds each single port', () => {
    const { frontend } = shop();
    frontend.connections.allowTo(Peer.cidr('203.0.113.0/24'), { port: 443 });
    frontend.connections.allowTo(Peer.cidr('203.0.113.0/24'), { allPorts: true });
    expect(egressOf(frontend)).toEqual([{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }]);
  });
});

it('a range of ports is written with its end, and another protocol as said', () => {
  const { frontend } = shop();
  frontend.connections.allowTo(Peer.cidr('203.0.113.0/24'), { port: 5000, endPort: 5010, protocol: Protocol.UDP });
  expect(egressOf(frontend)).toEqual([{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ port: 5000, endPort: 5010, protocol: 'UDP' }] }]);
});

it('a reason stands beside both policies', () => {
  const { frontend, cart } = shop();
  frontend.connections.allowTo(cart, { reason: 'the basket' });
  frontend.connections.allowTo(Peer.cidr('203.0.113.0/24'), { port: 443, reason: 'exchange rates' });
  expect(policyOf(frontend).metadata.annotations).toEqual({ 'cdk8s-hardened/reasons': 'calls Peer.cidr(203.0.113.0/24): exchange rates; calls shop/cart: the basket' });
  expect(policyOf(cart).metadata.annotations).toEqual({ 'cdk8s-hardened/reasons': 'called by shop/frontend: the basket' });
});

describe('the same edges', () => {
  type Shop = ReturnType<typeof shop>;
  const edges: ((app: Shop) => void)[] = [
    ({ frontend, cart }) => frontend.connections.allowTo(cart, { reason: 'the basket' }),
    ({ frontend, cart }) => cart.connections.allowFrom(frontend),
    ({ frontend }) => frontend.connections.allowTo(Peer.cidr('203.0.113.0/24'), { ports: [443, 80], reason: 'rates' }),
    ({ frontend }) => frontend.connections.allowTo(Peer.cidr('203.0.113.0/24'), { port: 8443 }),
    ({ frontend }) => frontend.connections.allowTo(Peer.cidr('198.51.100.0/24'), { ports: [8443, 80, 443] }),
    ({ frontend }) => frontend.connections.allowTo(Peer.dns()),
    ({ frontend }) => frontend.connections.allowFrom(Peer.pods({ namespace: 'edge', labels: { b: '2', a: '1' } })),
    ({ frontend }) => frontend.connections.allowFrom(Peer.pods({ namespace: 'edge', labels: { a: '1', b: '2' } })),
    ({ cart }) => cart.connections.allowFrom(Peer.namespace('monitoring')),
  ];
  const written = (order: readonly number[]) => {
    const app = shop();
    for (const index of order) edges[index](app);
    return toYaml([policyOf(app.frontend), policyOf(app.cart)]);
  };
  const reference = written(edges.map((_, index) => index));

  it('give the same bytes in any order, and declared twice', () => {
    const orders = fc.shuffledSubarray(edges.map((_, index) => index), { minLength: edges.length })
      .chain(order => fc.subarray(order).map(again => [...order, ...again]));
    fc.assert(fc.property(orders, order => { expect(written(order)).toBe(reference); }), { numRuns: 100 });
  });

  it('are gathered by peer, then by equal ports', () => {
    const { frontend } = shop();
    frontend.connections.allowTo(Peer.cidr('203.0.113.0/24'), { ports: [8443, 443] });
    frontend.connections.allowTo(Peer.cidr('198.51.100.0/24'), { port: 443 });
    frontend.connections.allowTo(Peer.cidr('198.51.100.0/24'), { port: 8443 });
    expect(egressOf(frontend)).toEqual([
      { to: [{ ipBlock: { cidr: '198.51.100.0/24' } }, { ipBlock: { cidr: '203.0.113.0/24' } }], ports: [tcp(443), tcp(8443)] },
    ]);
  });

  it('differ when one is left out', () => {
    expect(written([0, 1, 2, 3, 4, 5, 6, 7])).not.toBe(reference);
  });
});
