import { App, Chart } from 'cdk8s';
import { isRecord, JsonObject, ManifestObject } from '../../src/manifest/object';
import { podTemplateOf } from '../../src/manifest/pod-template';
import { Platform } from '../../src/platform/platform';
import { PlatformProps } from '../../src/platform/platform-props';
import { Probe } from '../../src/workloads/probe';

/** A chart with a namespace, on a platform with one registry. */
export function chartOn(platform: PlatformProps = {}, namespace: string | undefined = 'shop'): Chart {
  const app = new App();
  Platform.configure(app, { registries: ['registry.example'], ...platform });
  return new Chart(app, 'shop', { namespace });
}

export const IMAGE = `registry.example/app:1.0.0@sha256:${'a'.repeat(64)}`;
/** The smallest that serves. */
export const SERVING = { image: IMAGE, ports: [{ name: 'http', containerPort: 8080 }], readinessProbe: Probe.fromHttpGet('/healthz', 'http') };
/** The smallest that runs. */
export const PORTLESS = { image: IMAGE };

export function manifests(chart: Chart): ManifestObject[] {
  return chart.toJson() as ManifestObject[];
}

/** The one object of a kind. */
export function only(chart: Chart, kind: string): JsonObject & { spec: JsonObject; metadata: JsonObject } {
  const found = manifests(chart).filter(object => object.kind === kind);
  if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind}`);
  return found[0] as unknown as JsonObject & { spec: JsonObject; metadata: JsonObject };
}

export function kinds(chart: Chart): string[] {
  return manifests(chart).map(({ kind, metadata }) => `${kind} ${String(metadata?.name)}`).sort();
}

/** The pod's spec of the one workload in the chart. */
type PodSpec = JsonObject & { containers: JsonObject[]; initContainers: JsonObject[]; volumes: JsonObject[]; securityContext: JsonObject };

export function podSpec(chart: Chart): PodSpec {
  const [template] = manifests(chart).map(podTemplateOf).filter(isRecord);
  return (template as unknown as { spec: never }).spec;
}

export function mainContainer(chart: Chart): JsonObject & { resources: { requests: JsonObject; limits: JsonObject }; securityContext: JsonObject } {
  return podSpec(chart).containers[0] as never;
}
