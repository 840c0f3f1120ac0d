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

describe('what the webhook of the operator refuses', () => {
  const data = [{ secretKey: 'a', remoteRef: { key: 'shop/db' } }];
  const template = (more: object) => secret({ data, target: { template: more } });
  const store = (spec: object) => object('SecretStore', spec);
  const generatorRef = { kind: 'VaultDynamicSecret', name: 'x' };
  const ref = { name: 'x', key: 'k' };
  expectBrokenTwins([
    ['eso-webhook-valid', 'a Secret of others, deleted', secret({ data, target: { creationPolicy: 'Merge', deletionPolicy: 'Delete' } }), 'deletionPolicy Delete cannot stand with creationPolicy Merge'],
    ['eso-webhook-valid', 'keys of no Secret, deleted', secret({ data, target: { creationPolicy: 'None', deletionPolicy: 'Merge' } }), 'deletionPolicy Merge cannot stand with creationPolicy None'],
    ['eso-webhook-valid', 'nothing', secret({}), 'neither data nor dataFrom says what is fetched'],
    ['eso-webhook-valid', 'a key twice', secret({ data: [...data, ...data] }), "the key 'a' stands in data twice"],
    ['eso-webhook-valid', 'a bootstrap token', template({ type: 'bootstrap.kubernetes.io/token' }), 'no template may make a bootstrap token: it would let machines join the cluster'],
    ['eso-webhook-valid', 'the token of an account', template({ type: 'kubernetes.io/service-account-token', metadata: { annotations: { 'kubernetes.io/service-account.name': 'admin' } } }),
      'a template that makes a token may not name the ServiceAccount: it would be one of whoever is named'],
    ['eso-webhook-valid', 'the token of an account that is fetched', template({ type: 'kubernetes.io/service-account-token', templateFrom: [{ target: 'Annotations' }] }),
      'a template that makes a token may not name the ServiceAccount: it would be one of whoever is named'],
    ['eso-webhook-valid', 'a template into any field', template({ templateFrom: [{ target: 'spec.type' }] }), "the target 'spec.type' is none of Data, Annotations and Labels"],
    ['eso-webhook-valid', 'two ways at once', secret({ dataFrom: [{ extract: { key: 'x' }, sourceRef: { generatorRef } }] }), 'more than one of extract, find and generatorRef says what is fetched'],
    ['eso-webhook-valid', 'no way', secret({ dataFrom: [{}] }), 'none of extract, find and sourceRef says what is fetched'],
    ['eso-webhook-valid', 'a source that is none', secret({ dataFrom: [{ sourceRef: {} }] }), 'names neither a store nor a generator'],
    ['eso-webhook-valid', 'days', store({ refreshInterval: '7d' }), "'7d' is no duration"],
    ['eso-webhook-valid', 'a broken expression', object('ClusterSecretStore', { conditions: [{ namespaceRegexes: ['team-('] }] }), "'team-(' is no regular expression"],
    ['eso-webhook-valid', 'an expression that looks ahead', object('ClusterSecretStore', { conditions: [{ namespaceRegexes: ['team-(?=a)'] }] }), "'team-(?=a)' is no regular expression"],
    ['eso-webhook-valid', 'an account of others', store(vault({ kubernetes: { serviceAccountRef: { name: 'x', namespace: 'bank' } } })), "a SecretStore refers to the namespace 'bank', and may only to its own"],
    ['eso-webhook-valid', 'no role', store(vault({ appRole: { secretRef: ref } })), 'neither roleId nor roleRef names the role'],
    ['eso-webhook-valid', 'no token', store(vault({ jwt: { role: 'x' } })), 'neither secretRef nor kubernetesServiceAccountToken gives a token'],
    ['eso-webhook-valid', 'half a key pair', store({ provider: { vault: { tls: { certSecretRef: ref } } } }), 'only one of certSecretRef and keySecretRef is there'],
    ['eso-webhook-valid', 'check-and-set without versions', store({ provider: { vault: { version: 'v1', checkAndSet: { required: true } } } }),
      'check-and-set is of version 2 of the engine, and the store uses version 1'],
  ]);

  expectFine([
    ['eso-webhook-valid', 'keys, and a Secret of others that stays', secret({ data, target: { creationPolicy: 'Merge' } })],
    ['eso-webhook-valid', 'a key twice, where the last one is wanted', secret({ data: [...data, ...data], target: { deletionPolicy: 'Delete' } })],
    ['eso-webhook-valid', 'a generator', secret({ dataFrom: [{ sourceRef: { generatorRef } }] })],
    ['eso-webhook-valid', 'labels by a template, in whichever case', template({ type: 'Opaque', templateFrom: [{ target: 'LABELS' }] })],
    ['eso-webhook-valid', 'a login by AppRole, and a whole key pair', store({ refreshInterval: '1h30m', provider: { vault: { auth: { appRole: { roleId: 'x', secretRef: ref } }, tls: { certSecretRef: ref, keySecretRef: ref } } } })],
    ['eso-webhook-valid', 'a store of the cluster, with an account of one namespace', object('ClusterSecretStore', { conditions: [{ namespaceRegexes: ['^team-(?P<name>a|b)$'] }], ...vault({ jwt: { kubernetesServiceAccountToken: { serviceAccountRef: { name: 'x', namespace: 'bank' } } } }) })],
  ]);
});
