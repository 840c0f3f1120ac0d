import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { isRecord, recordOf } from '../../manifest/object';
import { SecretDeliveryKind } from '../../platform/secret-delivery';

/** What a file in Git says of the Secret that it becomes. Its content is never kept, and never printed. */
export interface EncryptedFile {
  readonly name: string;
  readonly namespace: string;
  readonly type: string;
  readonly keys: readonly string[];
  /** Of the bytes of the file: it changes when the content does, and tells nothing of it. */
  readonly hash: string;
}

/** Reads the manifest of a SealedSecret, or of a Secret encrypted with SOPS. Throws where anything in it is not encrypted. */
export function readEncryptedFile(file: string, kind: SecretDeliveryKind, where: string): EncryptedFile {
  const text = contentOf(file, where);
  const [object, ...more] = documentsOf(text, file, where);
  if (!isRecord(object) || more.length > 0) throw new Error(`${where}: ${file} must hold one object. Give each Secret a file of its own.`);
  const found = kind === SecretDeliveryKind.SEALED_SECRETS ? sealed(object, file, where) : sops(object, file, where);
  return { ...found, hash: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}

function contentOf(file: string, where: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(`${where}: ${file} cannot be read. Write the path of the encrypted manifest, from the folder in which the app runs.`);
  }
}

/** Messages of the parser quote the text, which may be no cipher. */
function documentsOf(text: string, file: string, where: string): unknown[] {
  try {
    return loadAll(text).filter(document => document !== null && document !== undefined);
  } catch {
    throw new Error(`${where}: ${file} is no YAML. Write the path of the encrypted manifest.`);
  }
}

function sealed(object: Record<string, unknown>, file: string, where: string): Omit<EncryptedFile, 'hash'> {
  if (object.kind !== 'SealedSecret') throw new Error(`${where}: ${file} is a ${String(object.kind)}, and no SealedSecret. Seal it with kubeseal, or use SecretDelivery.sops().`);
  const spec = recordOf(object.spec);
  const template = recordOf(spec.template);
  for (const field of ['data', 'stringData']) {
    if (Object.keys(recordOf(template[field])).length > 0) throw new Error(`${where}: ${file} has spec.template.${field}, which stands there in clear. Move it into encryptedData.`);
  }
  return { ...named(object), type: String(template.type ?? 'Opaque'), keys: Object.keys(recordOf(spec.encryptedData)).sort() };
}

function sops(object: Record<string, unknown>, file: string, where: string): Omit<EncryptedFile, 'hash'> {
  if (object.kind !== 'Secret' || !isRecord(object.sops)) throw new Error(`${where}: ${file} is no Secret encrypted with SOPS. Encrypt it with sops --encrypt --encrypted-regex '^(data|stringData)$'.`);
  const values = { ...recordOf(object.data), ...recordOf(object.stringData) };
  const clear = Object.keys(values).find(key => !/^ENC\[AES256_GCM,/.test(String(values[key])));
  if (clear !== undefined) throw new Error(`${where}: ${file}: '${clear}' is not encrypted, and stands in Git. Replace the secret wherever it is used, and encrypt the new one.`);
  return { ...named(object), type: String(object.type ?? 'Opaque'), keys: Object.keys(values).sort() };
}

function named(object: Record<string, unknown>): Pick<EncryptedFile, 'name' | 'namespace'> {
  const { name, namespace } = recordOf(object.metadata);
  return { name: String(name ?? ''), namespace: String(namespace ?? '') };
}
