import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const object = (kind: string, spec: object): Change => ({ add: { apiVersion: 'gateway.networking.k8s.io/v1', kind, spec } });
const gateway = (...listeners: object[]) => object('Gateway', { listeners });
const route = (backend: object) => object('HTTPRoute', { rules: [{ backendRefs: [backend] }] });
const from = (whom: string) => ({ protocol: 'HTTPS', allowedRoutes: { namespaces: { from: whom } } });

describe('a Gateway lets in what it should not, or leads nowhere', () => {
  expectBrokenTwins([
    ['gateway-listener-tls', 'plain text', gateway({ protocol: 'HTTP' }), 'spec.listeners has HTTP, and nothing with TLS'],
    ['gateway-routes-from-all', 'routes of anyone', gateway(from('Same'), from('All')), 'spec.listeners[1] takes routes from every namespace'],
    ['gateway-reference-grant-wide', 'every Secret', object('ReferenceGrant', { to: [{ group: '', kind: 'Secret' }] }), 'spec.to grants every Secret of the namespace'],
    ['gateway-backend-dangling', 'to nobody', route({ name: 'nobody', port: 80 }), "leads to the Service 'shop/nobody', which is not in the set"],
    ['gateway-backend-dangling', 'to no port', route({ name: 'cart', port: 8080 }), 'leads to the port 8080, which Service shop/cart does not have'],
  ]);

  expectFine([
    ['gateway-listener-tls', 'plain text beside TLS', gateway({ protocol: 'HTTP' }, { protocol: 'HTTPS' })],
    ['gateway-routes-from-all', 'routes of its own namespace', gateway(from('Same'))],
    ['gateway-reference-grant-wide', 'a Secret by name', object('ReferenceGrant', { to: [{ group: '', kind: 'Secret', name: 'shop' }] })],
    ['gateway-backend-dangling', 'a Service', route({ name: 'cart', port: 80 })],
    ['gateway-backend-dangling', 'what is no Service', route({ group: 'shop.example', kind: 'Bucket', name: 'x' })],
  ]);
});
