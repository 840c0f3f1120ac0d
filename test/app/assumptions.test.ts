import { HardenedApp, IsolatedNamespace, Platform, Reloader, SecretBackend, SecretDelivery, ServiceMesh, VaultBackedSecret, VaultSource } from '../../src';
import { assumptionsOf } from '../../src/app/assumptions';

const DNS = 'DNS pods carry k8s-app=kube-dns in kube-system and listen on 53.';

it('relies on DNS alone where nothing is said', () => {
  expect(assumptionsOf(new HardenedApp())).toEqual([DNS]);
});

it.each([
  [{}, 'Namespace shop is owned by another repository, and does not deny traffic by default; carries no labels that are known here.'],
  [{ defaultDeny: true, labels: { b: '2', a: '1' } }, 'Namespace shop is owned by another repository, and denies all traffic by default; carries a=1, b=2.'],
])('prints every fact that was stated of a namespace elsewhere: %j', (facts, sentence) => {
  const app = new HardenedApp();
  IsolatedNamespace.existing(app, 'shop', facts);
  expect(assumptionsOf(app)).toEqual([sentence, DNS]);
});

it('in a mesh, its mode too, and the proxy', () => {
  const app = new HardenedApp({ platform: { serviceMesh: ServiceMesh.istioSidecar() } });
  IsolatedNamespace.existing(app, 'shop');
  expect(assumptionsOf(app)).toEqual([
    'Namespace shop is owned by another repository, and does not deny traffic by default; takes calls in mesh mode strict; carries no labels that are known here.',
    'Pods get their mesh proxy by istio-cni, and istiod answers in istio-system.',
    DNS,
  ]);
});

it.each([
  [ServiceMesh.istioAmbient(), 'istio-cni and ztunnel run on each node, and istiod answers in istio-system.'],
  [ServiceMesh.linkerd(), 'Pods get their mesh proxy by linkerd-cni; proxies send all TCP to each other on 4143; the control plane answers in linkerd.'],
])('of another mesh, what it needs: %#', (serviceMesh, sentence) => {
  expect(assumptionsOf(new HardenedApp({ platform: { serviceMesh } }))).toEqual([sentence, DNS]);
});

it('names each secret whose change restarts nothing, in one order', () => {
  const app = new HardenedApp({ platform: { secretBackend: SecretBackend.vault({ server: 'https://vault.example', kvMount: 'kv' }) } });
  const shop = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  for (const id of ['b', 'a']) new VaultBackedSecret(shop, id, { path: 'shop/x', keys: { k: 'k' } });
  expect(assumptionsOf(app).slice(1).map(sentence => sentence.split(':')[0])).toEqual(['shop/a', 'shop/b']);
  expect(Platform.of(app).reloader).toBe('none');
});

it.each<[string, SecretDelivery, string[]]>([
  ['a login for each lease', SecretDelivery.externalSecrets(), ['The External Secrets Operator logs in to Vault anew each time: its token cache is off, as by default.']],
  ['the injector, and a program that reads again', SecretDelivery.vaultAgent(), [
    'The Vault agent injector watches namespace shop, and Vault answers it at https://vault.example; pods that it did not inject do not start.',
    'shop/db: the agent asks Vault every 5 min, or before a lease ends, and renews the files of running pods; nothing starts them anew: have the program read the file again. Pods of Jobs keep what they started with.',
  ]],
  ['the driver as it must be set up', SecretDelivery.secretsStoreCsi(), [
    "The Secrets Store CSI driver has tokenRequests for the audience 'vault', enableSecretRotation, and the Vault provider.",
    'The Vault provider of the CSI driver keeps leases (its agent is enabled): without, each poll makes another user in the database.',
    'shop/db: the driver asks Vault every two minutes, where it rotates at all, and renews the files of running pods; nothing starts them anew: have the program read the file again.',
  ]],
  ['the rights of the operator', SecretDelivery.vaultSecretsOperator(), [
    'The Vault Secrets Operator may mint tokens for the ServiceAccounts of namespace shop: its chart lets it do so for all.',
  ]],
])('by the delivery: %s', (_, secretDelivery, expected) => {
  const app = new HardenedApp({ platform: { reloader: Reloader.STAKATER, secretDelivery, secretBackend: SecretBackend.vault({ server: 'https://vault.example', kvMount: 'kv' }) } });
  new VaultBackedSecret(new IsolatedNamespace(app, 'shop', { owner: 'team-shop' }), 'db', { source: VaultSource.database('shop') });
  expect(assumptionsOf(app).slice(1)).toEqual(expected);
});
