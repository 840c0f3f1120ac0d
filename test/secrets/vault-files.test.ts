import { App, Chart } from 'cdk8s';
import { Platform } from '../../src/platform/platform';
import { SecretBackend } from '../../src/platform/secret-backend';
import { VaultBackedSecret } from '../../src/secrets/vault-backed-secret';
import { vaultFilesOf } from '../../src/secrets/vault-files';

function appWith(...secrets: [namespace: string, name: string][]): App {
  const app = new App();
  Platform.configure(app, { secretBackend: SecretBackend.vault({ server: 'https://vault.example:8200', kvMount: 'team/kv', audience: 'https://vault.example' }) });
  secrets.forEach(([namespace, name], index) => new VaultBackedSecret(new Chart(app, `chart-${index}`, { namespace }), name, { path: `${namespace}/${name}`, keys: { password: 'p' } }));
  return app;
}

it('one path to read, for one ServiceAccount of one namespace, for ten minutes', () => {
  expect(vaultFilesOf(appWith(['shop', 'cart-db']))).toEqual([
    {
      path: 'vault/policies/shop.cart-db.hcl',
      content: '# Secret cart-db of namespace shop, read by the External Secrets Operator.\npath "team/kv/data/shop/cart-db" {\n  capabilities = ["read"]\n}\n',
    },
    {
      path: 'vault/roles/shop.cart-db.json',
      content: `{
  "bound_service_account_names": [
    "vault-cart-db"
  ],
  "bound_service_account_namespaces": [
    "shop"
  ],
  "audience": "https://vault.example",
  "alias_name_source": "serviceaccount_uid",
  "token_policies": [
    "shop.cart-db"
  ],
  "token_ttl": "10m",
  "token_max_ttl": "10m"
}
`,
    },
  ]);
});

it('is sorted, whatever the order of declaration', () => {
  const paths = (app: App) => vaultFilesOf(app).map(({ path }) => path);
  expect(paths(appWith(['shop', 'z'], ['bank', 'a']))).toEqual(['vault/policies/bank.a.hcl', 'vault/policies/shop.z.hcl', 'vault/roles/bank.a.json', 'vault/roles/shop.z.json']);
  expect(vaultFilesOf(appWith(['shop', 'z'], ['bank', 'a']))).toEqual(vaultFilesOf(appWith(['bank', 'a'], ['shop', 'z'])));
});

it('gives no two secrets one role: a-b + c is not a + b-c', () => {
  expect(new Set(vaultFilesOf(appWith(['a-b', 'c'], ['a', 'b-c'])).map(({ path }) => path)).size).toBe(4);
});

it('is empty for an app without secrets', () => {
  expect(vaultFilesOf(new App())).toEqual([]);
});
