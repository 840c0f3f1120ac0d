import { Duration } from 'cdk8s';
import { SecretBackend } from '../../src/platform/secret-backend';
import { VaultSource } from '../../src/secrets/vault-source';

const BACKEND = SecretBackend.vault({ server: 'https://vault.example', kvMount: 'team/kv' });

it.each<[string, VaultSource, string, string]>([
  ['a KV secret is read under data/', VaultSource.kv('shop/cart'), 'read', 'team/kv/data/shop/cart'],
  ['credentials of a database are read', VaultSource.database('shop'), 'read', 'database/creds/shop'],
  ['the engine may be mounted elsewhere', VaultSource.database('shop', { mount: 'team/db' }), 'read', 'team/db/creds/shop'],
  ['to issue a certificate is to write', VaultSource.pki('shop', { commonName: 'cart.shop.svc' }), 'update', 'pki/issue/shop'],
])('%s', (_, source, capability, path) => expect([source._capability, source._apiPath(BACKEND)]).toEqual([capability, path]));

it('a role of a database is written where its connection is named, and left to others where not', () => {
  expect(VaultSource.database('shop')._engine(BACKEND)).toEqual({ mount: 'database', type: 'database', roles: [] });
  expect(VaultSource.database('shop', { connection: 'orders', lifetime: Duration.hours(8), creationStatements: ['CREATE'] })._engine(BACKEND).roles)
    .toEqual([{ name: 'shop', settings: { db_name: 'orders', default_ttl: 28800, max_ttl: 28800, creation_statements: ['CREATE'] } }]);
});

it('a role of a PKI engine allows the names of the certificate and no other', () => {
  expect(VaultSource.pki('shop', { commonName: 'b.svc', altNames: ['c.svc', 'a.svc'] })._engine(BACKEND).roles[0].settings).toEqual({
    allowed_domains: ['b.svc', 'a.svc', 'c.svc'], allow_bare_domains: true, allow_subdomains: false, allow_glob_domains: false, allow_wildcard_certificates: false,
    allow_localhost: false, allow_ip_sans: false, enforce_hostnames: true, key_type: 'ec', key_bits: 256, max_ttl: 86400,
  });
});

it('asks for the names and the life that the role allows', () => {
  expect(VaultSource.pki('shop', { commonName: 'b.svc', altNames: ['c.svc', 'a.svc'], lifetime: Duration.hours(1) })._parameters)
    .toEqual({ common_name: 'b.svc', alt_names: 'a.svc,c.svc', ttl: '3600s' });
  expect([VaultSource.kv('a')._parameters, VaultSource.database('a')._parameters]).toEqual([{}, {}]);
});

it.each<[string, () => VaultSource, string]>([
  ['a wildcard in a role', () => VaultSource.database('shop*'), "VaultSource.database(shop*): 'shop*' is no name of a role. Write letters, digits, '_', '-' and '.', such as 'shop-cart'."],
  ['a path for a role', () => VaultSource.pki('../root', { commonName: 'a.svc' }), "VaultSource.pki(../root): '../root' is no name of a role. Write letters, digits, '_', '-' and '.', such as 'shop-cart'."],
  ['a mount with a slash behind', () => VaultSource.database('shop', { mount: 'db/' }), "VaultSource.database(shop): mount 'db/' must be a mount path without leading or trailing '/', such as 'database'."],
  ['a short life', () => VaultSource.database('shop', { lifetime: Duration.minutes(5) }),
    'VaultSource.database(shop): lifetime is 300 seconds; Kubernetes takes whole seconds from 600. Write for instance Duration.seconds(600).'],
  ['a long life of a role that is not known', () => VaultSource.database('shop', { lifetime: Duration.hours(8) }),
    'VaultSource.database(shop): a lifetime of more than an hour is the role\'s to say, which is written here only with its connection. Name the connection, or leave lifetime out.'],
  ['statements for no connection', () => VaultSource.database('shop', { creationStatements: ['CREATE'] }),
    'VaultSource.database(shop): creationStatements need the connection that they are for. Name it, or leave both out.'],
  ['a certificate for everybody', () => VaultSource.pki('shop', { commonName: '*.svc' }),
    "VaultSource.pki(shop): the name '*.svc' must be lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit. Write a host name without wildcard, such as 'cart.shop.svc.cluster.local'."],
  ['a certificate for nobody', () => VaultSource.pki('shop', { commonName: '' }), "VaultSource.pki(shop): the name '' is empty. Write a host name without wildcard, such as 'cart.shop.svc.cluster.local'."],
])('%s is an error', (_, make, message) => expect(make).toThrow(new Error(message)));
