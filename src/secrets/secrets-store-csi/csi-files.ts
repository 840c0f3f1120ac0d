import { secretProviderClass } from './provider-class';
import { Platform } from '../../platform/platform';
import { HardenedWorkload } from '../../workloads/hardened-workload';
import { grantOf, MountRequest, refuseReload, refuseTemplates, SecretCarrier, VaultRequest } from '../carrier';
import { reloadOnChange } from '../reload';
import { RestartedBy, SecretRotation } from '../rotation';
import { reloadedRotation } from '../secret-volume';
import { VaultGrant } from '../vault-grant';
import { VaultSourceKind } from '../vault-source';

/** Files that the Secrets Store CSI driver mounts, read as the ServiceAccount of the workload. A Secret is made only where asked. */
export class CsiFiles implements SecretCarrier {
  public readonly secretName?: string;
  public readonly secretKeys: Readonly<Record<string, string>>;
  public readonly assumptions: readonly string[];
  public readonly rotation: SecretRotation;
  private readonly users = new Set<HardenedWorkload>();

  public constructor(private readonly request: VaultRequest) {
    const { construct, where, name, keys, source, backend, delivery, registry, refreshInterval } = request;
    if (registry !== undefined) {
      throw new Error(`${where}: the Secrets Store CSI driver writes a Secret only once a pod runs that mounts it, and the kubelet needs this one to start any. Use SecretDelivery.externalSecrets() or SecretDelivery.vaultSecretsOperator().`);
    }
    if (source.kind === VaultSourceKind.PKI) {
      throw new Error(`${where}: the Secrets Store CSI driver asks anew every two minutes, and each time Vault would issue another certificate. Use SecretDelivery.externalSecrets(), vaultAgent() or vaultSecretsOperator() for it.`);
    }
    refuseTemplates(request, 'the Vault provider of the CSI driver writes one value into each file');
    if (refreshInterval) throw new Error(`${where}: refreshInterval is the driver's to say (rotation-poll-interval), for the whole cluster. Leave it out.`);
    if (backend.caConfigMap !== undefined && delivery._options.secretsStoreCsi!.caCertPath === undefined) {
      throw new Error(`${where}: the Vault provider of the CSI driver reads no ConfigMap (caConfigMap). Set caCertPath in SecretDelivery.secretsStoreCsi(): a file in the provider's own container.`);
    }
    const synced = delivery._options.secretsStoreCsi!.syncToSecret === true;
    this.secretName = synced ? name : undefined;
    this.secretKeys = synced ? Object.fromEntries(Object.keys(keys).map(file => [file, file])) : {};
    const renewed = 'the driver asks Vault every two minutes, where it rotates at all';
    this.rotation = synced ? reloadedRotation(Platform.of(construct), renewed) : {
      renewsFiles: true, restartedBy: RestartedBy.NOTHING, says: `${renewed}, and renews the files of running pods; nothing starts them anew: have the program read the file again.`,
    };
    this.assumptions = [
      `The Secrets Store CSI driver has tokenRequests for the audience '${backend.audience}', enableSecretRotation${synced ? ', syncSecret.enabled' : ''}, and the Vault provider.`,
      ...(source.kind === VaultSourceKind.DATABASE ? ['The Vault provider of the CSI driver keeps leases (its agent is enabled): without, each poll makes another user in the database.'] : []),
    ];
  }

  public grants(): VaultGrant[] {
    return [...this.users].map(({ serviceAccountName }) => grantOf(this.request, serviceAccountName, `Secret ${this.request.name}, read by the provider of the Secrets Store CSI driver`));
  }

  public mount(workload: HardenedWorkload, path: string, how: MountRequest): void {
    refuseReload(this.request, workload, how);
    const { construct, name } = this.request;
    const { serviceAccountName } = workload;
    // The role stands in it, and each ServiceAccount has its own.
    const providerClass = `${name}.${serviceAccountName}`;
    if (!construct.node.tryFindChild(providerClass)) secretProviderClass(this.request, providerClass, serviceAccountName, this.secretName);
    workload.mountVolume(
      { name, csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: providerClass } } },
      path, { readOnly: true, ...(how.containers && { containers: [...how.containers] }) },
    );
    this.users.add(workload);
    if (this.secretName !== undefined) reloadOnChange(workload, this.secretName);
  }

  public use(workload: HardenedWorkload): void {
    const { where, name } = this.request;
    if (!this.users.has(workload)) throw new Error(`${where}: environment(${workload.node.path}): the Secret '${name}' is there only as long as a pod mounts it. Call mountInto first.`);
  }
}
