import { ApiObject } from 'cdk8s';
import { specsOf } from './meshed-workload';
import { HardenedApp, IsolatedNamespace, MeshDataPlane, MeshMode, MeshTelemetry, MeshTelemetryProps, Peer, ServiceMesh } from '../../src';
import { cart, PLATFORM } from '../app/fixtures';

const COLLECTOR = { peer: Peer.pods({ namespace: 'tracing', labels: { app: 'otel' } }), port: 4317 };
const TRACES: MeshTelemetryProps = { tracing: { provider: 'otel', randomSamplingPercentage: 1.5, collector: COLLECTOR } };

function shop(serviceMesh = ServiceMesh.istioSidecar()) {
  const app = new HardenedApp({ quiet: true, platform: { ...PLATFORM, serviceMesh } });
  const namespace = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  const http = [{ name: 'http', containerPort: 8080, appProtocol: 'http' }];
  return { app, namespace, web: cart(namespace, {}, 'web'), store: cart(namespace, { ports: http }, 'store') };
}

const made = (props: MeshTelemetryProps, { namespace } = shop()) => Object.values(specsOf(new MeshTelemetry(namespace, 'telemetry', props), 'Telemetry'))[0];
const callers = (app: HardenedApp): string[] => app.node.findAll().filter(ApiObject.isApiObject)
  .filter(object => object.kind === 'NetworkPolicy' && JSON.stringify(object.toJson()).includes('"port":4317')).map(({ name }) => name).sort();

it.each<[string, MeshTelemetryProps, object]>([
  ['access logs of every call, to the log of the proxy', { accessLogs: {} }, { accessLogging: [{ providers: [{ name: 'envoy' }] }] }],
  ['access logs of failures', { accessLogs: { provider: 'als', filter: 'response.code >= 400' } }, { accessLogging: [{ providers: [{ name: 'als' }], filter: { expression: 'response.code >= 400' } }] }],
  ['a share of the traces', TRACES, { tracing: [{ providers: [{ name: 'otel' }], randomSamplingPercentage: 1.5 }] }],
  ['metrics', { metrics: {} }, { metrics: [{ providers: [{ name: 'prometheus' }] }] }],
  ['metrics with fewer tags', { metrics: { removedTags: ['request_protocol'] } },
    { metrics: [{ providers: [{ name: 'prometheus' }], overrides: [{ match: { metric: 'ALL_METRICS' }, tagOverrides: { request_protocol: { operation: 'REMOVE' } } }] }] }],
])('%s', (_, props, spec) => expect(made(props)).toEqual(spec));

it('is of one workload', () => {
  const { namespace, web } = shop();
  expect(made({ target: web, metrics: {} }, { namespace } as ReturnType<typeof shop>)).toMatchObject({ selector: { matchLabels: { 'app.kubernetes.io/name': 'web' } } });
});

describe('spans need a way to their collector', () => {
  it('from each sidecar of the namespace', () => {
    const { app, namespace } = shop();
    new MeshTelemetry(namespace, 'telemetry', TRACES);
    app.synthYaml();
    expect(callers(app)).toEqual(['store', 'web']);
  });

  it('from the one that is meant', () => {
    const { app, namespace, web } = shop();
    new MeshTelemetry(namespace, 'telemetry', { ...TRACES, target: web });
    app.synthYaml();
    expect(callers(app)).toEqual(['web']);
  });

  it('in ambient mode from the waypoint alone', () => {
    const { app, namespace, web, store } = shop(ServiceMesh.istioAmbient());
    new MeshTelemetry(namespace, 'telemetry', TRACES);
    web.connections.allowTo(store, { http: [{ methods: ['GET'] }] });
    app.synthYaml();
    expect(callers(app)).toEqual(['waypoint']);
  });

  it('whether workloads come before it or after', () => {
    const { app, namespace } = shop();
    new MeshTelemetry(namespace, 'telemetry', TRACES);
    cart(namespace, {}, 'late');
    app.synthYaml();
    expect(callers(app)).toEqual(['late', 'store', 'web']);
  });
});

it('is read by the sidecars that still run, on the way to ambient', () => {
  const { app } = shop();
  const moving = new IsolatedNamespace(app, 'moving', { owner: 'team-shop', dataPlane: MeshDataPlane.MIGRATING });
  cart(moving, {}, 'stock');
  new MeshTelemetry(moving, 'telemetry', TRACES);
  app.synthYaml();
  expect(callers(app)).toEqual(['stock']);
});

