// The app that is held against the servers: two teams with a secret of the same name each, one more, and a workload to which an agent brings the first.
// Values are in Vault only.
const { join } = require('node:path');
const { Duration } = require('cdk8s');
const { HardenedApp, HardenedDeployment, IsolatedNamespace, Probe, SecretBackend, SecretDelivery, VaultBackedSecret } = require('../../lib');

const SECRETS = [
  { namespace: 'shop', name: 'cart-db', path: 'shop/cart-db', keys: { username: 'username', password: 'password' } },
  { namespace: 'shop', name: 'pay', path: 'shop/pay', keys: { 'api-key': 'api_key' } },
  { namespace: 'bank', name: 'cart-db', path: 'bank/cart-db', keys: { password: 'password' } },
];
const AUDIENCE = 'https://vault.example';

/** Writes tree and reports into `folder`, and says where they are. */
function writeApp(folder, server) {
  const outdir = join(folder, 'deploy');
  const app = new HardenedApp({
    outdir,
    platform: { registries: ['registry.example'], secretBackend: SecretBackend.vault({ server, kvMount: 'kv', audience: AUDIENCE, caConfigMap: 'vault-ca', cidrs: ['203.0.113.8/32'] }) },
  });
  const namespaces = new Map(['shop', 'bank'].map(name => [name, IsolatedNamespace.existing(app, name, { owner: `team-${name}`, defaultDeny: true })]));
  for (const { namespace, name, path, keys } of SECRETS) new VaultBackedSecret(namespaces.get(namespace), name, { path, keys });
  const cart = new HardenedDeployment(namespaces.get('shop'), 'cart', {
    image: `registry.example/cart:1@sha256:${'0'.repeat(64)}`, size: { cpu: '100m', memory: '128Mi' },
    ports: [{ name: 'http', containerPort: 8080 }], readinessProbe: Probe.fromHttpGet('/ready', 'http'),
  });
  const { path, keys } = SECRETS[0];
  // Often enough that one need not wait for it.
  new VaultBackedSecret(namespaces.get('shop'), 'cart-files', { path, keys, delivery: SecretDelivery.vaultAgent(), refreshInterval: Duration.seconds(1) })
    .mountInto(cart, '/run/secrets/cart');
  app.synth();
  return { tree: outdir, vault: `${outdir}.reports/vault` };
}

module.exports = { AUDIENCE, SECRETS, writeApp };
