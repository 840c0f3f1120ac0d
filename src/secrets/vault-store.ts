import { Construct } from 'constructs';
import { SYNC_WAVES, waveAnnotations } from '../platform/delivery-marks';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';
import { SecretBackend } from '../platform/secret-backend';

/** One identity that reads one path: its ServiceAccount, the operator's right to act as it, and the store that logs in as it. */
export interface VaultStore {
  /** Name of the ServiceAccount, of the store, and of the operator's role. */
  readonly name: string;
  readonly namespace: string;
  /** Name of the role in Vault. */
  readonly role: string;
}

export function emitVaultStore(scope: Construct, { name, namespace, role }: VaultStore, backend: SecretBackend): void {
  const metadata = { name, namespace, annotations: waveAnnotations(Platform.of(scope), SYNC_WAVES.SECRETS) };
  emit(scope, 'ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false });
  // The operator may mint tokens for this account and for no other; without the name it could become anyone in the namespace.
  emit(scope, 'Role', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata,
    rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [name], verbs: ['create'] }],
  });
  emit(scope, 'RoleBinding', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: backend.operatorServiceAccount, namespace: backend.operatorNamespace }],
  });
  emit(scope, 'SecretStore', {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata,
    spec: {
      provider: {
        vault: {
          server: backend.server,
          path: backend.kvMount,
          version: 'v2',
          ...(backend.vaultNamespace === undefined ? {} : { namespace: backend.vaultNamespace }),
          ...(backend.caConfigMap === undefined ? {} : { caProvider: { type: 'ConfigMap', name: backend.caConfigMap, key: 'ca.crt' } }),
          // Without an account here the operator logs in as itself, and every store can read what any store can.
          auth: { kubernetes: { mountPath: backend.authMount, role, serviceAccountRef: { name, audiences: [backend.audience] } } },
        },
      },
    },
  });
}
