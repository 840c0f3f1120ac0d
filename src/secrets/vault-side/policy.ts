import { VaultIdentity } from './identities';

/** The policy of one identity, for `vault policy write`: these paths and no other, since what no policy names is denied. */
export function policyText({ namespace, serviceAccount, purposes, permissions }: VaultIdentity): string {
  return [
    `# ServiceAccount ${serviceAccount} of namespace ${namespace}:\n${purposes.map(purpose => `#   ${purpose}\n`).join('')}`,
    ...permissions.map(({ path, capabilities }) => `path "${path}" {\n  capabilities = [${capabilities.map(each => `"${each}"`).join(', ')}]\n}\n`),
  ].join('\n');
}
