import { ApiObject, JsonPatch } from 'cdk8s';
import { DEFAULTS, measured, MESHES, PROMETHEUS } from './measured';
import { MetricsOptions, PlatformProps, Probe, Protocol, ServiceMesh, Waivers, WorkloadPort } from '../../src';
import { parseManifests, toYaml } from '../../src/manifest/yaml';
import { DEFAULT_ENVIRONMENT, Mesh } from '../../src/reachability/environment';
import { Reachability } from '../../src/reachability/reachability';
import { cart, messageOf, WAIVER } from '../app/fixtures';

function monitor(options: MetricsOptions, platform?: PlatformProps): string {
  const { app, web } = measured(platform);
  const exposure = web.exposeMetrics(options);
  app.synthYaml();
  return toYaml((exposure.node.findChild('Resource') as ApiObject).toJson());
}

/** What the mesh and the network let the pods of Prometheus call, by the manifests alone. */
function scrapes(platform: PlatformProps, options: MetricsOptions, withRequests: boolean): string[] {
  const { app, web, page } = measured(platform);
  web.exposeMetrics(options);
  if (withRequests) page.connections.allowTo(web, { port: 'http', http: [{ methods: ['GET'] }] });
  const prometheus = {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'prometheus', namespace: 'monitoring', labels: PROMETHEUS.podLabels },
    spec: { serviceAccountName: 'prometheus', containers: [] },
  };
  const namespace = {
    apiVersion: 'v1', kind: 'Namespace',
    metadata: { name: 'monitoring', labels: platform.monitoring?.serviceAccount ? LABELS[app.platform.serviceMesh.kind] : {}, annotations: { 'linkerd.io/inject': 'enabled' } },
  };
  const objects = [...parseManifests(app.synthYaml()), prometheus, namespace].map(object => ({ object }));
  const environment = { ...DEFAULT_ENVIRONMENT, mesh: app.platform.serviceMesh.kind as string as Mesh, nodeCidrs: app.platform.nodeCidrs };
  return [...new Reachability(objects, environment).flows()].filter(({ from, to }) => from.namespace === 'monitoring' && from.kind === 'workload' && to.kind === 'workload' && to.namespace === 'shop')
    .flatMap(({ to, bounds }) => bounds.must.spans.map(span => `${to.id} ${span.protocol} ${span.from}-${span.to}`));
}

const LABELS: Record<string, Record<string, string>> = {
  'none': {}, 'linkerd': {}, 'istio-sidecar': { 'istio-injection': 'enabled' }, 'istio-ambient': { 'istio.io/dataplane-mode': 'ambient' },
};

describe('who may scrape', () => {
  it.each(Object.entries(MESHES))('%s: Prometheus reaches the port of the metrics, and no other', (_, serviceMesh) => {
    expect(scrapes({ serviceMesh, monitoring: PROMETHEUS }, { port: 'metrics' }, false)).toEqual(['shop/Deployment/web TCP 9090-9090']);
  });

  it.each(Object.entries(MESHES).filter(([mesh]) => mesh !== 'no mesh'))('%s: also where other callers are held to requests', (_, serviceMesh) => {
    expect(scrapes({ serviceMesh, monitoring: PROMETHEUS }, { port: 'metrics' }, true)).toEqual(['shop/Deployment/web TCP 9090-9090']);
  });

  it('scrapes the sidecar from outside the mesh', () => {
    expect(scrapes({ serviceMesh: ServiceMesh.istioSidecar(), monitoring: DEFAULTS }, { port: 'metrics', merged: true }, false)).toEqual(['shop/Deployment/web TCP 15020-15020']);
  });

  it('is an edge that the platform implies, with whoever asked for it', () => {
    const { app, web } = measured();
    web.exposeMetrics({ port: 'metrics' });
    const policy = app.node.findAll().filter(ApiObject.isApiObject).find(({ kind, name }) => kind === 'NetworkPolicy' && name === 'web')!;
    policy.addJsonPatch(JsonPatch.replace('/spec/ingress', []));
    expect(messageOf(() => app.synthYaml())).toContain('monitoring/app=prometheus was declared to call shop/web');
  });
});

