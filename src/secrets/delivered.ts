import { Chart, Duration } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { backendOf } from './backend-of';
import { SecretCarrier, SecretRequest, VaultRequest } from './carrier';
import { EncryptedSecret } from './encrypted-file/encrypted-secret';
import { ExternalSecret } from './external-secrets/external-secret';
import { fileTemplates } from './file-template';
import { CsiFiles } from './secrets-store-csi/csi-files';
import { AgentFiles } from './vault-agent/agent-files';
import { VaultLedger } from './vault-ledger';
import { checkSecretKeys } from './vault-path';
import { OperatorSecret } from './vault-secrets-operator/operator-secret';
import { VaultSource } from './vault-source';
import { compareTexts } from '../manifest/lists';
import { dnsLabelProblem } from '../manifest/names';
import { Platform } from '../platform/platform';
import { SecretDelivery, SecretDeliveryKind } from '../platform/secret-delivery';

/** What a construct asks to have delivered. */
export interface DeliveryProps {
  readonly name: string;
  readonly source?: VaultSource;
  readonly keys: Readonly<Record<string, string>>;
  readonly templates?: Readonly<Record<string, string>>;
  readonly refreshInterval?: Duration;
  readonly delivery?: SecretDelivery;
  readonly registry?: string;
}

const LONGEST_NAME = 63 - 'vault-'.length;
const CARRIERS = new WeakMap<IConstruct, SecretCarrier>();

/** The secrets of an app, sorted by path. */
export function carriersOf(root: IConstruct): { readonly construct: IConstruct; readonly carrier: SecretCarrier }[] {
  return root.node.findAll().flatMap(construct => {
    const carrier = CARRIERS.get(construct);
    return carrier ? [{ construct, carrier }] : [];
  }).sort((a, b) => compareTexts(a.construct.node.path, b.construct.node.path));
}

/** Emits what brings the secret, and enters in the ledger what Vault must know. */
export function deliver(construct: Construct, props: DeliveryProps): SecretCarrier {
  const where = construct.node.path;
  const platform = Platform.of(construct);
  const { namespace } = Chart.of(construct);
  const { delivery = platform.secretDelivery, name } = props;
  if (namespace === undefined) throw new Error(`${where}: has no namespace, and Vault's role is bound to one. Declare it in an IsolatedNamespace, or set the namespace of its Chart.`);
  const problem = name.length > LONGEST_NAME ? `is ${name.length} characters long; at most ${LONGEST_NAME} are allowed` : dnsLabelProblem(name);
  if (problem) throw new Error(`${where}: the name '${name}' ${problem}. Give another id, or set \`name\`.`);
  checkSecretKeys(props.keys, where);
  const keys = Object.fromEntries(Object.entries(props.keys).sort(([a], [b]) => compareTexts(a, b)));
  const templates = fileTemplates(props.templates ?? {}, keys, where);
  const carrier = carried({ ...props, construct, where, namespace, delivery, keys, templates }, props.source);
  CARRIERS.set(construct, carrier);
  return carrier;
}

function carried(request: SecretRequest, source: VaultSource | undefined): SecretCarrier {
  const { kind } = request.delivery;
  if (kind === SecretDeliveryKind.SEALED_SECRETS || kind === SecretDeliveryKind.SOPS) {
    if (source) throw new Error(`${request.where}: path, or source, is of Vault, and a file in Git needs none. Leave it out.`);
    return new EncryptedSecret(request);
  }
  const vault = vaultRequest(request, source);
  const carrier = fromVault(vault);
  VaultLedger.of(request.construct).add(vault.source._engine(vault.backend), () => carrier.grants());
  return carrier;
}

function vaultRequest(request: SecretRequest, source: VaultSource | undefined): VaultRequest {
  const { where } = request;
  const backend = backendOf(request.construct);
  if (!source) throw new Error(`${where}: nothing says what to read. Set path to a secret of the KV engine, such as 'shop/cart', or source to VaultSource.database() or VaultSource.pki().`);
  source._check(backend, where);
  return { ...request, source, backend };
}

function fromVault(request: VaultRequest): SecretCarrier {
  switch (request.delivery.kind) {
    case SecretDeliveryKind.VAULT_AGENT: return new AgentFiles(request);
    case SecretDeliveryKind.SECRETS_STORE_CSI: return new CsiFiles(request);
    case SecretDeliveryKind.VAULT_SECRETS_OPERATOR: return new OperatorSecret(request);
    default: return new ExternalSecret(request);
  }
}
