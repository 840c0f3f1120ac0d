import { VaultLogin } from './vault-login';
import { dnsSubdomainProblem } from '../manifest/names';

/** What brings a secret to a pod. */
export enum SecretDeliveryKind {
  EXTERNAL_SECRETS = 'external-secrets',
  VAULT_AGENT = 'vault-agent',
  SECRETS_STORE_CSI = 'secrets-store-csi',
  VAULT_SECRETS_OPERATOR = 'vault-secrets-operator',
  SEALED_SECRETS = 'sealed-secrets',
  SOPS = 'sops',
}

/** A ClusterSecretStore whose identity reads for several namespaces; `VaultClusterStore` is one. */
export interface IClusterSecretStore {
  /** Its name. */
  readonly storeName: string;
  /** Namespaces that may use it. */
  readonly namespaces: string[];
  /** Namespace of the ServiceAccount under which it logs in. */
  readonly accountNamespace: string;
  /** Name of that ServiceAccount. */
  readonly accountName: string;
}

/** Settings of a delivery by the External Secrets Operator. */
export interface ExternalSecretsDeliveryOptions {
  /**
   * How the operator logs in.
   * @default VaultLogin.kubernetes()
   */
  readonly login?: VaultLogin;
  /**
   * A store that several namespaces share. Its one identity reads all that any of them asks for.
   * @default - a store of its own for each secret, which reads that one path
   */
  readonly clusterStore?: IClusterSecretStore;
}

/** Settings of a delivery by the agent injector. */
export interface VaultAgentDeliveryOptions {
  /**
   * Image of the agent, with its digest.
   * @default - the injector's own choice, which no manifest shows
   */
  readonly image?: string;
  /**
   * The agent fills the files before the pod starts, and is not there afterwards: nothing is ever renewed. Pods of Jobs never have more.
   * @default false: a sidecar renews them
   */
  readonly initOnly?: boolean;
}

/** Settings of a delivery by the Secrets Store CSI driver. */
export interface SecretsStoreCsiDeliveryOptions {
  /**
   * Copies the files into a Secret too, as long as some pod mounts them: for `environment` and `asSecret`.
   * @default false: nothing is written to etcd
   */
  readonly syncToSecret?: boolean;
  /**
   * File with Vault's CA certificate, in the container of the Vault provider.
   * @default - the provider's own trust store
   */
  readonly caCertPath?: string;
}

/** Settings of a delivery by the Vault Secrets Operator. */
export interface VaultSecretsOperatorDeliveryOptions {
  /**
   * Secret (in the namespace of the secret) that holds Vault's CA certificate under `ca.crt`: this operator reads it from no ConfigMap.
   * @default - the operator's own trust store
   */
  readonly caSecret?: string;
}

/** What brings a secret to its pods. Set one for the platform (`platform.secretDelivery`), or one for a secret. */
export class SecretDelivery {
  /** The External Secrets Operator reads Vault and makes a Secret. */
  public static externalSecrets(options: ExternalSecretsDeliveryOptions = {}): SecretDelivery {
    if (options.clusterStore && options.login) throw new Error('SecretDelivery.externalSecrets: login is the cluster store\'s to say. Leave it out, or leave out clusterStore.');
    return new SecretDelivery(SecretDeliveryKind.EXTERNAL_SECRETS, { externalSecrets: options });
  }

  /** HashiCorp's injector puts an agent into the pod, which writes files. No Secret is made; the pod itself calls Vault. */
  public static vaultAgent(options: VaultAgentDeliveryOptions = {}): SecretDelivery {
    if (options.image !== undefined && !/@sha256:[0-9a-f]{64}$/.test(options.image)) {
      throw new Error(`SecretDelivery.vaultAgent: image '${options.image}' has no digest, and whoever moves its tag reads every secret. Write 'registry.example/vault:2.0.4@sha256:…'.`);
    }
    return new SecretDelivery(SecretDeliveryKind.VAULT_AGENT, { vaultAgent: options });
  }

  /** The Secrets Store CSI driver mounts files that Vault's provider reads as the pod's ServiceAccount. No Secret is made unless asked. */
  public static secretsStoreCsi(options: SecretsStoreCsiDeliveryOptions = {}): SecretDelivery {
    if (options.caCertPath !== undefined && !options.caCertPath.startsWith('/')) {
      throw new Error(`SecretDelivery.secretsStoreCsi: caCertPath '${options.caCertPath}' is no absolute path. Write for instance '/etc/vault/ca.crt'.`);
    }
    return new SecretDelivery(SecretDeliveryKind.SECRETS_STORE_CSI, { secretsStoreCsi: options });
  }

  /** HashiCorp's operator reads Vault and makes a Secret, and restarts the workloads that mount it. */
  public static vaultSecretsOperator(options: VaultSecretsOperatorDeliveryOptions = {}): SecretDelivery {
    const problem = options.caSecret === undefined ? undefined : options.caSecret === '' ? 'is empty' : dnsSubdomainProblem(options.caSecret);
    if (problem) throw new Error(`SecretDelivery.vaultSecretsOperator: caSecret '${options.caSecret}' ${problem}. Name the one in the cluster, or leave it out.`);
    return new SecretDelivery(SecretDeliveryKind.VAULT_SECRETS_OPERATOR, { vaultSecretsOperator: options });
  }

  /** A SealedSecret that lies in Git already: `file` is its manifest. Only the controller in the cluster can open it. The tree refers to the Secret. */
  public static sealedSecrets(file: string): SecretDelivery {
    return new SecretDelivery(SecretDeliveryKind.SEALED_SECRETS, { encryptedFile: file });
  }

  /** A Secret encrypted with SOPS that lies in Git already: `file` is its manifest, which the delivery tool decrypts. The tree refers to the Secret. */
  public static sops(file: string): SecretDelivery {
    return new SecretDelivery(SecretDeliveryKind.SOPS, { encryptedFile: file });
  }

  private constructor(
    /** What brings it. */
    public readonly kind: SecretDeliveryKind,
    /** @internal */
    public readonly _options: SecretDeliveryOptions,
  ) {}
}

/** What one of the kinds needs to know. @internal */
export interface SecretDeliveryOptions {
  readonly externalSecrets?: ExternalSecretsDeliveryOptions;
  readonly vaultAgent?: VaultAgentDeliveryOptions;
  readonly secretsStoreCsi?: SecretsStoreCsiDeliveryOptions;
  readonly vaultSecretsOperator?: VaultSecretsOperatorDeliveryOptions;
  readonly encryptedFile?: string;
}
