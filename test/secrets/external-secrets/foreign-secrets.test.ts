import { Chart } from 'cdk8s';
import { toYaml } from '../../../src/manifest/yaml';
import { SecretDelivery } from '../../../src/platform/secret-delivery';
import { MergedSecret, MergedSecretProps } from '../../../src/secrets/external-secrets/merged-secret';
import { PushDeletion, PushedSecret, PushedSecretProps } from '../../../src/secrets/external-secrets/pushed-secret';
import { emitted, grantsIn, shopBy } from '../fixtures';

const shopOf = () => shopBy(SecretDelivery.vaultAgent());
const mergeIn = (scope: Chart, props: Partial<MergedSecretProps> = {}) => new MergedSecret(scope, 'smtp', { secretName: 'mail', path: 'shop/mail', keys: { password: 'password' }, ...props });
const pushIn = (scope: Chart, props: Partial<PushedSecretProps> = {}) =>
  new PushedSecret(scope, 'cluster-ca', { secretName: 'ca', path: 'shop/ca', keys: { 'ca.crt': 'certificate' }, deletion: PushDeletion.NONE, ...props });

describe('keys in a Secret of somebody else', () => {
  it('are merged into it: it is neither made nor taken over, nor deleted', () => {
    const shop = shopOf();
    expect(toYaml(emitted(mergeIn(shop)).ExternalSecret)).toMatchSnapshot();
    expect(grantsIn(shop)).toEqual(['shop.vault-smtp: read kv/data/shop/mail']);
  });
});

describe('a Secret that is written to Vault', () => {
  it.each([[PushDeletion.NONE, 'create,read,update'], [PushDeletion.DELETE, 'create,read,update,delete']])('may be deleted there only where that is said: %s', (deletion, capabilities) => {
    const shop = shopOf();
    expect(emitted(pushIn(shop, { deletion })).PushSecret).toMatchObject({ spec: { deletionPolicy: deletion } });
    expect(grantsIn(shop)).toEqual([`shop.vault-cluster-ca: ${capabilities} kv/data/shop/ca; ${capabilities} kv/metadata/shop/ca`]);
  });

  it('spells out every policy', () => expect(toYaml(Object.values(emitted(pushIn(shopOf()))).filter(({ kind }) => kind === 'SecretStore' || kind === 'PushSecret'))).toMatchSnapshot());
});

describe('a mistake', () => {
  it.each<[string, (shop: Chart) => unknown, string]>([
    ['no word on deletion', shop => pushIn(shop, { deletion: undefined as never }), 'shop/cluster-ca: deletion says not what becomes of it in Vault. Write PushDeletion.NONE or PushDeletion.DELETE.'],
    ['no Secret to push', shop => pushIn(shop, { secretName: '' }), "shop/cluster-ca: secretName '' is empty. Name the Secret that is there."],
    ['no Secret to merge into', shop => mergeIn(shop, { secretName: '' }), "shop/smtp: secretName '' is empty. Name the Secret that is there."],
    ['a wildcard', shop => pushIn(shop, { path: 'shop/*' }),
      "shop/cluster-ca: path 'shop/*' holds '*'. Each part is letters, digits, '_', '-' and '.', and no wildcard. Write the path below the mount, such as 'shop/cart'."],
    ['no key', shop => mergeIn(shop, { keys: {} }), "shop/smtp: keys is empty, so that nothing would be read. Name files and the properties that fill them: { password: 'password' }."],
    ['an id that is no name', shop => new MergedSecret(shop, 'Smtp', { secretName: 'mail', path: 'a', keys: { k: 'k' } }),
      "shop/Smtp: the name 'Smtp' must be lower-case letters, digits and '-', beginning and ending with a letter or digit. Give another id."],
    ['a long id', shop => new MergedSecret(shop, 'x'.repeat(58), { secretName: 'mail', path: 'a', keys: { k: 'k' } }),
      `shop/${'x'.repeat(58)}: the name '${'x'.repeat(58)}' is longer than 57 characters. Give another id.`],
  ])('%s', (_, make, message) => expect(() => make(shopOf())).toThrow(new Error(message)));

  it('a chart without a namespace', () => expect(() => mergeIn(new Chart(shopOf().node.scope!, 'plain'))).toThrow(
    new Error("plain/smtp: has no namespace, and Vault's role is bound to one. Declare it in an IsolatedNamespace, or set the namespace of its Chart.")));
});
