import { cart, PLATFORM, WAIVER } from './fixtures';
import { HardenedApp, HardenedDeployment, IsolatedNamespace, MeshAction, MeshAuthorizationPolicy, MeshDataPlane, Peer, ServiceMesh, Waivers } from '../../src';
import { assumptionsOf } from '../../src/app/assumptions';
import { JsonObject, ManifestObject } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/yaml';
import { DEFAULT_ENVIRONMENT, Mesh } from '../../src/reachability/environment';
import { Reachability } from '../../src/reachability/reachability';

const { SIDECAR, AMBIENT, MIGRATING, NONE } = MeshDataPlane;
const PORTS = [{ name: 'http', containerPort: 8080, appProtocol: 'http' }];

/** `front` calls `back`, each in a namespace of its own; `thief` of the first is let in by nobody. */
function twoNamespaces(front: MeshDataPlane | undefined, back: MeshDataPlane | undefined, serviceMesh = ServiceMesh.istioSidecar()) {
  const app = new HardenedApp({ quiet: true, platform: { ...PLATFORM, serviceMesh } });
  const [one, two] = ([['one', front], ['two', back]] as const).map(([id, dataPlane]) => new IsolatedNamespace(app, id, { owner: 'team', dataPlane }));
  const make = (scope: IsolatedNamespace, id: string): HardenedDeployment => cart(scope, { ports: PORTS }, id);
  const all = { app, one, two, web: make(one, 'web'), thief: make(one, 'thief'), store: make(two, 'store') };
  all.web.connections.allowTo(all.store);
  return all;
}

/** Who of the workloads reaches `store`, with the namespaces relabelled as the pods of a rollout may be. */
function callers(objects: readonly ManifestObject[], relabel: Record<string, 'sidecar' | 'ambient'> = {}): string[] {
  const labelled = objects.map(object => {
    const mode = object.kind === 'Namespace' ? relabel[object.metadata!.name!] : undefined;
    if (!mode) return object;
    const { 'istio-injection': _, 'istio.io/dataplane-mode': __, ...labels } = object.metadata!.labels!;
    return { ...object, metadata: { ...object.metadata, labels: { ...labels, ...(mode === 'sidecar' ? { 'istio-injection': 'enabled' } : { 'istio.io/dataplane-mode': 'ambient' }) } } };
  });
  const reachability = new Reachability(labelled.map(object => ({ object })), { ...DEFAULT_ENVIRONMENT, mesh: 'istio-sidecar' as Mesh });
  return [...reachability.flows()].filter(({ from, to, bounds }) => from.kind === 'workload' && to.id === 'two/Deployment/store' && !bounds.must.isEmpty).map(({ from }) => from.id);
}

describe('the same edge between data planes, proven at synth', () => {
  const planes = [undefined, SIDECAR, AMBIENT, MIGRATING];
  const meshes = [ServiceMesh.istioSidecar(), ServiceMesh.istioAmbient()];
  const rows = meshes.flatMap(mesh => planes.flatMap(front => planes.map(back => [mesh.kind, front, back, mesh] as const)));

  it.each(rows)('%s: %s calls %s', (_, front, back, mesh) => {
    const { app } = twoNamespaces(front, back, mesh);
    expect(callers(parseManifests(app.synthYaml()))).toEqual(['one/Deployment/web']);
  });
});

describe('on the way to ambient, whichever pods are there already', () => {
  const modes = ['sidecar', 'ambient'] as const;
  const objects = parseManifests(twoNamespaces(MIGRATING, MIGRATING).app.synthYaml());

  it.each(modes.flatMap(one => modes.map(two => [one, two] as const)))('%s pods call %s pods, and nobody else does', (one, two) => {
    expect(callers(objects, { one, two })).toEqual(['one/Deployment/web']);
  });

  it('keeps room for the sidecars, and their way to istiod', () => {
    const quota = objects.find(({ kind }) => kind === 'ResourceQuota')!.spec as { hard: JsonObject };
    expect(quota.hard['requests.cpu']).toBe('26');
    const policy = objects.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata?.name === 'web');
    expect(JSON.stringify(policy)).toContain('15012');
  });

  it('takes new pods into ztunnel, and no sidecar into them', () => {
    const { labels } = objects.find(({ kind }) => kind === 'Namespace')!.metadata!;
    expect([labels!['istio.io/dataplane-mode'], labels!['istio-injection']]).toEqual(['ambient', undefined]);
  });

  it('writes nothing that one of the two could not hold', () => {
    const { two, web, store } = twoNamespaces(undefined, MIGRATING);
    expect(() => web.connections.allowTo(store, { http: [{ methods: ['GET'] }] })).toThrow('while its namespace is MIGRATING pods with sidecars call past the waypoint of those without. Leave http out until it is AMBIENT.');
    expect(() => new MeshAuthorizationPolicy(two, 'deny', { target: store, action: MeshAction.DENY, rules: [{ to: [{ paths: ['/admin'] }] }] }))
      .toThrow('in ambient mode ztunnel holds this policy, and reads no requests.');
  });
});

