import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { openProxyCall, ProxyCallee } from './proxy-callee';
import { Endpoint } from '../connectivity/endpoint';
import { isMigrating, meshKindOf, MeshMode, meshModeOf } from '../connectivity/namespace-facts';
import { IPeer } from '../connectivity/peer';
import { dnsSubdomainProblem } from '../manifest/names';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';

/** Which calls proxies write down. */
export interface MeshAccessLogs {
  /**
   * Provider, as `meshConfig.extensionProviders` of the mesh names it.
   * @default 'envoy', which writes to the log of the proxy's container
   */
  readonly provider?: string;
  /**
   * Calls that are written down, as a CEL expression over attributes of Envoy: `response.code >= 400`.
   * @default - every call
   */
  readonly filter?: string;
  /**
   * Where the provider sends them.
   * @default - nowhere
   */
  readonly collector?: ProxyCallee;
}

/** Which calls proxies trace. */
export interface MeshTracing {
  /** Provider, as `meshConfig.extensionProviders` of the mesh names it. */
  readonly provider: string;
  /** Share of the calls that are traced, in percent: 0 to 100, in steps of 0.01. */
  readonly randomSamplingPercentage: number;
  /** Where the provider sends its spans: the edge is opened for each proxy. */
  readonly collector: ProxyCallee;
}

/** What proxies count. */
export interface MeshMetrics {
  /**
   * Provider, as `meshConfig.extensionProviders` of the mesh names it.
   * @default 'prometheus', which is asked by `exposeMetrics({ merged: true })`
   */
  readonly provider?: string;
  /**
   * Tags that are left out of every metric, such as `request_protocol`: each tag multiplies the time series.
   * @default - none
   */
  readonly removedTags?: string[];
}

/** What the proxies of a namespace, or of one workload, tell. At least one of the three is given. */
export interface MeshTelemetryProps {
  /**
   * The one workload that is meant.
   * @default - every workload of the namespace
   */
  readonly target?: IPeer;
  /**
   * Name of the object.
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * Access logs.
   * @default - as the mesh has it
   */
  readonly accessLogs?: MeshAccessLogs;
  /**
   * Traces.
   * @default - as the mesh has it
   */
  readonly tracing?: MeshTracing;
  /**
   * Metrics.
   * @default - as the mesh has it
   */
  readonly metrics?: MeshMetrics;
}

/**
 * A Telemetry of Istio, and the edges from the proxies to whom they send it. Throws where Istio would take it and do nothing: beside another for the same
 * workloads, for a single workload in ambient mode, and where the namespace has no proxy that reads it.
 */
export class MeshTelemetry extends Construct {
  public constructor(scope: Construct, id: string, props: MeshTelemetryProps) {
    super(scope, id);
    const where = this.node.path;
    const platform = Platform.of(this);
    const chart = Chart.of(this);
    const kind = meshKindOf(this);
    const problem = meshProblem(platform.hasMesh ? kind : undefined, props) ?? (meshModeOf(this) === MeshMode.NONE ? 'the namespace is outside the mesh, where no proxy reads this. Leave it out.' : undefined);
    if (problem) throw new Error(`${where}: ${problem}`);
    const name = props.name ?? id;
    const nameProblem = dnsSubdomainProblem(name);
    if (nameProblem) throw new Error(`${where}: the name '${name}' ${nameProblem}. Give another id, or set \`name\`.`);
    if (chart.namespace === undefined) throw new Error(`${where}: its chart has no namespace, and Telemetry holds for one. Declare it in an IsolatedNamespace, or set the namespace of its Chart.`);
    const target = targetOf(this, props, where);
    claim(this, chart.namespace, target, where);
    for (const collector of [props.accessLogs?.collector, props.tracing?.collector]) {
      if (collector) openProxyCall(this, collector, { namespace: chart.namespace, target }, where);
    }
    emit(this, 'Resource', {
      apiVersion: 'telemetry.istio.io/v1',
      kind: 'Telemetry',
      metadata: { name, namespace: chart.namespace },
      spec: {
        ...(target ? { selector: { matchLabels: target.selector } } : {}),
        ...accessLogging(props, where), ...tracing(props, where), ...metrics(props, where),
      },
    });
    // On the way to ambient, the sidecars that still run read it.
    if (kind !== ServiceMeshKind.ISTIO_AMBIENT || isMigrating(this)) return;
    this.node.addValidation({
      validate: () => chart.node.tryFindChild('Waypoint') ? [] : [`${where}: in ambient mode waypoints alone read Telemetry, and the namespace has none: ztunnel logs and counts connections by itself. Leave it out, or say http on an edge.`],
    });
  }
}

