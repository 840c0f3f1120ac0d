import { Construct } from 'constructs';
import { fail } from './fail';
import { objectName } from './naming';
import { WorkloadKind } from './workload-kind';
import { Endpoint } from '../connectivity/endpoint';
import { serviceNameProblem } from '../manifest/names';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';

/** What a Service says of its own. */
export interface ServiceSettings {
  readonly service: WorkloadKind['service'];
  /** Left out: by the platform's naming. */
  readonly name?: string;
  /** Pods that are not ready have a DNS name too. Left out: they have none. */
  readonly publishNotReadyAddresses?: boolean;
}

/** The Service of a workload: inside the cluster alone, to its pods by the names of their ports. Its name is returned. */
export function addService(scope: Construct, settings: ServiceSettings, endpoint: Omit<Endpoint, 'serviceName' | 'addEnv'>): string {
  const platform = Platform.of(scope);
  const name = settings.name ?? objectName(scope, platform.naming, undefined);
  const problem = name === undefined ? undefined : serviceNameProblem(name);
  if (problem) fail(scope.node.path, `the Service name '${name}' ${problem}.`);
  const headless = settings.service === 'headless';
  for (const { name: port, containerPort, servicePort } of headless ? endpoint.ports : []) {
    if (servicePort !== containerPort) {
      fail(scope.node.path, `port '${port}' has servicePort ${servicePort} and containerPort ${containerPort}; a headless Service translates no ports, and callers would knock at ${servicePort} in vain. Leave servicePort out.`);
    }
  }
  return emit(new Construct(scope, 'Service'), 'Resource', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: endpoint.namespace, labels: endpoint.labels },
    spec: {
      type: 'ClusterIP',
      ...(headless && { clusterIP: 'None' }),
      ...(platform.ipFamilies.length > 1 && { ipFamilyPolicy: 'PreferDualStack' }),
      ...(settings.publishNotReadyAddresses && { publishNotReadyAddresses: true }),
      selector: endpoint.selector,
      ...(endpoint.ports.length > 0 && {
        ports: endpoint.ports.map(({ name: port, servicePort, protocol, appProtocol }) =>
          ({ name: port, port: servicePort, targetPort: port, protocol, appProtocol })),
      }),
    },
  }).name;
}
