import { ExposedPath, Exposed, matched, RouteObject, WayIn } from './way-in';
import { GatewayEntry } from '../platform/exposure-settings';

/** An HTTPRoute or GRPCRoute at the HTTPS listener of the platform's Gateway. */
export function gatewayWay(gateway: GatewayEntry): WayIn {
  const { name, namespace, sectionName = 'https', podNamespace = namespace, podLabels, serviceAccount } = gateway;
  const parent = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name, namespace, sectionName };
  return {
    setting: 'platform.exposure.gateway',
    pods: { namespace: podNamespace, podLabels, serviceAccount },
    assumption: ({ host }, from) => `The listener ${sectionName} of Gateway ${namespace}/${name} has a certificate for ${host}, and takes routes of namespace ${from}.`,
    object: exposed => {
      if (exposed.tlsSecret !== undefined) {
        throw new Error(`${exposed.where}: tlsSecret is for an Ingress: the certificate for ${exposed.host} stands in the listener '${sectionName}' of Gateway ${namespace}/${name}. Leave it out.`);
      }
      refuseTls(exposed);
      return isGrpc(exposed) ? grpcRoute(exposed, parent) : httpRoute(exposed, parent);
    },
  };
}

/** A proxy that speaks plain text to a port that waits for TLS. */
export function refuseTls({ where, port }: Exposed): void {
  if (port.appProtocol?.toLowerCase() !== 'https') return;
  throw new Error(`${where}: port '${port.name}' speaks TLS itself, which this way in does not speak to it. Serve plain HTTP to the proxy (in a mesh it is encrypted all the same), or use ExposeBy.ROUTE, which re-encrypts.`);
}

function isGrpc({ port: { appProtocol, name } }: Exposed): boolean {
  return (appProtocol ?? name.split('-')[0]).toLowerCase() === 'grpc';
}

function httpRoute({ host, paths, serviceName, port }: Exposed, parent: object): RouteObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute',
    spec: {
      parentRefs: [parent], hostnames: [host],
      rules: [{
        matches: matched(paths, ({ path, isPrefix }) => ({ path: { type: isPrefix ? 'PathPrefix' : 'Exact', value: path } })),
        backendRefs: [{ name: serviceName, port: port.servicePort }],
      }],
    },
  };
}

function grpcRoute({ where, host, paths, serviceName, port }: Exposed, parent: object): RouteObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GRPCRoute',
    spec: {
      parentRefs: [parent], hostnames: [host],
      rules: [{
        ...(paths.length > 0 ? { matches: paths.map(path => ({ method: methodOf(path, where) })) } : {}),
        backendRefs: [{ name: serviceName, port: port.servicePort }],
      }],
    },
  };
}

function methodOf({ path, isPrefix }: ExposedPath, where: string): object {
  const [, service, method] = /^\/([\w.]+)(?:\/(\w+))?$/.exec(path) ?? [];
  if (service === undefined || isPrefix !== (method === undefined)) {
    throw new Error(`${where}: the path '${path}${isPrefix ? '/*' : ''}' is no gRPC method. Write '/package.Service/Method', or '/package.Service/*' for all of a service.`);
  }
  return { type: 'Exact', service, ...(method === undefined ? {} : { method }) };
}
