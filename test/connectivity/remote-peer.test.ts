import { HardenedApp, HardenedDeployment, IsolatedNamespace, Peer, RemotePeerOptions, ServiceMesh } from '../../src';
import { parseManifests } from '../../src/manifest/yaml';
import { cart, PLATFORM } from '../app/fixtures';

const BILLING: RemotePeerOptions = {
  namespace: 'billing', serviceAccount: 'invoices', trustDomain: 'west.example',
  gateway: { namespace: 'istio-system', podLabels: { istio: 'eastwestgateway' } }, gatewayAddresses: ['192.0.2.10/32'],
};
const MESHES = [ServiceMesh.istioSidecar(), ServiceMesh.istioAmbient()];

function synth(serviceMesh: ServiceMesh, declare: (workload: HardenedDeployment) => void) {
  const app = new HardenedApp({ quiet: true, platform: { ...PLATFORM, serviceMesh } });
  const workload = cart(new IsolatedNamespace(app, 'shop', { owner: 'team' }), { ports: [{ name: 'http', containerPort: 8080, appProtocol: 'http' }] });
  declare(workload);
  const objects = parseManifests(app.synthYaml());
  const specOf = (kind: string) => objects.find(each => each.kind === kind && each.metadata?.name === 'cart')?.spec as Record<string, unknown[]>;
  return { network: specOf('NetworkPolicy'), mesh: specOf('AuthorizationPolicy') };
}

it.each(MESHES)('is let in by its identity, and by the network through the gateway', mesh => {
  const { network, mesh: { rules } } = synth(mesh, workload => workload.connections.allowFrom(Peer.remote(BILLING)));
  expect(rules).toEqual([{ from: [{ source: { principals: ['west.example/ns/billing/sa/invoices'] } }], to: [{ operation: { ports: ['8080'] } }] }]);
  expect(network.ingress).toContainEqual({
    from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-system' } }, podSelector: { matchLabels: { istio: 'eastwestgateway' } } }],
    ports: [{ protocol: 'TCP', port: mesh.kind === 'istio-ambient' ? 15008 : 8080 }],
  });
});

it.each(MESHES)('is called at the gateway of its cluster', mesh => {
  const { network } = synth(mesh, workload => workload.connections.allowTo(Peer.remote(BILLING)));
  expect(network.egress).toContainEqual({ to: [{ ipBlock: { cidr: '192.0.2.10/32' } }], ports: [{ protocol: 'TCP', port: mesh.kind === 'istio-ambient' ? 15008 : 15443 }] });
});

it('has the trust domain of the mesh where it says none', () => {
  const { mesh } = synth(MESHES[0], workload => workload.connections.allowFrom(Peer.remote({ ...BILLING, trustDomain: undefined })));
  expect(JSON.stringify(mesh)).toContain('cluster.local/ns/billing/sa/invoices');
});

it.each<[string, ServiceMesh, (workload: HardenedDeployment) => void, string]>([
  ['no gateway here', MESHES[0], ({ connections }) => connections.allowFrom(Peer.remote({ ...BILLING, gateway: undefined })),
    "shop/cart: connections.allowFrom(Peer.remote(billing/invoices)): nobody says through which pods it comes in. Set gateway to this cluster's east-west gateway"],
  ['no gateway there', MESHES[0], ({ connections }) => connections.allowTo(Peer.remote({ ...BILLING, gatewayAddresses: undefined })),
    "nobody says where its cluster's gateway is. Set gatewayAddresses, such as ['192.0.2.10/32']."],
  ['a port, which the network never sees', MESHES[0], ({ connections }) => connections.allowTo(Peer.remote(BILLING), { port: 8080 }), 'Leave the port out.'],
  ['Linkerd', ServiceMesh.linkerd(), ({ connections }) => connections.allowFrom(Peer.remote(BILLING)), "Linkerd's gateway calls under its own identity"],
  ['no mesh', ServiceMesh.none(), ({ connections }) => connections.allowFrom(Peer.remote(BILLING)), 'another cluster is reached through a mesh, and the platform has none.'],
])('refuses %s', (_, mesh, declare, message) => expect(() => synth(mesh, declare)).toThrow(message));

it.each<[Partial<RemotePeerOptions>, string]>([
  [{ namespace: 'A' }, "Peer.remote(A/invoices): the namespace 'A'"],
  [{ serviceAccount: 'a b' }, "the ServiceAccount 'a b'"],
  [{ trustDomain: 'a/b' }, "the trust domain 'a/b'"],
  [{ gateway: { namespace: 'A', podLabels: { a: 'b' } } }, "the namespace of its gateway 'A'"],
  [{ gateway: { namespace: 'a', podLabels: {} } }, 'gateway.podLabels: no labels are given'],
])('refuses %j', (options, message) => expect(() => Peer.remote({ ...BILLING, ...options })).toThrow(message));
