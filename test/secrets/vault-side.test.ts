import { execFileSync } from 'node:child_process';
import { SecretBackend } from '../../src/platform/secret-backend';
import { VaultEngine, VaultGrant } from '../../src/secrets/vault-grant';
import { vaultSide } from '../../src/secrets/vault-side';

const backend = SecretBackend.vault({ server: 'https://vault.example:8200', kvMount: 'team/kv' });
const grant = (props: Partial<VaultGrant> = {}): VaultGrant => ({
  namespace: 'shop', serviceAccount: 'cart', audience: 'vault', purpose: 'Secret cart-db', permissions: [{ path: 'team/kv/data/shop/cart', capabilities: ['read'] }], ...props,
});
const ENGINES: VaultEngine[] = [
  {
    mount: 'database', type: 'database', roles: [{
      name: 'shop', settings: { db_name: 'orders', creation_statements: ['CREATE ROLE "{{name}}" PASSWORD \'${x}{{password}}\''], default_ttl: '1h', max_ttl: '1d' },
    }],
  },
  { mount: 'pki', type: 'pki', roles: [{ name: 'shop', settings: { allowed_domains: ['shop.svc'], allow_subdomains: true, max_ttl: '72h', key_bits: 256, key_type: 'ec' } }] },
];
const GRANTS = [
  grant(),
  grant({ purpose: 'Secret orders, dynamic', permissions: [{ path: 'database/creds/shop', capabilities: ['read'] }, { path: 'team/kv/data/shop/cart', capabilities: ['update', 'read'] }] }),
  grant({ namespace: '3bank', serviceAccount: 'a.b_', purpose: 'Certificate\nof the bank', permissions: [{ path: 'pki/issue/shop', capabilities: ['update'] }] }),
];

const contentsOf = (...needs: Parameters<typeof vaultSide>) => new Map(vaultSide(...needs).map(({ path, content }) => [path, content]));
const files = contentsOf({ grants: GRANTS, engines: ENGINES, backend });
const roleOf = (...grants: VaultGrant[]) => JSON.parse(contentsOf({ grants, engines: ENGINES, backend }).get('vault/roles/shop.cart.json')!) as Record<string, unknown>;

it.each([...files.keys()])('%s', path => {
  expect(files.get(path)).toMatchSnapshot();
});

it('is the same in whatever order the needs come', () => {
  expect(contentsOf({ grants: [...GRANTS].reverse(), engines: [...ENGINES].reverse(), backend })).toEqual(files);
});

it('is nothing where nobody reads anything', () => {
  expect(vaultSide({ grants: [], engines: ENGINES, backend })).toEqual([]);
});

it('is of the Vault namespace and the auth mount of the backend', () => {
  const other = contentsOf({ grants: GRANTS, engines: ENGINES, backend: SecretBackend.vault({ server: 'https://v:1', kvMount: 'team/kv', authMount: 'k8s/prod', vaultNamespace: 'team/a' }) });
  expect(other.get('vault/apply.sh')).toContain("\nexport VAULT_NAMESPACE='team/a'\nauth k8s/prod kubernetes\n");
  expect(other.get('vault/apply.sh')).toContain('\nrole k8s/prod shop.cart roles/shop.cart.json\n');
  expect(other.get('vault/main.tf')!.match(/namespace += "team\/a"/g)).toHaveLength(3 + 2 + 2 * 2);
});

