import { HardenedApp, HardenedDeployment, IsolatedNamespace, NetworkPolicyApi, Peer, Probe, Protocol, ServiceMesh } from '../../src';
import { readObjects } from '../../src/app/read';
import { reachabilityProblems } from '../../src/app/verify-reachability';
import { isRecord } from '../../src/manifest/object';

/** A workload that calls two hosts by name, beside one that calls none. */
function declared(serviceMesh = ServiceMesh.none(), hasRange = true) {
  const app = new HardenedApp({ quiet: true, platform: { registries: ['registry.example'], serviceMesh, networkPolicyApis: [NetworkPolicyApi.CILIUM] } });
  const shop = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  const [payment, cart] = ['payment', 'cart'].map(id => new HardenedDeployment(shop, id, {
    image: `${id}:1@sha256:${'0'.repeat(64)}`, ports: [{ name: 'main', containerPort: 8080 }], size: { cpu: '100m', memory: '64Mi' },
    readinessProbe: Probe.fromHttpGet('/ready', 'main'),
  }));
  cart.connections.allowTo(payment);
  payment.connections.allowTo(Peer.fqdn('api.payments.example'), { port: 443, reason: 'charges cards' });
  payment.connections.allowTo(Peer.fqdn('files.payments.example'), { ports: [443, 8443] });
  if (hasRange) payment.connections.allowTo(Peer.cidr('203.0.113.0/24'), { port: 443 });
  return app;
}

/** What is wrong where the objects of a kind are changed by hand. */
function problemsWith(app: HardenedApp, kind: string, change: (object: Record<string, unknown>) => void): string[] {
  const objects = readObjects(app).map(read => ({ ...read, object: structuredClone(read.object) }));
  objects.filter(({ object }) => object.kind === kind).forEach(({ object }) => change(object as Record<string, unknown>));
  return reachabilityProblems(app, objects);
}

test.each([
  ['no mesh', ServiceMesh.none()], ['sidecars', ServiceMesh.istioSidecar()], ['ambient', ServiceMesh.istioAmbient()], ['Linkerd', ServiceMesh.linkerd()],
])('what is declared by name is what is allowed: %s', (_, mesh) => {
  expect(problemsWith(declared(mesh), 'none', () => undefined)).toEqual([]);
});

test.each<[string, (spec: { egress: Record<string, unknown>[] }) => void, string]>([
  ['the rule of a host is gone', spec => { spec.egress.splice(1, 1); }, 'shop/payment was declared to call fqdn:api.payments.example on TCP 443, and cannot.'],
  ['its addresses are not learnt', spec => { spec.egress.splice(0, 1); }, "CiliumNetworkPolicy shop/payment at /spec/egress/0 (shop/payment/CiliumNetworkPolicy) names api.payments.example, and no rule sends what its pods ask of DNS to Cilium's proxy"],
  ['every host', spec => { Object.assign(spec.egress[0], JSON.parse(JSON.stringify(spec.egress[0]).replace('"matchName":"api.payments.example"', '"matchPattern":"*"'))); spec.egress[1].toFQDNs = [{ matchPattern: '*' }]; }, 'the network policies of the caller let shop/payment call fqdn:* on TCP 443, and nothing declares it'],
  ['the metadata addresses are not denied', (each: { egress: unknown[]; egressDeny?: unknown }) => { delete each.egressDeny; }, 'whoever answers DNS for fqdn:api.payments.example can lead shop/payment to external:169.254.169.254/32 on TCP 443, where clouds hand out credentials, and no policy denies it. Put back egressDeny in its CiliumNetworkPolicy.'],
  ['a port more', spec => { spec.egress[1].toPorts = [{ ports: [{ port: '22', protocol: 'TCP' }] }]; }, 'let shop/payment call fqdn:api.payments.example on TCP 22, and nothing declares it: CiliumNetworkPolicy shop/payment at /spec/egress/1 (shop/payment/CiliumNetworkPolicy).'],
  ['the world', spec => { spec.egress.push({ toEntities: ['world'] }); }, 'and nothing declares it'],
])('%s: named with the flow and the rule', (_, change, message) => {
  expect(problemsWith(declared(), 'CiliumNetworkPolicy', ({ spec }) => change(spec as never)).join('\n')).toContain(message);
});

type Path = readonly (string | number)[];

function placesIn(value: unknown, path: Path = []): Path[] {
  const entries = Array.isArray(value) ? [...value.entries()] : isRecord(value) ? Object.entries(value) : [];
  return [...path.length > 0 ? [path] : [], ...entries.flatMap(([key, item]) => placesIn(item, [...path, key]))];
}

function edit(root: unknown, path: Path, change: (around: Record<string | number, unknown>, key: string | number) => void): void {
  change(path.slice(0, -1).reduce((value, key) => (value as Record<string | number, unknown>)[key], root) as Record<string | number, unknown>, path.at(-1)!);
}

