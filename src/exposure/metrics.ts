import { Construct } from 'constructs';
import { Connections } from '../connectivity/connections';
import { EndpointPort, Protocol } from '../connectivity/endpoint';
import { isMigrating, meshKindOf, MeshMode, meshModeOf } from '../connectivity/namespace-facts';
import { Peer } from '../connectivity/peer';
import { declaredPorts } from '../connectivity/ports';
import { dnsSubdomainProblem } from '../manifest/names';
import { emit } from '../platform/emit';
import { MonitoringSettings } from '../platform/monitoring-settings';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';

/** Where a workload tells its metrics. */
export interface MetricsOptions {
  /**
   * Port, by name or container port. One of its own lets Prometheus call nothing else.
   * @default - the only port
   */
  readonly port?: string | number;
  /**
   * Path of the metrics.
   * @default '/metrics'
   */
  readonly path?: string;
  /**
   * Time between two scrapes, as Prometheus writes it: `30s`.
   * @default - that of Prometheus
   */
  readonly interval?: string;
  /**
   * Istio's sidecar answers in its place, on port 15020, with the proxy's metrics beside those of the workload, in plain text and to whomever the
   * network lets in: the way for a Prometheus outside the mesh.
   * @default false
   */
  readonly merged?: boolean;
  /**
   * Name of the monitor. A second one of the same workload needs one.
   * @default - name of the workload
   */
  readonly name?: string;
}

/** What `exposeMetrics` hands over of a workload. */
export interface MeasuredWorkload {
  readonly connections: Connections;
  addPodAnnotation(key: string, value: string): void;
}

