import { IConstruct } from 'constructs';
import { VaultBackedSecret } from './vault-backed-secret';
import { VaultFile, vaultSide } from './vault-side';
import { Platform } from '../platform/platform';

/** What Vault needs to know for the secrets of an app, sorted by path. */
export function vaultFilesOf(root: IConstruct): VaultFile[] {
  const backend = Platform.of(root).secretBackend;
  if (!backend) return [];
  const secrets = root.node.findAll().filter((node): node is VaultBackedSecret => node instanceof VaultBackedSecret);
  const files = vaultSide({ grants: secrets.flatMap(({ _vaultGrants }) => _vaultGrants), engines: [], backend });
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}
