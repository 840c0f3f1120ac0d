import { Chart } from 'cdk8s';
import { compareTexts } from '../../manifest/lists';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';
import { secondsOf } from '../../workloads/fail';
import { HardenedWorkload } from '../../workloads/hardened-workload';
import { grantOf, MountRequest, refuseReload, SecretCarrier, VaultRequest } from '../carrier';
import { rendered } from '../file-template';
import { RestartedBy, SecretRotation } from '../rotation';
import { mountSecret } from '../secret-volume';
import { VaultGrant, vaultRoleName } from '../vault-grant';
import { VaultSourceKind } from '../vault-source';

const API_VERSION = 'secrets.hashicorp.com/v1beta1';
/** Kinds that the operator can start anew. */
const RESTARTABLE = ['DaemonSet', 'Deployment', 'StatefulSet'];
const KINDS = { [VaultSourceKind.KV]: 'VaultStaticSecret', [VaultSourceKind.DATABASE]: 'VaultDynamicSecret', [VaultSourceKind.PKI]: 'VaultPKISecret' } as const;

/** A Secret that the Vault Secrets Operator makes, under an identity that can read this one thing; it starts the workloads that mount it anew. */
export class OperatorSecret implements SecretCarrier {
  public readonly secretName: string;
  public readonly secretKeys: Readonly<Record<string, string>>;
  public readonly assumptions: readonly string[];
  public readonly rotation: SecretRotation;
  private readonly account: string;
  private readonly users = new Set<HardenedWorkload>();