/** Port on which Istio's agent tells the metrics of the proxy and of the application. */
const MERGED_PORT = 15020;
const DURATION = /^(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;

/** A ServiceMonitor, or a PodMonitor of the sidecar where metrics are merged, and the edge from Prometheus. Made by `workload.exposeMetrics(...)`. */
export class MetricsExposure extends Construct {
  /** @internal */
  public static _of(scope: Construct, workload: MeasuredWorkload, options: MetricsOptions): MetricsExposure {
    return new MetricsExposure(scope, workload, options);
  }

  /** What the platform team must have done for it. @internal */
  public readonly _assumption: string;

  private constructor(scope: Construct, workload: MeasuredWorkload, options: MetricsOptions) {
    const { _endpoint: endpoint } = workload.connections;
    const where = `${scope.node.path}: exposeMetrics`;
    const name = options.name ?? endpoint.name;
    const problem = dnsSubdomainProblem(name);
    if (problem) throw new Error(`${where}: the name '${name}' ${problem}.`);
    if (scope.node.tryFindChild(`Metrics-${name}`)) throw new Error(`${where}: a monitor of ${scope.node.path} is named '${name}' already. Give this one another name: { name: '${name}-2' }.`);
    super(scope, `Metrics-${name}`);
    const platform = Platform.of(scope);
    const settings = platform.monitoring;
    if (!settings) throw new Error(`${where}: the platform does not say where Prometheus runs. Set platform.monitoring, such as { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } }.`);
    const [port] = declaredPorts(endpoint, { port: options.port }, where);
    if (port.protocol !== Protocol.TCP) throw new Error(`${where}: port '${port.name}' is ${port.protocol}, and Prometheus asks over TCP. Name a TCP port.`);
    if (port.appProtocol?.toLowerCase() === 'https') throw new Error(`${where}: port '${port.name}' speaks TLS by itself, and whom Prometheus must trust there is not known. Serve metrics in plain text, and let the mesh encrypt them.`);
    const { path, interval } = checked(options, where);
    const mode = meshModeOf(scope);
    const isMeshed = settings.serviceAccount !== undefined && mode !== MeshMode.NONE;
    if (options.merged) checkMerged(scope, mode, where);
    else if (isMeshed && !port.plaintext && (isMigrating(scope) || meshKindOf(scope) !== platform.serviceMesh.kind)) throw new Error(`${where}: ${elsewhere(scope, port)}`);
    else if (mode === MeshMode.STRICT && !isMeshed && !port.plaintext) throw new Error(`${where}: ${unmeshed(scope, port, platform)}`);
    const serviceAccounts = isMeshed ? [settings.serviceAccount!] : undefined;
    const prometheus = Peer.pods({ namespace: settings.namespace, labels: settings.podLabels, serviceAccounts });
    const common = { ...(interval === undefined ? {} : { interval }) };
    const metadata = { name, namespace: endpoint.namespace, labels: { ...endpoint.labels, ...settings.monitorLabels } };
    const selector = { matchLabels: endpoint.selector };
    if (options.merged) {
      for (const [key, value] of [['scrape', 'true'], ['port', String(port.containerPort)], ['path', path]]) workload.addPodAnnotation(`prometheus.io/${key}`, value);
      workload.connections._letInToProxy(prometheus, MERGED_PORT, where, where);
      const podMetricsEndpoints = [{ path: '/stats/prometheus', ...common, relabelings: TO_MERGED_PORT }];
      emit(this, 'Resource', { apiVersion: MONITORING, kind: 'PodMonitor', metadata, spec: { selector, podMetricsEndpoints } });
      this._assumption = assumption(scope, settings, '');
      return;
    }
    workload.connections._letIn(prometheus, [port], where, where);
    const withCertificate = isMeshed && platform.serviceMesh.kind === ServiceMeshKind.ISTIO_SIDECAR;
    const endpoints = [{ port: port.name, path, ...common, ...(withCertificate ? overMutualTls(settings) : {}) }];
    emit(this, 'Resource', { apiVersion: MONITORING, kind: 'ServiceMonitor', metadata, spec: { selector, endpoints } });
    this._assumption = assumption(scope, settings, withCertificate ? `, and finds the certificate of its sidecar in ${folderOf(settings)}` : '');
  }
}

const MONITORING = 'monitoring.coreos.com/v1';

/** A target for each pod, at the agent's port: it is declared by no container, so that a monitor cannot name it. */
const TO_MERGED_PORT = [
  { action: 'keep', sourceLabels: ['__meta_kubernetes_pod_container_port_name'], regex: 'http-envoy-prom' },
  { action: 'replace', sourceLabels: ['__meta_kubernetes_pod_ip'], regex: '([0-9.]+)', replacement: `$1:${MERGED_PORT}`, targetLabel: '__address__' },
  { action: 'replace', sourceLabels: ['__meta_kubernetes_pod_ip'], regex: '([0-9a-fA-F:]+:[0-9a-fA-F:]*)', replacement: `[$1]:${MERGED_PORT}`, targetLabel: '__address__' },
];

/**
 * Prometheus calls pods by address, which its sidecar would send on in plain text: it shows the certificate itself. That of the pod names a SPIFFE ID,
 * which it cannot check; whoever answers in its place learns that he was scraped.
 */
function overMutualTls(settings: MonitoringSettings): object {
  const file = (name: string): string => `${folderOf(settings)}/${name}.pem`;
  return { scheme: 'https', tlsConfig: { caFile: file('root-cert'), certFile: file('cert-chain'), keyFile: file('key'), insecureSkipVerify: true } };
}

function folderOf({ certificates = '/etc/prom-certs' }: MonitoringSettings): string {
  return certificates;
}

function checkMerged(scope: Construct, mode: MeshMode, where: string): void {
  const kind = meshKindOf(scope);
  if (kind === ServiceMeshKind.ISTIO_SIDECAR) return;
  throw new Error(`${where}: merged is what Istio's sidecar does, and ${mode === MeshMode.NONE ? 'this namespace is in no mesh' : `there is none with ${kind}`}. Leave it out.`);
}

/** It shows its certificate to sidecars, and to ztunnel it need not: of pods in both it would reach some. */
function elsewhere({ node }: Construct, { name }: EndpointPort): string {
  return `${node.path} is in another data plane than Prometheus, which calls it as its own asks: each scrape would be refused. Declare the port '${name}' plaintext until both are in one, which is a finding.`;
}

function unmeshed(scope: Construct, { name }: EndpointPort, { serviceMesh: { kind } }: Platform): string {
  const merged = kind === ServiceMeshKind.ISTIO_SIDECAR ? '; scrape the sidecar, which answers without (merged: true)' : '';
  return `Prometheus has no mesh identity, and ${scope.node.path} takes mutual TLS only: each scrape would be refused. Ways out: take it into the mesh and set platform.monitoring.serviceAccount`
    + `${merged}; or declare the port '${name}' plaintext, which is a finding.`;
}

function checked({ path = '/metrics', interval }: MetricsOptions, where: string): { path: string; interval?: string } {
  if (!/^\/[^\s?#]*$/.test(path)) throw new Error(`${where}: the path '${path}' is none. Begin with '/', and leave out query and fragment.`);
  if (interval !== undefined && (interval === '' || !DURATION.test(interval))) throw new Error(`${where}: the interval '${interval}' is no duration of Prometheus. Write for instance '30s'.`);
  return { path, interval };
}

function assumption({ node }: Construct, { namespace, podLabels, monitorLabels = {} }: MonitoringSettings, more: string): string {
  const text = (labels: Record<string, string>): string => Object.entries(labels).map(([key, value]) => `${key}=${value}`).sort().join(', ');
  const selects = Object.keys(monitorLabels).length === 0 ? 'every monitor' : `monitors with ${text(monitorLabels)}`;
  return `${node.path}: Prometheus (${text(podLabels)} in ${namespace}) selects ${selects}, may call from there${more}.`;
}