describe('what Istio would take and not do', () => {
  const traces = (props: Partial<MeshTelemetryProps['tracing'] & object>): MeshTelemetryProps => ({ tracing: { ...TRACES.tracing!, ...props } });

  it.each<[string, MeshTelemetryProps, string]>([
    ['nothing', {}, 'shop/telemetry: says nothing. Give accessLogs, tracing or metrics.'],
    ['a share beyond all', traces({ randomSamplingPercentage: 101 }), 'tracing.randomSamplingPercentage 101 is no share in steps of 0.01. Write a number from 0 to 100, such as 1.'],
    ['a share that Envoy rounds to none', traces({ randomSamplingPercentage: 0.001 }), 'tracing.randomSamplingPercentage 0.001'],
    ['a provider without a name', traces({ provider: '' }), 'tracing.provider is empty.'],
    ['a port that is none', traces({ collector: { ...COLLECTOR, port: 0 } }), 'the port 0 of Peer.pods(tracing) is none.'],
    ['a filter without words', { accessLogs: { filter: ' ' } }, 'accessLogs.filter is empty.'],
    ['a tag that is none', { metrics: { removedTags: ['a-b'] } }, "metrics.removedTags: 'a-b' is no tag."],
    ['a name that is none', { metrics: {}, name: 'A' }, "the name 'A'"],
    ['a target of others', { metrics: {}, target: COLLECTOR.peer }, 'target is no workload of this app.'],
  ])('%s', (_, props, message) => expect(() => made(props)).toThrow(message));

  it.each<[string, ServiceMesh, MeshTelemetryProps, string]>([
    ['no mesh', ServiceMesh.none(), TRACES, 'the platform has no mesh whose proxies could tell anything.'],
    ['Linkerd', ServiceMesh.linkerd(), TRACES, "Linkerd has no Telemetry: its proxies count by themselves (exposeMetrics), and log calls with the pod annotation config.linkerd.io/access-log: 'json'."],
  ])('%s', (_, mesh, props, message) => expect(() => made(props, shop(mesh))).toThrow(message));

  it('ambient, of one workload', () => {
    const there = shop(ServiceMesh.istioAmbient());
    expect(() => made({ metrics: {}, target: there.web }, there)).toThrow('in ambient mode waypoints alone read Telemetry, and none belongs to one workload.');
  });

  it('ambient without a waypoint', () => {
    const { app, namespace } = shop(ServiceMesh.istioAmbient());
    new MeshTelemetry(namespace, 'telemetry', { metrics: {} });
    expect(() => app.synthYaml()).toThrow('in ambient mode waypoints alone read Telemetry, and the namespace has none');
  });

  it('a second for the same workloads, of which one is followed', () => {
    const { namespace, web } = shop();
    new MeshTelemetry(namespace, 'first', { metrics: {} });
    new MeshTelemetry(namespace, 'of-web', { metrics: {}, target: web });
    expect(() => new MeshTelemetry(namespace, 'second', { accessLogs: {} })).toThrow('shop/second: shop/first says already what the proxies of the namespace shop tell');
    expect(() => new MeshTelemetry(namespace, 'third', { accessLogs: {}, target: web })).toThrow('shop/of-web says already what the proxies of shop/web tell');
  });

  it('a target in another namespace, or a namespace outside the mesh', () => {
    const { app, web } = shop();
    const other = new IsolatedNamespace(app, 'other', { owner: 'team-shop' });
    expect(() => new MeshTelemetry(other, 'telemetry', { metrics: {}, target: web })).toThrow('target is in another namespace');
    const outside = IsolatedNamespace.existing(app, 'outside', { mesh: MeshMode.NONE });
    expect(() => new MeshTelemetry(outside, 'telemetry', { metrics: {} })).toThrow('the namespace is outside the mesh');
  });

  it('a collector that this app owns', () => {
    const { namespace, web } = shop();
    expect(() => new MeshTelemetry(namespace, 'telemetry', traces({ collector: { peer: web, port: 4317 } }))).toThrow('shop/web, which proxies are to call, is a workload of this app.');
  });
});
