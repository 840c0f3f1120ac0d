import { RequestMatch } from './request-matches';
import { EndpointPort } from '../../connectivity/endpoint';
import { isRecord, JsonObject } from '../../manifest/object';

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'];

/** What the kubelet asks of a port over HTTP and gRPC. */
export function httpProbes(podSpec: JsonObject, { name, containerPort }: EndpointPort): RequestMatch[] {
  const containers = [podSpec.containers, podSpec.initContainers].flatMap((list): unknown[] => Array.isArray(list) ? list : []).filter(isRecord);
  return containers.flatMap(container => PROBES.map(probe => container[probe])).filter(isRecord).flatMap(({ httpGet, grpc }): RequestMatch[] => {
    if (isRecord(httpGet) && (httpGet.port === name || httpGet.port === containerPort)) return [{ method: 'GET', path: String(httpGet.path ?? '/').replace(/[?#].*$/, '') }];
    return isRecord(grpc) && grpc.port === containerPort ? [{ method: 'POST', path: '/grpc.health.v1.Health/Check' }] : [];
  });
}
