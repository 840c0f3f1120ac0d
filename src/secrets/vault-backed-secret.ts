import { Chart, Duration } from 'cdk8s';
import { ISecret, Secret } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { reloadOnChange } from './reload';
import { VaultGrant, vaultRoleName } from './vault-grant';
import { checkSecretKeys, checkVaultPath } from './vault-path';
import { emitVaultStore } from './vault-store';
import { dnsLabelProblem } from '../manifest/names';
import { IdAssignment } from '../platform/choices';
import { SYNC_WAVES, waveAnnotations } from '../platform/delivery-marks';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';
import { secondsOf } from '../workloads/fail';
import { HardenedWorkload } from '../workloads/hardened-workload';

/** A secret in Vault, and what of it a workload reads. */
export interface VaultBackedSecretProps {
  /** Path below the mount of the KV version 2 engine: `shop/cart`. No `data/`, no wildcard. */
  readonly path: string;
  /** File name (key of the Secret) to property of the secret in Vault: `{ password: 'db_password' }`. Nothing else of it is read. */
  readonly keys: Record<string, string>;
  /**
   * Name of the Secret and of its ExternalSecret: a DNS label of at most 57 characters.
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * How often Vault is asked again.
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;
}

/** How a secret is mounted. */
export interface SecretMountOptions {
  /**
   * Names of the containers that see it.
   * @default - the main container
   */
  readonly containers?: string[];
}

/** Directories of the image, of the kernel, or of the hardened pod: whole, or for the kernel's in any part. */
const NEEDED_BY_IMAGE = /^\/(bin|etc|lib|lib64|run|sbin|tmp|usr|var)$|^\/(dev|proc|sys)(\/|$)/;
const ACCOUNT_PREFIX = 'vault-';
const LONGEST_NAME = 63 - ACCOUNT_PREFIX.length;

/**
 * A secret that lives in Vault, or OpenBao, and reaches pods as read-only files. The External Secrets Operator fetches it under an identity that can
 * read this path and nothing else; the Vault policy and role that grant it stand beside the tree, under `vault/`. No manifest holds its content.
 * The pods themselves never speak to Vault, and need no connection to it.
 */
export class VaultBackedSecret extends Construct {
  /** Name of the Secret in the cluster. */
  public readonly secretName: string;
  /** Files that it is made of, sorted. */
  public readonly files: string[];
  /** @internal */
  public readonly _vaultGrants: VaultGrant[];
  private readonly namespace: string;

