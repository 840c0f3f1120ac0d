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

const pathsOf = (app: App) => vaultFilesOf(app).map(({ path }) => path);

it('one path to read, for one ServiceAccount of one namespace, for ten minutes', () => {
  const [, , policy, role] = vaultFilesOf(appWith(['shop', 'cart-db']));
  expect(policy).toEqual({
    path: 'vault/policies/shop.vault-cart-db.hcl',
    content: '# ServiceAccount vault-cart-db of namespace shop:\n#   Secret cart-db, read by the External Secrets Operator\n\npath "team/kv/data/shop/cart-db" {\n  capabilities = ["read"]\n}\n',
  });
  expect(role.path).toBe('vault/roles/shop.vault-cart-db.json');
  expect(JSON.parse(role.content)).toEqual({
    bound_service_account_names: ['vault-cart-db'], bound_service_account_namespaces: ['shop'], audience: 'https://vault.example',
    alias_name_source: 'serviceaccount_uid', token_policies: ['shop.vault-cart-db'], token_ttl: 600, token_max_ttl: 600, token_period: 0,
  });
});

it('is sorted, whatever the order of declaration', () => {
  expect(pathsOf(appWith(['shop', 'z'], ['bank', 'a']))).toEqual([
    'vault/apply.sh', 'vault/main.tf', 'vault/policies/bank.vault-a.hcl', 'vault/policies/shop.vault-z.hcl', 'vault/roles/bank.vault-a.json', 'vault/roles/shop.vault-z.json',
  ]);
  expect(vaultFilesOf(appWith(['shop', 'z'], ['bank', 'a']))).toEqual(vaultFilesOf(appWith(['bank', 'a'], ['shop', 'z'])));
});

it('is empty for an app without secrets, and for one without a backend', () => {
  expect(vaultFilesOf(appWith())).toEqual([]);
  expect(vaultFilesOf(new App())).toEqual([]);
});
