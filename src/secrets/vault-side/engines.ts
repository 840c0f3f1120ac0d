import { isDeepStrictEqual } from 'node:util';
import { compareTexts, groups } from '../../manifest/lists';
import { SecretBackend } from '../../platform/secret-backend';
import { VaultEngine, VaultEngineRole, VaultGrant } from '../vault-grant';

/** The last word of a setting that holds a credential. `password_policy` names one. */
const CREDENTIAL = /(^|_)(password|secret|token|private_key|credentials?)$/;

/** One engine for each mount, sorted, with the KV engine of the backend where it is used. Throws where two say different things of one mount or role. */
export function enginesOf(engines: readonly VaultEngine[], grants: readonly VaultGrant[], { kvMount }: SecretBackend): VaultEngine[] {
  const usesKv = grants.some(({ permissions }) => permissions.some(({ path }) => path.startsWith(`${kvMount}/`)));
  const all: VaultEngine[] = [...usesKv ? [{ mount: kvMount, type: 'kv' as const, roles: [] }] : [], ...engines];
  const merged = [...groups(all, ({ mount }) => mount)].sort(([a], [b]) => compareTexts(a, b)).map(([mount, same]): VaultEngine => {
    const where = `Vault mount ${mount}`;
    if (!/^[\w-]+(\/[\w-]+)*$/.test(mount)) throw new Error(`${where}: is no path of a mount. Write it without leading or trailing '/', such as 'pki' or 'team/pki'.`);
    const types = [...new Set(same.map(({ type }) => type))].sort(compareTexts);
    if (types.length > 1) throw new Error(`${where}: is declared as ${types.join(' and as ')}. One path holds one engine: give the other a mount of its own.`);
    return { mount, type: types[0], roles: rolesOf(same.flatMap(({ roles }) => roles), where) };
  });
  for (const { mount } of merged) {
    const outer = merged.find(other => mount.startsWith(`${other.mount}/`));
    if (outer) throw new Error(`Vault mount ${mount}: stands inside the mount ${outer.mount}, which Vault refuses. Give it a path of its own.`);
  }
  return merged;
}

function rolesOf(roles: readonly VaultEngineRole[], where: string): VaultEngineRole[] {
  return [...groups(roles, ({ name }) => name)].sort(([a], [b]) => compareTexts(a, b)).map(([name, same]) => {
    if (!/^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(name)) throw new Error(`${where}: '${name}' is no name of a role. Write letters, digits, '-', '_' and '.', such as 'shop'.`);
    if (same.some(role => !isDeepStrictEqual(role.settings, same[0].settings))) throw new Error(`${where}: role ${name} is declared twice, with different settings. Make them the same, or name one otherwise.`);
    const credential = Object.keys(same[0].settings).find(key => CREDENTIAL.test(key));
    if (credential !== undefined) throw new Error(`${where}: role ${name} has the setting '${credential}', and would bring a credential into Git. Write it into Vault by hand, once.`);
    if (same[0].settings.allow_any_name === true) throw new Error(`${where}: role ${name} has allow_any_name, and would issue certificates for every name. List allowed_domains.`);
    return same[0];
  });
}
