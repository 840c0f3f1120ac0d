import { dump } from 'js-yaml';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';
import { VaultRequest } from '../carrier';
import { vaultRoleName } from '../vault-grant';

/** The driver writes files as root and knows no fsGroup: other than all, nobody in the container could read them. */
const FILE_PERMISSION = 0o444;

/** What the driver hands to the Vault provider, for one secret and one ServiceAccount. The schema asks for nothing: a slip shows at the mount alone. */
export function secretProviderClass(request: VaultRequest, name: string, serviceAccount: string, secretName: string | undefined): void {
  const { construct, namespace, backend, source, keys, delivery } = request;
  const { caCertPath } = delivery._options.secretsStoreCsi!;
  emit(construct, name, {
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { name, namespace, annotations: waveAnnotations(Platform.of(construct), SYNC_WAVES.SECRETS) },
    spec: {
      provider: 'vault',
      parameters: {
        roleName: vaultRoleName({ namespace, serviceAccount }),
        vaultAddress: backend.server,
        vaultAuthMountPath: backend.authMount,
        audience: backend.audience,
        ...(backend.vaultNamespace === undefined ? {} : { vaultNamespace: backend.vaultNamespace }),
        ...(caCertPath === undefined ? {} : { vaultCACertPath: caCertPath }),
        objects: dump(Object.entries(keys).map(([file, property]) => ({
          objectName: file, secretPath: source._apiPath(backend), secretKey: property, filePermission: FILE_PERMISSION,
        })), { lineWidth: -1 }),
      },
      ...(secretName === undefined ? {} : {
        secretObjects: [{ secretName, type: 'Opaque', data: Object.keys(keys).map(file => ({ objectName: file, key: file })) }],
      }),
    },
  });
}
