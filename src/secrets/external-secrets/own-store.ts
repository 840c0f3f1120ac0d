import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { emitReader } from './token-role';
import { vaultProvider } from './vault-provider';
import { dnsLabelProblem } from '../../manifest/names';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';
import { VaultLogin } from '../../platform/vault-login';
import { backendOf } from '../backend-of';
import { VaultPermission, vaultRoleName } from '../vault-grant';
import { VaultLedger } from '../vault-ledger';
import { checkVaultPath } from '../vault-path';

/** What a construct that reads or writes one path has for its own. */
export interface OwnStore {
  readonly namespace: string;
  /** Name of the SecretStore and of its ServiceAccount. */
  readonly store: string;
  /** Metadata of a further object of this name. */
  readonly metadata: { readonly name: string; readonly namespace: string; readonly annotations: Record<string, string> };
}

/** A SecretStore with an identity that may do this with one path of the KV engine, and nothing else. */
export function ownStore(construct: Construct, name: string, path: string, purpose: string, permissions: (mount: string) => VaultPermission[]): OwnStore {
  const where = construct.node.path;
  const backend = backendOf(construct);
  const { namespace } = Chart.of(construct);
  if (namespace === undefined) throw new Error(`${where}: has no namespace, and Vault's role is bound to one. Declare it in an IsolatedNamespace, or set the namespace of its Chart.`);
  const problem = name.length > 57 ? 'is longer than 57 characters' : dnsLabelProblem(name);
  if (problem) throw new Error(`${where}: the name '${name}' ${problem}. Give another id.`);
  checkVaultPath(path, backend, where);
  const store = `vault-${name}`;
  const annotations = waveAnnotations(Platform.of(construct), SYNC_WAVES.SECRETS);
  emitReader(construct, store, namespace, backend);
  emit(construct, 'SecretStore', {
    apiVersion: 'external-secrets.io/v1', kind: 'SecretStore', metadata: { name: store, namespace, annotations },
    spec: { provider: { vault: vaultProvider(backend, { name: store, role: vaultRoleName({ namespace, serviceAccount: store }) }, VaultLogin.kubernetes()) } },
  });
  VaultLedger.of(construct).add({ mount: backend.kvMount, type: 'kv', roles: [] }, () => [{
    namespace, serviceAccount: store, audience: backend.audience, purpose, permissions: permissions(backend.kvMount),
  }]);
  return { namespace, store, metadata: { name, namespace, annotations } };
}
