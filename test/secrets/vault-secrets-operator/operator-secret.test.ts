import { Duration } from 'cdk8s';
import { valueAt } from '../../../src/manifest/pointer';
import { toYaml } from '../../../src/manifest/yaml';
import { SecretDelivery } from '../../../src/platform/secret-delivery';
import { RestartedBy } from '../../../src/secrets/rotation';
import { VaultBackedSecretProps } from '../../../src/secrets/vault-backed-secret';
import { VaultSource } from '../../../src/secrets/vault-source';
import { HardenedJob } from '../../../src/workloads/hardened-job';
import { HardenedStatefulSet } from '../../../src/workloads/hardened-stateful-set';
import { cartIn, emitted, grantsIn, IMAGE, podOf, secretIn, shopBy } from '../fixtures';

const OPERATOR = SecretDelivery.vaultSecretsOperator();
const PKI = VaultSource.pki('shop', { commonName: 'b.svc', altNames: ['a.svc'], lifetime: Duration.hours(3) });

it('is read by an identity of its own', () => {
  const shop = shopBy(OPERATOR);
  expect(toYaml(Object.values(emitted(secretIn(shop))))).toMatchSnapshot();
  expect(grantsIn(shop)).toEqual(['shop.vault-db: read kv/data/shop/cart']);
});

it.each<[string, VaultSource, string, object]>([
  ['credentials of a database', VaultSource.database('shop', { mount: 'team/db' }), 'VaultDynamicSecret', { mount: 'team/db', path: 'creds/shop', renewalPercent: 67, revoke: true }],
  ['a certificate', PKI, 'VaultPKISecret', { mount: 'pki', role: 'shop', commonName: 'b.svc', altNames: ['a.svc'], ttl: '10800s', expiryOffset: '3600s', revoke: false, clear: false }],
])('%s', (_, source, kind, spec) => expect(emitted(secretIn(shopBy(OPERATOR), { source }))[kind]).toMatchObject({ spec }));

it('makes the Secret itself: without create it would wait for ever; and nothing but the keys is in it', () => {
  const secret = secretIn(shopBy(OPERATOR), { path: 'shop/cart', keys: { password: 'db.password', user: 'user' } });
  expect(valueAt(emitted(secret).VaultStaticSecret, ['spec', 'destination'])).toEqual({
    name: 'db', create: true, overwrite: false, type: 'Opaque', transformation: { excludeRaw: true, includes: ['^db\\.password$', '^user$'] },
  });
});

it('is mounted key by key, so that one that is missing keeps the pod from starting', () => {
  const shop = shopBy(OPERATOR);
  const [cart, secret] = [cartIn(shop), secretIn(shop)];
  secret.mountInto(cart, '/run/secrets/db');
  secret.environment(cart, { PASSWORD: 'password' });
  expect(podOf(cart).volumes).toContainEqual({ name: 'db', secret: { secretName: 'db', defaultMode: 0o400, optional: false, items: [{ key: 'db_password', path: 'password' }] } });
  expect(podOf(cart).containers[0].env).toEqual([{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'db_password', optional: false } } }]);
});

it('starts whoever uses it anew, once and in one order, but for Jobs', () => {
  const shop = shopBy(OPERATOR);
  const secret = secretIn(shop);
  const cart = cartIn(shop);
  secret.mountInto(new HardenedStatefulSet(shop, 'store', { image: IMAGE }), '/run/secrets/db');
  secret.mountInto(new HardenedJob(shop, 'migrate', { image: IMAGE }), '/run/secrets/db');
  secret.mountInto(cart, '/run/secrets/db');
  secret.environment(cart, { PASSWORD: 'password' });
  expect(valueAt(emitted(secret).VaultStaticSecret, ['spec', 'rolloutRestartTargets'])).toEqual([{ kind: 'Deployment', name: 'cart' }, { kind: 'StatefulSet', name: 'store' }]);
  expect(secret.rotation).toEqual({
    renewsFiles: true, restartedBy: RestartedBy.OPERATOR,
    says: 'the operator asks Vault every 60 min, and starts the workloads that use it anew (pods of Jobs keep what they started with).',
  });
});

it('has the namespace of Vault for login and secret, and its CA from a Secret', () => {
  const secret = secretIn(shopBy(SecretDelivery.vaultSecretsOperator({ caSecret: 'vault-ca' }), { vaultNamespace: 'team', caConfigMap: 'ignored' }));
  const { VaultConnection, VaultAuth, VaultStaticSecret } = emitted(secret);
  expect([VaultConnection, VaultAuth, VaultStaticSecret]).toMatchObject([{ spec: { caCertSecretRef: 'vault-ca', skipTLSVerify: false } }, { spec: { namespace: 'team' } }, { spec: { namespace: 'team' } }]);
});

describe('a mistake', () => {
  it.each<[string, VaultBackedSecretProps, object, string]>([
    ['a CA in a ConfigMap', { path: 'a', keys: { k: 'k' } }, { caConfigMap: 'ca' },
      "the Vault Secrets Operator reads a CA certificate from no ConfigMap (caConfigMap). Set caSecret in SecretDelivery.vaultSecretsOperator(): a Secret with 'ca.crt'."],
    ['an interval for what has a life of its own', { source: PKI, refreshInterval: Duration.minutes(1) }, {},
      'refreshInterval: the Vault Secrets Operator renews what Vault makes when two thirds of its lifetime are over, whatever is said here. Leave it out, or set lifetime.'],
    ['a property that is no key', { path: 'a', keys: { k: 'db password' } }, {},
      "the property 'db password' is no key of a Secret, in which the Vault Secrets Operator writes it by that name. Rename it in Vault, or use SecretDelivery.externalSecrets()."],
  ])('%s', (_, props, backend, message) => expect(() => secretIn(shopBy(OPERATOR, backend), props)).toThrow(new Error(`shop/db: ${message}`)));

  it.each([['', "caSecret '' is empty"], ['A', "caSecret 'A' must be lower-case letters"]])('a Secret of no name: %j', (caSecret, message) => {
    expect(() => SecretDelivery.vaultSecretsOperator({ caSecret })).toThrow(`SecretDelivery.vaultSecretsOperator: ${message}`);
  });
});
