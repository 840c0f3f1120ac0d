import { App, Chart } from 'cdk8s';
import { Connections } from '../../../src/connectivity/connections';
import { Peer } from '../../../src/connectivity/peer';
import { toYaml } from '../../../src/manifest/yaml';
import { NetworkPolicyApi } from '../../../src/platform/network-policy-api';
import { Platform } from '../../../src/platform/platform';
import { ServiceMesh } from '../../../src/platform/service-mesh';
import { IsolatedNamespace } from '../../../src/tenancy/isolated-namespace';
import { port } from '../../connectivity/fake-workload';
import { MeshedWorkload, specsOf } from '../meshed-workload';

function shop(serviceMesh = ServiceMesh.istioSidecar()): Chart {
  const app = new App();
  Platform.configure(app, { serviceMesh, networkPolicyApis: [NetworkPolicyApi.CILIUM] });
  return new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
}

const emitted = (chart: Chart) => specsOf(chart, 'Sidecar', 'ServiceEntry');
const API = Peer.fqdn('api.payments.example');

test('a host by name is registered for its namespace, and the proxy of its caller refuses what is not registered', () => {
  const chart = shop();
  const [payment, cart] = [new MeshedWorkload(chart, 'payment', [port('http', 8080)]), new MeshedWorkload(chart, 'cart', [port('http', 8080)])];
  payment.connections.allowTo(cart);
  payment.connections.allowTo(Peer.namespace('monitoring', { inMesh: true }), { port: 9090 });
  payment.connections.allowTo(API, { ports: [8443, 443] });
  cart.connections.allowTo(API, { port: 80 });
  expect(toYaml(emitted(chart) as never)).toMatchInlineSnapshot(`
"Sidecar payment:
  egress:
    - hosts:
        - ./api.payments.example
        - istio-system/*
        - kube-system/*
        - monitoring/*
        - shop/cart.shop.svc.cluster.local
  outboundTrafficPolicy:
    mode: REGISTRY_ONLY
  workloadSelector:
    labels:
      app.kubernetes.io/name: payment
Sidecar cart:
  egress:
    - hosts:
        - ./api.payments.example
        - istio-system/*
        - kube-system/*
  outboundTrafficPolicy:
    mode: REGISTRY_ONLY
  workloadSelector:
    labels:
      app.kubernetes.io/name: cart
ServiceEntry api.payments.example:
  exportTo:
    - '.'
  hosts:
    - api.payments.example
  location: MESH_EXTERNAL
  ports:
    - name: http-80
      number: 80
      protocol: HTTP
    - name: tls-443
      number: 443
      protocol: TLS
    - name: tls-8443
      number: 8443
      protocol: TLS
  resolution: DNS
"
`);
});

test('who calls no host by name keeps the proxy of the mesh', () => {
  const chart = shop();
  new MeshedWorkload(chart, 'payment').connections.allowTo(Peer.namespace('other', { inMesh: true }), { port: 80 });
  expect(emitted(chart)).toEqual({});
});

test.each<[string, (connections: Connections) => void]>([
  ['a range', each => each.allowTo(Peer.cidr('203.0.113.0/24'), { port: 443 })], ['a port of which nobody knows what is spoken there', each => each.allowTo(API, { port: 5432 })],
])('%s is in no registry: the proxy then lets out all, and the network holds it', (_, declare) => {
  const chart = shop();
  const payment = new MeshedWorkload(chart, 'payment');
  payment.connections.allowTo(API, { port: 443 });
  declare(payment.connections);
  expect(emitted(chart)['Sidecar payment']).toMatchObject({ outboundTrafficPolicy: { mode: 'ALLOW_ANY' } });
  expect(emitted(chart)['ServiceEntry api.payments.example']).toMatchObject({ ports: [{ number: 443, name: 'tls-443', protocol: 'TLS' }] });
});

test.each([['ambient', ServiceMesh.istioAmbient()], ['Linkerd', ServiceMesh.linkerd()], ['no mesh', ServiceMesh.none()]])('%s has no such proxies', (_, mesh) => {
  const chart = shop(mesh);
  new MeshedWorkload(chart, 'payment').connections.allowTo(API, { port: 443 });
  expect(emitted(chart)).toEqual({});
});

test('pods known by the labels of their namespace alone may be behind any Service', () => {
  const chart = shop();
  const payment = new MeshedWorkload(chart, 'payment');
  payment.connections.allowTo(API, { port: 443 });
  payment.connections.allowTo(Peer.namespaces({ team: 'shop' }, { inMesh: true }), { port: 80 });
  expect(emitted(chart)['Sidecar payment']).toMatchObject({ egress: [{ hosts: ['*/*'] }] });
});
