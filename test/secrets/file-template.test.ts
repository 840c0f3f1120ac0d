import { cartIn, emitted, podAnnotationsOf, podOf, secretIn, shopBy } from './fixtures';
import { valueAt } from '../../src/manifest/pointer';
import { SecretDelivery } from '../../src/platform/secret-delivery';
import { fileTemplates, rendered } from '../../src/secrets/file-template';
import { VaultBackedSecretProps } from '../../src/secrets/vault-backed-secret';
import { VaultSource } from '../../src/secrets/vault-source';

const KEYS = { 'user': 'user', 'pass-word': 'db_password' };
const URL = 'postgres://{{ user }}:{{pass-word}}@db:5432/shop';
const PROPS: VaultBackedSecretProps = { path: 'shop/cart', keys: KEYS, templates: { url: URL } };

it('is text and the values of keys', () => {
  expect(fileTemplates({ url: URL }, KEYS, 'w')).toEqual([{
    file: 'url', parts: ['postgres://', { key: 'user', property: 'user' }, ':', { key: 'pass-word', property: 'db_password' }, '@db:5432/shop'],
  }]);
  expect(rendered(fileTemplates({ url: URL }, KEYS, 'w')[0].parts, ({ property }) => property)).toBe('postgres://{{ user }}:{{ db_password }}@db:5432/shop');
});

it('is, by External Secrets, in the Secret beside the keys', () => {
  expect(valueAt(emitted(secretIn(shopBy(SecretDelivery.externalSecrets()), PROPS)).ExternalSecret, ['spec', 'target', 'template', 'data'])).toEqual({
    'user': '{{ .user }}', 'pass-word': '{{ index . "pass-word" }}', 'url': 'postgres://{{ .user }}:{{ index . "pass-word" }}@db:5432/shop',
  });
  const generated = secretIn(shopBy(SecretDelivery.externalSecrets()), { source: VaultSource.database('shop'), templates: { url: '{{ username }}:{{ password }}' } });
  expect(valueAt(emitted(generated).ExternalSecret, ['spec', 'target', 'template', 'data', 'url'])).toBe('{{ .username }}:{{ .password }}');
});

it('is, by an agent, a file that fails where any value is missing', () => {
  const shop = shopBy(SecretDelivery.vaultAgent());
  const [cart, secret] = [cartIn(shop), secretIn(shop, PROPS)];
  expect(secret.asFile(cart, 'url')).toBe('/run/secrets/db/url');
  expect(podAnnotationsOf(cart)['vault.hashicorp.com/agent-inject-template-db.url']).toBe('{{- with secret "kv/data/shop/cart" }}'
    + '{{ if not (index .Data.data "user") }}{{ sprig_fail "no user" }}{{ end }}{{ if not (index .Data.data "db_password") }}{{ sprig_fail "no db_password" }}{{ end }}'
    + 'postgres://{{ index .Data.data "user" }}:{{ index .Data.data "db_password" }}@db:5432/shop{{ end -}}');
});

it('is, by the Vault Secrets Operator, a key that is mounted like the others', () => {
  const shop = shopBy(SecretDelivery.vaultSecretsOperator());
  const [cart, secret] = [cartIn(shop), secretIn(shop, PROPS)];
  secret.mountInto(cart, '/run/secrets/db');
  expect(valueAt(emitted(secret).VaultStaticSecret, ['spec', 'destination', 'transformation'])).toEqual({
    excludeRaw: true, includes: ['^db_password$', '^user$'],
    templates: { url: { text: 'postgres://{{ get .Secrets "user" }}:{{ get .Secrets "db_password" }}@db:5432/shop' } },
  });
  expect(valueAt(podOf(cart).volumes.find(({ name }) => name === 'db'), ['secret', 'items'])).toEqual([
    { key: 'db_password', path: 'pass-word' }, { key: 'user', path: 'user' }, { key: 'url', path: 'url' },
  ]);
});

describe('a mistake', () => {
  it.each<[Record<string, string>, string]>([
    [{ 'a/b': '{{ user }}' }, "shop/db: templates 'a/b' is no key of a Secret. Write letters, digits, '-', '_' and '.', not beginning with '..'."],
    [{ user: '{{ user }}' }, "shop/db: templates 'user' is one of keys too. Name one of them otherwise."],
    [{ url: '{{ db_password }}' }, "shop/db: templates 'url' asks for 'db_password', which is none of keys: pass-word, user. Name one of them."],
    [{ url: '{{ env "HOME" }}{{ user }}' }, "shop/db: templates 'url' holds braces that are no placeholder. Write {{ key }} with the name of a key, and nothing else between double braces."],
    [{ url: '{{ user }} }}' }, "shop/db: templates 'url' holds braces that are no placeholder. Write {{ key }} with the name of a key, and nothing else between double braces."],
    [{ url: 'postgres://db' }, "shop/db: templates 'url' holds no value, and text is no secret. Put it into a ConfigMap, or name a key as {{ pass-word }}."],
  ])('%j', (templates, message) => expect(() => secretIn(shopBy(SecretDelivery.vaultAgent()), { ...PROPS, templates })).toThrow(new Error(message)));

  it('a delivery that makes none', () => {
    expect(() => secretIn(shopBy(SecretDelivery.secretsStoreCsi()), PROPS)).toThrow(new Error('shop/db: templates: the Vault provider of the CSI driver writes one value into each file. '
      + 'Use SecretDelivery.externalSecrets(), vaultAgent() or vaultSecretsOperator(), or put the values together in the program.'));
    expect(() => secretIn(shopBy(SecretDelivery.sops('x.yaml')), { ...PROPS, path: undefined })).toThrow('shop/db: templates: what is in an encrypted file is used as it is.');
  });

  it('the name of a property, which the Vault Secrets Operator writes under that name', () => {
    expect(() => secretIn(shopBy(SecretDelivery.vaultSecretsOperator()), { ...PROPS, templates: { db_password: '{{ user }}' } })).toThrow(
      new Error("shop/db: templates 'db_password' is the name of a property too, under which the Vault Secrets Operator writes that one. Name the file otherwise."));
  });
});
