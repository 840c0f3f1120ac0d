import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { Shop } from './shop';
import { HardenedApp, RegistryCredential, SecretDelivery, SecretDeliveryKind, VaultBackedSecret, VaultSource } from 'cdk8s-hardened';

/** What some deliveries cannot do is left to External Secrets: the error that one gets otherwise says so. */
const ISSUED: readonly SecretDeliveryKind[] = [SecretDeliveryKind.EXTERNAL_SECRETS, SecretDeliveryKind.VAULT_AGENT, SecretDeliveryKind.VAULT_SECRETS_OPERATOR];
const SECRETS: readonly SecretDeliveryKind[] = [SecretDeliveryKind.EXTERNAL_SECRETS, SecretDeliveryKind.VAULT_SECRETS_OPERATOR];

export function declareSecrets(app: HardenedApp, shop: Shop): void {
  if (!app.platform.secretBackend) return declareEncrypted(shop);
  const by = (able: readonly SecretDeliveryKind[]): SecretDelivery | undefined =>
    able.includes(app.platform.secretDelivery.kind) ? undefined : SecretDelivery.externalSecrets();

  // A user of its own for each that asks, gone after eight hours.
  new VaultBackedSecret(shop, 'database', {
    source: VaultSource.database('shop-orders', {
      connection: 'orders', lifetime: Duration.hours(8),
      creationStatements: ["CREATE ROLE \"{{name}}\" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE orders;"],
    }),
  }).mountInto(shop.orders, '/run/secrets/database');

  // A key of somebody else's. Whoever gets a new one writes it to Vault, and nothing here changes.
  const provider = new VaultBackedSecret(shop, 'payment-provider', { path: 'shop/payment-provider', keys: { 'api-key': 'api_key' } });
  shop.payments.addEnv('API_KEY_FILE', provider.asFile(shop.payments, 'api-key'));

  new VaultBackedSecret(shop, 'web-tls', {
    source: VaultSource.pki('shop-web', { commonName: 'web.shop.svc.cluster.local', altNames: ['web.shop.svc'] }), delivery: by(ISSUED),
  }).mountInto(shop.web, '/run/secrets/tls');

  const registry = new RegistryCredential(shop, 'registry', { registry: 'registry.shop.example', path: 'shop/registry', delivery: by(SECRETS) });
  for (const workload of shop.workloads) registry.pullFor(workload);
}

/** The same secrets from files that lie in Git. Nobody makes these, or renews them. */
function declareEncrypted(shop: Shop): void {
  const sealed = (name: string): SecretDelivery => SecretDelivery.sealedSecrets(join(__dirname, 'encrypted', `${name}.yaml`));
  new VaultBackedSecret(shop, 'database', { keys: { password: 'password', username: 'username' }, delivery: sealed('database') }).mountInto(shop.orders, '/run/secrets/database');
  const provider = new VaultBackedSecret(shop, 'payment-provider', { keys: { 'api-key': 'api-key' }, delivery: sealed('payment-provider') });
  shop.payments.addEnv('API_KEY_FILE', provider.asFile(shop.payments, 'api-key'));
  new VaultBackedSecret(shop, 'web-tls', { keys: { 'ca.crt': 'ca.crt', 'tls.crt': 'tls.crt', 'tls.key': 'tls.key' }, delivery: sealed('web-tls') }).mountInto(shop.web, '/run/secrets/tls');
  const registry = new RegistryCredential(shop, 'registry', { registry: 'registry.shop.example', delivery: sealed('registry') });
  for (const workload of shop.workloads) registry.pullFor(workload);
}
