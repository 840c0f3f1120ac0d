import { Duration } from 'cdk8s';
import { VaultCapability, VaultEngine } from './vault-grant';
import { checkVaultPath } from './vault-path';
import { dnsSubdomainProblem } from '../manifest/names';
import { SecretBackend } from '../platform/secret-backend';
import { secondsOf } from '../workloads/fail';

/** What kind of secret it is. */
export enum VaultSourceKind {
  /** Written by somebody, and read as it stands. */
  KV = 'kv',
  /** Made by Vault for each that asks, and gone at its end. */
  DATABASE = 'database',
  /** A certificate and its key, issued by Vault for each that asks. */
  PKI = 'pki',
}

/** Credentials of a database. */
export interface DatabaseSourceOptions {
  /**
   * Mount of the database engine.
   * @default 'database'
   */
  readonly mount?: string;
  /**
   * Life of each credential, at least 10 minutes. Vault drops the user at its end.
   * @default Duration.hours(1)
   */
  readonly lifetime?: Duration;
  /**
   * Name of the connection in Vault that the role is for. Stated: the role is written beside the policies.
   * @default - the role is somebody else's to make
   */
  readonly connection?: string;
  /**
   * Statements that make a user, with `{{name}}`, `{{password}}` and `{{expiration}}`. Only with `connection`.
   * @default - none
   */
  readonly creationStatements?: string[];
}

/** A certificate. */
export interface PkiSourceOptions {
  /**
   * Mount of the PKI engine.
   * @default 'pki'
   */
  readonly mount?: string;
  /** Host name that it is for. The role allows this one, and `altNames`. */
  readonly commonName: string;
  /**
   * Further host names.
   * @default - none
   */
  readonly altNames?: string[];
  /**
   * Life of the certificate, at least 10 minutes.
   * @default Duration.days(1)
   */
  readonly lifetime?: Duration;
}

const MOUNT = /^[\w-]+(\/[\w-]+)*$/;
const ROLE = /^[\w-]+(\.[\w-]+)*$/;
const LEAST_LIFE = 600;

/** A secret in Vault, of whatever engine. */
export class VaultSource {
  /** A secret of the backend's KV version 2 engine, by its path below the mount: `shop/cart`. */
  public static kv(path: string): VaultSource {
    return new VaultSource(VaultSourceKind.KV, path, {});
  }

  /** Credentials of a database, made for each that asks, by a role of the database engine. */
  public static database(role: string, options: DatabaseSourceOptions = {}): VaultSource {
    const where = `VaultSource.database(${role})`;
    if (options.creationStatements && options.connection === undefined) throw new Error(`${where}: creationStatements need the connection that they are for. Name it, or leave both out.`);
    const seconds = secondsOf(where, 'lifetime', options.lifetime ?? Duration.hours(1), LEAST_LIFE);
    // Credentials end with the token that asked for them, and a role that is not known here gets tokens of an hour.
    if (seconds > 3600 && options.connection === undefined) throw new Error(`${where}: a lifetime of more than an hour is the role's to say, which is written here only with its connection. Name the connection, or leave lifetime out.`);
    return new VaultSource(VaultSourceKind.DATABASE, checked(where, role, options.mount), {
      mount: options.mount ?? 'database',
      seconds,
      database: options,
    });
  }

  /** A certificate and its key, issued for each that asks, by a role of the PKI engine that allows its names and no other. */
  public static pki(role: string, options: PkiSourceOptions): VaultSource {
    const where = `VaultSource.pki(${role})`;
    for (const name of [options.commonName, ...options.altNames ?? []]) {
      const problem = name ? dnsSubdomainProblem(name) : 'is empty';
      if (problem) throw new Error(`${where}: the name '${name}' ${problem}. Write a host name without wildcard, such as 'cart.shop.svc.cluster.local'.`);
    }
    return new VaultSource(VaultSourceKind.PKI, checked(where, role, options.mount), {
      mount: options.mount ?? 'pki',
      seconds: secondsOf(where, 'lifetime', options.lifetime ?? Duration.days(1), LEAST_LIFE),
      pki: options,
    });
  }

