import { VaultIdentity } from './identities';
import { VaultGrantLogin } from '../vault-grant';

/** How an identity logs in: its auth method, and the file of its role. */
export interface LoginRole {
  readonly method: 'kubernetes' | VaultGrantLogin['method'];
  readonly mount: string;
  /** Relative to the folder of Vault's side. */
  readonly file: string;
  /** As the auth method takes them, in OpenBao too. Durations are seconds, as the server answers them. */
  readonly settings: Readonly<Record<string, string | number | boolean | string[]>>;
}

/** The login role of an identity: by the Kubernetes auth method at `authMount`, where it has no other. */
export function loginRole(identity: VaultIdentity, authMount: string): LoginRole {
  const { role, namespace, serviceAccount, audience, login } = identity;
  const token = {
    token_policies: [role],
    token_ttl: identity.tokenTtl,
    token_max_ttl: identity.tokenMaxTtl,
    // What somebody set by hand would stay otherwise, and a token with a period can be renewed for ever.
    token_period: 0,
  };
  switch (login?.method) {
    case 'jwt': return {
      ...login,
      file: `logins/${login.mount}/${role}.json`,
      // The subject is the account itself: any claim less, and others of the cluster could log in too.
      settings: { role_type: 'jwt', bound_audiences: [audience], bound_subject: `system:serviceaccount:${namespace}:${serviceAccount}`, user_claim: 'sub', ...token },
    };
    case 'approle': return { ...login, file: `logins/${login.mount}/${role}.json`, settings: { bind_secret_id: true, ...token } };
    default: return {
      method: 'kubernetes',
      mount: authMount,
      file: `roles/${role}.json`,
      settings: {
        bound_service_account_names: [serviceAccount],
        bound_service_account_namespaces: [namespace],
        audience,
        // By UID: an account that is deleted and made anew under the same name is another one.
        alias_name_source: 'serviceaccount_uid',
        ...token,
      },
    };
  }
}
