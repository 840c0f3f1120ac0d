import { Chart, Duration } from 'cdk8s';
import { emitReader } from './token-role';
import { vaultProvider } from './vault-provider';
import { compareTexts } from '../../manifest/lists';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';
import { VaultLogin, VaultLoginMethod } from '../../platform/vault-login';
import { HardenedWorkload } from '../../workloads/hardened-workload';
import { grantOf, MountRequest, refuseReload, SecretCarrier, VaultRequest } from '../carrier';
import { rendered } from '../file-template';
import { goDuration, refreshBefore } from '../go-duration';
import { reloadOnChange } from '../reload';
import { SecretRotation } from '../rotation';
import { mountSecret, reloadedRotation } from '../secret-volume';
import { VaultGrant, vaultRoleName } from '../vault-grant';
import { VaultSourceKind } from '../vault-source';

const GENERATORS = 'generators.external-secrets.io/v1alpha1';

/** A Secret that the External Secrets Operator makes, under an identity that can read this one thing. */
export class ExternalSecret implements SecretCarrier {
  public readonly secretName: string;
  public readonly secretKeys: Readonly<Record<string, string>>;
  public readonly assumptions: readonly string[];
  public readonly rotation: SecretRotation;
  private readonly account: { readonly name: string; readonly namespace: string };

  public constructor(private readonly request: VaultRequest) {
    const { construct, name, namespace, backend, where } = request;
    const { clusterStore, login = VaultLogin.kubernetes() } = request.delivery._options.externalSecrets!;
    this.secretName = name;
    this.secretKeys = Object.fromEntries([...Object.keys(request.keys), ...request.templates.map(({ file }) => file)].map(file => [file, file]));
    this.account = clusterStore ? { name: clusterStore.accountName, namespace: clusterStore.accountNamespace } : { name: `vault-${name}`, namespace };
    const role = vaultRoleName({ namespace: this.account.namespace, serviceAccount: this.account.name });
    const metadata = { name, namespace, annotations: waveAnnotations(Platform.of(construct), SYNC_WAVES.SECRETS) };
    const own = { ...metadata, name: this.account.name };
    if (clusterStore) this.checkClusterStore(clusterStore.storeName, clusterStore.namespaces);
    else if (login.method !== VaultLoginMethod.APP_ROLE) emitReader(construct, this.account.name, namespace, backend);
    const provider = vaultProvider(backend, { name: this.account.name, role }, login);
    if (this.isGenerated) {
      emit(construct, 'Generator', {
        apiVersion: GENERATORS, kind: 'VaultDynamicSecret', metadata: own,
        spec: { path: request.source._apiPath(backend), ...this.asked(), resultType: 'Data', allowEmptyResponse: false, provider },
      });
    } else if (!clusterStore) {
      emit(construct, 'SecretStore', { apiVersion: 'external-secrets.io/v1', kind: 'SecretStore', metadata: own, spec: { provider: { vault: provider } } });
    }
    const every = refreshBefore(request.source._seconds, request.refreshInterval, where);
    emit(construct, 'Resource', {
      apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata,
      spec: this.spec(goDuration(every, where), clusterStore ? { kind: 'ClusterSecretStore', name: clusterStore.storeName } : { kind: 'SecretStore', name: this.account.name }),
    });
    // A token from the cache may be near its end, and takes what was leased under it along.
    this.assumptions = request.source.kind === VaultSourceKind.DATABASE ? ['The External Secrets Operator logs in to Vault anew each time: its token cache is off, as by default.'] : [];
    this.rotation = reloadedRotation(Platform.of(construct), `the operator asks Vault every ${spoken(every)}`);
  }

  public grants(): VaultGrant[] {
    const { name, delivery } = this.request;
    const { clusterStore, login } = delivery._options.externalSecrets!;
    const grant = grantOf(this.request, this.account.name, `Secret ${name}${clusterStore ? ` of namespace ${this.request.namespace}` : ''}, read by the External Secrets Operator`);
    return [{
      ...grant,
      namespace: this.account.namespace,
      ...(login && login.method !== VaultLoginMethod.KUBERNETES ? { login: { method: login.method, mount: login.mount! } } : {}),
    }];
  }

