import { SecretBackend } from '../platform/secret-backend';

/** A file beside the tree, for whoever administers Vault. */
export interface VaultFile {
  /** Relative to the folder of the reports. */
  readonly path: string;
  readonly content: string;
}

/** Who reads what. */
export interface VaultReader {
  readonly namespace: string;
  /** Name of the secret, unique in its namespace. */
  readonly name: string;
  readonly serviceAccount: string;
  readonly path: string;
}

/** Name of role and policy in Vault. No namespace holds a '.', so that no two readers share one: `a-b` + `c` is not `a` + `b-c`. */
export function vaultRoleName({ namespace, name }: Pick<VaultReader, 'namespace' | 'name'>): string {
  return `${namespace}.${name}`;
}

/** The policy and the Kubernetes-auth role of one reader: this one path, for this one ServiceAccount, for ten minutes. */
export function vaultFiles(reader: VaultReader, backend: SecretBackend): VaultFile[] {
  const role = vaultRoleName(reader);
  return [
    { path: `vault/policies/${role}.hcl`, content: policy(reader, backend) },
    { path: `vault/roles/${role}.json`, content: `${JSON.stringify(authRole(reader, role, backend), undefined, 2)}\n` },
  ];
}

/** KV version 2 answers under `data/`. Nothing is listed, and no other version's metadata is read. */
function policy({ namespace, name, path }: VaultReader, { kvMount }: SecretBackend): string {
  return `# Secret ${name} of namespace ${namespace}, read by the External Secrets Operator.\n`
    + `path "${kvMount}/data/${path}" {\n  capabilities = ["read"]\n}\n`;
}

function authRole({ namespace, serviceAccount }: VaultReader, role: string, { audience }: SecretBackend): Record<string, unknown> {
  return {
    bound_service_account_names: [serviceAccount],
    bound_service_account_namespaces: [namespace],
    audience,
    // By UID: an account that is deleted and made anew under the same name is another one.
    alias_name_source: 'serviceaccount_uid',
    token_policies: [role],
    token_ttl: '10m',
    token_max_ttl: '10m',
  };
}
