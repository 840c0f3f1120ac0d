import { describePort, Endpoint, EndpointPort, Protocol } from './endpoint';
import { PortRule } from './selection';

/** Which ports an edge opens. */
export interface PortChoice {
  /**
   * Port of the callee, by number (its container port), or by name where the callee is a workload of this app.
   * @default - the callee's only port; an error where it has several, or is no workload of this app
   */
  readonly port?: string | number;
  /**
   * Several ports, each as `port`. Never an empty list: Kubernetes reads that as every port.
   * @default - `port`
   */
  readonly ports?: (string | number)[];
  /**
   * Every port: all that a workload of this app declares; every port of every protocol of any other callee.
   * @default false
   */
  readonly allPorts?: boolean;
  /**
   * Last port of a range that begins with `port`. Only for callees outside this app. A network plugin that knows no ranges may honour `port` alone.
   * @default - no range
   */
  readonly endPort?: number;
  /**
   * Protocol of the ports of a callee outside this app. A workload's own ports say theirs.
   * @default Protocol.TCP
   */
  readonly protocol?: Protocol;
}

/** The declared ports of a workload that an edge opens. Throws where it has none, where one is unknown, or where none is said and it has several. */
export function declaredPorts(callee: Endpoint, choice: PortChoice, where: string): EndpointPort[] {
  const name = callee.construct.node.path;
  const known = callee.ports.map(describePort).join(', ');
  if (callee.ports.length === 0) throw new Error(`${where}: ${name} declares no ports, so that nobody can call it. Declare one there: ports: [{ name: 'http', containerPort: 8080 }].`);
  checkChoice(choice, where);
  if (choice.endPort !== undefined || choice.protocol !== undefined) {
    throw new Error(`${where}: ${choice.protocol !== undefined ? 'protocol' : 'endPort'} is not for a workload of this app: ${name} declares ${known}. Leave it out.`);
  }
  if (choice.allPorts) return [...callee.ports];
  const asked = askedPorts(choice);
  if (asked === undefined) {
    if (callee.ports.length > 1) throw new Error(`${where}: ${name} has several ports: ${known}. Say which: { port: '${callee.ports[0].name}' }.`);
    return [...callee.ports];
  }
  return asked.map(port => {
    const found = callee.ports.filter(candidate => candidate.name === port || candidate.containerPort === port);
    if (found.length === 0) throw new Error(`${where}: ${name} has no port '${port}'; it has ${known}. Write one of their names or container ports.`);
    if (found.length > 1) throw new Error(`${where}: port ${port} of ${name} stands for ${found.map(describePort).join(' and ')}. Write the name of the one that is meant.`);
    return found[0];
  });
}

/** The ports of a callee outside this app; undefined stands for every port. Throws where none is said: a rule without ports would open all of them. */
export function foreignPorts(choice: PortChoice, defaults: readonly PortRule[] | undefined, where: string): readonly PortRule[] | undefined {
  checkChoice(choice, where);
  if (choice.allPorts) return undefined;
  const asked = askedPorts(choice);
  if (asked === undefined) {
    if (defaults) return defaults;
    throw new Error(`${where}: the callee is not of this app, so its port must be said: { port: 443 }. Every port is spelled { allPorts: true }.`);
  }
  return asked.map(port => {
    if (typeof port !== 'number' || !isPort(port)) throw new Error(`${where}: port '${port}' of a callee that is not of this app must be a number from 1 to 65535: its names are not known here.`);
    if (choice.endPort !== undefined && (!isPort(choice.endPort) || choice.endPort <= port || asked.length > 1)) {
      throw new Error(`${where}: endPort ${choice.endPort} is no end of a range from ${asked.join(', ')}. Write one port and a larger endPort, up to 65535.`);
    }
    return { protocol: choice.protocol ?? Protocol.TCP, port, ...(choice.endPort === undefined ? {} : { endPort: choice.endPort }) };
  });
}

export function portRule({ protocol, containerPort }: EndpointPort): PortRule {
  return { protocol, port: containerPort };
}

function checkChoice({ port, ports, allPorts, endPort }: PortChoice, where: string): void {
  if (ports?.length === 0) throw new Error(`${where}: ports is an empty list, which Kubernetes reads as every port. Name the ports, or write allPorts: true.`);
  if ([port !== undefined, ports !== undefined, allPorts === true].filter(Boolean).length > 1) throw new Error(`${where}: port, ports and allPorts exclude one another. Keep one.`);
  if (endPort !== undefined && port === undefined) throw new Error(`${where}: endPort ends a range that begins with port. Write both.`);
}

function askedPorts({ port, ports }: PortChoice): (string | number)[] | undefined {
  return ports ?? (port === undefined ? undefined : [port]);
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65535;
}
