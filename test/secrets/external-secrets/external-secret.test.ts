import { Duration } from 'cdk8s';
import { valueAt } from '../../../src/manifest/pointer';
import { toYaml } from '../../../src/manifest/yaml';
import { Reloader } from '../../../src/platform/choices';
import { SecretDelivery } from '../../../src/platform/secret-delivery';
import { VaultLogin } from '../../../src/platform/vault-login';
import { RestartedBy } from '../../../src/secrets/rotation';
import { VaultBackedSecretProps } from '../../../src/secrets/vault-backed-secret';
import { vaultFilesOf } from '../../../src/secrets/vault-files';
import { VaultSource } from '../../../src/secrets/vault-source';
import { emitted, grantsIn, secretIn, shopBy } from '../fixtures';

const ESO = SecretDelivery.externalSecrets();

describe('what Vault makes', () => {
  it('is asked for by a generator with an identity of its own, and by no store', () => {
    const shop = shopBy(ESO);
    const secret = secretIn(shop, { source: VaultSource.database('shop') });
    expect(toYaml(Object.values(emitted(secret)).filter(({ kind }) => kind === 'VaultDynamicSecret' || kind === 'ExternalSecret'))).toMatchSnapshot();
    expect(Object.keys(emitted(secret))).toEqual(['ServiceAccount', 'Role', 'RoleBinding', 'VaultDynamicSecret', 'ExternalSecret']);
    expect(grantsIn(shop)).toEqual(['shop.vault-db: read database/creds/shop']);
  });

  it('is a certificate where it is written to the issuer', () => {
    const shop = shopBy(ESO);
    const secret = secretIn(shop, { source: VaultSource.pki('shop', { commonName: 'a.svc' }) });
    expect(emitted(secret).VaultDynamicSecret).toMatchObject({ spec: { path: 'pki/issue/shop', method: 'POST', parameters: { common_name: 'a.svc', ttl: '86400s' }, resultType: 'Data' } });
    expect(valueAt(emitted(secret).ExternalSecret, ['spec', 'target', 'template', 'data'])).toEqual({
      'ca.crt': '{{ .issuing_ca }}', 'tls.crt': '{{ .certificate }}', 'tls.key': '{{ .private_key }}',
    });
    expect(grantsIn(shop)).toEqual(['shop.vault-db: update pki/issue/shop']);
  });

  it.each([
    [undefined, '30m0s'], [Duration.minutes(40), '40m0s'], [Duration.minutes(1), '1m0s'],
  ])('is asked for anew long before its end: %s', (refreshInterval, written) => {
    const secret = secretIn(shopBy(ESO), { source: VaultSource.database('shop'), refreshInterval });
    expect(valueAt(emitted(secret).ExternalSecret, ['spec', 'refreshInterval'])).toBe(written);
  });

  it('is never left to end first', () => {
    expect(() => secretIn(shopBy(ESO), { source: VaultSource.database('shop'), refreshInterval: Duration.minutes(41) })).toThrow(new Error(
      'shop/db: refreshInterval is 2460 seconds, and what Vault made ends after 3600: pods would be left with what no longer works. Write at most Duration.seconds(2400), or a longer lifetime.'));
  });

  it('has names that a template can ask for', () => {
    expect(() => secretIn(shopBy(ESO), { source: VaultSource.database('shop'), keys: { a: 'user-name' } })).toThrow(new Error(
      "shop/db: 'user-name' is no name that a template can ask for. Name a field of Vault's answer, such as 'password' or 'certificate'."));
  });
});

