import { IConstruct } from 'constructs';
import { VaultLedger } from './vault-ledger';
import { VaultFile, vaultSide } from './vault-side';
import { compareTexts } from '../manifest/lists';
import { Platform } from '../platform/platform';

/** What Vault needs to know for the secrets of an app, sorted by path. */
export function vaultFilesOf(root: IConstruct): VaultFile[] {
  const backend = Platform.of(root).secretBackend;
  if (!backend) return [];
  const { grants, engines } = VaultLedger.of(root);
  return vaultSide({ grants, engines, backend }).sort((a, b) => compareTexts(a.path, b.path));
}