  private constructor(
    /** What kind of secret it is. */
    public readonly kind: VaultSourceKind,
    private readonly name: string,
    private readonly details: { mount?: string; seconds?: number; database?: DatabaseSourceOptions; pki?: PkiSourceOptions },
  ) {}

  /** Path below the mount: of the KV engine without `data/`. @internal */
  public get _path(): string {
    switch (this.kind) {
      case VaultSourceKind.KV: return this.name;
      case VaultSourceKind.DATABASE: return `creds/${this.name}`;
      case VaultSourceKind.PKI: return `issue/${this.name}`;
    }
  }

  /** @internal */
  public _mount(backend: SecretBackend): string {
    return this.details.mount ?? backend.kvMount;
  }

  /** Path of the API below `/v1/`. KV version 2 answers under `data/`. @internal */
  public _apiPath(backend: SecretBackend): string {
    return `${this._mount(backend)}/${this.kind === VaultSourceKind.KV ? 'data/' : ''}${this._path}`;
  }

  /** To issue is to write. @internal */
  public get _capability(): VaultCapability {
    return this.kind === VaultSourceKind.PKI ? 'update' : 'read';
  }

  /** Name of the engine's role. @internal */
  public get _role(): string {
    return this.name;
  }

  /** Life of what was made, in seconds; undefined for what nobody makes. @internal */
  public get _seconds(): number | undefined {
    return this.details.seconds;
  }

  /** Parameters of the request. @internal */
  public get _parameters(): Record<string, string> {
    const { pki, seconds } = this.details;
    if (!pki) return {};
    return { common_name: pki.commonName, ...(pki.altNames?.length ? { alt_names: [...pki.altNames].sort().join(',') } : {}), ttl: `${seconds}s` };
  }

  /** Host names, the common name first. @internal */
  public get _hostNames(): string[] {
    return this.details.pki ? [this.details.pki.commonName, ...[...this.details.pki.altNames ?? []].sort()] : [];
  }

  /** Files where none are named. @internal */
  public get _defaultKeys(): Record<string, string> {
    switch (this.kind) {
      case VaultSourceKind.KV: return {};
      case VaultSourceKind.DATABASE: return { password: 'password', username: 'username' };
      case VaultSourceKind.PKI: return { 'ca.crt': 'issuing_ca', 'tls.crt': 'certificate', 'tls.key': 'private_key' };
    }
  }

  /** Throws where Vault would read something else than is meant. @internal */
  public _check(backend: SecretBackend, where: string): void {
    if (this.kind === VaultSourceKind.KV) checkVaultPath(this.name, backend, where);
  }

  /** The mount that it needs, and the role in it. @internal */
  public _engine(backend: SecretBackend): VaultEngine {
    const { database, seconds } = this.details;
    const mount = this._mount(backend);
    switch (this.kind) {
      case VaultSourceKind.KV: return { mount, type: 'kv', roles: [] };
      case VaultSourceKind.DATABASE: return {
        mount,
        type: 'database',
        roles: database?.connection === undefined ? [] : [{
          name: this.name,
          settings: {
            db_name: database.connection, default_ttl: seconds!, max_ttl: seconds!,
            ...(database.creationStatements ? { creation_statements: [...database.creationStatements] } : {}),
          },
        }],
      };
      case VaultSourceKind.PKI: return {
        mount,
        type: 'pki',
        roles: [{
          name: this.name,
          settings: {
            // These names as they stand: no subdomain, no wildcard, no localhost.
            allowed_domains: this._hostNames, allow_bare_domains: true, allow_subdomains: false, allow_glob_domains: false, allow_wildcard_certificates: false,
            allow_localhost: false, allow_ip_sans: false, enforce_hostnames: true, key_type: 'ec', key_bits: 256, max_ttl: seconds!,
          },
        }],
      };
    }
  }
}

function checked(where: string, role: string, mount: string | undefined): string {
  if (!ROLE.test(role)) throw new Error(`${where}: '${role}' is no name of a role. Write letters, digits, '_', '-' and '.', such as 'shop-cart'.`);
  if (mount !== undefined && !MOUNT.test(mount)) throw new Error(`${where}: mount '${mount}' must be a mount path without leading or trailing '/', such as 'database'.`);
  return role;
}