  public constructor(private readonly request: VaultRequest) {
    const { construct, name, namespace, source, backend, where, delivery } = request;
    const { caSecret } = delivery._options.vaultSecretsOperator!;
    if (backend.caConfigMap !== undefined && caSecret === undefined) {
      throw new Error(`${where}: the Vault Secrets Operator reads a CA certificate from no ConfigMap (caConfigMap). Set caSecret in SecretDelivery.vaultSecretsOperator(): a Secret with 'ca.crt'.`);
    }
    if (request.refreshInterval && source.kind !== VaultSourceKind.KV) {
      throw new Error(`${where}: refreshInterval: the Vault Secrets Operator renews what Vault makes when two thirds of its lifetime are over, whatever is said here. Leave it out, or set lifetime.`);
    }
    this.secretName = name;
    this.secretKeys = { ...request.keys, ...Object.fromEntries(request.templates.map(({ file }) => [file, file])) };
    this.account = `vault-${name}`;
    this.checkKeys();
    const metadata = { name: this.account, namespace, annotations: waveAnnotations(Platform.of(construct), SYNC_WAVES.SECRETS) };
    emit(construct, 'ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false });
    emit(construct, 'Connection', {
      apiVersion: API_VERSION, kind: 'VaultConnection', metadata,
      spec: { address: backend.server, skipTLSVerify: false, ...(caSecret === undefined ? {} : { caCertSecretRef: caSecret }) },
    });
    emit(construct, 'Auth', {
      apiVersion: API_VERSION, kind: 'VaultAuth', metadata,
      spec: {
        vaultConnectionRef: this.account, method: 'kubernetes', mount: backend.authMount,
        ...(backend.vaultNamespace === undefined ? {} : { namespace: backend.vaultNamespace }),
        // No allowedNamespaces: what is left out is this namespace alone.
        kubernetes: {
          role: vaultRoleName({ namespace, serviceAccount: this.account }), serviceAccount: this.account,
          audiences: [backend.audience], tokenExpirationSeconds: 600,
        },
      },
    });
    emit(construct, 'Resource', { apiVersion: API_VERSION, kind: KINDS[source.kind], metadata: { ...metadata, name }, spec: () => this.spec() });
    this.assumptions = [`The Vault Secrets Operator may mint tokens for the ServiceAccounts of namespace ${namespace}: its chart lets it do so for all.`];
    this.rotation = {
      renewsFiles: true, restartedBy: RestartedBy.OPERATOR,
      says: `the operator asks Vault ${source.kind === VaultSourceKind.KV ? `every ${this.refreshSeconds() / 60} min` : 'when two thirds of the lifetime are over'}, and starts the workloads that use it anew (pods of Jobs keep what they started with).`,
    };
  }

  public grants(): VaultGrant[] {
    return [grantOf(this.request, this.account, `Secret ${this.request.name}, read by the Vault Secrets Operator`)];
  }

  public mount(workload: HardenedWorkload, path: string, how: MountRequest): void {
    refuseReload(this.request, workload, how);
    mountSecret(workload, this.secretName, this.secretKeys, path, how.containers);
    this.use(workload);
  }

  public use(workload: HardenedWorkload): void {
    this.users.add(workload);
  }

  private refreshSeconds(): number {
    const { refreshInterval, where } = this.request;
    return refreshInterval === undefined ? 3600 : secondsOf(where, 'refreshInterval', refreshInterval, 1);
  }

  private spec(): Record<string, unknown> {
    const { source, backend } = this.request;
    const base = {
      vaultAuthRef: this.account, mount: source._mount(backend),
      ...(backend.vaultNamespace === undefined ? {} : { namespace: backend.vaultNamespace }),
      destination: this.destination(),
      ...this.targets(),
    };
    switch (source.kind) {
      case VaultSourceKind.KV: return { ...base, type: 'kv-v2', path: source._path, refreshAfter: `${this.refreshSeconds()}s`, hmacSecretData: true };
      case VaultSourceKind.DATABASE: return { ...base, path: source._path, renewalPercent: 67, revoke: true };
      case VaultSourceKind.PKI: {
        const [commonName, ...altNames] = source._hostNames;
        return { ...base, role: source._role, commonName, ...(altNames.length > 0 ? { altNames } : {}), ttl: `${source._seconds}s`, expiryOffset: `${Math.floor(source._seconds! / 3)}s`, revoke: false, clear: false };
      }
    }
  }

  /** Without `create` the operator waits for ever for a Secret of that name. */
  private destination(): Record<string, unknown> {
    const { construct, name, keys, registry, templates } = this.request;
    const { labels } = Chart.of(construct);
    return {
      name, create: true, overwrite: false, type: registry === undefined ? 'Opaque' : 'kubernetes.io/dockerconfigjson',
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      transformation: registry === undefined
        // The whole answer of Vault would stand beside the keys, as `_raw`, and every other property of the secret.
        ? { excludeRaw: true, includes: Object.values(keys).sort(compareTexts).map(key => `^${key.replace(/\./g, '\\.')}$`), ...(templates.length > 0 ? { templates: this.texts() } : {}) }
        : {
          excludeRaw: true, excludes: ['.*'],
          templates: { '.dockerconfigjson': { text: `{"auths":{"${registry}":{"auth":"{{ printf "%s:%s" (get .Secrets "${keys.username}") (get .Secrets "${keys.password}") | b64enc }}"}}}` } },
        },
    };
  }

  /** `get` of a name that is not there is empty; but the key is then missing in the Secret too, and keeps the pod from starting. */
  private texts(): Record<string, unknown> {
    return Object.fromEntries(this.request.templates.map(({ file, parts }) => [file, { text: rendered(parts, ({ property }) => `get .Secrets ${JSON.stringify(property)}`) }]));
  }

  private targets(): Record<string, unknown> {
    const targets = [...this.users].filter(({ _kindName }) => RESTARTABLE.includes(_kindName)).map(({ _kindName, name }) => ({ kind: _kindName, name }));
    return targets.length === 0 ? {} : { rolloutRestartTargets: targets.sort((a, b) => compareTexts(`${a.kind}/${a.name}`, `${b.kind}/${b.name}`)) };
  }

  /** The Secret has Vault's own names: a template of this operator writes an empty value where a property is missing. */
  private checkKeys(): void {
    const { keys, where, templates } = this.request;
    const taken = templates.find(({ file }) => Object.values(keys).includes(file));
    if (taken) throw new Error(`${where}: templates '${taken.file}' is the name of a property too, under which the Vault Secrets Operator writes that one. Name the file otherwise.`);
    const wrong = Object.values(keys).find(property => !/^[-._a-zA-Z0-9]{1,253}$/.test(property));
    if (wrong !== undefined) throw new Error(`${where}: the property '${wrong}' is no key of a Secret, in which the Vault Secrets Operator writes it by that name. Rename it in Vault, or use SecretDelivery.externalSecrets().`);
  }
}
