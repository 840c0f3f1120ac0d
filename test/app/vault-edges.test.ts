import { DIGEST, TODAY } from './fixtures';
import { HardenedApp, HardenedDeployment, IsolatedNamespace, SecretBackend, SecretDelivery, ServiceMesh, VaultBackedSecret, VaultBackendOptions } from '../../src';
import { judge } from '../../src/app/judge';
import { ConnectionGraph } from '../../src/connectivity/graph';

const MESHES: [string, ServiceMesh][] = [
  ['no mesh', ServiceMesh.none()], ['Istio with sidecars', ServiceMesh.istioSidecar()], ['Istio ambient', ServiceMesh.istioAmbient()], ['Linkerd', ServiceMesh.linkerd()],
];
const PODS: Partial<VaultBackendOptions> = { pods: { namespace: 'vault', labels: { app: 'vault' } } };

/** Two services, of which one has a secret. */
function appWith(secretDelivery: SecretDelivery, serviceMesh: ServiceMesh, where: Partial<VaultBackendOptions> = PODS): HardenedApp {
  const app = new HardenedApp({
    quiet: true, today: TODAY,
    platform: { serviceMesh, secretDelivery, registries: ['registry.example'], secretBackend: SecretBackend.vault({ server: 'https://vault.vault.svc:8200', kvMount: 'kv', ...where }) },
  });
  const shop = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  const [cart] = ['cart', 'front'].map(id => new HardenedDeployment(shop, id, { image: `${id}:1@${DIGEST}` }));
  new VaultBackedSecret(shop, 'db', { path: 'shop/db', keys: { password: 'password' } }).mountInto(cart, '/run/secrets/db');
  return app;
}

const toVault = (app: HardenedApp) => ConnectionGraph.of(app).edges.filter(({ to }) => to.name === 'Vault');

describe.each(MESHES)('on %s', (_, mesh) => {
  it('an agent calls Vault, as an edge that says who needs it, and nothing else gets through', () => {
    const app = appWith(SecretDelivery.vaultAgent(), mesh);
    expect(toVault(app).map(({ from, ports, impliedBy }) => ({ from: from.name, ports, impliedBy }))).toEqual([
      { from: 'shop/cart', ports: [{ protocol: 'TCP', port: 8200 }], impliedBy: 'SecretDelivery.vaultAgent' },
    ]);
    expect(judge(app, { profile: 'hardened', today: TODAY }).reachability).toEqual([]);
    expect(app.synthYaml()).toContain('kubernetes.io/metadata.name: vault');
  });

  it.each([
    ['External Secrets', SecretDelivery.externalSecrets()], ['the CSI driver', SecretDelivery.secretsStoreCsi()], ['the Vault Secrets Operator', SecretDelivery.vaultSecretsOperator()],
  ])('no pod calls Vault where %s does', (__, delivery) => {
    const app = appWith(delivery, mesh);
    expect(toVault(app)).toEqual([]);
    expect(app.synthYaml()).not.toContain('kubernetes.io/metadata.name: vault');
  });
});

it.each<[string, Partial<VaultBackendOptions>, object, number]>([
  ['pods on a port of their own', { pods: { namespace: 'vault', labels: { app: 'vault' }, port: 8201 } }, { podSelector: { matchLabels: { app: 'vault' } } }, 8201],
  ['addresses outside the cluster', { cidrs: ['10.1.2.0/24'], server: 'https://vault.example' }, { ipBlock: { cidr: '10.1.2.0/24' } }, 443],
])('Vault may be %s', (_, where, peer, port) => {
  const [{ to, ports }] = toVault(appWith(SecretDelivery.vaultAgent(), ServiceMesh.none(), where));
  expect([to.peers, ports]).toMatchObject([[peer], [{ port }]]);
});
