/** What a policy lets be done. `list` is none of them: no reader needs to know what else there is. */
export type VaultCapability = 'read' | 'create' | 'update' | 'delete';

/** One request that an identity may make. */
export interface VaultPermission {
  /** Path of the API below `/v1/`, without wildcard: `kv/data/shop/cart`, `database/creds/shop`, `pki/issue/shop`. */
  readonly path: string;
  readonly capabilities: VaultCapability[];
}

/** One identity in Vault: a ServiceAccount, and all that tokens of it may do. Several secrets of one account are one identity. */
export interface VaultGrant {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Of the tokens that log in. */
  readonly audience: string;
  /** For whom, in a comment for people: `Secret cart-db, read by the External Secrets Operator`. */
  readonly purpose: string;
  readonly permissions: VaultPermission[];
  /** How it logs in, where not by the Kubernetes auth method of the backend. */
  readonly login?: VaultGrantLogin;
}

/** Another auth method. An AppRole is made for one grant, and knows no ServiceAccount. */
export interface VaultGrantLogin {
  readonly method: 'jwt' | 'approle';
  /** Without leading or trailing '/'. */
  readonly mount: string;
}

/** A role of a secrets engine that must exist, such as `pki/roles/shop`. */
export interface VaultEngineRole {
  readonly name: string;
  /** As the engine's API takes them. No credential is among them. */
  readonly settings: Record<string, string | number | boolean | string[]>;
}

/** A mount that must exist, and the roles in it. */
export interface VaultEngine {
  /** Without leading or trailing '/'. */
  readonly mount: string;
  readonly type: 'kv' | 'database' | 'pki';
  readonly roles: VaultEngineRole[];
}

/** Name of role and policy in Vault. No namespace holds a '.', so that no two accounts share one: `a-b` + `c` is not `a` + `b-c`. */
export function vaultRoleName({ namespace, serviceAccount }: Pick<VaultGrant, 'namespace' | 'serviceAccount'>): string {
  return `${namespace}.${serviceAccount}`;
}
