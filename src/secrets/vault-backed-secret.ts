import { Chart, Duration } from 'cdk8s';
import { ISecret, Secret } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { SecretCarrier } from './carrier';
import { deliver } from './delivered';
import { SecretRotation } from './rotation';
import { VaultSource } from './vault-source';
import { SecretDelivery } from '../platform/secret-delivery';
import { HardenedWorkload } from '../workloads/hardened-workload';

/** A secret in Vault, and what of it a workload reads. */
export interface VaultBackedSecretProps {
  /**
   * Path below the mount of the KV version 2 engine: `shop/cart`. No `data/`, no wildcard.
   * @default - `source`
   */
  readonly path?: string;
  /**
   * Another kind of secret: credentials of a database, a certificate.
   * @default - `path`
   */
  readonly source?: VaultSource;
  /**
   * File name (key of the Secret) to property of the secret in Vault: `{ password: 'db_password' }`. Nothing else of it is read.
   * @default - `username` and `password` of a database; `tls.crt`, `tls.key` and `ca.crt` of a certificate; an error for a `path`
   */
  readonly keys?: Record<string, string>;
  /**
   * Further files, by name, made of text and of values of `keys`: `{ url: 'postgres://{{ username }}:{{ password }}@db:5432/shop' }`.
   * Values are put in as they are. An error for deliveries that cannot make one, and for other words between double braces.
   * @default - none
   */
  readonly templates?: Record<string, string>;
  /**
   * What brings it to the pods.
   * @default - `platform.secretDelivery`
   */
  readonly delivery?: SecretDelivery;
  /**
   * Name of the Secret, or of what stands for it: a DNS label of at most 57 characters.
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * How often Vault is asked again.
   * @default - every hour (the agent: every 5 minutes); what Vault makes: at half of its lifetime
   */
  readonly refreshInterval?: Duration;
}

/** An endpoint at which the main container reads its files again. */
export interface HttpReload {
  /** Port of the container. */
  readonly port: number;
  /** Path that is posted to: `/-/reload`. */
  readonly path: string;
}

/** How a secret is mounted. */
export interface SecretMountOptions {
  /**
   * Where the program is told to read the files again. Only the agent, which shares the network of the pod, can tell it.
   * @default - the program watches its files
   */
  readonly reload?: HttpReload;
  /**
   * Names of the containers that see it.
   * @default - the main container
   */
  readonly containers?: string[];
}

/** Directories of the image, of the kernel, or of the hardened pod: whole, or for the kernel's in any part. */
const NEEDED_BY_IMAGE = /^\/(bin|etc|lib|lib64|run|sbin|tmp|usr|var)$|^\/(dev|proc|sys)(\/|$)/;

/**
 * A secret that lives in Vault, or OpenBao, and reaches pods as read-only files: by whichever delivery, under an identity that can read this one thing and
 * nothing else. The Vault policy and role that grant it stand beside the tree, under `vault/`. No manifest holds its content.
 */
export class VaultBackedSecret extends Construct {
  /** Files that it is made of, sorted. */
  public readonly files: string[];
  private readonly carrier: SecretCarrier;
  private readonly namespace?: string;
  private readonly paths = new WeakMap<HardenedWorkload, string>();

  public constructor(scope: Construct, id: string, props: VaultBackedSecretProps) {
    super(scope, id);
    const where = this.node.path;
    if (props.path !== undefined && props.source) throw new Error(`${where}: path and source both say what to read. Keep one.`);
    const source = props.source ?? (props.path === undefined ? undefined : VaultSource.kv(props.path));
    const keys = props.keys ?? source?._defaultKeys ?? {};
    this.carrier = deliver(this, { ...props, name: props.name ?? id, source, keys });
    this.namespace = Chart.of(this).namespace;
    this.files = [...Object.keys(keys), ...Object.keys(props.templates ?? {})].sort();
  }

