import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { emitReader } from './token-role';
import { vaultProvider } from './vault-provider';
import { dnsLabelProblem } from '../../manifest/names';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';
import { IClusterSecretStore } from '../../platform/secret-delivery';
import { VaultLogin } from '../../platform/vault-login';
import { backendOf } from '../backend-of';
import { vaultRoleName } from '../vault-grant';

/** A store that several namespaces share. */
export interface VaultClusterStoreProps {
  /** Namespaces that may use it, by name: without any, every namespace of the cluster could. */
  readonly namespaces: string[];
  /**
   * Name of the ClusterSecretStore, and of its ServiceAccount behind `vault-`: a DNS label of at most 57 characters.
   * @default - the construct id
   */
  readonly name?: string;
}

/**
 * A ClusterSecretStore, whose one identity reads all that any of its namespaces asks for: whoever may write an ExternalSecret in one of them can read what
 * is for the others. The control `eso-namespaced-store` refuses what uses it until it is waived; a store for each secret, the default, needs no waiver.
 */
export class VaultClusterStore extends Construct implements IClusterSecretStore {
  public readonly storeName: string;
  public readonly namespaces: string[];
  public readonly accountNamespace: string;
  public readonly accountName: string;

  public constructor(scope: Construct, id: string, props: VaultClusterStoreProps) {
    super(scope, id);
    const where = this.node.path;
    const backend = backendOf(this);
    const { namespace } = Chart.of(this);
    const { name = id, namespaces } = props;
    if (namespace === undefined) throw new Error(`${where}: has no namespace, and its ServiceAccount lives in one. Declare it in an IsolatedNamespace, or set the namespace of its Chart.`);
    const problem = name.length > 57 ? 'is longer than 57 characters' : dnsLabelProblem(name);
    if (problem) throw new Error(`${where}: the name '${name}' ${problem}. Give another id, or set \`name\`.`);
    if (namespaces.length === 0) throw new Error(`${where}: namespaces is empty, which would let every namespace use the store. Name those that may.`);
    for (const each of namespaces) {
      const wrong = dnsLabelProblem(each);
      if (wrong) throw new Error(`${where}: the namespace '${each}' ${wrong}. Name namespaces, without wildcard.`);
    }
    this.storeName = name;
    this.namespaces = [...new Set(namespaces)].sort();
    this.accountNamespace = namespace;
    this.accountName = `vault-${name}`;
    emitReader(this, this.accountName, namespace, backend);
    // With the namespace of the account: without, it would be looked for in the namespace of whoever asks.
    const account = { name: this.accountName, namespace, role: vaultRoleName({ namespace, serviceAccount: this.accountName }) };
    emit(this, 'Resource', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ClusterSecretStore',
      metadata: { name, annotations: waveAnnotations(Platform.of(this), SYNC_WAVES.SECRETS) },
      spec: {
        conditions: [{ namespaces: this.namespaces }],
        provider: { vault: vaultProvider(backend, account, VaultLogin.kubernetes()) },
      },
    });
  }
}
