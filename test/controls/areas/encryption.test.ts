import { check } from '../../../src/posture/check';
import { Change, changedSet, expectBrokenTwins, expectFine, findingsAfter, judged } from '../hardened-set';

const KMS = { kms: { apiVersion: 'v2', name: 'vault', endpoint: 'unix:///run/kms.sock' } };
const SECRET = Buffer.from('0123456789abcdef').toString('base64');
const file = (resources: object[]): Change => ({ add: { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'EncryptionConfiguration', metadata: {}, resources } });
const rule = (providers: object[], resources = ['secrets']) => file([{ resources, providers }]);
const withKeys = (...names: string[]) => ({ aescbc: { keys: names.map(name => ({ name, secret: SECRET })) } });

describe('etcd holds what anyone can read', () => {
  expectBrokenTwins([
    ['encryption-identity-first', 'as it is', rule([{ identity: {} }, KMS]), 'identity is the first provider'],
    ['encryption-identity-first', 'since nothing is said', rule([]), 'providers is empty'],
    ['encryption-identity-first', 'by one of the rules', file([{ resources: ['secrets'], providers: [KMS] }, { resources: ['configmaps'], providers: [{ identity: {} }] }]), 'identity is the first provider'],
    ['encryption-static-key', 'with the key beside it', rule([withKeys('a')]), 'aescbc has a key in the file'],
    ['encryption-static-key', 'with several keys beside it', rule([KMS, withKeys('a', 'b')]), 'aescbc has 2 keys in the file'],
    ['encryption-static-key', 'with a key of another form', rule([{ secretbox: { keys: [{ name: 'a', secret: SECRET }] } }]), 'secretbox has a key in the file'],
    ['encryption-static-key', 'with a key that may be used too often', rule([{ aesgcm: { keys: [{ name: 'a', secret: SECRET }] } }]), 'aesgcm has a key in the file'],
    ['encryption-kms-v2', 'by the old protocol', rule([{ kms: { apiVersion: 'v1', name: 'x' } }]), "kms.apiVersion is 'v1'"],
    ['encryption-kms-v2', 'by the old protocol, which is the default', rule([{ kms: { name: 'x' } }]), 'kms.apiVersion is not set, which is v1'],
    ['encryption-covers-secrets', 'since Secrets are not meant', rule([KMS], ['configmaps']), 'no rule is for secrets'],
    ['encryption-covers-secrets', 'since nothing is meant', file([]), 'no rule is for secrets'],
  ]);

  expectFine([
    ['encryption-identity-first', 'what was written before', rule([KMS, { identity: {} }])],
    ['encryption-static-key', 'a plugin', rule([KMS])],
    ['encryption-kms-v2', 'a plugin', rule([KMS])],
    ['encryption-covers-secrets', 'all of the core group', rule([KMS], ['*.'])],
    ['encryption-covers-secrets', 'all there is', rule([KMS], ['*.*'])],
  ]);

  test('a key is never shown', () => {
    expect(findingsAfter('encryption-static-key', rule([withKeys('a')]))).toHaveLength(1);
    expect(JSON.stringify(check(judged(changedSet(rule([withKeys('a')])))))).not.toContain(SECRET.slice(0, 3));
  });

  test('a file of the control plane has no name, and needs none', () => {
    expect(findingsAfter('resource-name-valid', rule([KMS]))).toEqual([]);
  });
});
