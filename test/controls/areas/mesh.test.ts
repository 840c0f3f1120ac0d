import { Change, expectBrokenTwins, findingsAfter } from '../hardened-set';

const istio = { serviceMesh: 'istio' } as const;
const peers = (spec: object): Change => ({ add: { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', spec } });
const authorization = (spec: object, name = 'extra', namespace = 'shop'): Change => (
  { add: { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name, namespace }, spec } });
const paths = (port: string) => ({ selector: { matchLabels: { 'app.kubernetes.io/name': 'cart' } }, rules: [{ to: [{ operation: { ports: [port], paths: ['/x'] } }] }] });

describe('nobody in the mesh knows who calls', () => {
  expectBrokenTwins([
    ['istio-mtls-strict', 'since plain text is taken too', peers({ mtls: { mode: 'PERMISSIVE' } }), "spec.mtls.mode is 'PERMISSIVE'"],
    ['istio-mtls-strict', 'since nothing is said', peers({}), 'spec.mtls.mode is not set'],
    ['istio-mtls-strict', 'on one port', peers({ mtls: { mode: 'STRICT' }, portLevelMtls: { 8080: { mode: 'DISABLE' } } }), "spec.portLevelMtls.8080.mode is 'DISABLE'"],
    ['istio-mtls-present', 'since nobody asks', {}, "the namespace 'shop' has no STRICT PeerAuthentication for all its workloads", istio],
    ['istio-mtls-present', 'since one workload asks', peers({ selector: { matchLabels: { app: 'x' } }, mtls: { mode: 'STRICT' } }),
      "the namespace 'shop' has no STRICT PeerAuthentication for all its workloads", istio],
    ['istio-authorization-default-deny', 'or who may', {}, "the namespace 'shop' has no AuthorizationPolicy that allows nothing", istio],
    ['istio-authorization-allow-all', 'since everyone may', authorization({ rules: [{ from: [{}] }, {}] }), 'spec.rules[1] is empty, which matches every request'],
    ['istio-http-on-tcp-port', 'since the rule is ignored', [authorization(paths('8080')), { at: 'container/ports/0/name', to: 'redis' }, { in: 'Service/cart', at: '/spec/ports/0/name', to: 'redis' }],
      'paths are asked of the port 8080, which is not declared as HTTP'],
    ['istio-injection-not-disabled', 'since the pod has left', { at: '/spec/template/metadata/annotations', to: { 'sidecar.istio.io/inject': 'false' } },
      "sidecar.istio.io/inject is 'false'", istio],
    ['istio-traffic-not-excluded', 'since the sidecar never sees it',
      { at: '/spec/template/metadata/annotations', to: { 'traffic.sidecar.istio.io/excludeInboundPorts': '8080' } },
      "the annotation traffic.sidecar.istio.io/excludeInboundPorts is '8080'", istio],
  ]);

  test.each([
    ['strict mTLS', 'istio-mtls-strict', peers({ mtls: { mode: 'STRICT' } })],
    ['strict mTLS for the namespace', 'istio-mtls-present', peers({ mtls: { mode: 'STRICT' } })],
    ['a policy that allows nothing', 'istio-authorization-default-deny', authorization({})],
    ['a policy that allows nothing in the whole mesh', 'istio-authorization-default-deny', authorization({}, 'deny', 'istio-system')],
    ['a DENY rule for everyone', 'istio-authorization-allow-all', authorization({ action: 'DENY', rules: [{}] })],
    ['paths of a port called http', 'istio-http-on-tcp-port', authorization(paths('8080'))],
    ['paths of a port that is not declared', 'istio-http-on-tcp-port', authorization(paths('15000'))],
  ] as [string, string, Change][])('%s is fine', (_, control, change) => {
    expect(findingsAfter(control, change, { settings: istio })).toEqual([]);
  });

  test('without a mesh nothing is demanded of it', () => {
    expect(findingsAfter('istio-mtls-present', {})).toEqual([]);
  });
});