function meshProblem(kind: ServiceMeshKind | undefined, { target, accessLogs, tracing: traces, metrics: counts }: MeshTelemetryProps): string | undefined {
  switch (kind) {
    case undefined: return 'the platform has no mesh whose proxies could tell anything. Set platform.serviceMesh, or leave it out.';
    case ServiceMeshKind.LINKERD: return "Linkerd has no Telemetry: its proxies count by themselves (exposeMetrics), and log calls with the pod annotation config.linkerd.io/access-log: 'json'. Leave it out.";
    case ServiceMeshKind.ISTIO_AMBIENT: if (target) return 'in ambient mode waypoints alone read Telemetry, and none belongs to one workload. Leave target out.';
  }
  return accessLogs ?? traces ?? counts ? undefined : 'says nothing. Give accessLogs, tracing or metrics.';
}

function targetOf(scope: Construct, { target }: MeshTelemetryProps, where: string): Endpoint | undefined {
  if (!target) return undefined;
  const endpoint = target.toPeer()._endpoint;
  if (!endpoint || endpoint.construct.node.root !== scope.node.root) throw new Error(`${where}: target is no workload of this app. Name a workload, or leave target out for the whole namespace.`);
  if (endpoint.namespace !== Chart.of(scope).namespace) throw new Error(`${where}: target is in another namespace, where this selects nothing. Declare it there.`);
  return endpoint;
}

const CLAIMED = new WeakMap<IConstruct, Map<string, string>>();

/** Of two for the same workloads Istio follows the older, and nobody sees which one that is. */
function claim(scope: Construct, namespace: string, target: Endpoint | undefined, where: string): void {
  const known = CLAIMED.get(scope.node.root) ?? new Map<string, string>();
  const key = `${namespace}/${target?.name ?? ''}`;
  const other = known.get(key);
  if (other !== undefined) throw new Error(`${where}: ${other} says already what the proxies of ${target ? target.construct.node.path : `the namespace ${namespace}`} tell, and Istio follows one alone. Say all in one.`);
  CLAIMED.set(scope.node.root, known.set(key, where));
}

function accessLogging({ accessLogs }: MeshTelemetryProps, where: string): object {
  if (!accessLogs) return {};
  const { provider = 'envoy', filter } = accessLogs;
  if (filter?.trim() === '') throw new Error(`${where}: accessLogs.filter is empty. Write an expression such as 'response.code >= 400', or leave it out.`);
  return { accessLogging: [{ providers: providers(provider, 'accessLogs', where), ...(filter === undefined ? {} : { filter: { expression: filter } }) }] };
}

function tracing({ tracing: traces }: MeshTelemetryProps, where: string): object {
  if (!traces) return {};
  const { provider, randomSamplingPercentage } = traces;
  const isShare = Number.isFinite(randomSamplingPercentage) && randomSamplingPercentage >= 0 && randomSamplingPercentage <= 100;
  // Envoy counts in hundredths: less would be none at all.
  if (!isShare || Math.abs(randomSamplingPercentage * 100 - Math.round(randomSamplingPercentage * 100)) > 1e-6) {
    throw new Error(`${where}: tracing.randomSamplingPercentage ${randomSamplingPercentage} is no share in steps of 0.01. Write a number from 0 to 100, such as 1.`);
  }
  return { tracing: [{ providers: providers(provider, 'tracing', where), randomSamplingPercentage }] };
}

function metrics({ metrics: counts }: MeshTelemetryProps, where: string): object {
  if (!counts) return {};
  const { provider = 'prometheus', removedTags = [] } = counts;
  const wrong = removedTags.find(tag => !/^[A-Za-z_]\w*$/.test(tag));
  if (wrong !== undefined) throw new Error(`${where}: metrics.removedTags: '${wrong}' is no tag. Write for instance 'request_protocol'.`);
  const tagOverrides = Object.fromEntries([...removedTags].sort().map(tag => [tag, { operation: 'REMOVE' }]));
  return { metrics: [{ providers: providers(provider, 'metrics', where), ...(removedTags.length > 0 ? { overrides: [{ match: { metric: 'ALL_METRICS' }, tagOverrides }] } : {}) }] };
}

function providers(name: string, field: string, where: string): object[] {
  if (typeof name !== 'string' || name.trim() === '') throw new Error(`${where}: ${field}.provider is empty. Write the name of a provider in meshConfig.extensionProviders.`);
  return [{ name }];
}
