import { refuseTls } from './gateway-way';
import { matched, WayIn } from './way-in';
import { dnsSubdomainProblem } from '../manifest/names';
import { IngressEntry } from '../platform/exposure-settings';

/** An Ingress of the platform's class. */
export function ingressWay({ className, annotations, ...pods }: IngressEntry): WayIn {
  return {
    setting: 'platform.exposure.ingress',
    pods,
    assumption: ({ tlsSecret, host }, from) => `The Secret ${from}/${tlsSecret} has a certificate for ${host}, and the Ingress controller of class ${className} redirects plain HTTP.`,
    object: exposed => {
      const { where, host, tlsSecret, paths, serviceName, port } = exposed;
      if (tlsSecret === undefined) throw new Error(`${where}: an Ingress without a certificate serves plain text. Name the Secret that holds the one for ${host}: tlsSecret.`);
      const problem = dnsSubdomainProblem(tlsSecret);
      if (problem) throw new Error(`${where}: tlsSecret '${tlsSecret}' ${problem}.`);
      refuseTls(exposed);
      return {
        apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', annotations,
        spec: {
          ingressClassName: className,
          tls: [{ hosts: [host], secretName: tlsSecret }],
          rules: [{
            host, http: {
              paths: matched(paths, ({ path, isPrefix }) => (
                { path, pathType: isPrefix ? 'Prefix' : 'Exact', backend: { service: { name: serviceName, port: { number: port.servicePort } } } })),
            },
          }],
        },
      };
    },
  };
}
