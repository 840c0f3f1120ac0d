import { isRecord, Json, JsonObject, ManifestObject } from '../manifest/object';
import { CONTAINER_TYPES, podTemplateOf } from '../manifest/pod-template';
import { canonicalQuantity } from '../manifest/quantity';

/**
 * The object as admission would see it: null is unset, and the defaults that judged rules rely on are filled in. A copy; never throws.
 * Source: k8s.io/kubernetes, pkg/apis/core/v1/defaults.go.
 */
export function withApiDefaults(object: ManifestObject): JsonObject {
  const copy = withoutNulls(object as unknown as Json) as JsonObject;
  const template = podTemplateOf(copy as unknown as ManifestObject);
  if (template) defaultPodSpec(template.spec as JsonObject);
  return copy;
}

function defaultPodSpec(spec: JsonObject): void {
  for (const volume of records(spec.volumes)) {
    // A volume without a source is an emptyDir.
    if (Object.keys(volume).every(key => key === 'name')) volume.emptyDir = {};
    const { emptyDir } = volume;
    if (isRecord(emptyDir) && emptyDir.sizeLimit !== undefined) emptyDir.sizeLimit = canonicalQuantity(emptyDir.sizeLimit as Json);
  }
  for (const type of CONTAINER_TYPES) {
    const isNodes = spec.hostNetwork === true && type !== 'ephemeralContainers';
    for (const container of records(spec[type])) {
      for (const port of records(container.ports)) {
        port.protocol ??= 'TCP';
        // Under the node's network each port is one of the node, also where 0 is written. Not so for debug containers, which have none.
        if (isNodes && !port.hostPort && port.containerPort !== undefined) port.hostPort = port.containerPort;
      }
      defaultResources(container.resources);
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) defaultProbe(container[probe]);
    }
  }
}

function defaultProbe(probe: Json | undefined): void {
  if (!isRecord(probe) || !isRecord(probe.httpGet)) return;
  probe.httpGet.path ??= '/';
  probe.httpGet.scheme ??= 'HTTP';
}

function defaultResources(resources: Json | undefined): void {
  if (!isRecord(resources)) return;
  for (const list of [resources.requests, resources.limits]) {
    if (!isRecord(list)) continue;
    for (const name of Object.keys(list)) list[name] = canonicalQuantity(list[name] as Json);
  }
  // What has a limit and no request requests its limit.
  if (!isRecord(resources.limits)) return;
  if (resources.requests === undefined) resources.requests = {};
  if (!isRecord(resources.requests)) return;
  for (const [name, limit] of Object.entries(resources.limits)) resources.requests[name] ??= limit;
}

function records(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isRecord) as JsonObject[] : [];
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) {
    const item = value[key] as Json | undefined;
    if (item !== null && item !== undefined && key !== '__proto__') copy[key] = withoutNulls(item);
  }
  return copy;
}
