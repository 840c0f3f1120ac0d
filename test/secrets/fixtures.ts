import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { valueAt } from '../../src/manifest/pointer';
import { Platform } from '../../src/platform/platform';
import { PlatformProps } from '../../src/platform/platform-props';
import { SecretBackend, VaultBackendOptions } from '../../src/platform/secret-backend';
import { SecretDelivery } from '../../src/platform/secret-delivery';
import { VaultBackedSecret, VaultBackedSecretProps } from '../../src/secrets/vault-backed-secret';
import { VaultLedger } from '../../src/secrets/vault-ledger';
import { IsolatedNamespace } from '../../src/tenancy/isolated-namespace';
import { HardenedDeployment } from '../../src/workloads/hardened-deployment';
import { ReplicatedWorkloadProps } from '../../src/workloads/workload-props';

const VAULT: VaultBackendOptions = {
  server: 'https://vault.vault.svc:8200', kvMount: 'kv', pods: { namespace: 'vault', labels: { 'app.kubernetes.io/name': 'vault' } },
};

export const IMAGE = `registry.example/cart:1@sha256:${'0'.repeat(64)}`;

/** A namespace of an app that has its secrets by this delivery. */
export function shopBy(secretDelivery: SecretDelivery, backend: Partial<VaultBackendOptions> = {}, platform: PlatformProps = {}): Chart {
  const app = new App();
  Platform.configure(app, { secretBackend: SecretBackend.vault({ ...VAULT, ...backend }), secretDelivery, ...platform });
  return IsolatedNamespace.existing(app, 'shop');
}

export function secretIn(scope: Construct, props: Partial<VaultBackedSecretProps> = {}, id = 'db'): VaultBackedSecret {
  return new VaultBackedSecret(scope, id, { ...(props.source || props.delivery ? {} : { path: 'shop/cart', keys: { password: 'db_password' } }), ...props });
}

export function cartIn(scope: Construct, props: Partial<ReplicatedWorkloadProps> = {}, id = 'cart'): HardenedDeployment {
  return new HardenedDeployment(scope, id, { image: IMAGE, ...props });
}

export type Plain = Record<string, unknown>;

export const jsonOf = (scope: Construct): Plain => ApiObject.of(scope).toJson() as Plain;

/** What a construct emitted, by kind. */
export function emitted(scope: Construct): Record<string, Plain> {
  return Object.fromEntries(scope.node.children.filter(ApiObject.isApiObject).map(node => [node.kind, node.toJson() as Plain]));
}

export const podOf = (workload: Construct) => valueAt(jsonOf(workload), ['spec', 'template', 'spec']) as {
  readonly volumes: readonly (Plain & { readonly name: string })[];
  readonly containers: readonly { readonly volumeMounts: readonly (Plain & { readonly name: string })[]; readonly env?: unknown }[];
};

export const podAnnotationsOf = (workload: Construct) => (valueAt(jsonOf(workload), ['spec', 'template', 'metadata', 'annotations']) ?? {}) as Record<string, string>;

/** `shop.cart: read kv/data/shop/cart`, for each grant. */
export function grantsIn(scope: Construct): string[] {
  return VaultLedger.of(scope).grants.map(({ namespace, serviceAccount, permissions }) =>
    `${namespace}.${serviceAccount}: ${permissions.map(({ path, capabilities }) => `${capabilities.join()} ${path}`).join('; ')}`);
}
