import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const backend = (name = 'cart', port: object = { number: 80 }) => ({ service: { name, port } });
const rule = (host: string | undefined, to: object = backend(), path = '/') => ({ host, http: { paths: [{ path, pathType: 'Prefix', backend: to }] } });
const ingress = (spec: object, annotations = {}, name = 'extra'): Change => (
  { add: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace: 'shop', annotations }, spec: { rules: [rule('shop.example')], ...spec } } });
const tls = (...hosts: string[]) => ({ tls: [{ hosts, secretName: 'shop' }] });

describe('an Ingress lets in what it should not, or leads nowhere', () => {
  expectBrokenTwins([
    ['ingress-tls', 'plain text', ingress({}), 'spec.tls is not set'],
    ['ingress-tls', 'plain text, by an empty list', ingress({ tls: [] }), 'spec.tls is []'],
    ['ingress-https-only', 'plain text beside TLS', ingress(tls('shop.example')), 'no annotation keeps the controller from serving plain text'],
    ['ingress-https-only', 'plain text, since nginx is told so', ingress({ ...tls('shop.example'), ingressClassName: 'nginx' }, { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' }),
      'no annotation keeps the controller from serving plain text'],
    ['ingress-host-matches-tls', 'plain text for one host', ingress(tls('other.example')), "the host 'shop.example' is in no section of spec.tls"],
    ['ingress-host-set', 'every name', ingress({ rules: [rule('shop.example'), rule(undefined)] }), 'spec.rules[1] names no host'],
    ['ingress-wildcard-host', 'every name of a domain', ingress({ rules: [rule('*.shop.example')] }), "spec.rules[0] is for '*.shop.example'"],
    ['ingress-default-backend', 'what nobody else takes', ingress({ defaultBackend: backend() }), 'spec.defaultBackend is set'],
    ['ingress-class-allowlist', 'by whoever takes it', ingress({}), 'spec.ingressClassName is "not set", which is none of \'shop\'', { ingressClasses: ['shop'] }],
    ['ingress-host-path-unique', 'for two', [ingress({}, {}, 'a'), ingress({}, {}, 'b')], "'shop.example/' is led elsewhere by Ingress shop/a"],
    ['ingress-host-path-unique', 'twice', ingress({ rules: [rule('shop.example'), rule('shop.example')] }), "'shop.example/' is led elsewhere by another rule"],
    ['ingress-dangling', 'to nobody', ingress({ rules: [rule('shop.example', backend('nobody'))] }), "leads to the Service 'nobody', which is not in the namespace"],
    ['ingress-dangling', 'to no port', ingress({ defaultBackend: backend('cart', { number: 8080 }) }), "leads to the port '8080', which Service shop/cart does not have"],
    ['ingress-dangling', 'to no port of that name', ingress({ rules: [rule('shop.example', backend('cart', { name: 'grpc' }))] }), "leads to the port 'grpc', which Service shop/cart does not have"],
  ]);

  expectFine([
    ['ingress-tls', 'TLS', ingress(tls('shop.example'))],
    ['ingress-https-only', 'a redirect', ingress({}, { 'alb.ingress.kubernetes.io/ssl-redirect': '443' })],
    ['ingress-https-only', 'nginx, which redirects on its own', ingress({ ...tls('shop.example'), ingressClassName: 'nginx' })],
    ['ingress-host-matches-tls', 'a certificate for the host', ingress(tls('shop.example'))],
    ['ingress-host-matches-tls', 'a certificate for the domain', ingress(tls('*.example'))],
    ['ingress-host-matches-tls', 'a certificate for every host', ingress({ tls: [{ secretName: 'shop' }] })],
    ['ingress-host-set', 'a host', ingress({})],
    ['ingress-wildcard-host', 'a host', ingress({})],
    ['ingress-default-backend', 'rules', ingress({})],
    ['ingress-class-allowlist', 'a class of the platform', ingress({ ingressClassName: 'shop' }), { ingressClasses: ['shop'] }],
    ['ingress-host-path-unique', 'another path', ingress({ rules: [rule('shop.example'), rule('shop.example', backend(), '/a')] })],
    ['ingress-host-path-unique', 'another class', [ingress({ ingressClassName: 'a' }, {}, 'a'), ingress({ ingressClassName: 'b' }, {}, 'b')]],
    ['ingress-dangling', 'a Service', ingress({})],
    ['ingress-dangling', 'a port by name', ingress({ rules: [rule('shop.example', backend('cart', { name: 'http' }))] })],
  ]);
});
