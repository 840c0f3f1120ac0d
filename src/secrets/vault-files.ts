import { IConstruct } from 'constructs';
import { VaultGrant, vaultRoleName } from './vault-grant';
import { VaultLedger } from './vault-ledger';
import { VaultFile } from './vault-side';
import { Platform } from '../platform/platform';

/** What Vault needs to know for the secrets of an app, sorted by path. */
export function vaultFilesOf(root: IConstruct): VaultFile[] {
  const ledger = VaultLedger.of(root);
  const backend = Platform.of(root).secretBackend;
  return backend === undefined ? [] : vaultSide({ grants: ledger.grants(), engines: ledger.engines(), backend });
}
