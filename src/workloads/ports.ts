import { WorkloadPort } from './container-props';
import { fail } from './fail';
import { EndpointPort, Protocol } from '../connectivity/endpoint';
import { labelKeyProblem, portNameProblem } from '../manifest/names';
import { JsonObject } from '../manifest/object';

/** Ports with everything filled in; an error where the API server would refuse one. */
export function portsOf(where: string, ports: readonly WorkloadPort[]): EndpointPort[] {
  return ports.map(port => {
    const at = `${where}: port '${port.name}'`;
    const nameProblem = portNameProblem(port.name ?? '');
    if (nameProblem) fail(at, `its name ${nameProblem}. Write for instance 'http' or 'grpc'.`);
    const servicePort = port.servicePort ?? port.containerPort;
    for (const [field, number] of [['containerPort', port.containerPort], ['servicePort', servicePort]] as const) {
      if (!Number.isInteger(number) || number < 1 || number > 65535) fail(at, `${field} is ${JSON.stringify(number)}. Write a number from 1 to 65535.`);
    }
    if (port.appProtocol !== undefined) {
      const problem = labelKeyProblem(port.appProtocol);
      if (problem) fail(at, `appProtocol '${port.appProtocol}' ${problem}. Write for instance 'http', 'grpc' or 'kubernetes.io/h2c'.`);
    }
    return {
      name: port.name,
      containerPort: port.containerPort,
      servicePort,
      protocol: port.protocol ?? Protocol.TCP,
      ...(port.appProtocol !== undefined && { appProtocol: port.appProtocol }),
      ...(port.plaintext !== undefined && { plaintext: port.plaintext }),
    };
  });
}

/** A name, a container port or a Service port that stands for two things within one pod is refused, or silently ignored, by Kubernetes. */
export function checkPodPorts(where: string, ports: readonly EndpointPort[]): void {
  const refuseTwice = (what: string, key: (port: EndpointPort) => string | number): void => {
    const seen = new Map<string | number, string>();
    for (const port of ports) {
      const first = seen.get(key(port));
      if (first !== undefined) fail(where, `ports '${first}' and '${port.name}' have the same ${what}, ${key(port)}. Give each its own.`);
      seen.set(key(port), port.name);
    }
  };
  refuseTwice('name', port => port.name);
  refuseTwice('containerPort', port => `${port.containerPort}/${port.protocol}`);
  refuseTwice('servicePort', port => `${port.servicePort}/${port.protocol}`);
}

export function containerPortsJson(ports: readonly EndpointPort[]): JsonObject[] {
  return ports.map(({ name, containerPort, protocol }) => ({ name, containerPort, protocol }));
}
