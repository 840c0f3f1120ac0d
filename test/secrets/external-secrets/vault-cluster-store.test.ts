import { Chart } from 'cdk8s';
import { toYaml } from '../../../src/manifest/yaml';
import { SecretDelivery } from '../../../src/platform/secret-delivery';
import { VaultLogin } from '../../../src/platform/vault-login';
import { VaultClusterStore } from '../../../src/secrets/external-secrets/vault-cluster-store';
import { VaultSource } from '../../../src/secrets/vault-source';
import { emitted, grantsIn, secretIn, shopBy } from '../fixtures';

const ESO = SecretDelivery.externalSecrets();
const storeIn = (scope: Chart, namespaces: string[], name?: string) => new VaultClusterStore(scope, 'team', { namespaces, name });
const secretsOf = (shop: ReturnType<typeof shopBy>) => new Chart(shop.node.scope!, 'secrets', { namespace: 'secrets' });

it('is for the namespaces that are named, and logs in as an account whose namespace is said', () => {
  const store = storeIn(secretsOf(shopBy(ESO, { caConfigMap: 'vault-ca' })), ['shop', 'bank', 'shop']);
  expect(toYaml(Object.values(emitted(store)))).toMatchSnapshot();
});

it('reads for its users as one identity', () => {
  const shop = shopBy(ESO);
  const store = storeIn(secretsOf(shop), ['shop']);
  const delivery = SecretDelivery.externalSecrets({ clusterStore: store });
  const secret = secretIn(shop, { path: 'shop/cart', keys: { k: 'k' }, delivery });
  secretIn(shop, { path: 'shop/other', keys: { k: 'k' }, delivery }, 'other');
  expect(Object.keys(emitted(secret))).toEqual(['ExternalSecret']);
  expect(emitted(secret).ExternalSecret).toMatchObject({ spec: { secretStoreRef: { kind: 'ClusterSecretStore', name: 'team' } } });
  expect(grantsIn(shop)).toEqual(['secrets.vault-team: read kv/data/shop/cart', 'secrets.vault-team: read kv/data/shop/other']);
});

describe('a mistake', () => {
  it.each<[string, string[], string | undefined, string]>([
    ['no namespace, which is every one', [], undefined, 'namespaces is empty, which would let every namespace use the store. Name those that may.'],
    ['a pattern', ['*'], undefined, "the namespace '*' must be lower-case letters, digits and '-', beginning and ending with a letter or digit. Name namespaces, without wildcard."],
    ['a name that is none', ['shop'], 'Team', "the name 'Team' must be lower-case letters, digits and '-', beginning and ending with a letter or digit. Give another id, or set `name`."],
    ['a long name', ['shop'], 'x'.repeat(58), `the name '${'x'.repeat(58)}' is longer than 57 characters. Give another id, or set \`name\`.`],
  ])('%s', (_, namespaces, name, message) => expect(() => storeIn(secretsOf(shopBy(ESO)), namespaces, name)).toThrow(new Error(`secrets/team: ${message}`)));

  it('a chart without a namespace', () => {
    expect(() => storeIn(new Chart(shopBy(ESO).node.scope!, 'plain'), ['shop'])).toThrow(
      new Error('plain/team: has no namespace, and its ServiceAccount lives in one. Declare it in an IsolatedNamespace, or set the namespace of its Chart.'));
  });

  it('a secret of a namespace that may not use it', () => {
    const shop = shopBy(ESO);
    const delivery = SecretDelivery.externalSecrets({ clusterStore: storeIn(secretsOf(shop), ['bank']) });
    expect(() => secretIn(shop, { path: 'a', keys: { k: 'k' }, delivery })).toThrow(
      new Error("shop/db: the ClusterSecretStore 'team' is for bank, and not for 'shop'. Add the namespace to it, or leave clusterStore out."));
  });

  it('a generator, which uses no store', () => {
    const shop = shopBy(ESO);
    const delivery = SecretDelivery.externalSecrets({ clusterStore: storeIn(secretsOf(shop), ['shop']) });
    expect(() => secretIn(shop, { source: VaultSource.database('shop'), delivery })).toThrow(
      new Error("shop/db: a generator logs in by itself and uses no store, so that the identity of 'team' cannot be lent to it. Leave clusterStore out for this secret."));
  });

  it('a login beside the store\'s', () => {
    const clusterStore = storeIn(secretsOf(shopBy(ESO)), ['shop']);
    expect(() => SecretDelivery.externalSecrets({ clusterStore, login: VaultLogin.jwt() })).toThrow(
      new Error("SecretDelivery.externalSecrets: login is the cluster store's to say. Leave it out, or leave out clusterStore."));
  });
});