describe('what is written', () => {
  it('a ServiceMonitor, with the labels that the operator selects by', () => {
    expect(monitor({ port: 'metrics', interval: '30s' }, { monitoring: { ...PROMETHEUS, monitorLabels: { release: 'stack' } } })).toMatchInlineSnapshot(`
"apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  labels:
    app.kubernetes.io/instance: web
    app.kubernetes.io/managed-by: cdk8s-hardened
    app.kubernetes.io/name: web
    app.kubernetes.io/part-of: shop
    owner: team-shop
    release: stack
  name: web
  namespace: shop
spec:
  endpoints:
    - interval: 30s
      path: /metrics
      port: metrics
  selector:
    matchLabels:
      app.kubernetes.io/name: web
"
`);
  });

  it('with the certificate of the sidecar of Prometheus, which does not stand in the way of scrapes', () => {
    expect(monitor({ port: 'metrics' }, { serviceMesh: ServiceMesh.istioSidecar(), monitoring: { ...PROMETHEUS, certificates: '/certs' } })).toMatchInlineSnapshot(`
"apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  labels:
    app.kubernetes.io/instance: web
    app.kubernetes.io/managed-by: cdk8s-hardened
    app.kubernetes.io/name: web
    app.kubernetes.io/part-of: shop
    owner: team-shop
  name: web
  namespace: shop
spec:
  endpoints:
    - path: /metrics
      port: metrics
      scheme: https
      tlsConfig:
        caFile: /certs/root-cert.pem
        certFile: /certs/cert-chain.pem
        insecureSkipVerify: true
        keyFile: /certs/key.pem
  selector:
    matchLabels:
      app.kubernetes.io/name: web
"
`);
  });

  it('a PodMonitor for the agent, and the annotations by which it finds the application', () => {
    const { app, web } = measured({ serviceMesh: ServiceMesh.istioSidecar(), monitoring: PROMETHEUS });
    const exposure = web.exposeMetrics({ port: 'metrics', path: '/stats', merged: true });
    expect(app.synthYaml()).toContain('prometheus.io/path: /stats');
    expect(toYaml((exposure.node.findChild('Resource') as ApiObject).toJson().spec)).toMatchInlineSnapshot(`
"podMetricsEndpoints:
  - path: /stats/prometheus
    relabelings:
      - action: keep
        regex: http-envoy-prom
        sourceLabels:
          - __meta_kubernetes_pod_container_port_name
      - action: replace
        regex: ([0-9.]+)
        replacement: $1:15020
        sourceLabels:
          - __meta_kubernetes_pod_ip
        targetLabel: __address__
      - action: replace
        regex: ([0-9a-fA-F:]+:[0-9a-fA-F:]*)
        replacement: '[$1]:15020'
        sourceLabels:
          - __meta_kubernetes_pod_ip
        targetLabel: __address__
selector:
  matchLabels:
    app.kubernetes.io/name: web
"
`);
  });

  it('says what it assumes', () => {
    const { web } = measured({ monitoring: { ...PROMETHEUS, monitorLabels: { release: 'stack' } }, serviceMesh: ServiceMesh.istioSidecar() });
    expect(web.exposeMetrics({ port: 'metrics' })._assumption)
      .toBe('shop/web: Prometheus (app=prometheus in monitoring) selects monitors with release=stack, may call from there, and finds the certificate of its sidecar in /etc/prom-certs.');
  });
});

