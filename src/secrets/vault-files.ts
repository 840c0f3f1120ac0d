import { IConstruct } from 'constructs';
import { VaultBackedSecret } from './vault-backed-secret';
import { VaultFile } from './vault-side';

/** What Vault needs to know for the secrets of an app, sorted by path. Two secrets of one name in one namespace are the tree's error, and are written once. */
export function vaultFilesOf(root: IConstruct): VaultFile[] {
  const files = root.node.findAll().flatMap(node => node instanceof VaultBackedSecret ? node._vaultFiles : []);
  return [...new Map(files.map(file => [file.path, file])).values()].sort((a, b) => a.path < b.path ? -1 : 1);
}
