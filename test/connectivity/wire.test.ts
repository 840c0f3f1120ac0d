import { App, Chart } from 'cdk8s';
import { Protocol } from '../../src/connectivity/endpoint';
import { meshWire, onWire } from '../../src/connectivity/wire';
import { Platform } from '../../src/platform/platform';
import { ServiceMesh } from '../../src/platform/service-mesh';

const PEERS = [{ podSelector: { matchLabels: { app: 'x' } } }];
const HTTP = { protocol: Protocol.TCP, port: 8080 };
const STATS = { protocol: Protocol.UDP, port: 8125 };
const tunnel = (port: number) => ({ peers: PEERS, ports: [{ protocol: Protocol.TCP, port }] });

function wireOn(serviceMesh: ServiceMesh) {
  const app = new App();
  Platform.configure(app, { serviceMesh });
  return meshWire(new Chart(app, 'shop', { namespace: 'shop' }), undefined);
}

test.each([
  ['no mesh: the ports themselves', ServiceMesh.none(), { ports: [HTTP, STATS], inMesh: false }, [{ peers: PEERS, ports: [HTTP, STATS] }]],
  ['sidecars too', ServiceMesh.istioSidecar(), { ports: [HTTP], inMesh: true }, [{ peers: PEERS, ports: [HTTP] }]],
  ['ambient: one tunnel for all TCP', ServiceMesh.istioAmbient(), { ports: [HTTP, { ...HTTP, port: 9090 }], inMesh: true }, [tunnel(15008)]],
  ['ambient: what no mesh carries goes beside it', ServiceMesh.istioAmbient(), { ports: [HTTP, STATS], inMesh: true }, [tunnel(15008), { peers: PEERS, ports: [STATS] }]],
  ['ambient: UDP alone needs no tunnel', ServiceMesh.istioAmbient(), { ports: [STATS], inMesh: true }, [{ peers: PEERS, ports: [STATS] }]],
  ['ambient: one end outside comes by the port itself', ServiceMesh.istioAmbient(), { ports: [HTTP], inMesh: false }, [{ peers: PEERS, ports: [HTTP] }]],
  ['ambient: every port holds that of the tunnel', ServiceMesh.istioAmbient(), { ports: undefined, inMesh: true }, [{ peers: PEERS, ports: undefined }]],
  ['Linkerd: the port of the proxy', ServiceMesh.linkerd(), { ports: [HTTP], inMesh: true }, [tunnel(4143)]],
])('%s', (_, serviceMesh, opening, expected) => {
  expect(onWire({ peers: PEERS, ...opening, ...(opening.inMesh ? wireOn(serviceMesh) : {}) })).toEqual(expected);
});

test('through a waypoint the other end is the waypoint', () => {
  expect(onWire({ peers: PEERS, ports: [HTTP], ...wireOn(ServiceMesh.istioAmbient()), waypoint: () => 'shop' })).toEqual([{
    peers: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } }, podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'waypoint' } } }],
    ports: [{ protocol: 'TCP', port: 15008 }],
  }]);
});
