import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ownStore } from './own-store';
import { compareTexts } from '../../manifest/lists';
import { dnsSubdomainProblem } from '../../manifest/names';
import { emit } from '../../platform/emit';
import { goDuration } from '../go-duration';
import { checkSecretKeys } from '../vault-path';

/** What happens in Vault when the PushedSecret is deleted, or a key is taken from it. */
export enum PushDeletion {
  /** Nothing: what was pushed stays. */
  NONE = 'None',
  /** It is deleted from Vault, all of its versions. */
  DELETE = 'Delete',
}

/** What is done with what Vault has at the path already. */
export enum PushUpdate {
  /** Replaced. Vault keeps it as an earlier version. */
  REPLACE = 'Replace',
  /** Left as it is: pushed is only what is missing. */
  IF_NOT_EXISTS = 'IfNotExists',
}

/** A Secret that is written to Vault. */
export interface PushedSecretProps {
  /** The Secret, in the namespace of this construct. */
  readonly secretName: string;
  /** Path below the mount of the KV version 2 engine. */
  readonly path: string;
  /** Key of the Secret to property of the secret in Vault. */
  readonly keys: Record<string, string>;
  /** What happens in Vault when this is deleted. There is no default: one loses data, the other keeps secrets that nobody knows of. */
  readonly deletion: PushDeletion;
  /**
   * What is done with what is there.
   * @default PushUpdate.IF_NOT_EXISTS
   */
  readonly update?: PushUpdate;
  /**
   * How often the Secret is compared with Vault.
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;
}

/**
 * Writes a Secret of the cluster to Vault, by the External Secrets Operator: for what is made in the cluster and needed elsewhere. Its identity writes
 * this one path. The operator writes only what it has written before, or what is not there: a secret of somebody else at this path stays, with an error.
 */
export class PushedSecret extends Construct {
  public constructor(scope: Construct, id: string, props: PushedSecretProps) {
    super(scope, id);
    const where = this.node.path;
    const { secretName, path, keys, deletion, update = PushUpdate.IF_NOT_EXISTS, refreshInterval = Duration.hours(1) } = props;
    const problem = secretName ? dnsSubdomainProblem(secretName) : 'is empty';
    if (problem) throw new Error(`${where}: secretName '${secretName}' ${problem}. Name the Secret that is there.`);
    if (!Object.values(PushDeletion).includes(deletion)) throw new Error(`${where}: deletion says not what becomes of it in Vault. Write PushDeletion.NONE or PushDeletion.DELETE.`);
    checkSecretKeys(keys, where);
    // The operator keeps in the metadata that a secret is its own, and looks there before it writes.
    const capabilities = ['create', 'read', 'update', ...deletion === PushDeletion.DELETE ? ['delete' as const] : []] as const;
    const { metadata, store } = ownStore(this, id, path, `Secret ${secretName}, written by the External Secrets Operator`,
      mount => ['data', 'metadata'].map(part => ({ path: `${mount}/${part}/${path}`, capabilities: [...capabilities] })));
    emit(this, 'Resource', {
      apiVersion: 'external-secrets.io/v1alpha1',
      kind: 'PushSecret',
      metadata,
      spec: {
        refreshInterval: goDuration(refreshInterval, where),
        updatePolicy: update,
        deletionPolicy: deletion,
        secretStoreRefs: [{ kind: 'SecretStore', name: store }],
        selector: { secret: { name: secretName } },
        data: Object.entries(keys).sort(([a], [b]) => compareTexts(a, b)).map(([secretKey, property]) => ({
          conversionStrategy: 'None', match: { secretKey, remoteRef: { remoteKey: path, property } },
        })),
      },
    });
  }
}