  /** Name of the Secret in the cluster. An error where the delivery makes none. */
  public get secretName(): string {
    return this.secretOf('secretName');
  }

  /** What happens to running pods when it changes in Vault. */
  public get rotation(): SecretRotation {
    return this.carrier.rotation;
  }

  /**
   * Mounts its files, read-only, in the directory `path` of `workload`, and has the workload restart when they change, where the delivery or the platform
   * can do that. Throws where the workload is of another namespace: secrets cannot be mounted across.
   */
  public mountInto(workload: HardenedWorkload, path: string, options: SecretMountOptions = {}): void {
    this.checkUser(workload, 'mountInto');
    if (!/^\/[^:]*[^:/]$/.test(path) || path.split('/').includes('..')) {
      throw new Error(`${this.node.path}: mountInto(${workload.node.path}): '${path}' is no absolute path of a directory. Write for instance '/run/secrets/${this.node.id}'.`);
    }
    if (NEEDED_BY_IMAGE.test(path)) throw new Error(`${this.node.path}: mountInto(${workload.node.path}): '${path}' would hide what the container needs there. Write for instance '/run/secrets/${this.node.id}'.`);
    this.carrier.mount(workload, path, options);
    this.paths.set(workload, path);
  }

  /** Path of one of its files in `workload`, for settings such as `PASSWORD_FILE`. Mounts it at `/run/secrets/<id>` where it is not mounted yet. */
  public asFile(workload: HardenedWorkload, file: string): string {
    if (!this.files.includes(file)) throw this.unknown('asFile', workload, file);
    if (!this.paths.has(workload)) this.mountInto(workload, `/run/secrets/${this.node.id}`);
    return `${this.paths.get(workload)}/${file}`;
  }

  /**
   * Puts keys into variables of the main container: `{ DB_PASSWORD: 'password' }`. Variables leak into crash reports and child processes, and never
   * change until a restart: the control `secret-as-env` refuses it until it is waived. Throws for unknown keys, and where the delivery makes no Secret.
   */
  public environment(workload: HardenedWorkload, variables: Record<string, string>): void {
    this.checkUser(workload, 'environment');
    const name = this.secretOf(`environment(${workload.node.path})`);
    if (Object.keys(variables).length === 0) throw new Error(`${this.node.path}: environment(${workload.node.path}): no variable is named. Write for instance { DB_PASSWORD: '${this.files[0]}' }.`);
    for (const [variable, file] of Object.entries(variables)) {
      if (!this.files.includes(file)) throw this.unknown('environment', workload, file);
      workload._addEnvFrom(variable, { secretKeyRef: { name, key: this.carrier.secretKeys[file], optional: false } });
    }
    this.carrier.use(workload);
  }

  /** The Secret for cdk8s-plus, by name. An error where the delivery makes none. */
  public asSecret(): ISecret {
    return this.node.tryFindChild('Secret') as ISecret | undefined ?? Secret.fromSecretName(this, 'Secret', this.secretOf('asSecret'));
  }

  private secretOf(method: string): string {
    if (this.carrier.secretName !== undefined) return this.carrier.secretName;
    throw new Error(`${this.node.path}: ${method}: its delivery makes no Secret, but files alone. Use mountInto, or for this secret SecretDelivery.externalSecrets() or vaultSecretsOperator().`);
  }

  private unknown(method: string, workload: HardenedWorkload, key: string): Error {
    return new Error(`${this.node.path}: ${method}(${workload.node.path}): has no key '${key}'; it has ${this.files.join(', ')}. Write one of them, or add it to keys.`);
  }

  private checkUser(workload: HardenedWorkload, method: string): void {
    if (workload.namespace === this.namespace) return;
    throw new Error(`${this.node.path}: ${method}(${workload.node.path}): the workload is of namespace '${workload.namespace ?? '(none)'}', the Secret of '${this.namespace}', and no pod reads across. `
      + 'Declare a VaultBackedSecret in the namespace of the workload.');
  }
}
