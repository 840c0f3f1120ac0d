import { MeshAllowance } from './authorization-rules';
import { describePort, Endpoint, EndpointPort, Protocol } from '../../connectivity/endpoint';
import { checkHttpMatch, HttpMatch, isHttpPort, normalHttpMatch } from '../../connectivity/http-match';

/** Requests to some ports of the target. What is left out matches anything. */
export interface MeshOperation extends HttpMatch {
  /**
   * Ports of the target, by name or container port.
   * @default - every port
   */
  readonly ports?: (string | number)[];
}

/** The ports and requests of one operation. Throws for what Istio would take and never match, or match more than it says. */
export function operationOf({ ports, ...http }: MeshOperation, target: Endpoint, where: string, given: boolean): Omit<MeshAllowance, 'source'> {
  if (!given) return { ports: [], http: [] };
  if (ports?.length === 0) throw new Error(`${where}: ports is an empty list. Name ports, or leave it out for all.`);
  const called = ports?.map(port => portOf(port, target, where));
  if (Object.values(http).every(value => value === undefined)) {
    if (!called) throw new Error(`${where}: matches everything. Name ports, methods, paths or hosts, or leave \`to\` out.`);
    return { ports: called.map(port => port.containerPort), http: [] };
  }
  checkHttpMatch(http, where);
  // An ALLOW that asks for HTTP on a TCP port never matches; a DENY refuses all of the port. So the ports always stand beside what is asked of them.
  const meant = called ?? target.ports.filter(({ protocol }) => protocol === Protocol.TCP);
  const blind = meant.find(port => !isHttpPort(port));
  if (blind || meant.length === 0) {
    const name = target.construct.node.path;
    throw new Error(`${where}: methods, paths and hosts need HTTP, which ${blind ? `port '${blind.name}' of ${name} does not say that it speaks` : `${name} has no port for`}. `
      + "Set appProtocol there ('http', 'http2' or 'grpc'), name the ports that have it, or leave them out.");
  }
  return { ports: meant.map(port => port.containerPort), http: [normalHttpMatch(http)] };
}

/** A TCP port of the target. */
export function portOf(asked: string | number, target: Endpoint, where: string): EndpointPort {
  const found = target.ports.find(port => (port.name === asked || port.containerPort === asked) && port.protocol === Protocol.TCP);
  if (found) return found;
  throw new Error(`${where}: ${target.construct.node.path} has no TCP port '${asked}', and the mesh carries TCP alone; it has ${target.ports.map(describePort).join(', ') || 'no ports'}. Write one of their names or container ports.`);
}
