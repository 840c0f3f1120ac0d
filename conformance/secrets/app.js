// The app that is held against the servers: two teams with a secret of the same name each, and one more. Values are in Vault only.
const { join } = require('node:path');
const { Chart } = require('cdk8s');
const { HardenedApp, SecretBackend, VaultBackedSecret } = require('../../lib');

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
    platform: { registries: ['registry.example'], secretBackend: SecretBackend.vault({ server, kvMount: 'kv', audience: AUDIENCE, caConfigMap: 'vault-ca' }) },
  });
  for (const namespace of new Set(SECRETS.map(secret => secret.namespace))) {
    const chart = new Chart(app, namespace, { namespace });
    for (const { name, path, keys } of SECRETS.filter(secret => secret.namespace === namespace)) new VaultBackedSecret(chart, name, { path, keys });
  }
  app.synth();
  return { tree: outdir, vault: `${outdir}.reports/vault` };
}

module.exports = { AUDIENCE, SECRETS, writeApp };