describe('what is refused', () => {
  it.each<[string, PlatformProps, MetricsOptions, string]>([
    ['a platform without Prometheus', { monitoring: undefined }, {}, 'the platform does not say where Prometheus runs. Set platform.monitoring'],
    ['several ports', {}, {}, 'has several ports'],
    ['a path that is none', {}, { port: 'metrics', path: 'metrics' }, "the path 'metrics' is none. Begin with '/'"],
    ['an interval that is none', {}, { port: 'metrics', interval: '30' }, "the interval '30' is no duration of Prometheus. Write for instance '30s'."],
    ['a name that is none', {}, { port: 'metrics', name: 'A' }, "the name 'A'"],
    ['a sidecar where there is none', {}, { port: 'metrics', merged: true }, "merged is what Istio's sidecar does, and this namespace is in no mesh. Leave it out."],
    ['a sidecar in ambient', { serviceMesh: ServiceMesh.istioAmbient() }, { port: 'metrics', merged: true }, 'there is none with istio-ambient'],
    ['an unmeshed Prometheus, Istio', { serviceMesh: ServiceMesh.istioSidecar(), monitoring: DEFAULTS }, { port: 'metrics' },
      'each scrape would be refused. Ways out: take it into the mesh and set platform.monitoring.serviceAccount; scrape the sidecar, which answers without (merged: true); or declare the port'],
    ['an unmeshed Prometheus, ambient', { serviceMesh: ServiceMesh.istioAmbient(), monitoring: DEFAULTS }, { port: 'metrics' }, "serviceAccount; or declare the port 'metrics' plaintext"],
    ['an unmeshed Prometheus, Linkerd', { serviceMesh: ServiceMesh.linkerd(), monitoring: DEFAULTS }, { port: 'metrics' }, "serviceAccount; or declare the port 'metrics' plaintext"],
  ])('%s', (__, platform, options, message) => {
    expect(() => measured(platform).web.exposeMetrics(options)).toThrow(message);
  });

  it('the same name twice', () => {
    const { web } = measured();
    web.exposeMetrics({ port: 'metrics' });
    expect(() => web.exposeMetrics({ port: 'http' })).toThrow("a monitor of shop/web is named 'web' already. Give this one another name: { name: 'web-2' }.");
  });

  it.each<[string, Partial<WorkloadPort>, string]>([
    ['a port that speaks TLS by itself', { appProtocol: 'https' }, "port 'http' speaks TLS by itself, and whom Prometheus must trust there is not known."],
    ['a port that is no TCP', { protocol: Protocol.UDP }, "port 'http' is UDP, and Prometheus asks over TCP. Name a TCP port."],
  ])('%s', (__, port, message) => {
    const { shop } = measured();
    const api = cart(shop, { ports: [{ name: 'http', containerPort: 9090, ...port }], readinessProbe: Probe.fromCommand(['ready']), livenessProbe: Probe.fromCommand(['alive']) }, 'api');
    expect(() => api.exposeMetrics()).toThrow(message);
  });

  it.each<[string, object, string]>([
    ['no labels', { ...DEFAULTS, podLabels: {} }, 'platform.monitoring.podLabels is empty, which selects every pod of monitoring.'],
    ['labels that are none', { ...DEFAULTS, monitorLabels: { 'a b': 'c' } }, "platform.monitoring.monitorLabels 'a b: c'"],
    ['a folder that is none', { ...DEFAULTS, certificates: 'certs/' }, "platform.monitoring.certificates 'certs/' is no folder."],
  ])('settings: %s', (__, monitoring, message) => {
    expect(() => measured({ monitoring: monitoring as PlatformProps['monitoring'] })).toThrow(message);
  });
});

it.each([ServiceMesh.istioSidecar(), ServiceMesh.istioAmbient(), ServiceMesh.linkerd()])('takes a Prometheus outside the mesh at a port that is plaintext', serviceMesh => {
  const { app, shop } = measured({ serviceMesh, monitoring: DEFAULTS });
  const api = cart(shop, { ports: [{ name: 'http', containerPort: 8080, plaintext: true }] }, 'api');
  api.exposeMetrics();
  if (serviceMesh.kind !== 'linkerd') Waivers.add(api, 'istio-mtls-strict', WAIVER);
  expect(app.synthYaml()).toContain('kind: ServiceMonitor');
});
