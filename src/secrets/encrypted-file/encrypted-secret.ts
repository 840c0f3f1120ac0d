import { EncryptedFile, readEncryptedFile } from './encrypted-file';
import { SecretDeliveryKind } from '../../platform/secret-delivery';
import { HardenedWorkload } from '../../workloads/hardened-workload';
import { MountRequest, refuseReload, refuseTemplates, SecretCarrier, SecretRequest } from '../carrier';
import { RestartedBy, SecretRotation } from '../rotation';
import { mountSecret } from '../secret-volume';
import { VaultGrant } from '../vault-grant';

/** A Secret that lies encrypted in Git, and is opened in the cluster. The tree refers to it, and holds nothing of it. */
export class EncryptedSecret implements SecretCarrier {
  public readonly secretName: string;
  public readonly secretKeys: Readonly<Record<string, string>>;
  public readonly isElsewhere = true;
  public readonly assumptions: readonly string[];
  public readonly rotation: SecretRotation;
  private readonly file: EncryptedFile;

  public constructor(private readonly request: SecretRequest) {
    const { where, namespace, name, keys, registry, delivery: { kind, _options: { encryptedFile = '' } } } = request;
    if (request.refreshInterval) throw new Error(`${where}: refreshInterval asks for something again, and nothing is asked of a file. Leave it out.`);
    refuseTemplates(request, 'what is in an encrypted file is used as it is');
    this.file = readEncryptedFile(encryptedFile, kind, where);
    const type = registry === undefined ? 'Opaque' : 'kubernetes.io/dockerconfigjson';
    // A SealedSecret is sealed for its name and namespace: under another, it stays closed.
    for (const [field, is, asked] of [['name', this.file.name, name], ['namespace', this.file.namespace, namespace], ['type', this.file.type, type]]) {
      if (is !== asked) throw new Error(`${where}: the ${field} in ${encryptedFile} is '${is}', and here it is '${asked}'. Encrypt it under that one.`);
    }
    const missing = Object.values(registry === undefined ? keys : { key: '.dockerconfigjson' }).find(key => !this.file.keys.includes(key));
    if (missing !== undefined) throw new Error(`${where}: ${encryptedFile} has no '${missing}'; it has ${this.file.keys.join(', ') || 'nothing'}. Add it there, or name one of those.`);
    this.secretName = name;
    this.secretKeys = keys;
    const opener = kind === SecretDeliveryKind.SEALED_SECRETS ? 'the Sealed Secrets controller' : 'the delivery tool, by its own SOPS key,';
    this.assumptions = [`The encrypted file of Secret ${namespace}/${name} is delivered besides this tree, and ${opener} opens it.`];
    this.rotation = {
      renewsFiles: true, restartedBy: RestartedBy.ROLLOUT,
      says: 'a hash of the encrypted file stands in the pod template: with a new file the tree rolls the pods out.',
    };
  }

  public grants(): VaultGrant[] {
    return [];
  }

  public mount(workload: HardenedWorkload, path: string, how: MountRequest): void {
    refuseReload(this.request, workload, how);
    mountSecret(workload, this.secretName, this.secretKeys, path, how.containers);
    this.use(workload);
  }

  public use(workload: HardenedWorkload): void {
    workload.addPodAnnotation(`secret-hash.cdk8s-hardened/${this.secretName}`, this.file.hash);
  }
}
