import { Change, expectBrokenTwins, expectFine, findingsAfter } from '../hardened-set';

const tokens = (token: object): Change => ({ at: 'pod/volumes/0', to: { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token', ...token } }] } } });
const UNBOUNDED = "the volume 'token' projects a token without an audience or a life of at most 7200 seconds";

describe('a pod is somebody to the API server without need', () => {
  expectBrokenTwins([
    ['serviceaccount-deprecated-field', 'by an old name', [{ at: 'pod/serviceAccount', to: 'cart' }, { at: 'pod/serviceAccountName' }], "serviceAccount is 'cart'"],
    ['default-serviceaccount-used', 'everybody', { at: 'pod/serviceAccountName' }, 'serviceAccountName is not set'],
    ['default-serviceaccount-used', 'everybody, by name', { at: 'pod/serviceAccountName', to: 'default' }, "serviceAccountName is 'default'"],
    ['automount-token-pod', 'with a token', { at: 'pod/automountServiceAccountToken', to: true }, "automountServiceAccountToken is true, and no role is bound to 'cart'"],
    ['automount-token-pod', 'with a token, by default', [{ at: 'pod/automountServiceAccountToken' }, { in: 'ServiceAccount/cart', at: '/automountServiceAccountToken' }],
      "automountServiceAccountToken is not set, and no role is bound to 'cart'"],
    ['automount-token-serviceaccount', 'with a token, by its account', { in: 'ServiceAccount/default', at: '/automountServiceAccountToken' }, 'automountServiceAccountToken is not set'],
    ['automount-token-serviceaccount', 'with a token, by the word of its account', { in: 'ServiceAccount/default', at: '/automountServiceAccountToken', to: true }, 'automountServiceAccountToken is true'],
    ['projected-token-bounded', 'at every service', tokens({ expirationSeconds: 600 }), UNBOUNDED],
    ['projected-token-bounded', 'for a day', tokens({ audience: 'vault', expirationSeconds: 86400 }), UNBOUNDED],
    ['serviceaccount-token-secret', 'for ever', { add: { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/service-account-token' } },
      "type is 'kubernetes.io/service-account-token'"],
    ['serviceaccount-exists', 'who is not there', { remove: 'ServiceAccount/cart' }, "serviceAccountName is 'cart', and the set has no such ServiceAccount"],
    ['shared-serviceaccount', 'whom others are too', { at: 'pod/serviceAccountName', to: 'report' }, "serviceAccountName is 'report', which Deployment shop/cart runs under too"],
    ['default-serviceaccount-automount', 'whom Kubernetes made', { remove: 'ServiceAccount/default' },
      "the namespace 'shop' leaves its default ServiceAccount as it comes, with token automount on"],
  ]);

  expectFine([
    ['serviceaccount-token-secret', 'another Secret', { add: { apiVersion: 'v1', kind: 'Secret', type: 'Opaque' } }],
    ['automount-token-pod', 'an account that mounts none', { at: 'pod/automountServiceAccountToken' }],
    ['automount-token-pod', 'a token of an account with a role', [{ at: 'pod/automountServiceAccountToken', to: true },
      { add: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', roleRef: { kind: 'Role', name: 'x' }, subjects: [{ kind: 'ServiceAccount', name: 'cart' }] } }]],
    ['automount-token-serviceaccount', 'an account whose pods say that they mount none', { in: 'ServiceAccount/cart', at: '/automountServiceAccountToken' }],
    ['default-serviceaccount-used', 'an account by its old name, which the API server reads too', [{ at: 'pod/serviceAccount', to: 'cart' }, { at: 'pod/serviceAccountName' }]],
    ['serviceaccount-deprecated-field', 'both names, as the API server writes them', { at: 'pod/serviceAccount', to: 'cart' }],
  ]);

  test.each([['a short life', { expirationSeconds: 600 }], ['the hour that the API server gives it', {}]])('a token with an audience and %s is fine', (_, life) => {
    expect(findingsAfter('projected-token-bounded', tokens({ audience: 'vault', ...life }))).toEqual([]);
  });

  test('sources that are null are none', () => {
    expect(findingsAfter('projected-token-bounded', { at: 'pod/volumes/0', to: { name: 'token', projected: { sources: null } } })).toEqual([]);
  });

  test('the accounts of a namespace that others own may be elsewhere', () => {
    const settings = { externalNamespaces: [{ name: 'shop', labels: {}, defaultDeny: true }] };
    expect(findingsAfter('serviceaccount-exists', [{ remove: 'ServiceAccount/cart' }, { remove: 'ServiceAccount/report' }, { remove: 'ServiceAccount/default' }], { settings })).toEqual([]);
    expect(findingsAfter('serviceaccount-exists', { remove: 'ServiceAccount/cart' }, { settings })).toHaveLength(1);
  });
});
