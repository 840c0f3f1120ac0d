import { VaultIdentity } from './identities';

/** Settings of a login role, as its auth method takes them; the same in OpenBao. */
export type RoleSettings = Readonly<Record<string, string | number | boolean | string[]>>;

/** Durations are seconds, as the server answers them. */
export function roleSettings({ role, namespace, serviceAccount, audience, tokenTtl, tokenMaxTtl, login }: VaultIdentity): RoleSettings {
  const token = {
    token_policies: [role],
    token_ttl: tokenTtl,
    token_max_ttl: tokenMaxTtl,
    // What somebody set by hand would stay otherwise, and a token with a period can be renewed for ever.
    token_period: 0,
  };
  switch (login?.method) {
    // The subject is the account itself: by any claim less, others of the cluster could log in too.
    case 'jwt': return { role_type: 'jwt', bound_audiences: [audience], bound_subject: `system:serviceaccount:${namespace}:${serviceAccount}`, user_claim: 'sub', ...token };
    case 'approle': return { bind_secret_id: true, ...token };
    default: return {
      bound_service_account_names: [serviceAccount],
      bound_service_account_namespaces: [namespace],
      audience,
      // By UID: an account that is deleted and made anew under the same name is another one.
      alias_name_source: 'serviceaccount_uid',
      ...token,
    };
  }
}
