import { Duration } from 'cdk8s';
import { EndpointPort, Protocol } from '../../src/connectivity/endpoint';
import { Probe } from '../../src/workloads/probe';
import { probesOf, ProbeSettings } from '../../src/workloads/probe-rules';

const PORT = { containerPort: 8080, servicePort: 8080, protocol: Protocol.TCP };
const port = (name: string, more: Partial<EndpointPort> = {}): EndpointPort => ({ name, ...PORT, ...more });
const handlers = (settings: ProbeSettings, ports: EndpointPort[]): Record<string, string> =>
  Object.fromEntries(Object.entries(probesOf('shop/cart', settings, ports)).map(([probe, json]) => [probe, Object.keys(json as object)[0]]));

it.each<[string, ProbeSettings, EndpointPort[], Record<string, string>]>([
  ['nothing without ports', {}, [], {}],
  ['HTTP readiness brings a TCP liveness', { readinessProbe: Probe.fromHttpGet('/', 'http') }, [port('http')], { readinessProbe: 'httpGet', livenessProbe: 'tcpSocket' }],
  ['gRPC readiness brings a TCP liveness', { readinessProbe: Probe.fromGrpc('grpc') }, [port('grpc')], { readinessProbe: 'grpc', livenessProbe: 'tcpSocket' }],
  ['a command brings a TCP liveness', { readinessProbe: Probe.fromCommand(['true']) }, [port('x')], { readinessProbe: 'exec', livenessProbe: 'tcpSocket' }],
  ['what is said is kept', { readinessProbe: Probe.fromTcpSocket('x'), livenessProbe: Probe.fromCommand(['true']) }, [port('x')], { readinessProbe: 'tcpSocket', livenessProbe: 'exec' }],
  ['a portless program may be checked by command', { livenessProbe: Probe.fromCommand(['true']) }, [], { livenessProbe: 'exec' }],
  ['a portless readiness brings no liveness', { readinessProbe: Probe.fromCommand(['true']) }, [], { readinessProbe: 'exec' }],
  ['startupSeconds repeats readiness', { readinessProbe: Probe.fromHttpGet('/', 'http'), startupSeconds: Duration.minutes(2) }, [port('http')],
    { readinessProbe: 'httpGet', livenessProbe: 'tcpSocket', startupProbe: 'httpGet' }],
])('%s', (_, settings, ports, expected) => {
  expect(handlers(settings, ports)).toEqual(expected);
});

it('takes the first TCP port for liveness', () => {
  const ports = [port('dns', { protocol: Protocol.UDP }), port('http', { containerPort: 80 })];
  expect(probesOf('shop/cart', { readinessProbe: Probe.fromHttpGet('/', 'http') }, ports)).toMatchObject({ livenessProbe: { tcpSocket: { port: 'http' } } });
});

const says = (what: string): Error => new Error(`shop/cart: ${what}`);

it.each<[string, EndpointPort, string]>([
  ['http', port('http'), "Probe.fromHttpGet('/healthz', 'http')"],
  ['gRPC by its appProtocol', port('api', { appProtocol: 'grpc' }), "Probe.fromGrpc('api')"],
  ['bytes', port('redis'), "Probe.fromTcpSocket('redis')"],
  ['datagrams', port('dns', { protocol: Protocol.UDP }), "Probe.fromCommand(['healthcheck'])"],
])('ports without readiness are refused, with an example for %s', (_, first, example) => {
  expect(() => probesOf('shop/cart', {}, [first]))
    .toThrow(says(`has ports but no readinessProbe. Say how it tells that it can serve, for instance readinessProbe: ${example}.`));
});

it.each<[string, ProbeSettings, EndpointPort[], string]>([
  ['a TCP readiness without liveness', { readinessProbe: Probe.fromTcpSocket('x') }, [port('x')],
    "needs a livenessProbe: readiness is a TCP check already, and a second one would say nothing more. Write for instance livenessProbe: Probe.fromCommand(['redis-cli', 'ping'])."],
  ['UDP alone without liveness', { readinessProbe: Probe.fromCommand(['true']) }, [port('dns', { protocol: Protocol.UDP })],
    "needs a livenessProbe: it has no TCP port to check. Write for instance livenessProbe: Probe.fromCommand(['redis-cli', 'ping'])."],
  ['startupSeconds without readiness', { startupSeconds: Duration.minutes(1) }, [], 'has startupSeconds but no readinessProbe to repeat until then. Say readinessProbe too.'],
  ['a number for startupSeconds', { readinessProbe: Probe.fromCommand(['x']), startupSeconds: 60 as unknown as Duration }, [],
    'startupSeconds is 60, which is no Duration. Write for instance Duration.seconds(30).'],
])('refuses %s', (_, settings, ports, message) => {
  expect(() => probesOf('shop/cart', settings, ports)).toThrow(says(message));
});