describe('whoever logs in otherwise', () => {
  const needs = {
    grants: [grant({ login: { method: 'jwt', mount: 'jwt' } }), grant({ serviceAccount: 'push', login: { method: 'approle', mount: 'team/approle' } })], engines: [], backend,
  };
  const other = contentsOf(needs);

  it('has a role there, for the account itself or for whoever has the secret ID', () => {
    expect([...other.keys()].filter(path => path.includes('logins'))).toEqual(['vault/logins/jwt/shop.cart.json', 'vault/logins/team/approle/shop.push.json']);
    expect(JSON.parse(other.get('vault/logins/jwt/shop.cart.json')!)).toEqual({
      role_type: 'jwt', bound_audiences: ['vault'], bound_subject: 'system:serviceaccount:shop:cart', user_claim: 'sub',
      token_policies: ['shop.cart'], token_ttl: 600, token_max_ttl: 600, token_period: 0,
    });
    expect(JSON.parse(other.get('vault/logins/team/approle/shop.push.json')!)).toEqual({
      bind_secret_id: true, token_policies: ['shop.push'], token_ttl: 600, token_max_ttl: 600, token_period: 0,
    });
  });

  it('is in the script and in the module', () => {
    expect(other.get('vault/apply.sh')!.split('\n').slice(-9, -1)).toEqual([
      'auth jwt jwt', 'auth team/approle approle', 'engine team/kv kv -version=2', 'version2 team/kv',
      'policy shop.cart', 'role jwt shop.cart logins/jwt/shop.cart.json', 'policy shop.push', 'role team/approle shop.push logins/team/approle/shop.push.json',
    ]);
    expect(other.get('vault/main.tf')!.match(/resource "vault_\w+_auth_backend_role" "\w+"/g)).toEqual([
      'resource "vault_jwt_auth_backend_role" "shop_cart"', 'resource "vault_approle_auth_backend_role" "shop_push"',
    ]);
  });

  it('is not the same account that logs in by Kubernetes', () => {
    expect(() => vaultSide({ ...needs, grants: [grant(), grant({ purpose: 'B', login: { method: 'jwt', mount: 'jwt' } })] })).toThrow(
      "Vault role shop.cart: 'Secret cart-db' logs in by the Kubernetes auth method, 'B' by jwt at 'jwt', and their policy has one name. Use one login, or two ServiceAccounts.",
    );
  });
});

it.each(['/bin/sh'])('the script is one that %s reads', shell => {
  execFileSync(shell, ['-n'], { input: files.get('vault/apply.sh') });
  expect(() => execFileSync(shell, ['-n'], { input: `${files.get('vault/apply.sh')}fi\n`, stdio: 'pipe' })).toThrow('fi');
});

describe('tokens', () => {
  it('are good for ten minutes, and never renewed beyond', () => {
    expect(roleOf(grant())).toMatchObject({ token_ttl: 600, token_max_ttl: 600, token_period: 0 });
  });

  it.each<[string, Partial<VaultEngine['roles'][number]['settings']>, number, number]>([
    ['as long as the password that ends with them', { default_ttl: '1h30m', max_ttl: 86_400 }, 5400, 86_400],
    ['not shorter than ten minutes', { default_ttl: 60, max_ttl: '120s' }, 600, 600],
    ['an hour where the role says nothing', {}, 3600, 86_400],
    ['an hour where the role says what is no duration', { default_ttl: 'soon' }, 3600, 86_400],
  ])('are good for %s', (_, settings, ttl, max) => {
    const engines: VaultEngine[] = [{ mount: 'database', type: 'database', roles: [{ name: 'shop', settings: settings as Record<string, string> }] }];
    const role = JSON.parse(contentsOf({ grants: [grant({ permissions: [{ path: 'database/creds/shop', capabilities: ['read'] }] })], engines, backend }).get('vault/roles/shop.cart.json')!) as unknown;
    expect(role).toMatchObject({ token_ttl: ttl, token_max_ttl: max });
  });

  it('of a secret that happens to be called creds are as short as any', () => {
    expect(roleOf(grant({ permissions: [{ path: 'team/kv/data/creds/shop', capabilities: ['read'] }] }))).toMatchObject({ token_ttl: 600 });
  });
});

