import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const volume = (source: object): Change => ({ at: 'pod/volumes/0', to: { name: 'tmp', ...source } });
const configMap: Change = { add: { apiVersion: 'v1', kind: 'ConfigMap' } };
const externalSecret = (spec: object): Change => ({ add: { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', spec } });
const providerClass: Change = { add: { apiVersion: 'secrets-store.csi.x-k8s.io/v1', kind: 'SecretProviderClass', spec: { secretObjects: [{ secretName: 'db' }, { secretName: 'more' }] } } };
const ofVault = (kind: string): Change => ({ add: { apiVersion: 'secrets.hashicorp.com/v1beta1', kind, spec: { destination: { name: 'db' } } } });
const env = (valueFrom: object): Change => ({ at: 'container/env', to: [{ name: 'A', valueFrom }] });

describe('a pod waits for what never comes', () => {
  expectBrokenTwins([
    ['secret-reference-exists', 'a ConfigMap', [configMap, volume({ configMap: { name: 'settings' } })], "reads the ConfigMap 'settings', which nothing in the set makes"],
    ['secret-reference-exists', 'a ConfigMap, in a variable', [configMap, env({ configMapKeyRef: { name: 'settings', key: 'a' } })], "reads the ConfigMap 'settings', which nothing in the set makes"],
    ['secret-reference-exists', 'a Secret that is fetched under another name', [externalSecret({ target: { name: 'db' } }), volume({ secret: { secretName: 'extra' } })],
      "reads the Secret 'extra', which nothing in the set makes"],
    ['secret-reference-exists', 'a Secret beside one that the CSI driver makes', [providerClass, volume({ secret: { secretName: 'other' } })], "reads the Secret 'other', which nothing in the set makes"],
    ['secret-reference-exists', 'a Secret beside a certificate', [ofVault('VaultPKISecret'), volume({ secret: { secretName: 'other' } })], "reads the Secret 'other', which nothing in the set makes"],
    ['secret-reference-exists', 'a whole ConfigMap', [configMap, { at: 'container/envFrom', to: [{ configMapRef: { name: 'settings' } }] }], "reads the ConfigMap 'settings', which nothing in the set makes"],
    ['secret-reference-exists', 'a part of a projected volume', [configMap, volume({ projected: { sources: [{ configMap: { name: 'settings' } }] } })],
      "reads the ConfigMap 'settings', which nothing in the set makes"],
  ]);

  expectFine([
    ['secret-reference-exists', 'a ConfigMap of the set', [configMap, volume({ configMap: { name: 'extra' } })]],
    ['secret-reference-exists', 'a ConfigMap that is optional', [configMap, volume({ configMap: { name: 'x', optional: true } })]],
    ['secret-reference-exists', 'the ConfigMap that Kubernetes gives', [configMap, volume({ configMap: { name: 'kube-root-ca.crt' } })]],
    ['secret-reference-exists', 'a Secret that is fetched', [externalSecret({ target: { name: 'db' } }), volume({ secret: { secretName: 'db' } })]],
    ['secret-reference-exists', 'Secrets that the CSI driver makes', [providerClass, volume({ secret: { secretName: 'more' } })]],
    ['secret-reference-exists', 'a certificate of Vault', [ofVault('VaultPKISecret'), volume({ secret: { secretName: 'db' } })]],
    ['secret-reference-exists', 'a Secret where nothing of the set makes any', volume({ secret: { secretName: 'db' } })],
  ]);
});
