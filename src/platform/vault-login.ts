import { dnsSubdomainProblem } from '../manifest/names';

/** How the External Secrets Operator logs in to Vault. */
export enum VaultLoginMethod {
  /** A ServiceAccount token that Vault has the API server review. */
  KUBERNETES = 'kubernetes',
  /** A ServiceAccount token whose signature Vault checks itself, by the cluster's public keys: for a Vault that cannot reach the API server. */
  JWT = 'jwt',
  /** A role ID and a secret ID: for a Vault that knows nothing of the cluster. */
  APP_ROLE = 'approle',
}

/** A login by JWT. */
export interface JwtLoginOptions {
  /**
   * Mount of the JWT auth method.
   * @default 'jwt'
   */
  readonly mount?: string;
}

/** A login by AppRole. Its secret ID lies in a Secret of the namespace that somebody else makes: it is the one credential that nobody rotates. */
export interface AppRoleLoginOptions {
  /**
   * Mount of the AppRole auth method.
   * @default 'approle'
   */
  readonly mount?: string;
  /** Name of the Secret that holds both IDs. */
  readonly secretName: string;
  /**
   * Key of the role ID.
   * @default 'role-id'
   */
  readonly roleIdKey?: string;
  /**
   * Key of the secret ID.
   * @default 'secret-id'
   */
  readonly secretIdKey?: string;
}

/** How the External Secrets Operator proves who it reads for. No static token is among the ways: it would stand in a Secret and never end. */
export class VaultLogin {
  /** By the Kubernetes auth method of the secret backend. */
  public static kubernetes(): VaultLogin {
    return new VaultLogin(VaultLoginMethod.KUBERNETES);
  }

  /** By a JWT auth method that knows the keys of the cluster. */
  public static jwt(options: JwtLoginOptions = {}): VaultLogin {
    return new VaultLogin(VaultLoginMethod.JWT, checkedMount('jwt', options.mount ?? 'jwt'));
  }

  /** By an AppRole. Throws where the Secret has no name. */
  public static appRole(options: AppRoleLoginOptions): VaultLogin {
    const problem = options.secretName ? dnsSubdomainProblem(options.secretName) : 'is empty';
    if (problem) throw new Error(`VaultLogin.appRole: secretName '${options.secretName}' ${problem}. Name the Secret that holds the role ID and the secret ID.`);
    return new VaultLogin(VaultLoginMethod.APP_ROLE, checkedMount('appRole', options.mount ?? 'approle'), options);
  }

  private constructor(
    /** The way. */
    public readonly method: VaultLoginMethod,
    /** Mount of the auth method; left out for `kubernetes`, where the backend says it. */
    public readonly mount?: string,
    /** @internal */
    public readonly _appRole?: AppRoleLoginOptions,
  ) {}
}

function checkedMount(factory: string, mount: string): string {
  if (/^[\w-]+(\/[\w-]+)*$/.test(mount)) return mount;
  throw new Error(`VaultLogin.${factory}: mount '${mount}' must be a mount path without leading or trailing '/', such as '${factory.toLowerCase()}'.`);
}
