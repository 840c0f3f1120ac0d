import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const store = (vault: object, kind = 'SecretStore'): Change => ({ add: { apiVersion: 'external-secrets.io/v1', kind, spec: { provider: { vault } } } });
const generator = (provider: object): Change => ({ add: { apiVersion: 'generators.external-secrets.io/v1alpha1', kind: 'VaultDynamicSecret', spec: { provider } } });
const csi = (parameters: object): Change => ({ add: { apiVersion: 'secrets-store.csi.x-k8s.io/v1', kind: 'SecretProviderClass', spec: { parameters } } });
const connection = (spec: object): Change => ({ add: { apiVersion: 'secrets.hashicorp.com/v1beta1', kind: 'VaultConnection', spec } });
const annotated = (annotations: object): Change => ({ at: '/spec/template/metadata/annotations', to: annotations });

describe('somebody else answers for Vault', () => {
  expectBrokenTwins([
    ['vault-tls-verified', 'in the eyes of the agent', annotated({ 'vault.hashicorp.com/tls-skip-verify': 'true' }), 'the annotation vault.hashicorp.com/tls-skip-verify is true'],
    ['vault-tls-verified', 'in the eyes of the agent, as Go reads it', annotated({ 'vault.hashicorp.com/tls-skip-verify': '1' }), 'the annotation vault.hashicorp.com/tls-skip-verify is true'],
    ['vault-tls-verified', 'in plain text, to the agent', annotated({ 'vault.hashicorp.com/service': 'http://vault:8200' }), 'the annotation vault.hashicorp.com/service is plain HTTP'],
    ['vault-tls-verified', 'in the eyes of the agent of a job', { in: 'CronJob/report', at: '/spec/jobTemplate/spec/template/metadata/annotations', to: { 'vault.hashicorp.com/tls-skip-verify': 'True' } },
      'the annotation vault.hashicorp.com/tls-skip-verify is true'],
    ['vault-tls-verified', 'in the eyes of the driver', csi({ vaultSkipTLSVerify: 'true' }), 'spec.parameters.vaultSkipTLSVerify is true'],
    ['vault-tls-verified', 'in plain text, to the driver', csi({ vaultAddress: 'http://vault:8200' }), 'spec.parameters.vaultAddress is plain HTTP'],
    ['vault-tls-verified', "in the eyes of Vault's operator", connection({ skipTLSVerify: true }), 'spec.skipTLSVerify is true'],
    ['vault-tls-verified', "in plain text, to Vault's operator", connection({ address: 'HTTP://vault:8200' }), 'spec.address is plain HTTP'],
    ['vault-tls-verified', 'in plain text, to a store', store({ server: 'http://vault:8200' }), 'spec.provider.vault.server is plain HTTP'],
    ['vault-tls-verified', 'in plain text, to a store of the cluster', store({ server: 'http://vault:8200' }, 'ClusterSecretStore'), 'spec.provider.vault.server is plain HTTP'],
    ['vault-tls-verified', 'in plain text, to a generator', generator({ server: 'http://vault:8200' }), 'spec.provider.server is plain HTTP'],
    ['vault-tls-verified', 'in the eyes of a program', { at: 'container/env/0', to: { name: 'VAULT_SKIP_VERIFY', value: 'true' } }, "container 'cart': the variable VAULT_SKIP_VERIFY is true"],
  ]);

  expectFine([
    ['vault-tls-verified', 'https, verified', csi({ vaultAddress: 'https://vault:8200', vaultSkipTLSVerify: 'false' })],
    ['vault-tls-verified', 'a switch that is off', annotated({ 'vault.hashicorp.com/tls-skip-verify': 'false', 'vault.hashicorp.com/service': 'https://vault:8200' })],
    ['vault-tls-verified', 'another variable', { at: 'container/env/0', to: { name: 'VAULT_ADDR', value: 'https://vault' } }],
    ['vault-tls-verified', 'a store of another provider', { add: { apiVersion: 'external-secrets.io/v1', kind: 'SecretStore', spec: { provider: { aws: {} } } } }],
  ]);
});

describe('a store logs in as the operator', () => {
  expectBrokenTwins([
    ['eso-store-account', 'since it names nobody', store({ auth: { kubernetes: { role: 'shop' } } }), 'auth.kubernetes names neither serviceAccountRef nor secretRef'],
    ['eso-store-account', 'for the whole cluster', store({ auth: { kubernetes: { role: 'shop' } } }, 'ClusterSecretStore'), 'auth.kubernetes names neither serviceAccountRef nor secretRef'],
    ['eso-store-account', 'as a generator', generator({ auth: { kubernetes: { role: 'shop' } } }), 'auth.kubernetes names neither serviceAccountRef nor secretRef'],
    ['eso-store-identity', 'by a key, as a generator', generator({ auth: { tokenSecretRef: { name: 'x' } } }), 'spec.provider authenticates by tokenSecretRef'],
  ]);

  expectFine([
    ['eso-store-account', 'an account', store({ auth: { kubernetes: { serviceAccountRef: { name: 'x' } } } })],
    ['eso-store-account', 'another way to log in', store({ auth: { jwt: {} } })],
  ]);
});