describe('the operator logs in', () => {
  const authOf = (login: VaultLogin) => valueAt(emitted(secretIn(shopBy(SecretDelivery.externalSecrets({ login })))).SecretStore, ['spec', 'provider', 'vault', 'auth']);

  it('as a ServiceAccount, for the audience that stands in the role', () => {
    expect(authOf(VaultLogin.kubernetes())).toEqual({ kubernetes: { mountPath: 'kubernetes', role: 'shop.vault-db', serviceAccountRef: { name: 'vault-db', audiences: ['vault'] } } });
  });

  it('by JWT: without audiences it would ask for one of its own choice', () => {
    expect(authOf(VaultLogin.jwt({ mount: 'jwt/prod' }))).toEqual({
      jwt: { path: 'jwt/prod', role: 'shop.vault-db', kubernetesServiceAccountToken: { serviceAccountRef: { name: 'vault-db', audiences: ['vault'] }, expirationSeconds: 600 } },
    });
  });

  it('by AppRole, without a ServiceAccount', () => {
    const secret = secretIn(shopBy(SecretDelivery.externalSecrets({ login: VaultLogin.appRole({ secretName: 'vault-approle' }) })));
    expect(Object.keys(emitted(secret))).toEqual(['SecretStore', 'ExternalSecret']);
    expect(valueAt(emitted(secret).SecretStore, ['spec', 'provider', 'vault', 'auth'])).toEqual({
      appRole: { path: 'approle', roleRef: { name: 'vault-approle', key: 'role-id' }, secretRef: { name: 'vault-approle', key: 'secret-id' } },
    });
  });

  it.each([
    [VaultLogin.jwt(), 'jwt', {
      role_type: 'jwt', bound_audiences: ['vault'], bound_subject: 'system:serviceaccount:shop:vault-db', user_claim: 'sub',
      token_policies: ['shop.vault-db'], token_ttl: 600, token_max_ttl: 600, token_period: 0,
    }],
    [VaultLogin.appRole({ secretName: 'x' }), 'approle', { bind_secret_id: true, token_policies: ['shop.vault-db'], token_ttl: 600, token_max_ttl: 600, token_period: 0 }],
  ])('by a role of that method in Vault, and of no other: %#', (login, mount, role) => {
    const shop = shopBy(SecretDelivery.externalSecrets({ login }));
    secretIn(shop);
    const files = vaultFilesOf(shop.node.root);
    expect(files.map(({ path }) => path)).toEqual(['vault/apply.sh', `vault/logins/${mount}/shop.vault-db.json`, 'vault/main.tf', 'vault/policies/shop.vault-db.hcl']);
    expect(JSON.parse(files[1].content)).toEqual(role);
  });

  it.each<[() => unknown, string]>([
    [() => VaultLogin.jwt({ mount: '/jwt' }), "VaultLogin.jwt: mount '/jwt' must be a mount path without leading or trailing '/', such as 'jwt'."],
    [() => VaultLogin.appRole({ secretName: '' }), "VaultLogin.appRole: secretName '' is empty. Name the Secret that holds the role ID and the secret ID."],
    [() => VaultLogin.appRole({ secretName: 'x', mount: 'a/' }), "VaultLogin.appRole: mount 'a/' must be a mount path without leading or trailing '/', such as 'approle'."],
  ])('a mistake: %#', (make, message) => expect(make).toThrow(new Error(message)));
});

it.each([
  [Reloader.NONE, RestartedBy.NOTHING, 'nothing starts them anew: set platform.reloader, or have the program read the file again.'],
  [Reloader.STAKATER, RestartedBy.RELOADER, 'Stakater Reloader starts them anew.'],
])('says what restarts when, under the reloader %s', (reloader, restartedBy, says) => {
  const { rotation } = secretIn(shopBy(ESO, {}, { reloader }), { path: 'a', keys: { k: 'k' }, refreshInterval: Duration.seconds(90) });
  expect(rotation).toMatchObject({ renewsFiles: true, restartedBy });
  expect(rotation.says).toContain(`the operator asks Vault every 90 s; the kubelet renews the files of running pods, and ${says}`);
});

/* What the operator's webhook refuses, or its controller ignores, beyond the schema: none of it can be declared. */
describe('no ExternalSecret', () => {
  const ALL: [string, VaultBackedSecretProps][] = [
    ['of KV', { path: 'shop/cart', keys: { a: 'x', b: 'x' } }], ['of a database', { source: VaultSource.database('shop') }],
    ['of PKI', { source: VaultSource.pki('shop', { commonName: 'a.svc' }) }],
  ];
  const specOf = (props: VaultBackedSecretProps) =>
    emitted(secretIn(shopBy(ESO), props)).ExternalSecret.spec as Record<string, Record<string, unknown> & { template: Record<string, unknown> }>;

  it.each(ALL)('%s deletes what it does not own, or leaves a policy to the default', (_, props) => {
    expect(specOf(props)).toMatchObject({ refreshPolicy: 'Periodic', target: { creationPolicy: 'Owner', deletionPolicy: 'Retain' } });
  });

  it.each(ALL)('%s has a target other than data, a Secret of a special type, or another kind to write', (_, props) => {
    const { target } = specOf(props);
    expect(Object.keys(target).sort()).toEqual(['creationPolicy', 'deletionPolicy', 'name', 'template']);
    expect(target.template).toMatchObject({ engineVersion: 'v2', mergePolicy: 'Replace', type: 'Opaque' });
    expect(Object.keys(target.template).filter(field => !['engineVersion', 'mergePolicy', 'type', 'data'].includes(field))).toEqual([]);
  });

  it.each(ALL)('%s has neither data nor dataFrom, or both, or a key twice', (_, props) => {
    const spec = specOf(props) as { data?: { secretKey: string }[]; dataFrom?: object[]; secretStoreRef?: object };
    expect((spec.data === undefined) !== (spec.dataFrom === undefined)).toBe(true);
    expect(new Set(spec.data?.map(({ secretKey }) => secretKey)).size).toBe(spec.data?.length ?? 0);
    const generatorRef = { apiVersion: 'generators.external-secrets.io/v1alpha1', kind: 'VaultDynamicSecret', name: 'vault-db' };
    for (const item of spec.dataFrom ?? []) expect(item).toEqual({ sourceRef: { generatorRef } });
  });

  it.each(ALL)('%s names a store without its kind', (_, props) => {
    const { secretStoreRef } = specOf(props);
    expect([undefined, 'SecretStore']).toContain(secretStoreRef?.kind);
  });

  it('spells a strategy no default', () => {
    expect((specOf(ALL[0][1]).data as unknown as { remoteRef: object }[])[0].remoteRef).toEqual({
      key: 'shop/cart', property: 'x', conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None',
    });
  });
});
