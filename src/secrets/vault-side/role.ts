import { VaultIdentity } from './identities';

/** A login role as the Kubernetes auth method takes it, in OpenBao too. Durations are seconds, as the server answers them. */
export interface RoleSettings {
  readonly bound_service_account_names: string[];
  readonly bound_service_account_namespaces: string[];
  readonly audience: string;
  readonly alias_name_source: string;
  readonly token_policies: string[];
  readonly token_ttl: number;
  readonly token_max_ttl: number;
  readonly token_period: number;
}

export function roleSettings({ role, namespace, serviceAccount, audience, tokenTtl, tokenMaxTtl }: VaultIdentity): RoleSettings {
  return {
    bound_service_account_names: [serviceAccount],
    bound_service_account_namespaces: [namespace],
    audience,
    // By UID: an account that is deleted and made anew under the same name is another one.
    alias_name_source: 'serviceaccount_uid',
    token_policies: [role],
    token_ttl: tokenTtl,
    token_max_ttl: tokenMaxTtl,
    // What somebody set by hand would stay otherwise, and a token with a period can be renewed for ever.
    token_period: 0,
  };
}
