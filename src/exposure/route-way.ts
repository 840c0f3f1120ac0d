import { WayIn } from './way-in';
import { EntryPods } from '../platform/exposure-settings';

/** A Route of OpenShift's router: plain HTTP is redirected, and what a pod serves by TLS is encrypted again on the way to it. */
export function routeWay(pods: EntryPods): WayIn {
  return {
    setting: 'platform.exposure.router',
    pods,
    assumption: ({ host }) => `The router of ${pods.namespace} has a certificate for ${host}, and runs in the network of its own pods.`,
    object: ({ where, host, port, serviceName, paths, tlsSecret }) => {
      if (tlsSecret !== undefined) throw new Error(`${where}: tlsSecret is for an Ingress: the router's own certificate serves a Route. Leave it out.`);
      if (paths.length > 1 || paths.some(({ isPrefix }) => !isPrefix)) throw new Error(`${where}: a Route has one path, with all below it. Write one such as '/api/*', and expose once for each.`);
      return {
        apiVersion: 'route.openshift.io/v1', kind: 'Route',
        spec: {
          host, ...(paths.length > 0 ? { path: paths[0].path } : {}),
          to: { kind: 'Service', name: serviceName, weight: 100 },
          port: { targetPort: port.name },
          tls: { termination: port.appProtocol?.toLowerCase() === 'https' ? 'reencrypt' : 'edge', insecureEdgeTerminationPolicy: 'Redirect' },
          wildcardPolicy: 'None',
        },
      };
    },
  };
}
