import { ApiObject, Chart } from 'cdk8s';
import { cartIn, emitted, grantsIn, podOf, shopBy } from './fixtures';
import { valueAt } from '../../src/manifest/pointer';
import { SecretDelivery } from '../../src/platform/secret-delivery';
import { RegistryCredential, RegistryCredentialProps } from '../../src/secrets/registry-credential';
import { HardenedWorkload } from '../../src/workloads/hardened-workload';

const ESO = SecretDelivery.externalSecrets();
const credentialIn = (scope: ReturnType<typeof shopBy>, props: Partial<RegistryCredentialProps> = {}) =>
  new RegistryCredential(scope, 'registry', { registry: 'registry.example', path: 'shop/registry', ...props });
const accountOf = (workload: HardenedWorkload) => (workload.node.findChild('ServiceAccount') as ApiObject).toJson() as { imagePullSecrets?: unknown };

describe('the Secret that the kubelet pulls with', () => {
  it('is made by External Secrets, from user and password', () => {
    const shop = shopBy(ESO);
    expect(emitted(credentialIn(shop, { usernameKey: 'robot' })).ExternalSecret).toMatchObject({
      spec: {
        target: { template: { type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': '{"auths":{"registry.example":{"auth":"{{ printf "%s:%s" .username .password | b64enc }}"}}}' } } },
        data: [{ secretKey: 'password', remoteRef: { property: 'password' } }, { secretKey: 'username', remoteRef: { key: 'shop/registry', property: 'robot' } }],
      },
    });
    expect(grantsIn(shop)).toEqual(['shop.vault-registry: read kv/data/shop/registry']);
  });

  it('is made by the Vault Secrets Operator, and holds nothing else', () => {
    const credential = credentialIn(shopBy(SecretDelivery.vaultSecretsOperator()), { usernameKey: 'robot' });
    expect(valueAt(emitted(credential).VaultStaticSecret, ['spec', 'destination'])).toMatchObject({
      create: true, type: 'kubernetes.io/dockerconfigjson',
      transformation: {
        excludeRaw: true, excludes: ['.*'],
        templates: { '.dockerconfigjson': { text: '{"auths":{"registry.example":{"auth":"{{ printf "%s:%s" (get .Secrets "robot") (get .Secrets "password") | b64enc }}"}}}' } },
      },
    });
  });
});

it('is named by the ServiceAccounts that pull with it, in one order, and by no pod', () => {
  const shop = shopBy(ESO);
  const cart = cartIn(shop);
  expect(accountOf(cart).imagePullSecrets).toBeUndefined();
  for (const name of ['z', 'a']) new RegistryCredential(shop, name, { registry: 'registry.example', path: 'shop/registry' }).pullFor(cart);
  expect(accountOf(cart).imagePullSecrets).toEqual([{ name: 'a' }, { name: 'z' }]);
  expect(podOf(cart)).not.toHaveProperty('imagePullSecrets');
});

describe('a mistake', () => {
  it.each([
    [SecretDelivery.vaultAgent(), 'the agent makes no Secret, and the kubelet needs one before there is a pod. Use SecretDelivery.externalSecrets() or SecretDelivery.vaultSecretsOperator().'],
    [SecretDelivery.secretsStoreCsi({ syncToSecret: true }), 'the Secrets Store CSI driver writes a Secret only once a pod runs that mounts it, and the kubelet needs this one to start any. Use SecretDelivery.externalSecrets() or SecretDelivery.vaultSecretsOperator().'],
  ])('a delivery that makes no Secret in time: %#', (delivery, message) => expect(() => credentialIn(shopBy(ESO), { delivery })).toThrow(new Error(`shop/registry: ${message}`)));

  it.each(['https://registry.example', 'registry.example/team', 'Registry.example', '', 'a"b'])("the registry '%s', which is no host", registry => {
    expect(() => credentialIn(shopBy(ESO), { registry })).toThrow(new Error(
      `shop/registry: registry '${registry}' is no host. Write it without scheme and path, such as 'registry.example' or 'registry.example:5000'.`));
  });

  it('no path', () => expect(() => credentialIn(shopBy(ESO), { path: undefined })).toThrow('shop/registry: nothing says what to read.'));

  it('a workload whose images are of another registry', () => {
    const shop = shopBy(ESO);
    expect(() => credentialIn(shop, { registry: 'other.example:5000' }).pullFor(cartIn(shop))).toThrow(new Error(
      'shop/registry: pullFor(shop/cart): no image of it comes from other.example:5000, but from registry.example: the credential would be there for nothing. Leave it out, or correct registry.'));
  });

  it('a workload of another namespace', () => {
    const shop = shopBy(ESO);
    const other = cartIn(new Chart(shop.node.scope!, 'bank', { namespace: 'bank' }));
    expect(() => credentialIn(shop).pullFor(other)).toThrow(
      new Error("shop/registry: pullFor(bank/cart): the workload is of namespace 'bank', the Secret of 'shop'. Declare a RegistryCredential in the namespace of the workload."));
  });

  it('a pod with secrets of its own, beside which those of the account count for nothing', () => {
    const shop = shopBy(ESO);
    expect(() => credentialIn(shop).pullFor(cartIn(shop, { imagePullSecrets: ['own'] }))).toThrow(
      new Error('shop/cart: names imagePullSecrets of its own, beside which those of its ServiceAccount count for nothing. Leave imagePullSecrets out.'));
  });
});
