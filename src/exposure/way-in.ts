import { EndpointPort } from '../connectivity/endpoint';
import { EntryPods } from '../platform/exposure-settings';

/** By which kind of object something is exposed. */
export enum ExposeBy {
  /** Gateway API: an HTTPRoute, or a GRPCRoute for ports that speak gRPC. */
  GATEWAY = 'gateway',
  /** An Ingress. */
  INGRESS = 'ingress',
  /** A Route of OpenShift. */
  ROUTE = 'route',
}

/** A path of a request, as routes match it. */
export interface ExposedPath {
  readonly path: string;
  /** It and all below it. */
  readonly isPrefix: boolean;
}

/** What is to be exposed, checked. */
export interface Exposed {
  /** For messages. */
  readonly where: string;
  readonly host: string;
  readonly port: EndpointPort;
  readonly serviceName: string;
  /** Empty: every path. */
  readonly paths: readonly ExposedPath[];
  readonly tlsSecret?: string;
}

/** The object that leads to it: all but its name. */
export interface RouteObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec: object;
}

/** One way in, on one platform. */
export interface WayIn {
  readonly setting: string;
  readonly pods: EntryPods;
  /** What the platform team must have done for it, one sentence. */
  assumption(exposed: Exposed, namespace: string): string;
  /** Throws where this way cannot hold what is asked. */
  object(exposed: Exposed): RouteObject;
}

/** `Exact` and `PathPrefix` of Gateway API; Ingress calls the second one `Prefix`. */
export function matched<T>(paths: readonly ExposedPath[], asMatch: (path: ExposedPath) => T): T[] {
  return (paths.length > 0 ? paths : [{ path: '/', isPrefix: true }]).map(asMatch);
}
