import { VaultEngine, VaultGrant } from './vault-grant';
import { enginesOf } from './vault-side/engines';
import { identitiesOf } from './vault-side/identities';
import { policyText } from './vault-side/policy';
import { loginRole } from './vault-side/role';
import { applyScript } from './vault-side/script';
import { terraformModule } from './vault-side/terraform';
import { SecretBackend } from '../platform/secret-backend';

/** A file beside the tree, for whoever administers Vault. */
export interface VaultFile {
  /** Relative to the folder of the reports. */
  readonly path: string;
  readonly content: string;
}

/** All that an app needs to have in Vault. */
export interface VaultNeeds {
  readonly grants: readonly VaultGrant[];
  readonly engines: readonly VaultEngine[];
  readonly backend: SecretBackend;
}

/**
 * Vault's side of an app: a policy and a login role for each identity, the mounts, and the roles in them; and the same as a script and as a Terraform
 * module. Throws where two needs contradict each other, or one would open more than it names.
 */
export function vaultSide({ grants, engines, backend }: VaultNeeds): VaultFile[] {
  if (grants.length === 0) return [];
  const mounts = enginesOf(engines, grants, backend);
  const identities = identitiesOf(grants, mounts);
  const files = [
    ...identities.flatMap(identity => {
      const { file, settings } = loginRole(identity, backend.authMount);
      return [{ path: `policies/${identity.role}.hcl`, content: policyText(identity) }, { path: file, content: json(settings) }];
    }),
    ...mounts.flatMap(({ mount, roles }) => roles.map(({ name, settings }) => ({ path: `engines/${mount}/roles/${name}.json`, content: json(settings) }))),
    { path: 'apply.sh', content: applyScript(identities, mounts, backend) },
    { path: 'main.tf', content: terraformModule(identities, mounts, backend) },
  ];
  return files.map(({ path, content }) => ({ path: `vault/${path}`, content }));
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