  public constructor(scope: Construct, id: string, props: VaultBackedSecretProps) {
    super(scope, id);
    const where = this.node.path;
    const platform = Platform.of(this);
    const backend = platform.secretBackend;
    if (!backend) throw new Error(`${where}: the platform says not where secrets live. Set platform.secretBackend to SecretBackend.vault({ server: 'https://vault.example:8200', kvMount: 'kv' }).`);
    const { namespace } = Chart.of(this);
    if (namespace === undefined) throw new Error(`${where}: has no namespace, and Vault's role is bound to one. Declare it in an IsolatedNamespace, or set the namespace of its Chart.`);
    this.namespace = namespace;
    this.secretName = props.name ?? id;
    const problem = this.secretName.length > LONGEST_NAME ? `is ${this.secretName.length} characters long; at most ${LONGEST_NAME} are allowed` : dnsLabelProblem(this.secretName);
    if (problem) throw new Error(`${where}: the name '${this.secretName}' ${problem}. Give another id, or set \`name\`.`);
    checkVaultPath(props.path, backend, where);
    checkSecretKeys(props.keys, where);
    this.files = Object.keys(props.keys).sort();

    const account = `${ACCOUNT_PREFIX}${this.secretName}`;
    emitVaultStore(this, { name: account, namespace, role: vaultRoleName({ namespace, serviceAccount: account }) }, backend);
    emit(this, 'Resource', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: this.secretName, namespace, annotations: waveAnnotations(platform, SYNC_WAVES.SECRETS) },
      spec: externalSecretSpec(props, this.secretName, account, Chart.of(this).labels, where),
    });
    this._vaultGrants = [{
      namespace, serviceAccount: account, audience: backend.audience, purpose: `Secret ${this.secretName}, read by the External Secrets Operator`,
      permissions: [{ path: `${backend.kvMount}/data/${props.path}`, capabilities: ['read'] }],
    }];
  }

  /**
   * Mounts its files, read-only, in the directory `path` of `workload`, and has the platform's reloader restart the workload when they change.
   * Throws where the workload is of another namespace: Secrets cannot be mounted across.
   */
  public mountInto(workload: HardenedWorkload, path: string, options: SecretMountOptions = {}): void {
    this.checkUser(workload, 'mountInto');
    if (!/^\/[^:]*[^:/]$/.test(path) || path.split('/').includes('..')) {
      throw new Error(`${this.node.path}: mountInto(${workload.node.path}): '${path}' is no absolute path of a directory. Write for instance '/run/secrets/${this.secretName}'.`);
    }
    if (NEEDED_BY_IMAGE.test(path)) throw new Error(`${this.node.path}: mountInto(${workload.node.path}): '${path}' would hide what the container needs there. Write for instance '/run/secrets/${this.secretName}'.`);
    // With fixed IDs the volume's group is the pod's fsGroup, and the kubelet lets it read. Elsewhere nobody promises a group: other than all, none could.
    const defaultMode = Platform.of(workload).ids === IdAssignment.FIXED ? 0o400 : 0o444;
    const volume = { name: this.secretName, secret: { secretName: this.secretName, defaultMode, optional: false } };
    workload.mountVolume(volume, path, { readOnly: true, ...options });
    reloadOnChange(workload, this.secretName);
  }

  /**
   * Puts keys into variables of the main container: `{ DB_PASSWORD: 'password' }`. Variables leak into crash reports and child processes, and never
   * change until a restart: the control `secret-as-env` refuses it until it is waived. Throws for unknown keys.
   */
  public environment(workload: HardenedWorkload, variables: Record<string, string>): void {
    this.checkUser(workload, 'environment');
    if (Object.keys(variables).length === 0) throw new Error(`${this.node.path}: environment(${workload.node.path}): no variable is named. Write for instance { DB_PASSWORD: '${this.files[0]}' }.`);
    for (const [variable, key] of Object.entries(variables)) {
      if (!this.files.includes(key)) throw new Error(`${this.node.path}: environment(${workload.node.path}): has no key '${key}'; it has ${this.files.join(', ')}. Write one of them, or add it to keys.`);
      workload._addEnvFrom(variable, { secretKeyRef: { name: this.secretName, key, optional: false } });
    }
    reloadOnChange(workload, this.secretName);
  }

  /** The Secret for cdk8s-plus, by name. */
  public asSecret(): ISecret {
    return this.node.tryFindChild('Secret') as ISecret | undefined ?? Secret.fromSecretName(this, 'Secret', this.secretName);
  }

  private checkUser(workload: HardenedWorkload, method: string): void {
    if (workload.namespace === this.namespace) return;
    throw new Error(`${this.node.path}: ${method}(${workload.node.path}): the workload is of namespace '${workload.namespace ?? '(none)'}', the Secret of '${this.namespace}', and no pod reads across. `
      + 'Declare a VaultBackedSecret in the namespace of the workload.');
  }
}

/** Every default written out: the operator's versions differ in which ones the server fills in, and each would show as drift. */
function externalSecretSpec(
  props: VaultBackedSecretProps, name: string, store: string, labels: Record<string, string>, where: string,
): Record<string, unknown> {
  return {
    refreshPolicy: 'Periodic',
    refreshInterval: goDuration(props.refreshInterval ?? Duration.hours(1), where),
    secretStoreRef: { kind: 'SecretStore', name: store },
    target: {
      name,
      creationPolicy: 'Owner',
      // An outage of Vault, or a slip there, must not take the Secret from running pods.
      deletionPolicy: 'Retain',
      template: { engineVersion: 'v2', mergePolicy: 'Replace', type: 'Opaque', ...(Object.keys(labels).length > 0 ? { metadata: { labels } } : {}) },
    },
    data: Object.entries(props.keys).sort(([a], [b]) => a < b ? -1 : 1).map(([secretKey, property]) => ({
      secretKey,
      remoteRef: { key: props.path, property, conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' },
    })),
  };
}

/** `1h0m0s`, as Go prints it, so that nothing is rewritten on the way. At 0 a changed secret would never arrive. */
function goDuration(duration: Duration, where: string): string {
  const seconds = secondsOf(where, 'refreshInterval', duration, 1);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}h` : ''}${seconds >= 60 ? `${minutes}m` : ''}${seconds % 60}s`;
}
