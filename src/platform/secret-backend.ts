import { dnsLabelProblem, dnsSubdomainProblem } from '../manifest/names';

/** Settings of a Vault, or OpenBao, server. */
export interface VaultBackendOptions {
  /** Address as the operator in the cluster sees it, `https://host:port`. Plain HTTP is refused: tokens and secrets would cross the network in clear. */
  readonly server: string;
  /** Mount of the KV version 2 engine, for instance `kv`. */
  readonly kvMount: string;
  /**
   * Mount of the Kubernetes auth method.
   * @default 'kubernetes'
   */
  readonly authMount?: string;
  /**
   * Audience of the ServiceAccount tokens that log in; stands on both sides, in the store and in Vault's role.
   * @default 'vault'
   */
  readonly audience?: string;
  /**
   * Vault Enterprise or OpenBao namespace.
   * @default - the root namespace
   */
  readonly vaultNamespace?: string;
  /**
   * ConfigMap (in the namespace of the store) that holds Vault's CA certificate under `ca.crt`.
   * @default - the operator's own trust store
   */
  readonly caConfigMap?: string;
  /**
   * Namespace of the External Secrets Operator.
   * @default 'external-secrets'
   */
  readonly operatorNamespace?: string;
  /**
   * Name of the operator's ServiceAccount. It gets the right to mint tokens for the store's ServiceAccount, and for no other.
   * @default 'external-secrets'
   */
  readonly operatorServiceAccount?: string;
  /**
   * Pods of Vault, for those that call it themselves (`SecretDelivery.vaultAgent`): their policy opens the way there, and nowhere else.
   * @default - `cidrs`
   */
  readonly pods?: VaultPods;
  /**
   * Address ranges of a Vault outside the cluster, for those that call it themselves.
   * @default - `pods`
   */
  readonly cidrs?: string[];
}

/** Where Vault runs in the cluster. */
export interface VaultPods {
  /** Namespace. */
  readonly namespace: string;
  /** Labels of the pods. */
  readonly labels: Record<string, string>;
  /**
   * Port of the pods: policies see it, and not that of the Service.
   * @default - the port of `server`
   */
  readonly port?: number;
}

/** Where secrets live. They are referred to by path; no manifest ever holds their content. */
export class SecretBackend {
  /** HashiCorp Vault or OpenBao. Throws where `server` is no https address. */
  public static vault(options: VaultBackendOptions): SecretBackend {
    return new SecretBackend(options);
  }

  /** Address, `https://host:port`. */
  public readonly server: string;
  /** Mount of the KV version 2 engine. */
  public readonly kvMount: string;
  /** Mount of the Kubernetes auth method. */
  public readonly authMount: string;
  /** Audience of login tokens. */
  public readonly audience: string;
  /** Vault namespace, where one is set. */
  public readonly vaultNamespace?: string;
  /** ConfigMap with the CA certificate, where one is set. */
  public readonly caConfigMap?: string;
  /** Namespace of the External Secrets Operator. */
  public readonly operatorNamespace: string;
  /** ServiceAccount of the External Secrets Operator. */
  public readonly operatorServiceAccount: string;
  /** Pods of Vault, where stated. */
  public readonly pods?: VaultPods;
  /** Address ranges of Vault, where stated. */
  public readonly cidrs?: string[];

  private constructor(options: VaultBackendOptions) {
    // No '@': user and password before it would stand in every store, in Git.
    if (!/^https:\/\/[^/\s@?#]+$/.test(options.server)) {
      // What stands before an '@' may be a password, and messages end up in logs.
      const shown = String(options.server).replace(/[^/]*@/, '…@');
      throw new Error(`platform.secretBackend: server '${shown}' must be https://host:port without user, path and query: over plain HTTP tokens and secrets cross the network in clear.`);
    }
    for (const [field, mount] of [['kvMount', options.kvMount], ['authMount', options.authMount ?? 'kubernetes']]) {
      if (!/^[\w-]+(\/[\w-]+)*$/.test(mount)) throw new Error(`platform.secretBackend: ${field} '${mount}' must be a mount path without leading or trailing '/', such as 'kv' or 'team/kv'.`);
    }
    if (options.audience?.trim() === '') throw new Error("platform.secretBackend: audience is empty, so that a token for the API server itself would log in. Write for instance 'vault'.");
    for (const [field, name, problem] of [
      ['operatorNamespace', options.operatorNamespace, dnsLabelProblem], ['operatorServiceAccount', options.operatorServiceAccount, dnsSubdomainProblem],
      ['caConfigMap', options.caConfigMap, dnsSubdomainProblem],
    ] as const) {
      if (name !== undefined && (name === '' || problem(name))) throw new Error(`platform.secretBackend: ${field} '${name}' ${name === '' ? 'is empty' : problem(name)}. Name the one in the cluster, or leave it out.`);
    }
    this.server = options.server;
    this.kvMount = options.kvMount;
    this.authMount = options.authMount ?? 'kubernetes';
    this.audience = options.audience ?? 'vault';
    this.vaultNamespace = options.vaultNamespace;
    this.caConfigMap = options.caConfigMap;
    this.operatorNamespace = options.operatorNamespace ?? 'external-secrets';
    this.operatorServiceAccount = options.operatorServiceAccount ?? 'external-secrets';
    if (options.pods && options.cidrs) throw new Error('platform.secretBackend: pods and cidrs both say where Vault is. Keep one.');
    if (options.cidrs?.length === 0) throw new Error("platform.secretBackend: cidrs is empty. Write for instance ['10.1.2.0/24'], or leave it out.");
    this.pods = options.pods && { ...options.pods };
    this.cidrs = options.cidrs && [...options.cidrs];
  }
}
