import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const istio = { serviceMesh: 'istio' } as const;
const net = (kind: string, spec: object, name = 'extra'): Change => ({ add: { apiVersion: 'networking.istio.io/v1', kind, metadata: { name, namespace: 'shop' }, spec } });
const security = (kind: string, spec: object): Change => ({ add: { apiVersion: 'security.istio.io/v1', kind, spec } });
const off = { tls: { mode: 'DISABLE' } };
const gateway = (server: object): Change => net('Gateway', { servers: [{ hosts: ['shop.example'], port: { number: 443, protocol: 'HTTPS' } }, { hosts: ['shop.example'], port: { number: 80, protocol: 'HTTP' }, ...server }] });
const labels = (value: object): Change => ({ in: 'Namespace/shop', at: '/metadata/labels', to: value });
const selector = { matchLabels: { 'app.kubernetes.io/name': 'cart' } };
const OUTSIDE = 'no label takes its pods into the mesh';

describe('requests go where, or how, they should not', () => {
  expectBrokenTwins([
    ['istio-destination-tls', 'in plain text', net('DestinationRule', { host: 'cart', trafficPolicy: off }), "tls.mode is 'DISABLE'"],
    ['istio-destination-tls', 'in plain text on one port of one version', net('DestinationRule', { host: 'cart', subsets: [{ trafficPolicy: { portLevelSettings: [off] } }] }), "tls.mode is 'DISABLE'"],
    ['istio-gateway-hosts', 'for every name', gateway({ hosts: ['*'], tls: { httpsRedirect: true } }), "one of spec.servers is for the host '*'"],
    ['istio-gateway-tls', 'in plain text', gateway({}), 'spec.servers[1] takes HTTP without TLS'],
    ['istio-virtualservice-wildcard', 'for every service', net('VirtualService', { hosts: ['*'] }), 'spec.hosts is ["*"]'],
    ['istio-request-auth-enforced', 'without a token', security('RequestAuthentication', { selector }), 'no AuthorizationPolicy demands the token that it checks'],
    ['istio-request-auth-enforced', 'without a token, since another is asked for', [security('RequestAuthentication', { selector }),
      security('AuthorizationPolicy', { selector: { matchLabels: { app: 'x' } }, rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] })],
    'no AuthorizationPolicy demands the token that it checks'],
    ['istio-namespace-enrolled', 'past the mesh', {}, OUTSIDE, istio],
    ['istio-namespace-enrolled', 'past the mesh, said', labels({ 'istio-injection': 'disabled' }), OUTSIDE, istio],
    ['istio-service-port-protocol', 'as Istio guesses', { in: 'Service/cart', at: '/spec/ports/0/name', to: 'web' }, 'the port web does not say what it speaks', istio],
    ['istio-references-exist', 'to nobody', net('DestinationRule', { host: 'nobody' }), "the host 'nobody' is no Service of the set"],
    ['istio-references-exist', 'to nobody, by the full name', net('VirtualService', { hosts: ['cart'], http: [{ route: [{ destination: { host: 'nobody.shop.svc.cluster.local' } }] }] }),
      "the host 'nobody.shop.svc.cluster.local' is no Service of the set"],
    ['istio-references-exist', 'through no gateway', [net('Gateway', {}, 'a'), net('VirtualService', { hosts: ['shop.example'], gateways: ['b', 'mesh'] })], "the gateway 'b' is not in the set"],
  ]);

  expectFine([
    ['istio-destination-tls', 'mutual TLS', net('DestinationRule', { host: 'cart', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } })],
    ['istio-gateway-hosts', 'a name', gateway({ tls: { httpsRedirect: true } })],
    ['istio-gateway-tls', 'a redirect', gateway({ tls: { httpsRedirect: true } })],
    ['istio-virtualservice-wildcard', 'a name', net('VirtualService', { hosts: ['shop.example'] })],
    ['istio-request-auth-enforced', 'a token that is demanded', [security('RequestAuthentication', { selector }),
      security('AuthorizationPolicy', { selector, rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] })]],
    ['istio-namespace-enrolled', 'sidecars', labels({ 'istio-injection': 'enabled' }), istio],
    ['istio-namespace-enrolled', 'ambient', labels({ 'istio.io/dataplane-mode': 'ambient' }), istio],
    ['istio-service-port-protocol', 'a name that says it', { in: 'Service/cart', at: '/spec/ports/0/name', to: 'grpc-cart' }, istio],
    ['istio-references-exist', 'a Service', net('DestinationRule', { host: 'cart' })],
    ['istio-references-exist', 'the Internet', net('DestinationRule', { host: 'api.payments.example' })],
  ]);
});
