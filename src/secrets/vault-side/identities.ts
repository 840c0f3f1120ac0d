import { isDeepStrictEqual } from 'node:util';
import { leaseOf } from './leases';
import { compareTexts, groups } from '../../manifest/lists';
import { VaultEngine, VaultGrant, VaultGrantLogin, VaultPermission, vaultRoleName } from '../vault-grant';
import { checkApiPath } from '../vault-path';

/** All that tokens of one ServiceAccount may do: what its grants say together. */
export interface VaultIdentity {
  /** Name of the policy and of the login role. */
  readonly role: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly audience: string;
  /** Where not by the Kubernetes auth method of the backend. */
  readonly login?: VaultGrantLogin;
  /** Sorted, without doubles. */
  readonly purposes: readonly string[];
  /** Sorted by path, one for each. */
  readonly permissions: readonly VaultPermission[];
  /** Seconds for which a token is good, and up to which it may be renewed. */
  readonly tokenTtl: number;
  readonly tokenMaxTtl: number;
}

/** Ten minutes: enough to log in and read, and what is stolen is soon worth nothing. */
const SHORTEST_TTL = 600;

/** One identity for each ServiceAccount, sorted by name. Throws where its grants contradict each other, or would open more than they name. */
export function identitiesOf(grants: readonly VaultGrant[], engines: readonly VaultEngine[]): VaultIdentity[] {
  return [...groups(grants, vaultRoleName)].sort(([a], [b]) => compareTexts(a, b)).map(([role, own]) => {
    const { namespace, serviceAccount, audience, login } = own[0];
    const where = `Vault role ${role}`;
    for (const [field, value] of Object.entries({ namespace, serviceAccount, audience })) {
      if (value.trim() === '' || value.includes('*')) throw new Error(`${where}: ${field} '${value}' would let others log in too. Name one, without '*'.`);
    }
    const other = own.find(grant => grant.audience !== audience);
    if (other) {
      throw new Error(`${where}: '${own[0].purpose}' logs in with the audience '${audience}', '${other.purpose}' with '${other.audience}', and a role has one. Set the same, or use two ServiceAccounts.`);
    }
    const otherwise = own.find(grant => !isDeepStrictEqual(grant.login, login));
    if (otherwise) {
      throw new Error(`${where}: '${own[0].purpose}' logs in ${loginText(login)}, '${otherwise.purpose}' ${loginText(otherwise.login)}, and their policy has one name. Use one login, or two ServiceAccounts.`);
    }
    const leases = own.flatMap(({ permissions }) => permissions.map(({ path }) => leaseOf(path, engines)));
    const tokenTtl = Math.max(SHORTEST_TTL, ...leases.map(lease => lease?.seconds ?? 0));
    return {
      role, namespace, serviceAccount, audience, tokenTtl, ...login ? { login } : {},
      tokenMaxTtl: Math.max(tokenTtl, ...leases.map(lease => lease?.maxSeconds ?? 0)),
      purposes: [...new Set(own.map(({ purpose }) => oneLine(purpose)))].sort(compareTexts),
      permissions: permissionsOf(own, engines, where),
    };
  });
}

function permissionsOf(grants: readonly VaultGrant[], engines: readonly VaultEngine[], where: string): VaultPermission[] {
  const byPath = groups(grants.flatMap(({ permissions }) => permissions), ({ path }) => path);
  return [...byPath].sort(([a], [b]) => compareTexts(a, b)).map(([path, same]) => {
    checkApiPath(path, engines, where);
    const capabilities = [...new Set(same.flatMap(each => each.capabilities))].sort(compareTexts);
    if (capabilities.length === 0) throw new Error(`${where}: nothing may be done at '${path}'. Name a capability, such as 'read', or leave the path out.`);
    return { path, capabilities };
  });
}

function loginText(login?: VaultGrantLogin): string {
  return login ? `by ${login.method} at '${login.mount}'` : 'by the Kubernetes auth method';
}

/** A line break would end the comment that it stands in. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