const OTHER: Readonly<Record<string, string>> = { TCP: 'UDP', UDP: 'TCP' };
const { spec } = readObjects(declared()).find(({ object }) => object.kind === 'CiliumNetworkPolicy')!.object;
const PLACES = placesIn(spec).map(path => [path.join('/'), path] as const);

test.each(PLACES)('without /spec/%s the policy is found broken', (_, path) => {
  expect(problemsWith(declared(), 'CiliumNetworkPolicy', object => edit(object.spec, path, (around, key) => {
    if (Array.isArray(around)) around.splice(Number(key), 1);
    else delete around[key];
  }))).not.toEqual([]);
});

const LEAVES = PLACES.filter(([, path]) => {
  let isLeaf = false;
  edit(spec, path, (around, key) => { isLeaf = typeof around[key] === 'string'; });
  return isLeaf;
});

test.each(LEAVES)('with another /spec/%s it is found broken', (_, path) => {
  expect(problemsWith(declared(), 'CiliumNetworkPolicy', object => edit(object.spec, path, (around, key) => {
    const text = String(around[key]);
    around[key] = OTHER[text] ?? (/^\d+$/.test(text) ? String(Number(text) + 1) : `${text}x`);
  }))).not.toEqual([]);
});

const sidecars = () => declared(ServiceMesh.istioSidecar(), false);

test.each<[string, string, (spec: Record<string, never>) => void, string]>([
  ['the entry of a host knows no port', 'ServiceEntry', each => { delete each.ports; }, 'shop/payment was declared to call fqdn:api.payments.example on TCP 443, and cannot.'],
  ['the entry is of another host', 'ServiceEntry', each => { Object.assign(each, { hosts: ['other.example'] }); }, 'shop/payment was declared to call fqdn:api.payments.example on TCP 443, and cannot.'],
  ['the entry is for another namespace', 'ServiceEntry', each => { Object.assign(each, { exportTo: ['other'] }); }, 'and cannot.'],
  ['the proxy does not know the host', 'Sidecar', each => { Object.assign(each, { egress: [{ hosts: ['kube-system/*'] }] }); }, 'and Sidecar shop/payment at /spec (shop/payment/Sidecar). Remove what overrides'],
  ['the proxy lets out what it does not know', 'Sidecar', each => { Object.assign(each, { outboundTrafficPolicy: { mode: 'ALLOW_ANY' } }); }, 'the proxy of shop/payment lets it call external:0.0.0.0/0 on TCP every port, and nothing declares it. Remove what widens its Sidecar'],
  ['nor is it said what it does then', 'Sidecar', each => { delete each.outboundTrafficPolicy; }, 'the proxy of shop/payment lets it call external:0.0.0.0/0 on TCP every port, and'],
  ['the Sidecar is of other pods', 'Sidecar', each => { Object.assign(each, { workloadSelector: { labels: { app: 'other' } } }); }, 'the proxy of shop/payment lets it call external:0.0.0.0/0 on TCP every port, and'],
  ['the proxy knows everything that is registered', 'Sidecar', each => { Object.assign(each, { egress: [{ hosts: ['*/*'] }] }); }, 'the proxy of shop/payment lets it call shop/cart on TCP every port, and'],
  ['and everything where nothing is said', 'Sidecar', each => { delete each.egress; }, 'the proxy of shop/payment lets it call shop/cart on TCP every port, and'],
  ['the entry has a port more', 'ServiceEntry', each => { (each as never as { ports: object[] }).ports.push({ number: 22, name: 'tls-22', protocol: 'TLS' }); }, 'the proxy of shop/payment lets it call fqdn:api.payments.example on TCP 22, and'],
])('%s: named with the flow', (_, kind, change, message) => {
  expect(problemsWith(sidecars(), 'none', () => undefined)).toEqual([]);
  expect(problemsWith(sidecars(), kind, ({ spec: each }) => change(each as never)).join('\n')).toContain(message);
});

/** Without Cilium: two callers, each of a host of its own. */
function leaving(): HardenedApp {
  const app = new HardenedApp({
    quiet: true, platform: { registries: ['registry.example'], serviceMesh: ServiceMesh.istioAmbient({ egressWaypoint: { namespace: 'istio-egress', name: 'egress' } }) },
  });
  const shop = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  const [payment, cart, idle] = ['payment', 'cart', 'idle'].map(id => new HardenedDeployment(shop, id, {
    image: `${id}:1@sha256:${'0'.repeat(64)}`, ports: [{ name: 'main', containerPort: 8080 }], size: { cpu: '100m', memory: '64Mi' },
    readinessProbe: Probe.fromHttpGet('/ready', 'main'),
  }));
  cart.connections.allowTo(payment);
  idle.connections.allowTo(cart);
  payment.connections.allowTo(Peer.fqdn('api.payments.example'), { port: 443, reason: 'charges cards' });
  cart.connections.allowTo(Peer.fqdn('stock.example'), { ports: [80, 8443] });
  return app;
}

