import { hclBlock, hclName, HclValue, hclValue } from './hcl';
import { VaultIdentity } from './identities';
import { ttlSeconds } from './leases';
import { LoginRole, loginRole } from './role';
import { SecretBackend } from '../../platform/secret-backend';
import { VaultEngine } from '../vault-grant';

const HEAD = `# What this app needs to have in Vault, or OpenBao, as a module: module "shop" { source = "./deploy.reports/vault" }
# Address and token are the caller's: no provider is configured here, and no credential stands here.
terraform {
  required_providers {
    vault = {
      source = "hashicorp/vault"
    }
  }
}
`;

const ROLE_RESOURCES: Readonly<Record<VaultEngine['type'], string>> = {
  kv: 'vault_mount', pki: 'vault_pki_secret_backend_role', database: 'vault_database_secret_backend_role',
};
const LOGIN_RESOURCES: Readonly<Record<LoginRole['method'], string>> = {
  kubernetes: 'vault_kubernetes_auth_backend_role', jwt: 'vault_jwt_auth_backend_role', approle: 'vault_approle_auth_backend_role',
};
/** Numbers of seconds in Terraform, where Vault's API takes '1h' too. */
const SECONDS = new Set(['default_ttl', 'max_ttl']);

/** The same as the script, for those who keep Vault with Terraform or OpenTofu. */
export function terraformModule(identities: readonly VaultIdentity[], engines: readonly VaultEngine[], { authMount, vaultNamespace }: SecretBackend): string {
  const inNamespace: Record<string, HclValue> = vaultNamespace === undefined ? {} : { namespace: vaultNamespace };
  return [
    HEAD,
    ...engines.length === 0 ? [] : [hclBlock('variable "mounts"', {
      description: 'Mounts that are made here. Leave out what another configuration keeps, or a hand has made.',
      type: { raw: 'set(string)' },
      default: engines.map(({ mount }) => mount),
    })],
    ...engines.flatMap(engine => [mountBlock(engine, inNamespace), ...engineRoleBlocks(engine, inNamespace)]),
    ...identities.flatMap(identity => [
      hclBlock(`resource "vault_policy" "${hclName(identity.role)}"`, {
        ...inNamespace, name: identity.role, policy: { raw: `file("\${path.module}/policies/${identity.role}.hcl")` },
      }),
      loginBlock(identity.role, loginRole(identity, authMount), inNamespace),
    ]),
  ].join('\n');
}

function loginBlock(name: string, { method, mount, settings }: LoginRole, inNamespace: Record<string, HclValue>): string {
  return hclBlock(`resource "${LOGIN_RESOURCES[method]}" "${hclName(name)}"`, {
    // By reference: the policy comes first.
    ...inNamespace, backend: mount, role_name: name, ...settings, token_policies: { raw: `[vault_policy.${hclName(name)}.name]` },
  });
}

function mountBlock({ mount, type }: VaultEngine, inNamespace: Record<string, HclValue>): string {
  return hclBlock(`resource "vault_mount" "${hclName(mount)}"`, {
    count: { raw: `contains(var.mounts, ${hclValue(mount)}) ? 1 : 0` },
    ...inNamespace,
    path: mount,
    type,
    ...type === 'kv' ? { options: { raw: '{ version = "2" }' } } : {},
  }, ['', '# Destroyed, it takes all that stands in it along, what is of others too.', 'lifecycle {', '  prevent_destroy = true', '}']);
}

function engineRoleBlocks({ mount, type, roles }: VaultEngine, inNamespace: Record<string, HclValue>): string[] {
  return roles.map(({ name, settings }) => hclBlock(`resource "${ROLE_RESOURCES[type]}" "${hclName(mount)}_${hclName(name)}"`, {
    ...inNamespace,
    backend: mount,
    name,
    ...Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, type === 'database' && SECONDS.has(key) ? ttlSeconds(value) ?? value : value])),
    depends_on: { raw: `[vault_mount.${hclName(mount)}]` },
  }));
}
