import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { remoteData } from './external-secret';
import { ownStore } from './own-store';
import { dnsSubdomainProblem } from '../../manifest/names';
import { emit } from '../../platform/emit';
import { goDuration } from '../go-duration';
import { checkSecretKeys } from '../vault-path';

/** Keys from Vault in a Secret that somebody else owns. */
export interface MergedSecretProps {
  /** The Secret. Somebody else makes it, and it is there first: until then nothing is written. */
  readonly secretName: string;
  /** Path below the mount of the KV version 2 engine: `shop/cart`. */
  readonly path: string;
  /** Key of the Secret to property of the secret in Vault. Keys that the owner wrote under the same name are replaced. */
  readonly keys: Record<string, string>;
  /**
   * How often Vault is asked again.
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;
}

/**
 * Adds keys to a Secret that another program makes, by the External Secrets Operator. The Secret stays its owner's: it is neither made, nor replaced,
 * nor deleted with this. A `VaultBackedSecret` of the same name would take it over, and drop what the owner wrote.
 */
export class MergedSecret extends Construct {
  public constructor(scope: Construct, id: string, props: MergedSecretProps) {
    super(scope, id);
    const where = this.node.path;
    const { secretName, path, keys, refreshInterval = Duration.hours(1) } = props;
    const problem = secretName ? dnsSubdomainProblem(secretName) : 'is empty';
    if (problem) throw new Error(`${where}: secretName '${secretName}' ${problem}. Name the Secret that is there.`);
    checkSecretKeys(keys, where);
    const { metadata, store } = ownStore(this, id, path, `keys of Secret ${secretName}, read by the External Secrets Operator`,
      mount => [{ path: `${mount}/data/${path}`, capabilities: ['read'] }]);
    emit(this, 'Resource', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata,
      spec: {
        refreshPolicy: 'Periodic',
        refreshInterval: goDuration(refreshInterval, where),
        secretStoreRef: { kind: 'SecretStore', name: store },
        // The operator refuses deletionPolicy Delete beside Merge: it would delete what is not its own.
        target: { name: secretName, creationPolicy: 'Merge', deletionPolicy: 'Retain' },
        data: remoteData(path, keys),
      },
    });
  }
}
