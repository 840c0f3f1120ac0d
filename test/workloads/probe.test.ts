import { Duration } from 'cdk8s';
import { Protocol } from '../../src/connectivity/endpoint';
import { ProbeScheme } from '../../src/workloads/choices';
import { Probe, ProbeRole } from '../../src/workloads/probe';

const PORTS = [
  { name: 'http', containerPort: 8080, servicePort: 80, protocol: Protocol.TCP },
  { name: 'grpc', containerPort: 7070, servicePort: 7070, protocol: Protocol.TCP },
  { name: 'dns', containerPort: 5353, servicePort: 53, protocol: Protocol.UDP },
];
const json = (probe: Probe, role: ProbeRole = 'readiness', startup?: number) => probe._toJson(role, 'shop/cart', PORTS, startup);
const READINESS = { periodSeconds: 10, timeoutSeconds: 2, successThreshold: 1, failureThreshold: 3 };

it.each<[string, Probe, object]>([
  ['HTTP names the port', Probe.fromHttpGet('/healthz', 'http'), { httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' } }],
  ['HTTP has headers and a scheme', Probe.fromHttpGet('/', 'http', { httpHeaders: { Cookie: 'a=b' }, scheme: ProbeScheme.HTTPS }),
    { httpGet: { path: '/', port: 'http', scheme: 'HTTPS', httpHeaders: [{ name: 'Cookie', value: 'a=b' }] } }],
  ['TCP names the port', Probe.fromTcpSocket('http'), { tcpSocket: { port: 'http' } }],
  ['gRPC gets the number of the container port', Probe.fromGrpc('grpc'), { grpc: { port: 7070, service: '' } }],
  ['gRPC asks for one service', Probe.fromGrpc('grpc', { service: 'cart' }), { grpc: { port: 7070, service: 'cart' } }],
  ['a command is run', Probe.fromCommand(['true']), { exec: { command: ['true'] } }],
])('%s, and all timings are written out', (_, probe, handler) => {
  expect(json(probe)).toEqual({ ...handler, ...READINESS });
});

it.each<[ProbeRole, object]>([
  ['readiness', READINESS],
  ['liveness', { ...READINESS, periodSeconds: 20, timeoutSeconds: 5 }],
  ['startup', READINESS],
])('%s has its own timings', (role, timings) => {
  expect(json(Probe.fromTcpSocket('http'), role)).toEqual({ tcpSocket: { port: 'http' }, ...timings });
});

it('keeps the timings that are given', () => {
  const probe = Probe.fromTcpSocket('http', {
    initialDelaySeconds: Duration.seconds(15),
    periodSeconds: Duration.minutes(1),
    timeoutSeconds: Duration.seconds(3),
    successThreshold: 2,
    failureThreshold: 4,
  });
  expect(json(probe)).toEqual({ tcpSocket: { port: 'http' }, initialDelaySeconds: 15, periodSeconds: 60, timeoutSeconds: 3, successThreshold: 2, failureThreshold: 4 });
});

it.each([[1, 1], [10, 1], [11, 2], [300, 30]])('a startup of %i seconds may fail %i checks of 10 seconds', (seconds, failureThreshold) => {
  expect(json(Probe.fromTcpSocket('http'), 'startup', seconds)).toMatchObject({ failureThreshold, periodSeconds: 10 });
});

it('startup waits for nothing and passes at once, whatever readiness does later', () => {
  expect(json(Probe.fromTcpSocket('http', { initialDelaySeconds: Duration.seconds(30), successThreshold: 2 }), 'startup', 60))
    .toEqual(expect.not.objectContaining({ initialDelaySeconds: 30 }));
});

it.each<[string, () => unknown, string]>([
  ['an unknown port', () => json(Probe.fromTcpSocket('metrics')), "shop/cart: readinessProbe: names port 'metrics', which is not declared. Declared: http, grpc, dns."],
  ['a port where there is none', () => Probe.fromTcpSocket('http')._toJson('liveness', 'shop/cart', []), "shop/cart: livenessProbe: names port 'http', which is not declared. Declare it in ports."],
  ['a UDP port', () => json(Probe.fromTcpSocket('dns')), "shop/cart: readinessProbe: checks port 'dns', which is UDP; the kubelet checks TCP ports alone. Use another port or Probe.fromCommand."],
  ['a host, from plain JavaScript', () => Probe.fromHttpGet('/', 'http', { host: '10.0.0.1' } as object), "Probe: 'host' makes the kubelet ask another machine, from the node's network; Pod Security refuses it. Leave it out: a probe asks its own pod."],
  ['a host of a TCP check', () => Probe.fromTcpSocket('http', { host: '10.0.0.1' } as object), "Probe: 'host' makes the kubelet ask another machine, from the node's network; Pod Security refuses it. Leave it out: a probe asks its own pod."],
  ['a path that is relative', () => Probe.fromHttpGet('healthz', 'http'), "Probe.fromHttpGet: path 'healthz' must begin with '/', such as '/healthz'."],
  ['an empty command', () => Probe.fromCommand([]), "Probe.fromCommand: the command is empty. Write for instance Probe.fromCommand(['redis-cli', 'ping'])."],
  ['a period of zero', () => json(Probe.fromTcpSocket('http', { periodSeconds: Duration.seconds(0) })), 'shop/cart: readinessProbe: periodSeconds is 0 seconds; Kubernetes takes whole seconds from 1. Write for instance Duration.seconds(1).'],
  ['a liveness that must pass twice', () => json(Probe.fromTcpSocket('http', { successThreshold: 2 }), 'liveness'), 'shop/cart: livenessProbe: successThreshold is 2; Kubernetes takes 1 alone for liveness. Leave it out.'],
  ['no failures at all', () => json(Probe.fromTcpSocket('http', { failureThreshold: 0 })), 'shop/cart: readinessProbe: failureThreshold is 0. Write a whole number from 1.'],
])('refuses %s', (_, act, message) => {
  expect(act).toThrow(new Error(message));
});
