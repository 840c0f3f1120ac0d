import { Duration } from 'cdk8s';
import { ProbeScheme } from './choices';
import { checkCount, fail, secondsOf, unlessZero } from './fail';
import { EndpointPort, Protocol } from '../connectivity/endpoint';
import { JsonObject } from '../manifest/object';

/** Timings of a probe. */
export interface ProbeOptions {
  /**
   * Time from the start of the container to the first check.
   * @default Duration.seconds(0)
   */
  readonly initialDelaySeconds?: Duration;
  /**
   * Time between checks.
   * @default - readiness and startup Duration.seconds(10), liveness Duration.seconds(20)
   */
  readonly periodSeconds?: Duration;
  /**
   * Time after which a check has failed.
   * @default - readiness and startup Duration.seconds(2), liveness Duration.seconds(5)
   */
  readonly timeoutSeconds?: Duration;
  /**
   * Checks in a row that must pass after one has failed. 1 for liveness.
   * @default 1
   */
  readonly successThreshold?: number;
  /**
   * Checks in a row that must fail.
   * @default 3
   */
  readonly failureThreshold?: number;
}

/** Settings of an HTTP probe. `host` is not among them: a probe that asks another host makes the kubelet a proxy into the node's network. */
export interface HttpGetProbeOptions extends ProbeOptions {
  /**
   * Headers, by name.
   * @default - none
   */
  readonly httpHeaders?: Record<string, string>;
  /**
   * Scheme. The kubelet checks no certificate.
   * @default ProbeScheme.HTTP
   */
  readonly scheme?: ProbeScheme;
}

/** Settings of a gRPC probe. */
export interface GrpcProbeOptions extends ProbeOptions {
  /**
   * Service name that is sent in the health check.
   * @default - the server as a whole
   */
  readonly service?: string;
}

/** What a probe is for: decides the timings that are left out. */
export type ProbeRole = 'readiness' | 'liveness' | 'startup';

type Handler =
  | { readonly kind: 'httpGet'; readonly port: string; readonly path: string; readonly options: HttpGetProbeOptions }
  | { readonly kind: 'tcpSocket'; readonly port: string }
  | { readonly kind: 'grpc'; readonly port: string; readonly service?: string }
  | { readonly kind: 'exec'; readonly command: string[] };

/** Readiness takes a pod out of the Service within half a minute; liveness is slower, so that load alone restarts nothing. */
export const PROBE_TIMINGS: Readonly<Record<ProbeRole, Readonly<Record<'periodSeconds' | 'timeoutSeconds' | 'failureThreshold', number>>>> = {
  readiness: { periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 },
  liveness: { periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 },
  startup: { periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 },
};

/** A check that the kubelet makes on a container. */
export class Probe {
  /** GET `path` on the port of that name; 200 to 399 passes. */
  public static fromHttpGet(path: string, port: string, options: HttpGetProbeOptions = {}): Probe {
    refuseHost(options);
    if (!path.startsWith('/')) throw new Error(`Probe.fromHttpGet: path '${path}' must begin with '/', such as '/healthz'.`);
    return new Probe({ kind: 'httpGet', port, path, options }, options);
  }

  /** Open a connection to the port of that name. */
  public static fromTcpSocket(port: string, options: ProbeOptions = {}): Probe {
    refuseHost(options);
    return new Probe({ kind: 'tcpSocket', port }, options);
  }

  /** Ask the gRPC health service on the port of that name. */
  public static fromGrpc(port: string, options: GrpcProbeOptions = {}): Probe {
    return new Probe({ kind: 'grpc', port, service: options.service }, options);
  }

  /** Run a command in the container; exit code 0 passes. */
  public static fromCommand(command: string[], options: ProbeOptions = {}): Probe {
    if (command.length === 0) throw new Error("Probe.fromCommand: the command is empty. Write for instance Probe.fromCommand(['redis-cli', 'ping']).");
    return new Probe({ kind: 'exec', command: [...command] }, options);
  }

  private constructor(private readonly handler: Handler, private readonly options: ProbeOptions) {}

  /**
   * What it opens, to tell probes of one kind on one port from others.
   * @internal
   */
  public get _handler(): { readonly kind: string; readonly port?: string } {
    return this.handler.kind === 'exec' ? { kind: 'exec' } : { kind: this.handler.kind, port: this.handler.port };
  }

  /** @internal */
  public _toJson(role: ProbeRole, where: string, ports: readonly EndpointPort[], startupSeconds?: number): JsonObject {
    const timings = PROBE_TIMINGS[role];
    const at = `${where}: ${role}Probe`;
    const seconds = (field: 'initialDelaySeconds' | 'periodSeconds' | 'timeoutSeconds', fallback: number, least: number): number =>
      this.options[field] === undefined ? fallback : secondsOf(at, field, this.options[field], least);
    const periodSeconds = seconds('periodSeconds', timings.periodSeconds, 1);
    const successThreshold = checkCount(at, 'successThreshold', this.options.successThreshold ?? 1, 1);
    if (role === 'liveness' && successThreshold !== 1) fail(at, `successThreshold is ${successThreshold}; Kubernetes takes 1 alone for liveness. Leave it out.`);
    return {
      ...this.handlerJson(at, ports),
      ...unlessZero('initialDelaySeconds', role === 'startup' ? 0 : seconds('initialDelaySeconds', 0, 0)),
      periodSeconds,
      timeoutSeconds: seconds('timeoutSeconds', timings.timeoutSeconds, 1),
      successThreshold: role === 'startup' ? 1 : successThreshold,
      failureThreshold: startupSeconds === undefined
        ? checkCount(at, 'failureThreshold', this.options.failureThreshold ?? timings.failureThreshold, 1)
        : Math.max(1, Math.ceil(startupSeconds / periodSeconds)),
    };
  }

  private handlerJson(at: string, ports: readonly EndpointPort[]): JsonObject {
    const handler = this.handler;
    if (handler.kind === 'exec') return { exec: { command: handler.command } };
    const port = ports.find(({ name }) => name === handler.port);
    if (!port) {
      return fail(at, `names port '${handler.port}', which is not declared. ${ports.length > 0 ? `Declared: ${ports.map(({ name }) => name).join(', ')}.` : 'Declare it in ports.'}`);
    }
    if (port.protocol !== Protocol.TCP) fail(at, `checks port '${port.name}', which is ${port.protocol}; the kubelet checks TCP ports alone. Use another port or Probe.fromCommand.`);
    switch (handler.kind) {
      case 'tcpSocket': return { tcpSocket: { port: port.name } };
      // Kubernetes takes no name here.
      case 'grpc': return { grpc: { port: port.containerPort, service: handler.service ?? '' } };
      case 'httpGet': return {
        httpGet: {
          path: handler.path,
          port: port.name,
          scheme: handler.options.scheme ?? ProbeScheme.HTTP,
          ...(handler.options.httpHeaders && { httpHeaders: Object.entries(handler.options.httpHeaders).map(([name, value]) => ({ name, value })) }),
        },
      };
    }
  }
}

function refuseHost(options: object): void {
  if ('host' in options) throw new Error("Probe: 'host' makes the kubelet ask another machine, from the node's network; Pod Security refuses it. Leave it out: a probe asks its own pod.");
}