it('a caller with a sidecar goes past the waypoint that would read its requests', () => {
  const { app, web, store } = twoNamespaces(SIDECAR, AMBIENT);
  web.connections.allowTo(store, { http: [{ methods: ['GET'] }] });
  expect(() => app.synthYaml()).toThrow('two/store: some caller has a sidecar, which goes past the waypoint that reads requests: it would be refused.');
});

describe('outside the mesh', () => {
  it('an edge from there needs an identity that nobody has', () => {
    expect(() => twoNamespaces(NONE, undefined)).toThrow('one/web has no mesh identity, and two/store takes mutual TLS only: each call would be refused.');
  });

  it.each([ServiceMesh.istioSidecar(), ServiceMesh.istioAmbient(), ServiceMesh.linkerd()])('calls go there, and nothing of the mesh is written', mesh => {
    const { app, two } = twoNamespaces(undefined, NONE, mesh);
    expect(() => app.synthYaml()).toThrow(mesh.kind === 'linkerd' ? 'linkerd-namespace-injected' : 'istio-namespace-enrolled');
    for (const control of mesh.kind === 'linkerd' ? ['linkerd-namespace-injected'] : ['istio-namespace-enrolled', 'istio-mtls-present', 'istio-authorization-default-deny']) {
      Waivers.add(two, control, WAIVER);
    }
    const objects = parseManifests(app.synthYaml()).filter(({ metadata }) => metadata?.namespace === 'two');
    expect(objects.filter(({ apiVersion }) => /istio|linkerd/.test(apiVersion))).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each<[string, ServiceMesh, MeshDataPlane, string]>([
    ['no mesh', ServiceMesh.none(), AMBIENT, "one: dataPlane is 'ambient', and the platform has no mesh. Leave it out."],
    ['outside of none', ServiceMesh.none(), NONE, "one: dataPlane is 'none', and the platform has no mesh. Leave it out."],
    ['what is none, as plain JavaScript may say it', ServiceMesh.istioSidecar(), 'both' as MeshDataPlane, "one: dataPlane 'both' is unknown. Write one of 'none', 'sidecar', 'ambient', 'migrating'."],
    ['Linkerd', ServiceMesh.linkerd(), SIDECAR, "one: dataPlane is 'sidecar', and the platform runs linkerd, which has one alone. Leave it out."],
  ])('%s', (_, mesh, dataPlane, message) => expect(() => twoNamespaces(dataPlane, undefined, mesh)).toThrow(message));

  it('two statements of one namespace', () => {
    const app = new HardenedApp({ quiet: true, platform: { ...PLATFORM, serviceMesh: ServiceMesh.istioSidecar() } });
    IsolatedNamespace.existing(app, 'a', { name: 'shop', dataPlane: AMBIENT });
    expect(() => IsolatedNamespace.existing(app, 'b', { name: 'shop' })).toThrow("the namespace 'shop' was declared with another dataPlane before (ambient).");
  });

  it('metrics of another data plane', () => {
    const app = new HardenedApp({
      quiet: true, platform: { ...PLATFORM, serviceMesh: ServiceMesh.istioSidecar(), monitoring: { namespace: 'monitoring', podLabels: { app: 'prometheus' }, serviceAccount: 'prometheus' } },
    });
    const shop = new IsolatedNamespace(app, 'shop', { owner: 'team', dataPlane: AMBIENT });
    expect(() => cart(shop, { ports: PORTS }).exposeMetrics()).toThrow('shop/cart is in another data plane than Prometheus');
  });
});

it('says what it assumes', () => {
  const { app, web } = twoNamespaces(AMBIENT, undefined);
  web.connections.allowFrom(Peer.pods({ namespace: 'gateways', labels: { app: 'gateway' }, serviceAccounts: ['gateway'] }));
  app.synthYaml();
  expect(assumptionsOf(app)).toContain("Namespace one is in another data plane than the platform's: sidecars and ztunnels reach each other through HBONE, for which Istio's ambient profile is installed.");
});
