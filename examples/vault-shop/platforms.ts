import { PlatformProps, Reloader, SecretBackend, SecretDelivery } from 'cdk8s-hardened';

const platform: PlatformProps = {
  kubernetesVersion: '1.34',
  registries: ['registry.shop.example'],
  reloader: Reloader.STAKATER,
};
const secretBackend = SecretBackend.vault({
  server: 'https://vault.vault.svc:8200', kvMount: 'kv',
  // For the agent alone: with every other delivery no pod of the shop calls Vault.
  pods: { namespace: 'vault', labels: { 'app.kubernetes.io/name': 'vault' } },
});

/** One cluster for each delivery. Nothing else differs. */
export const PLATFORMS: Record<string, PlatformProps> = {
  'external-secrets': { ...platform, secretBackend, secretDelivery: SecretDelivery.externalSecrets() },
  'vault-agent': { ...platform, secretBackend, secretDelivery: SecretDelivery.vaultAgent() },
  'secrets-store-csi': { ...platform, secretBackend, secretDelivery: SecretDelivery.secretsStoreCsi() },
  'vault-secrets-operator': { ...platform, secretBackend, secretDelivery: SecretDelivery.vaultSecretsOperator() },
  // A cluster without Vault.
  'encrypted-files': platform,
};
