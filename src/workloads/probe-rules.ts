import { Duration } from 'cdk8s';
import { fail, secondsOf } from './fail';
import { Probe } from './probe';
import { EndpointPort, Protocol } from '../connectivity/endpoint';
import { JsonObject } from '../manifest/object';

/** What a container says of its probes. */
export interface ProbeSettings {
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly startupSeconds?: Duration;
}

/**
 * The probes of a container, complete. Without readiness, traffic goes to pods that cannot serve; with one check for both, a slow
 * dependency restarts the program that waits for it.
 */
export function probesOf(where: string, settings: ProbeSettings, ports: readonly EndpointPort[]): JsonObject {
  const { readinessProbe: readiness, startupSeconds } = settings;
  if (ports.length > 0 && !readiness) {
    fail(where, `has ports but no readinessProbe. Say how it tells that it can serve, for instance readinessProbe: ${example(ports[0])}.`);
  }
  const liveness = settings.livenessProbe ?? (readiness && ports.length > 0 ? defaultLiveness(where, readiness, ports) : undefined);
  const startup = startupSeconds === undefined ? undefined : secondsOf(where, 'startupSeconds', startupSeconds, 1);
  if (startup !== undefined && !readiness) fail(where, 'has startupSeconds but no readinessProbe to repeat until then. Say readinessProbe too.');
  return {
    ...(readiness && { readinessProbe: readiness._toJson('readiness', where, ports) }),
    ...(liveness && { livenessProbe: liveness._toJson('liveness', where, ports) }),
    ...(readiness && startup !== undefined && { startupProbe: readiness._toJson('startup', where, ports, startup) }),
  };
}

function defaultLiveness(where: string, readiness: Probe, ports: readonly EndpointPort[]): Probe {
  const port = ports.find(({ protocol }) => protocol === Protocol.TCP);
  if (port && readiness._handler.kind !== 'tcpSocket') return Probe.fromTcpSocket(port.name);
  const why = port ? 'readiness is a TCP check already, and a second one would say nothing more' : 'it has no TCP port to check';
  return fail(where, `needs a livenessProbe: ${why}. Write for instance livenessProbe: Probe.fromCommand(['redis-cli', 'ping']).`);
}

function example(port: EndpointPort): string {
  if (port.protocol !== Protocol.TCP) return "Probe.fromCommand(['healthcheck'])";
  const protocol = port.appProtocol ?? port.name;
  if (protocol.includes('grpc')) return `Probe.fromGrpc('${port.name}')`;
  return protocol.includes('http') ? `Probe.fromHttpGet('/healthz', '${port.name}')` : `Probe.fromTcpSocket('${port.name}')`;
}