test('through an egress waypoint what is declared is what is allowed, without any plugin that knows names', () => {
  expect(problemsWith(leaving(), 'none', () => undefined)).toEqual([]);
});

test('nobody has a way to the world: the network leads to the waypoint', () => {
  const { spec: { egress } } = readObjects(leaving()).find(({ object }) => object.kind === 'NetworkPolicy' && object.metadata?.name === 'payment')!.object as never as { spec: { egress: unknown[] } };
  expect(egress).toContainEqual({
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-egress' } }, podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'egress' } } }],
    ports: [{ protocol: 'TCP', port: 15008 }],
  });
  expect(JSON.stringify(egress)).not.toContain('ipBlock');
});

test.each<[string, string, (object: { metadata: { name: string; labels: Record<string, string> }; spec: never }) => void, string]>([
  ['the policy of a host lets in another caller', 'AuthorizationPolicy', ({ metadata, spec: each }) => {
    if (metadata.name === 'stock.example') Object.assign((each as { rules: object[] }).rules[0], { from: [{ source: { principals: ['*'] } }] });
  }, 'the policies of the waypoint pods:istio-egress/gateway.networking.k8s.io/gateway-name=egress let shop/payment call fqdn:stock.example on TCP 80, TCP 8443, and nothing declares it: AuthorizationPolicy shop/stock.example at /spec/rules/0'],
  ['on another port', 'AuthorizationPolicy', ({ metadata, spec: each }) => {
    if (metadata.name === 'stock.example') Object.assign((each as { rules: object[] }).rules[0], { to: [{ operation: { ports: ['443'] } }] });
  }, 'shop/cart was declared to call fqdn:stock.example on TCP 80, TCP 8443, and cannot.'],
  ['it is for another host', 'AuthorizationPolicy', ({ metadata, spec: each }) => {
    if (metadata.name === 'stock.example') Object.assign(each, { targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'other.example' }] });
  }, 'let shop/payment call fqdn:stock.example on TCP 80, TCP 8443, and nothing declares it: ServiceEntry shop/stock.example'],
  ['the entry is not led through it', 'ServiceEntry', ({ metadata }) => { metadata.labels = {}; }, 'shop/payment was declared to call fqdn:api.payments.example on TCP 443, and cannot.'],
  ['nor to one of another namespace', 'ServiceEntry', ({ metadata }) => { delete metadata.labels['istio.io/use-waypoint-namespace']; }, 'and cannot.'],
  ['the entry knows a port more', 'ServiceEntry', ({ spec: each }) => { (each as { ports: object[] }).ports.splice(0, 1, { number: 22, name: 'tls-22', protocol: 'TLS' }); }, 'and cannot.'],
  ['the entry is of another host', 'ServiceEntry', ({ spec: each }) => { Object.assign(each, { hosts: ['other.example'] }); }, 'and cannot.'],
  ['the network leads to the world', 'NetworkPolicy', ({ metadata, spec: each }) => {
    if (metadata.name === 'payment') (each as { egress: object[] }).egress.push({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ protocol: 'TCP', port: 443 }] });
  }, 'let shop/payment call'],
  ['the network leads another to the waypoint', 'NetworkPolicy', ({ metadata, spec: each }) => {
    if (metadata.name === 'idle') (each as { egress: object[] }).egress.push({ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-egress' } } }], ports: [{ protocol: 'TCP', port: 15008 }] });
  }, 'let shop/idle call'],
])('%s: named', (_, kind, change, message) => {
  expect(problemsWith(leaving(), kind, object => change(object as never)).join('\n')).toContain(message);
});

test.each([[{ port: 5432 }, 'TCP 5432'], [{ port: 443, protocol: Protocol.UDP }, 'UDP 443']])('%j does not go through it', (options, says) => {
  const app = leaving();
  const web = new HardenedDeployment(app.node.findChild('shop') as IsolatedNamespace, 'web', { image: `web:1@sha256:${'0'.repeat(64)}`, size: { cpu: '100m', memory: '64Mi' } });
  expect(() => web.connections.allowTo(Peer.fqdn('db.example'), options)).toThrow(`${says} does not go through platform.serviceMesh.egressWaypoint, which knows names on TCP 80, 443, 8443.`);
});

test('where neither is stated, the error names both', () => {
  const app = new HardenedApp({ quiet: true, platform: { registries: ['registry.example'], serviceMesh: ServiceMesh.istioAmbient() } });
  const web = new HardenedDeployment(new IsolatedNamespace(app, 'shop', { owner: 'team' }), 'web', { image: `web:1@sha256:${'0'.repeat(64)}`, size: { cpu: '100m', memory: '64Mi' } });
  expect(() => web.connections.allowTo(Peer.fqdn('api.example'), { port: 443 })).toThrow('ServiceMesh.istioAmbient({ egressWaypoint: { namespace, name } })');
});
