import { SecretBackend } from '../../platform/secret-backend';
import { VaultLogin, VaultLoginMethod } from '../../platform/vault-login';

/** Who logs in. */
export interface LoginAccount {
  readonly name: string;
  /** Stated in cluster-scoped objects alone: left out there, the account would be looked for in the namespace of whoever asks. */
  readonly namespace?: string;
  /** Name of the role in Vault. */
  readonly role: string;
}

/** Vault, as the operator's stores and generators name it. */
export function vaultProvider(backend: SecretBackend, account: LoginAccount, login: VaultLogin): Record<string, unknown> {
  return {
    server: backend.server,
    path: backend.kvMount,
    version: 'v2',
    ...(backend.vaultNamespace === undefined ? {} : { namespace: backend.vaultNamespace }),
    ...(backend.caConfigMap === undefined ? {} : {
      caProvider: { type: 'ConfigMap', name: backend.caConfigMap, key: 'ca.crt', ...(account.namespace === undefined ? {} : { namespace: account.namespace }) },
    }),
    auth: auth(backend, account, login),
  };
}

/** Without an account here the operator logs in as itself, and every store can read what any store can. */
function auth({ authMount, audience }: SecretBackend, { name, namespace, role }: LoginAccount, login: VaultLogin): Record<string, unknown> {
  const reference = { name, ...(namespace === undefined ? {} : { namespace }) };
  switch (login.method) {
    case VaultLoginMethod.KUBERNETES: return { kubernetes: { mountPath: authMount, role, serviceAccountRef: { ...reference, audiences: [audience] } } };
    case VaultLoginMethod.JWT: return {
      jwt: { path: login.mount, role, kubernetesServiceAccountToken: { serviceAccountRef: { ...reference, audiences: [audience] }, expirationSeconds: 600 } },
    };
    case VaultLoginMethod.APP_ROLE: {
      const { secretName, roleIdKey = 'role-id', secretIdKey = 'secret-id' } = login._appRole!;
      const secret = { name: secretName, ...(namespace === undefined ? {} : { namespace }) };
      return { appRole: { path: login.mount, roleRef: { ...secret, key: roleIdKey }, secretRef: { ...secret, key: secretIdKey } } };
    }
  }
}
