import { EndpointPort, Protocol } from './endpoint';

/** HTTP requests that match all that is given. What is left out matches anything. */
export interface HttpMatch {
  /**
   * Methods in capitals, such as `GET`. gRPC calls are all `POST`.
   * @default - every method
   */
  readonly methods?: string[];
  /**
   * Paths that begin with '/': exact (`/healthz`), by prefix (`/api/*`) or by suffix (`*.html`). gRPC: `/package.Service/Method`.
   * @default - every path
   */
  readonly paths?: string[];
  /**
   * Hosts of the request, exact, by prefix (`shop.*`) or by suffix (`*.example`).
   * @default - every host
   */
  readonly hosts?: string[];
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
const HTTP_NAMES = ['http', 'http2', 'grpc', 'grpc-web'];
const HTTP_APP_PROTOCOLS = [...HTTP_NAMES, 'kubernetes.io/h2c', 'kubernetes.io/ws'];

/** The mesh sees HTTP on this port: by `appProtocol`, else by the prefix of its name, as Istio reads them. HTTPS stays closed to it. */
export function isHttpPort(port: EndpointPort): boolean {
  if (port.protocol !== Protocol.TCP) return false;
  if (port.appProtocol !== undefined) return HTTP_APP_PROTOCOLS.includes(port.appProtocol.toLowerCase());
  return HTTP_NAMES.some(name => port.name === name || port.name.startsWith(`${name}-`));
}

/** Throws where a match is empty, unknown or would never match. */
export function checkHttpMatch(match: HttpMatch, where: string): void {
  const { methods, paths, hosts } = match;
  for (const [field, values] of Object.entries({ methods, paths, hosts })) {
    if (values?.length === 0) throw new Error(`${where}: http ${field} is an empty list, which a mesh may read as everything or as nothing. Name what is allowed, or leave ${field} out for all.`);
    if (values?.some(value => value.trim() !== value || value === '')) throw new Error(`${where}: http ${field} holds an empty or padded text. Write each value in full, without spaces.`);
  }
  if (!methods && !paths && !hosts) throw new Error(`${where}: an http match without methods, paths and hosts narrows nothing. Name some, or leave http out.`);
  const method = methods?.find(text => !METHODS.includes(text));
  if (method !== undefined) throw new Error(`${where}: http method '${method}' is unknown. Write one of ${METHODS.join(', ')}.`);
  const path = paths?.find(text => !/^(\/[^*{}?#]*\*?|\*[^*{}?#]+|\*)$/.test(text));
  if (path !== undefined) throw new Error(`${where}: http path '${path}' is none that Istio matches. Begin with '/', put one '*' at the end or the beginning, and leave out query and fragment.`);
  const host = hosts?.find(text => !/^(\*[^*/]*|[^*/]+\*?)$/.test(text));
  if (host !== undefined) throw new Error(`${where}: http host '${host}' is none that Istio matches. Write a host name, with one '*' at the end or the beginning at most.`);
}

/** A copy in one order, without repetitions. */
export function normalHttpMatch(match: HttpMatch): HttpMatch {
  return Object.fromEntries((['hosts', 'methods', 'paths'] as const)
    .flatMap(field => match[field] === undefined ? [] : [[field, [...new Set(match[field])].sort()]]));
}
