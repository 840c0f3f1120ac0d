import { SecretBackend, VaultBackendOptions } from '../../src/platform/secret-backend';

const STATED = { server: 'https://vault.example:8200', kvMount: 'kv' };

it('has the documented defaults', () => {
  expect(SecretBackend.vault(STATED)).toMatchObject({
    ...STATED,
    authMount: 'kubernetes',
    audience: 'vault',
    vaultNamespace: undefined,
    caConfigMap: undefined,
    operatorNamespace: 'external-secrets',
    operatorServiceAccount: 'external-secrets',
  });
});

it('takes what is said', () => {
  const said: VaultBackendOptions = {
    ...STATED,
    kvMount: 'team/kv',
    authMount: 'k8s/prod',
    audience: 'https://vault.example',
    vaultNamespace: 'team',
    caConfigMap: 'vault-ca',
    operatorNamespace: 'eso',
    operatorServiceAccount: 'eso',
  };
  expect(SecretBackend.vault(said)).toMatchObject(said);
});

it.each(['http://vault.example', 'vault.example:8200', 'https://', 'https://vault.example/', 'https://vault.example/v1', 'https://vault.example?x', ''])(
  "the address '%s' is refused", server => {
    expect(() => SecretBackend.vault({ ...STATED, server })).toThrow(new Error(
      `platform.secretBackend: server '${server}' must be https://host:port without user, path and query: over plain HTTP tokens and secrets cross the network in clear.`));
  });

it('a password in the address is not repeated in the message', () => {
  const message = (() => { try { SecretBackend.vault({ ...STATED, server: 'https://user:word@vault.example' }); } catch (error) { return (error as Error).message; } return ''; })();
  expect(message).toBe("platform.secretBackend: server 'https://…@vault.example' must be https://host:port without user, path and query: over plain HTTP tokens and secrets cross the network in clear.");
});

it.each([
  [{ operatorNamespace: 'Ops' }, "operatorNamespace 'Ops' must be lower-case letters, digits and '-', beginning and ending with a letter or digit"],
  [{ operatorServiceAccount: '' }, "operatorServiceAccount '' is empty"],
  [{ caConfigMap: 'a/b' }, "caConfigMap 'a/b' must be lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit"],
])('%j is refused', (options, problem) => {
  expect(() => SecretBackend.vault({ ...STATED, ...options })).toThrow(new Error(`platform.secretBackend: ${problem}. Name the one in the cluster, or leave it out.`));
});

it.each(['', '/kv', 'kv/', 'kv//x', 'kv*', 'k v'])("the mount '%s' is refused", mount => {
  const instead = "must be a mount path without leading or trailing '/', such as 'kv' or 'team/kv'.";
  expect(() => SecretBackend.vault({ ...STATED, kvMount: mount })).toThrow(new Error(`platform.secretBackend: kvMount '${mount}' ${instead}`));
  expect(() => SecretBackend.vault({ ...STATED, authMount: mount })).toThrow(new Error(`platform.secretBackend: authMount '${mount}' ${instead}`));
});

it('an empty audience is refused', () => {
  expect(() => SecretBackend.vault({ ...STATED, audience: '' })).toThrow(new Error(
    "platform.secretBackend: audience is empty, so that a token for the API server itself would log in. Write for instance 'vault'."));
});

it.each([
  [{ pods: { namespace: 'vault', labels: { app: 'vault' } }, cidrs: ['10.0.0.0/8'] }, 'pods and cidrs both say where Vault is. Keep one.'],
  [{ cidrs: [] }, "cidrs is empty. Write for instance ['10.1.2.0/24'], or leave it out."],
])('where Vault is, said wrongly: %j', (options, problem) => expect(() => SecretBackend.vault({ ...STATED, ...options })).toThrow(new Error(`platform.secretBackend: ${problem}`)));
