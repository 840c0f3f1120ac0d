import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const scc = (allowPrivilegedContainer: boolean): Change => (
  { add: { apiVersion: 'security.openshift.io/v1', kind: 'SecurityContextConstraints', metadata: { name: 'extra' }, allowPrivilegedContainer } });
const route = (spec: object, name = 'extra'): Change => ({ add: { apiVersion: 'route.openshift.io/v1', kind: 'Route', metadata: { name, namespace: 'shop' }, spec: { host: 'shop.example', ...spec } } });
const edge = { termination: 'edge', insecureEdgeTerminationPolicy: 'Redirect' };

describe('OpenShift lets something through', () => {
  expectBrokenTwins([
    ['scc-allow-privileged', 'root on the node', scc(true), 'allowPrivilegedContainer is true'],
    ['openshift-route-tls', 'in plain text', route({}), 'spec.tls is not set'],
    ['openshift-route-tls', 'in plain text beside TLS', route({ tls: { ...edge, insecureEdgeTerminationPolicy: 'Allow' } }), 'spec.tls is {"termination":"edge","insecureEdgeTerminationPolicy":"Allow"}'],
    ['openshift-route-host-unique', 'to the older of two', [route({}, 'a'), route({}, 'b')], "'shop.example/' is the address of Route shop/a too"],
  ]);

  expectFine([
    ['scc-allow-privileged', 'none', scc(false)],
    ['openshift-route-tls', 'TLS at the edge', route({ tls: edge })],
    ['openshift-route-host-unique', 'another path', [route({}, 'a'), route({ path: '/b' }, 'b')]],
  ]);
});
