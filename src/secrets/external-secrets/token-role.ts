import { Construct } from 'constructs';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';
import { SecretBackend } from '../../platform/secret-backend';

/** A ServiceAccount without pods, and the operator's right to mint tokens for it and for no other: without the name it could become anyone in the namespace. */
export function emitReader(scope: Construct, name: string, namespace: string, backend: SecretBackend): void {
  const metadata = { name, namespace, annotations: waveAnnotations(Platform.of(scope), SYNC_WAVES.SECRETS) };
  emit(scope, 'ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false });
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
}