  public mount(workload: HardenedWorkload, path: string, how: MountRequest): void {
    refuseReload(this.request, workload, how);
    mountSecret(workload, this.secretName, this.secretKeys, path, how.containers);
    this.use(workload);
  }

  public use(workload: HardenedWorkload): void {
    reloadOnChange(workload, this.secretName);
  }

  private get isGenerated(): boolean {
    return this.request.source.kind !== VaultSourceKind.KV;
  }

  /** To issue a certificate is to write. */
  private asked(): Record<string, unknown> {
    const { source } = this.request;
    return source.kind === VaultSourceKind.PKI ? { method: 'POST', parameters: source._parameters } : { method: 'GET' };
  }

  private checkClusterStore(store: string, namespaces: readonly string[]): void {
    const { where, namespace } = this.request;
    if (!namespaces.includes(namespace)) throw new Error(`${where}: the ClusterSecretStore '${store}' is for ${namespaces.join(', ')}, and not for '${namespace}'. Add the namespace to it, or leave clusterStore out.`);
    if (this.isGenerated) throw new Error(`${where}: a generator logs in by itself and uses no store, so that the identity of '${store}' cannot be lent to it. Leave clusterStore out for this secret.`);
  }

  /** Every default written out: the operator's versions differ in which ones the server fills in, and each would show as drift. */
  private spec(refreshInterval: string, secretStoreRef: Record<string, string>): Record<string, unknown> {
    const { construct, name, registry } = this.request;
    const { labels } = Chart.of(construct);
    const data = this.template();
    return {
      refreshPolicy: 'Periodic',
      refreshInterval,
      ...(this.isGenerated ? {} : { secretStoreRef }),
      target: {
        name,
        creationPolicy: 'Owner',
        // An outage of Vault, or a slip there, must not take the Secret from running pods.
        deletionPolicy: 'Retain',
        template: {
          engineVersion: 'v2', mergePolicy: 'Replace', type: registry === undefined ? 'Opaque' : 'kubernetes.io/dockerconfigjson',
          ...(Object.keys(labels).length > 0 ? { metadata: { labels } } : {}),
          ...(data ? { data } : {}),
        },
      },
      ...(this.isGenerated ? { dataFrom: [{ sourceRef: { generatorRef: { apiVersion: GENERATORS, kind: 'VaultDynamicSecret', name: this.account.name } } }] } : { data: remoteData(this.request.source._path, this.request.keys) }),
    };
  }

  /** What the Secret holds, where that is not what was fetched. A name that is not there is an error of the template, so that no empty file is written. */
  private template(): Record<string, string> | undefined {
    const { keys, registry, where, templates } = this.request;
    if (registry !== undefined) return { '.dockerconfigjson': `{"auths":{"${registry}":{"auth":"{{ printf "%s:%s" .username .password | b64enc }}"}}}` };
    if (!this.isGenerated && templates.length === 0) return undefined;
    const wrong = this.isGenerated ? Object.values(keys).find(property => !/^[A-Za-z_]\w*$/.test(property)) : undefined;
    if (wrong !== undefined) throw new Error(`${where}: '${wrong}' is no name that a template can ask for. Name a field of Vault's answer, such as 'password' or 'certificate'.`);
    const value = ({ key, property }: { readonly key: string; readonly property: string }): string => this.isGenerated ? `.${property}` : field(key);
    const files = [...Object.entries(keys).map(([key, property]) => ({ file: key, parts: [{ key, property }] })), ...templates];
    return Object.fromEntries(files.map(({ file, parts }) => [file, rendered(parts, value)]));
  }
}

/** Of what was fetched, which has every key: a property that is missing fails before. */
function field(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `index . ${JSON.stringify(key)}`;
}

/** Every strategy written out: up to version 2.8 the server fills them in, and each would show as drift. */
export function remoteData(path: string, keys: Readonly<Record<string, string>>): Record<string, unknown>[] {
  return Object.entries(keys).sort(([a], [b]) => compareTexts(a, b)).map(([secretKey, property]) => ({
    secretKey,
    remoteRef: { key: path, property, conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' },
  }));
}

function spoken(every: Duration): string {
  const seconds = every.toSeconds();
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
