import { VaultEngine } from './vault-grant';
import { SecretBackend } from '../platform/secret-backend';

/** Of Vault itself, and of none of its engines. */
const OWN_PATHS = ['sys', 'auth', 'identity', 'cubbyhole'];

/** Throws where `path` is none of a KV version 2 engine, or could match more than itself in a Vault policy. */
export function checkVaultPath(path: string, backend: SecretBackend, where: string): void {
  const instead = "Write the path below the mount, such as 'shop/cart'.";
  if (path.startsWith('/') || path.endsWith('/')) throw new Error(`${where}: path '${path}' begins or ends with '/'. ${instead}`);
  // The operator cuts both off, and would read another secret than the policy names.
  const prefix = ['data/', 'metadata/', `${backend.kvMount}/`].find(text => path.startsWith(text));
  if (prefix !== undefined) throw new Error(`${where}: path '${path}' begins with '${prefix}', which is put before it here. ${instead}`);
  const wrong = wildSegment(path);
  if (wrong !== undefined) throw new Error(`${where}: path '${path}' holds '${wrong}'. Each part is letters, digits, '_', '-' and '.', and no wildcard. ${instead}`);
}

/** Throws where a path of the API, `kv/data/shop/cart`, could open more than it names. */
export function checkApiPath(path: string, engines: readonly VaultEngine[], where: string): void {
  const wrong = wildSegment(path);
  if (wrong !== undefined) throw new Error(`${where}: the path '${path}' holds '${wrong}'. Each part is letters, digits, '_', '-' and '.', and no wildcard. Name one path, such as 'kv/data/shop/cart'.`);
  const [root] = path.split('/');
  if (OWN_PATHS.includes(root)) throw new Error(`${where}: the path '${path}' is one of Vault's own, and who may write there makes themselves what they like. Name a path of a secrets engine.`);
  const mount = engines.find(engine => engine.type === 'kv' && path.startsWith(`${engine.mount}/`))?.mount;
  if (mount !== undefined && !/^(data|metadata)\/./.test(path.slice(mount.length + 1))) {
    throw new Error(`${where}: the path '${path}' is none of KV version 2. Write '${mount}/data/…' for values, or '${mount}/metadata/…' for what is known of them.`);
  }
}

/** '*' and '+' are wildcards of Vault's policies; quotes and '$' would leave the text of the policy. */
function wildSegment(path: string): string | undefined {
  return path.split('/').find(segment => !/^[A-Za-z0-9_.-]+$/.test(segment) || /^\.+$/.test(segment));
}

/** Throws where a file name is no key of a Secret, or a property is empty. */
export function checkSecretKeys(keys: Record<string, string>, where: string): void {
  if (Object.keys(keys).length === 0) throw new Error(`${where}: keys is empty, so that nothing would be read. Name files and the properties that fill them: { password: 'password' }.`);
  for (const [file, property] of Object.entries(keys)) {
    if (!/^[-._a-zA-Z0-9]{1,253}$/.test(file) || file === '.' || file.startsWith('..')) {
      throw new Error(`${where}: key '${file}' is no key of a Secret. Write letters, digits, '-', '_' and '.', not beginning with '..'.`);
    }
    if (typeof property !== 'string' || property.trim() === '') throw new Error(`${where}: key '${file}' names no property of the secret in Vault. Write its name.`);
  }
}
