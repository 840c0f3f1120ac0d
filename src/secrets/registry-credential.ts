import { Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { SecretCarrier } from './carrier';
import { deliver } from './delivered';
import { SecretRotation } from './rotation';
import { VaultSource } from './vault-source';
import { SecretDelivery } from '../platform/secret-delivery';
import { HardenedWorkload } from '../workloads/hardened-workload';

/** A credential with which the kubelet pulls images. */
export interface RegistryCredentialProps {
  /** Host of the registry, with its port where it has one: `registry.example`. */
  readonly registry: string;
  /**
   * Path of the secret below the mount of the KV version 2 engine.
   * @default - an error, but for an encrypted file, which needs none
   */
  readonly path?: string;
  /**
   * Property that holds the user name.
   * @default 'username'
   */
  readonly usernameKey?: string;
  /**
   * Property that holds the password.
   * @default 'password'
   */
  readonly passwordKey?: string;
  /**
   * What brings it. One that makes no Secret is an error: the kubelet needs it before any pod is there.
   * @default - `platform.secretDelivery`
   */
  readonly delivery?: SecretDelivery;
  /**
   * Name of the Secret: a DNS label of at most 57 characters.
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * How often Vault is asked again.
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;
}

const HOST = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*(:[1-9]\d{0,4})?$/;

/**
 * A credential of a registry that lives in Vault and becomes a Secret of type `kubernetes.io/dockerconfigjson`. The ServiceAccounts of the workloads that
 * it pulls for name it; their pods never see it.
 */
export class RegistryCredential extends Construct {
  /** Name of the Secret. */
  public readonly secretName: string;
  private readonly carrier: SecretCarrier;
  private readonly registry: string;

  public constructor(scope: Construct, id: string, props: RegistryCredentialProps) {
    super(scope, id);
    const { registry, usernameKey = 'username', passwordKey = 'password' } = props;
    if (!HOST.test(registry)) throw new Error(`${this.node.path}: registry '${registry}' is no host. Write it without scheme and path, such as 'registry.example' or 'registry.example:5000'.`);
    this.registry = registry;
    this.carrier = deliver(this, {
      ...props, name: props.name ?? id, registry,
      source: props.path === undefined ? undefined : VaultSource.kv(props.path),
      keys: { username: usernameKey, password: passwordKey },
    });
    this.secretName = this.carrier.secretName!;
  }

  /** What happens when it changes in Vault. */
  public get rotation(): SecretRotation {
    return this.carrier.rotation;
  }

  /**
   * The images of `workload` are pulled with it: its ServiceAccount names the Secret. Throws where no image comes from this registry, where the workload is
   * of another namespace, and where it names imagePullSecrets of its own, beside which those of the account count for nothing.
   */
  public pullFor(workload: HardenedWorkload): void {
    const where = `${this.node.path}: pullFor(${workload.node.path})`;
    const { namespace } = Chart.of(this);
    if (workload.namespace !== namespace) throw new Error(`${where}: the workload is of namespace '${workload.namespace ?? '(none)'}', the Secret of '${namespace}'. Declare a RegistryCredential in the namespace of the workload.`);
    const hosts = workload._registries;
    if (!hosts.includes(this.registry)) throw new Error(`${where}: no image of it comes from ${this.registry}, but from ${hosts.join(', ')}: the credential would be there for nothing. Leave it out, or correct registry.`);
    workload._addPullSecret(this.secretName);
  }
}
