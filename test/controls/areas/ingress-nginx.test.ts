import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const NGINX = 'nginx.ingress.kubernetes.io';
const ingress = (annotations: object, path = '/'): Change => (
  { add: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'extra', namespace: 'shop', annotations }, spec: { rules: [{ host: 'shop.example', http: { paths: [{ path }] } }] } } });
const config = (data: object): Change => ({ add: { apiVersion: 'v1', kind: 'ConfigMap', data } });

describe('an Ingress is code in the controller', () => {
  expectBrokenTwins([
    ['ingress-nginx-snippets', 'as a snippet', ingress({ [`${NGINX}/server-snippet`]: 'x' }), `the annotation ${NGINX}/server-snippet is set`],
    ['ingress-nginx-snippets', 'as a snippet for logins', ingress({ [`${NGINX}/auth-snippet`]: 'x' }), `the annotation ${NGINX}/auth-snippet is set`],
    ['ingress-nginx-annotation-injection', 'in an address', ingress({ [`${NGINX}/auth-url`]: 'http://a/#;\nload_module x;' }), `the annotation ${NGINX}/auth-url holds characters that end a value`],
    ['ingress-nginx-annotation-injection', 'in a name', ingress({ [`${NGINX}/auth-tls-match-cn`]: 'CN=a #(\n){}' }), `the annotation ${NGINX}/auth-tls-match-cn holds characters that end a value`],
    ['ingress-path-charset', 'in a path', ingress({}, '/var/run/secrets/kubernetes.io/serviceaccount/'), 'one of the paths reaches into a file system: /var/run/secrets/kubernetes.io/serviceaccount/'],
    ['ingress-path-charset', 'in a path that goes up', ingress({}, '/a/../etc'), 'one of the paths reaches into a file system: /a/../etc'],
    ['ingress-nginx-snippets-disabled', 'for everyone', config({ 'allow-snippet-annotations': 'true' }), "allow-snippet-annotations is 'true'"],
  ]);

  expectFine([
    ['ingress-nginx-snippets', 'a limit', ingress({ [`${NGINX}/limit-rps`]: '5' })],
    ['ingress-nginx-annotation-injection', 'an address', ingress({ [`${NGINX}/auth-url`]: 'https://sso.example/auth?rd=$scheme://$host', [`${NGINX}/rewrite-target`]: '/$2' })],
    ['ingress-path-charset', 'a pattern', ingress({}, '/api(/|$)(.*)')],
    ['ingress-path-charset', 'a page', ingress({}, '/system/aliases/etc')],
    ['ingress-nginx-snippets-disabled', 'nobody', config({ 'allow-snippet-annotations': 'false' })],
  ]);
});
