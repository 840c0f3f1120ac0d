import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { FileTemplate } from './file-template';
import { SecretRotation } from './rotation';
import { VaultGrant } from './vault-grant';
import { VaultSource } from './vault-source';
import { SecretBackend } from '../platform/secret-backend';
import { SecretDelivery } from '../platform/secret-delivery';
import { HardenedWorkload } from '../workloads/hardened-workload';

/** A secret that is to be delivered, checked and with everything filled in. */
export interface SecretRequest {
  /** Below it stands what is emitted. */
  readonly construct: Construct;
  /** Its path, for messages. */
  readonly where: string;
  readonly namespace: string;
  /** Name of the Secret, or of whatever stands for it. */
  readonly name: string;
  /** File to property of the secret in Vault, sorted by file. */
  readonly keys: Readonly<Record<string, string>>;
  /** Further files, made of values and text; sorted. */
  readonly templates: readonly FileTemplate[];
  readonly refreshInterval?: Duration;
  readonly delivery: SecretDelivery;
  /** Set: the Secret holds this one key, made by a template, for the kubelet alone. */
  readonly registry?: string;
}

/** A request to Vault. */
export interface VaultRequest extends SecretRequest {
  readonly source: VaultSource;
  readonly backend: SecretBackend;
}

/** How the files of a secret are shown to a workload. */
export interface MountRequest {
  /** Names of the containers; left out, the main one. */
  readonly containers?: readonly string[];
  /** Where the program is told to read them again. */
  readonly reload?: { readonly port: number; readonly path: string };
}

/** What one delivery makes of one secret. */
export interface SecretCarrier {
  /** Name of the Secret in the cluster; undefined where none is made. */
  readonly secretName?: string;
  /** Keys of that Secret, by file. */
  readonly secretKeys: Readonly<Record<string, string>>;
  readonly rotation: SecretRotation;
  /** The Secret is made from a file that is no part of the tree. */
  readonly isElsewhere?: boolean;
  /** What the cluster must bring besides the tree. */
  readonly assumptions: readonly string[];
  /** Who reads what; complete only when all has been declared. */
  grants(): VaultGrant[];
  mount(workload: HardenedWorkload, path: string, how: MountRequest): void;
  /** A workload reads it as a variable: it restarts with it. */
  use(workload: HardenedWorkload): void;
}

/** The permission that a secret needs. */
export function grantOf({ namespace, source, backend }: VaultRequest, serviceAccount: string, purpose: string): VaultGrant {
  return {
    namespace, serviceAccount, purpose,
    audience: backend.audience,
    permissions: [{ path: source._apiPath(backend), capabilities: [source._capability] }],
  };
}

/** Throws where somebody is to tell the program that its files have changed, and nobody can. */
export function refuseReload({ where }: SecretRequest, workload: HardenedWorkload, { reload }: MountRequest): void {
  if (reload) throw new Error(`${where}: mountInto(${workload.node.path}): nothing of this delivery is in the pod and could tell the program at ${reload.path}. Use SecretDelivery.vaultAgent(), or leave reload out.`);
}

/** Throws where files are to be made of several values, and nobody can make them. */
export function refuseTemplates({ where, templates }: SecretRequest, why: string): void {
  if (templates.length > 0) throw new Error(`${where}: templates: ${why}. Use SecretDelivery.externalSecrets(), vaultAgent() or vaultSecretsOperator(), or put the values together in the program.`);
}
