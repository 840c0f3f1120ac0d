import { SecretBackend } from '../platform/secret-backend';

/** Throws where `path` is none of a KV version 2 engine, or could match more than itself in a Vault policy. */
export function checkVaultPath(path: string, backend: SecretBackend, where: string): void {
  const instead = "Write the path below the mount, such as 'shop/cart'.";
  if (path.startsWith('/') || path.endsWith('/')) throw new Error(`${where}: path '${path}' begins or ends with '/'. ${instead}`);
  // The operator cuts both off, and would read another secret than the policy names.
  const prefix = ['data/', 'metadata/', `${backend.kvMount}/`].find(text => path.startsWith(text));
  if (prefix !== undefined) throw new Error(`${where}: path '${path}' begins with '${prefix}', which is put before it here. ${instead}`);
  const segments = path.split('/');
  // '*' and '+' are wildcards of Vault's policies; quotes and '$' would leave the text of the policy.
  const wrong = segments.find(segment => !/^[A-Za-z0-9_.-]+$/.test(segment) || /^\.+$/.test(segment));
  if (wrong !== undefined) throw new Error(`${where}: path '${path}' holds '${wrong}'. Each part is letters, digits, '_', '-' and '.', and no wildcard. ${instead}`);
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
