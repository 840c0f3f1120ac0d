import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const object = (kind: string, spec: object): Change => ({ add: { apiVersion: 'external-secrets.io/v1', kind, spec } });
const vault = (auth: object) => ({ provider: { vault: { server: 'https://vault.example', auth } } });
const secret = (spec: object) => object('ExternalSecret', spec);
const byNamespace = { remoteKeysByNamespace: true };

describe('a namespace reads what is another’s', () => {
  expectBrokenTwins([
    ['eso-cluster-store-conditions', 'as all do', object('ClusterSecretStore', {}), 'spec.conditions is not set'],
    ['eso-namespaced-store', 'with the rights of all', secret({ secretStoreRef: { kind: 'ClusterSecretStore', name: 'x' } }), "spec.secretStoreRef.kind is 'ClusterSecretStore'"],
    ['eso-namespaced-store', 'since it is written there', object('ClusterExternalSecret', {}), 'writes Secrets into many namespaces'],
    ['eso-store-identity', 'by a key that anyone may find', object('SecretStore', vault({ tokenSecretRef: { name: 'x' } })), 'spec.provider authenticates by tokenSecretRef'],
    ['eso-remote-key-prefix', 'by its key', secret({ data: [{ remoteRef: { key: 'shop/db' } }, { remoteRef: { key: 'bank/db' } }] }), "the remote key 'bank/db' is not below 'shop/'", byNamespace],
    ['eso-remote-key-prefix', 'by a key that begins alike', secret({ dataFrom: [{ extract: { key: 'shopping/db' } }] }), "the remote key 'shopping/db' is not below 'shop/'", byNamespace],
  ]);

  expectFine([
    ['eso-cluster-store-conditions', 'a store for some', object('ClusterSecretStore', { conditions: [{ namespaces: ['shop'] }] })],
    ['eso-namespaced-store', 'a store of its own', secret({ secretStoreRef: { kind: 'SecretStore', name: 'x' } })],
    ['eso-store-identity', 'a ServiceAccount', object('SecretStore', vault({ kubernetes: { role: 'shop', serviceAccountRef: { name: 'x' } } }))],
    ['eso-remote-key-prefix', 'its own keys', secret({ data: [{ remoteRef: { key: 'shop/db' } }] }), byNamespace],
  ]);
});
