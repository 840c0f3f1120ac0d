import { Endpoint, EndpointPort } from './endpoint';
import { MeshMode, meshModeOf } from './namespace-facts';
import { MeshSource, namespaceNamed, NetworkPeer } from './selection';
import { Platform } from '../platform/platform';

/* How others know a workload of this app: by address, by label, by account. */

/** `cartservice:7070`; across namespaces `cartservice.shop.svc.cluster.local:7070`. */
export function addressOf(callee: Endpoint, ports: readonly EndpointPort[], callerNamespace: string | undefined, where: string): string {
  const name = callee.construct.node.path;
  if (callee.serviceName === undefined) throw new Error(`${where}: ${name} has no Service, so that it has no address. Leave addressIn out.`);
  if (ports.length > 1) throw new Error(`${where}: addressIn holds one address, and ${ports.length} ports of ${name} are opened. Declare one edge per port.`);
  const domain = callee.namespace === callerNamespace ? '' : `.${callee.namespace}.svc.${Platform.of(callee.construct).clusterDomain}`;
  return `${callee.serviceName}${domain}:${ports[0].servicePort}`;
}

/** How rules in the policy of `owner` select the pods of `endpoint`. */
export function selected(endpoint: Endpoint, owner: Endpoint): NetworkPeer {
  const podSelector = { matchLabels: endpoint.selector };
  return endpoint.namespace === owner.namespace ? { podSelector } : { namespaceSelector: namespaceNamed(endpoint.namespace!), podSelector };
}

/** Who a workload of this app is to the mesh; undefined where its pods are outside. */
export function identityOf(endpoint: Endpoint, where: string): MeshSource | undefined {
  if (meshModeOf(endpoint.construct) === MeshMode.NONE) return undefined;
  if (endpoint.namespace === undefined) throw new Error(`${where}: ${endpoint.construct.node.path} has no namespace, and an identity of the mesh holds one. Declare it in an IsolatedNamespace, or set the namespace of its Chart.`);
  return { accounts: [{ namespace: endpoint.namespace, name: endpoint.serviceAccountName }] };
}
