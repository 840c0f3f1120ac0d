import { Construct } from 'constructs';
import { Platform } from '../platform/platform';
import { SecretBackend } from '../platform/secret-backend';

/** Where secrets live. Throws where the platform does not say. */
export function backendOf(construct: Construct): SecretBackend {
  const backend = Platform.of(construct).secretBackend;
  if (backend) return backend;
  throw new Error(`${construct.node.path}: the platform says not where secrets live. Set platform.secretBackend to SecretBackend.vault({ server: 'https://vault.example:8200', kvMount: 'kv' }).`);
}
