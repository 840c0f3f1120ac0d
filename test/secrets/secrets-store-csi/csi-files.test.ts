import { Duration } from 'cdk8s';
import { load } from 'js-yaml';
import { valueAt } from '../../../src/manifest/pointer';
import { toYaml } from '../../../src/manifest/yaml';
import { Reloader } from '../../../src/platform/choices';
import { SecretDelivery } from '../../../src/platform/secret-delivery';
import { VaultBackedSecretProps } from '../../../src/secrets/vault-backed-secret';
import { VaultSource } from '../../../src/secrets/vault-source';
import { cartIn, emitted, grantsIn, jsonOf, podOf, secretIn, shopBy } from '../fixtures';

const CSI = SecretDelivery.secretsStoreCsi();
const SYNCED = SecretDelivery.secretsStoreCsi({ syncToSecret: true });

it('is a class for one secret and one ServiceAccount, and a volume', () => {
  const shop = shopBy(CSI);
  const [cart, secret] = [cartIn(shop), secretIn(shop)];
  secret.mountInto(cart, '/run/secrets/db');
  expect(toYaml(emitted(secret).SecretProviderClass)).toMatchSnapshot();
  expect(podOf(cart).volumes).toContainEqual({ name: 'db', csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: 'db.cart' } } });
  expect(podOf(cart).containers[0].volumeMounts).toContainEqual({ name: 'db', mountPath: '/run/secrets/db', readOnly: true });
});

it('logs in as the workload', () => {
  const shop = shopBy(CSI);
  const secret = secretIn(shop);
  for (const id of ['cart', 'other']) secret.mountInto(cartIn(shop, {}, id), '/run/secrets/db');
  expect(grantsIn(shop)).toEqual(['shop.cart: read kv/data/shop/cart', 'shop.other: read kv/data/shop/cart']);
});

it.each([
  ['no file stands twice among the objects, which the provider refuses', { keys: { a: 'x', b: 'x' }, path: 'shop/cart' }, [['a', 'kv/data/shop/cart', 'x'], ['b', 'kv/data/shop/cart', 'x']]],
  ['credentials come from one request, since they name one path', { source: VaultSource.database('shop') },
    [['password', 'database/creds/shop', 'password'], ['username', 'database/creds/shop', 'username']]],
] as [string, VaultBackedSecretProps, string[][]][])('%s', (_, props, expected) => {
  const shop = shopBy(CSI);
  const secret = secretIn(shop, props);
  secret.mountInto(cartIn(shop), '/run/secrets/db');
  const parameters = valueAt(emitted(secret).SecretProviderClass, ['spec', 'parameters']) as Record<string, string>;
  const objects = load(parameters.objects) as Record<string, unknown>[];
  expect(objects.map(({ objectName, secretPath, secretKey }) => [objectName, secretPath, secretKey])).toEqual(expected);
  // Both mounts of the auth method together are refused; and each parameter is a text.
  expect(Object.keys(parameters)).not.toContain('vaultKubernetesMountPath');
  expect(Object.values(parameters).every(value => typeof value === 'string')).toBe(true);
});

it('takes Vault\'s namespace, and the CA from a file of the provider', () => {
  const shop = shopBy(SecretDelivery.secretsStoreCsi({ caCertPath: '/etc/vault/ca.crt' }), { vaultNamespace: 'team', caConfigMap: 'vault-ca' });
  const secret = secretIn(shop);
  secret.mountInto(cartIn(shop), '/run/secrets/db');
  expect(valueAt(emitted(secret).SecretProviderClass, ['spec', 'parameters'])).toMatchObject({ vaultNamespace: 'team', vaultCACertPath: '/etc/vault/ca.crt' });
});

describe('a Secret is made', () => {
  it('only where asked', () => {
    const shop = shopBy(CSI);
    const secret = secretIn(shop);
    secret.mountInto(cartIn(shop), '/run/secrets/db');
    expect(valueAt(emitted(secret).SecretProviderClass, ['spec', 'secretObjects'])).toBeUndefined();
    expect(() => secret.secretName).toThrow('shop/db: secretName: its delivery makes no Secret, but files alone.');
  });

  it('with the files for keys, and restarts its pods by the reloader', () => {
    const shop = shopBy(SYNCED, {}, { reloader: Reloader.STAKATER });
    const [cart, secret] = [cartIn(shop), secretIn(shop)];
    secret.mountInto(cart, '/run/secrets/db');
    secret.environment(cart, { PASSWORD: 'password' });
    expect(valueAt(emitted(secret).SecretProviderClass, ['spec', 'secretObjects'])).toEqual([{ secretName: 'db', type: 'Opaque', data: [{ objectName: 'password', key: 'password' }] }]);
    expect(podOf(cart).containers[0].env).toEqual([{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password', optional: false } } }]);
    expect(valueAt(jsonOf(cart), ['metadata', 'annotations'])).toEqual({ 'secret.reloader.stakater.com/reload': 'db' });
  });

  it('only while a pod mounts it', () => {
    const shop = shopBy(SYNCED);
    expect(() => secretIn(shop).environment(cartIn(shop), { X: 'password' })).toThrow(new Error(
      "shop/db: environment(shop/cart): the Secret 'db' is there only as long as a pod mounts it. Call mountInto first."));
  });
});

it.each([
  [CSI, 'the driver asks Vault every two minutes, where it rotates at all, and renews the files of running pods; nothing starts them anew: have the program read the file again.'],
  [SYNCED, 'the driver asks Vault every two minutes, where it rotates at all; the kubelet renews the files of running pods, and nothing starts them anew: set platform.reloader, or have the program read the file again.'],
])('says what restarts when: %#', (delivery, says) => expect(secretIn(shopBy(delivery)).rotation.says).toBe(says));

describe('a mistake', () => {
  it.each<[string, SecretDelivery, VaultBackedSecretProps, object, string]>([
    ['a certificate, which each poll would issue anew', CSI, { source: VaultSource.pki('shop', { commonName: 'a.svc' }) }, {},
      'the Secrets Store CSI driver asks anew every two minutes, and each time Vault would issue another certificate. Use SecretDelivery.externalSecrets(), vaultAgent() or vaultSecretsOperator() for it.'],
    ['an interval', CSI, { path: 'a', keys: { k: 'k' }, refreshInterval: Duration.minutes(1) }, {}, "refreshInterval is the driver's to say (rotation-poll-interval), for the whole cluster. Leave it out."],
    ['a CA in a ConfigMap', CSI, { path: 'a', keys: { k: 'k' } }, { caConfigMap: 'ca' },
      "the Vault provider of the CSI driver reads no ConfigMap (caConfigMap). Set caCertPath in SecretDelivery.secretsStoreCsi(): a file in the provider's own container."],
  ])('%s', (_, delivery, props, backend, message) => expect(() => secretIn(shopBy(delivery, backend), props)).toThrow(new Error(`shop/db: ${message}`)));

  it('a path that is none', () => expect(() => SecretDelivery.secretsStoreCsi({ caCertPath: 'ca.crt' })).toThrow(new Error(
    "SecretDelivery.secretsStoreCsi: caCertPath 'ca.crt' is no absolute path. Write for instance '/etc/vault/ca.crt'.")));
});
