import { HardenedApp, HardenedDeployment, IsolatedNamespace, Peer, Probe, ServiceMesh } from '../../src';
import { readObjects } from '../../src/app/read';
import { reachabilityProblems } from '../../src/app/verify-reachability';

const BILLING = { namespace: 'billing', serviceAccount: 'x', trustDomain: 'west.example', gateway: { namespace: 'gateways', podLabels: { app: 'east-west' } }, gatewayAddresses: ['198.51.100.7/32'] };
const MESHES: [string, () => ServiceMesh][] = [['sidecars', () => ServiceMesh.istioSidecar()], ['ambient', () => ServiceMesh.istioAmbient()]];

function problems(mesh: ServiceMesh, kind = '', change: (object: { metadata: { name: string }; spec: never }) => void = () => undefined): string {
  const app = new HardenedApp({ quiet: true, platform: { registries: ['registry.example'], serviceMesh: mesh } });
  const cart = new HardenedDeployment(new IsolatedNamespace(app, 'shop', { owner: 'team' }), 'cart', {
    image: `cart:1@sha256:${'0'.repeat(64)}`, ports: [{ name: 'main', containerPort: 8080, appProtocol: 'http' }], size: { cpu: '100m', memory: '64Mi' },
    readinessProbe: Probe.fromHttpGet('/ready', 'main'),
  });
  cart.connections.allowFrom(Peer.remote(BILLING), { port: 'main' });
  cart.connections.allowTo(Peer.remote(BILLING));
  const objects = readObjects(app).map(read => ({ ...read, object: structuredClone(read.object) }));
  objects.filter(({ object }) => object.kind === kind && object.metadata?.name === 'cart').forEach(({ object }) => change(object as never));
  return reachabilityProblems(app, objects).join('\n');
}

const without = (direction: 'ingress' | 'egress', label: string) => ({ spec }: { spec: never }): void => {
  const rules = (spec as Record<string, object[]>)[direction];
  const at = rules.findIndex(rule => JSON.stringify(rule).includes(label));
  expect(at).toBeGreaterThanOrEqual(0);
  rules.splice(at, 1);
};

describe.each(MESHES)('%s', (name, mesh) => {
  const onGateway = name === 'ambient' ? 'TCP 15008' : 'TCP 8080';
  const atGateway = name === 'ambient' ? 'TCP 15008' : 'TCP 15443';

  test('what is declared gets through this side', () => expect(problems(mesh())).toBe(''));

  test("found where the callee's network refuses the gateway", () => {
    expect(problems(mesh(), 'NetworkPolicy', without('ingress', 'east-west')))
      .toContain(`Peer.remote(billing/x) was declared to call shop/cart, and what pods:gateways/app=east-west passes on of it, on ${onGateway}, is held by NetworkPolicy shop/`);
  });

  test("found where the caller's network does not lead to the gateway there", () => {
    expect(problems(mesh(), 'NetworkPolicy', without('egress', '198.51.100.7'))).toContain(`shop/cart was declared to call external:198.51.100.7/32 on ${atGateway}, and cannot.`);
  });

  test.each<[string, (spec: { rules: object[] }) => void]>([
    ['the account is of another cluster', spec => { Object.assign(spec.rules[0], { from: [{ source: { principals: ['east.example/ns/billing/sa/x'] } }] }); }],
    ['it is another account', spec => { Object.assign(spec.rules[0], { from: [{ source: { principals: ['west.example/ns/billing/sa/y'] } }] }); }],
    ['it is let in elsewhere', spec => { Object.assign(spec.rules[0], { to: [{ operation: { ports: ['9090'] } }] }); }],
    ['nobody is', spec => { spec.rules = []; }],
  ])('found where %s', (_, change) => {
    expect(problems(mesh(), 'AuthorizationPolicy', ({ spec }) => change(spec))).toContain('Peer.remote(billing/x) was declared to call shop/cart on TCP 8080, and no policy of the mesh lets in its account');
  });
});