describe('is refused', () => {
  it.each([
    ['every namespace', { namespace: '*' }, "Vault role *.cart: namespace '*' would let others log in too"],
    ['every account', { serviceAccount: 'c*' }, "Vault role shop.c*: serviceAccount 'c*' would let others log in too"],
    ['no audience', { audience: ' ' }, "Vault role shop.cart: audience ' ' would let others log in too"],
  ])('%s', (_, props, message) => {
    expect(() => vaultSide({ grants: [grant(props)], engines: [], backend })).toThrow(message);
  });

  it('two audiences of one account', () => {
    expect(() => vaultSide({ grants: [grant(), grant({ audience: 'other', purpose: 'B' })], engines: [], backend }))
      .toThrow("Vault role shop.cart: 'Secret cart-db' logs in with the audience 'vault', 'B' with 'other', and a role has one. Set the same, or use two ServiceAccounts.");
  });

  it.each([
    ['team/kv/data/*', "the path 'team/kv/data/*' holds '*'"],
    ['team/kv/data/+/cart', "holds '+'"],
    ['team/kv/data/shop/', "holds ''"],
    ['/team/kv/data/shop', "holds ''"],
    ['team/kv/data/../../sys', "holds '..'"],
    ['team/kv/data/a"b', "holds 'a\"b'"],
    ['team/kv/shop/cart', "is none of KV version 2. Write 'team/kv/data/…' for values, or 'team/kv/metadata/…'"],
    ['team/kv/data', 'is none of KV version 2'],
    ['team/kv/database/x', 'is none of KV version 2'],
    ['sys/policies/acl/shop.cart', "is one of Vault's own"],
    ['auth/kubernetes/role/shop.cart', "is one of Vault's own"],
    ['identity/entity', "is one of Vault's own"],
  ])('the path %s', (path, message) => {
    expect(() => vaultSide({ grants: [grant({ permissions: [{ path, capabilities: ['read'] }] })], engines: [], backend })).toThrow(`Vault role shop.cart: the path '${path}' ${message.replace(/^the path '.*' (?=holds)/, '')}`);
  });

  it('a path at which nothing may be done', () => {
    expect(() => vaultSide({ grants: [grant({ permissions: [{ path: 'pki/issue/shop', capabilities: [] }] })], engines: [], backend }))
      .toThrow("Vault role shop.cart: nothing may be done at 'pki/issue/shop'. Name a capability, such as 'read', or leave the path out.");
  });

  const pki = (settings: VaultEngine['roles'][number]['settings'], name = 'shop'): VaultEngine => ({ mount: 'pki', type: 'pki', roles: [{ name, settings }] });
  it.each<[string, VaultEngine[], string]>([
    ['one mount with two engines', [pki({}), { mount: 'pki', type: 'database', roles: [] }], 'Vault mount pki: is declared as database and as pki. One path holds one engine'],
    ['a mount inside another', [pki({}), { mount: 'pki/shop', type: 'pki', roles: [] }], 'Vault mount pki/shop: stands inside the mount pki, which Vault refuses'],
    ['a mount that is no path', [{ mount: 'pki/', type: 'pki', roles: [] }], 'Vault mount pki/: is no path of a mount'],
    ['one role with two settings', [pki({ max_ttl: '1h' }), pki({ max_ttl: '2h' })], 'Vault mount pki: role shop is declared twice, with different settings'],
    ['a role of no name', [pki({}, '../x')], "Vault mount pki: '../x' is no name of a role"],
    ['a credential', [{ mount: 'database', type: 'database', roles: [{ name: 'shop', settings: { root_password: 'x' } }] }], "Vault mount database: role shop has the setting 'root_password', and would bring a credential into Git"],
    ['certificates for every name', [pki({ allow_any_name: true })], 'Vault mount pki: role shop has allow_any_name, and would issue certificates for every name'],
  ])('%s', (_, engines, message) => {
    expect(() => vaultSide({ grants: [grant()], engines, backend })).toThrow(message);
  });

  it('not the same role twice, nor a setting that names a policy of passwords', () => {
    expect(() => vaultSide({ grants: [grant()], engines: [pki({ max_ttl: '1h', password_policy: 'p' }), pki({ max_ttl: '1h', password_policy: 'p' })], backend })).not.toThrow();
  });
});
