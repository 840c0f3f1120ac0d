import { enginesOf } from './engines';
import { identitiesOf, VaultIdentity } from './identities';
import { policyText } from './policy';
import { compareTexts, groups } from '../../manifest/lists';
import { VaultGrantLogin } from '../vault-grant';
import { VaultFile, VaultNeeds } from '../vault-side';

/**
 * Policies and login roles of those that log in by JWT or AppRole, beside the files of `vaultSide`. `apply.sh` and the Terraform module know only
 * the Kubernetes auth method; these are written by hand: `vault write auth/<mount>/role/<name> @logins/<mount>/<name>.json`.
 */
export function otherLogins({ grants, engines, backend }: VaultNeeds): VaultFile[] {
  const byLogin = [...groups(grants.filter(({ login }) => login), ({ login }) => `${login!.method} ${login!.mount}`)].sort(([a], [b]) => compareTexts(a, b));
  return byLogin.flatMap(([, same]) => identitiesOf(same, enginesOf(engines, same, backend)).flatMap(identity => [
    { path: `vault/policies/${identity.role}.hcl`, content: policyText(identity) },
    { path: `vault/logins/${same[0].login!.mount}/${identity.role}.json`, content: `${JSON.stringify(settings(identity, same[0].login!), undefined, 2)}\n` },
  ]));
}

function settings({ role, namespace, serviceAccount, audience, tokenTtl, tokenMaxTtl }: VaultIdentity, { method }: VaultGrantLogin): Record<string, unknown> {
  const token = { token_policies: [role], token_ttl: tokenTtl, token_max_ttl: tokenMaxTtl, token_period: 0 };
  return method === 'approle'
    ? { bind_secret_id: true, ...token }
    // The subject is the account itself: any claim less, and others of the cluster could log in too.
    : { role_type: 'jwt', bound_audiences: [audience], bound_subject: `system:serviceaccount:${namespace}:${serviceAccount}`, user_claim: 'sub', ...token };
}
