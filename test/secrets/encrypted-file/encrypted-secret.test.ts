import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { toYaml } from '../../../src/manifest/yaml';
import { SecretDelivery } from '../../../src/platform/secret-delivery';
import { RestartedBy } from '../../../src/secrets/rotation';
import { VaultBackedSecretProps } from '../../../src/secrets/vault-backed-secret';
import { cartIn, emitted, grantsIn, Plain, podAnnotationsOf, podOf, secretIn, shopBy } from '../fixtures';

const folder = mkdtempSync(join(tmpdir(), 'encrypted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CIPHER = 'AgAsealed';
const ENC = 'ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]';

function sealed(change: { metadata?: Plain; template?: Plain; data?: Plain } = {}): Plain {
  return {
    apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', metadata: { name: 'db', namespace: 'shop', ...change.metadata },
    spec: { encryptedData: change.data ?? { password: CIPHER }, template: { type: 'Opaque', ...change.template } },
  };
}

function sops(change: Plain = {}): Plain {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: 'shop' }, stringData: { password: ENC }, sops: { version: '3.11.0' }, ...change };
}

let count = 0;
function fileOf(content: Plain | string): string {
  const file = join(folder, `${count++}.yaml`);
  writeFileSync(file, typeof content === 'string' ? content : toYaml(content));
  return file;
}

const shop = () => shopBy(SecretDelivery.externalSecrets(), {});
const props = (delivery: SecretDelivery): VaultBackedSecretProps => ({ keys: { password: 'password' }, delivery });

describe.each([['SealedSecret', (content: Plain | string) => SecretDelivery.sealedSecrets(fileOf(content)), sealed()], ['SOPS', (content: Plain | string) => SecretDelivery.sops(fileOf(content)), sops()]] as const)(
  '%s', (_, by, good) => {
    it('is referred to, and nothing of it is in the tree or in Vault', () => {
      const chart = shop();
      const [cart, secret] = [cartIn(chart), secretIn(chart, props(by(good)))];
      secret.mountInto(cart, '/run/secrets/db');
      expect([emitted(secret), grantsIn(chart), secret.secretName]).toEqual([{}, [], 'db']);
      expect(podOf(cart).volumes).toContainEqual({ name: 'db', secret: { secretName: 'db', defaultMode: 0o400, optional: false } });
      expect(JSON.stringify(podOf(cart))).not.toMatch(/AgAsealed|ENC/);
    });

    it('rolls the pods out when the file changes, and at no other time', () => {
      const hashOf = (content: Plain) => {
        const chart = shop();
        const cart = cartIn(chart);
        secretIn(chart, props(by(content))).mountInto(cart, '/run/secrets/db');
        return podAnnotationsOf(cart)['secret-hash.cdk8s-hardened/db'];
      };
      expect(hashOf(good)).toMatch(/^[0-9a-f]{16}$/);
      expect(hashOf(good)).toBe(hashOf(good));
      expect(hashOf({ ...good, more: 'x' })).not.toBe(hashOf(good));
      expect(secretIn(shop(), props(by(good))).rotation.restartedBy).toBe(RestartedBy.ROLLOUT);
    });

    it.each<[string, Plain | string, RegExp]>([
      ['of another name', { ...good, metadata: { name: 'other', namespace: 'shop' } }, /^shop\/db: the name in .*\.yaml is 'other', and here it is 'db'\. Encrypt it under that one\.$/],
      ['of another namespace', { ...good, metadata: { name: 'db', namespace: 'bank' } }, /^shop\/db: the namespace in .*\.yaml is 'bank', and here it is 'shop'\. Encrypt it under that one\.$/],
      ['that is two', `${toYaml(good)}---\n${toYaml(good)}`, /^shop\/db: .*\.yaml must hold one object\. Give each Secret a file of its own\.$/],
      ['that is no YAML, which is not quoted', 'password: "hunter', /^shop\/db: [^:]*\.yaml is no YAML\. Write the path of the encrypted manifest\.$/],
    ])('a file %s is an error', (__, content, message) => expect(() => secretIn(shop(), props(by(content)))).toThrow(message));

    it('a key that it has not is an error', () => {
      expect(() => secretIn(shop(), { keys: { a: 'user' }, delivery: by(good) })).toThrow(/^shop\/db: .*\.yaml has no 'user'; it has password\. Add it there, or name one of those\.$/);
    });

    it.each<[string, VaultBackedSecretProps, string]>([
      ['a path', { path: 'shop/cart', keys: { password: 'password' } }, 'shop/db: path, or source, is of Vault, and a file in Git needs none. Leave it out.'],
      ['an interval', { keys: { password: 'password' }, refreshInterval: Duration.hours(1) }, 'shop/db: refreshInterval asks for something again, and nothing is asked of a file. Leave it out.'],
    ])('%s is an error', (__, more, message) => expect(() => secretIn(shop(), { ...more, delivery: by(good) })).toThrow(new Error(message)));
  });

it.each<[string, SecretDelivery, RegExp]>([
  ['a file that is not there', SecretDelivery.sops('no-such.yaml'), /^shop\/db: no-such\.yaml cannot be read\. Write the path of the encrypted manifest, from the folder in which the app runs\.$/],
  ['a Secret in clear, as SOPS', SecretDelivery.sops(fileOf(sops({ sops: undefined }))), /is no Secret encrypted with SOPS\. Encrypt it with sops/],
  ['a value in clear, which is not shown', SecretDelivery.sops(fileOf(sops({ data: { user: 'in-clear' } }))), /^shop\/db: [^:]*: 'user' is not encrypted, and stands in Git\. Replace the secret wherever it is used, and encrypt the new one\.$/],
  ['a Secret, as SealedSecret', SecretDelivery.sealedSecrets(fileOf(sops())), /is a Secret, and no SealedSecret\. Seal it with kubeseal, or use SecretDelivery\.sops\(\)\.$/],
  ['a template with values in clear', SecretDelivery.sealedSecrets(fileOf(sealed({ template: { data: { user: 'in-clear' } } }))), /has spec\.template\.data, which stands there in clear\. Move it into encryptedData\.$/],
  ['another type', SecretDelivery.sealedSecrets(fileOf(sealed({ template: { type: 'kubernetes.io/tls' } }))), /the type in .* is 'kubernetes\.io\/tls', and here it is 'Opaque'/],
])('%s is an error', (_, delivery, message) => {
  const make = () => secretIn(shop(), props(delivery));
  expect(make).toThrow(message);
  expect(make).not.toThrow('in-clear');
});

it('needs no Vault', () => {
  const chart = shopBy(SecretDelivery.sealedSecrets(fileOf(sealed())), {}, { secretBackend: undefined });
  expect(secretIn(chart, { keys: { password: 'password' }, path: undefined }).secretName).toBe('db');
});
