import { Construct } from 'constructs';
import { EndpointPort } from './endpoint';
import { checkHttpMatch, HttpMatch, isHttpPort } from './http-match';
import { isMigrating, MeshMode, meshModeOf } from './namespace-facts';

/** Throws where the requests of an edge could not be told apart at its callee. */
export function checkHttpEdge(callee: Construct, http: readonly HttpMatch[], ports: readonly EndpointPort[], where: string): void {
  if (http.length === 0) throw new Error(`${where}: http is an empty list. Name the requests that are let through, or leave it out for all.`);
  if (isMigrating(callee)) {
    throw new Error(`${where}: http needs a proxy that reads requests, and while its namespace is MIGRATING pods with sidecars call past the waypoint of those without. Leave http out until it is AMBIENT.`);
  }
  if (meshModeOf(callee) === MeshMode.NONE) throw new Error(`${where}: http needs a mesh: network policies know no requests. Set platform.serviceMesh, or leave http out.`);
  const port = ports.find(candidate => !isHttpPort(candidate));
  if (port) {
    throw new Error(`${where}: port '${port.name}' of ${callee.node.path} does not say that it speaks HTTP, and the mesh would refuse every call. `
      + "Set its appProtocol ('http', 'http2' or 'grpc'), or leave http out.");
  }
  http.forEach(match => checkHttpMatch(match, where));
}
