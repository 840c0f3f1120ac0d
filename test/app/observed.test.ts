import { ApiObject } from 'cdk8s';
import { cart, PLATFORM, temporaryFolder, WAIVER } from './fixtures';
import { Enforcement, HardenedApp, IsolatedNamespace, MeshAction, MeshAuthorizationPolicy, MeshTokenPolicy, Peer, PlatformProps, ServiceMesh } from '../../src';
import { parseManifests } from '../../src/manifest/yaml';
import { DEFAULT_ENVIRONMENT, Mesh } from '../../src/reachability/environment';
import { Reachability } from '../../src/reachability/reachability';

const MESHES = { 'no mesh': ServiceMesh.none(), 'Istio sidecar': ServiceMesh.istioSidecar(), 'Istio ambient': ServiceMesh.istioAmbient(), 'Linkerd': ServiceMesh.linkerd() };

function shop(enforcement: Enforcement, serviceMesh = ServiceMesh.istioSidecar(), platform: PlatformProps = {}) {
  const app = new HardenedApp({ quiet: true, outdir: temporaryFolder(), platform: { ...PLATFORM, serviceMesh, ...platform } });
  const namespace = new IsolatedNamespace(app, 'shop', { owner: 'team-shop', enforcement, ...(enforcement === Enforcement.ENFORCE ? {} : { enforcementWaiver: WAIVER }) });
  const ports = [{ name: 'http', containerPort: 8080, appProtocol: 'http' }];
  const [web, store, other] = ['web', 'store', 'other'].map(id => cart(namespace, { ports }, id));
  web.connections.allowTo(store, serviceMesh.kind === 'none' ? {} : { http: [{ methods: ['GET'] }] });
  return { app, namespace, web, store, other };
}

/** What `other`, which nobody lets call, may call `store` on. */
function strangers(enforcement: Enforcement, mesh: ServiceMesh): string[] {
  const { app } = shop(enforcement, mesh);
  const objects = parseManifests(app.synthYaml()).map(object => ({ object }));
  const reachability = new Reachability(objects, { ...DEFAULT_ENVIRONMENT, mesh: mesh.kind as string as Mesh });
  return [...reachability.flows()].filter(({ from, to }) => from.id === 'shop/Deployment/other' && to.id === 'shop/Deployment/store')
    .flatMap(({ bounds }) => bounds.must.spans.filter(({ from, to, protocol }) => protocol === 'TCP' && from <= 8080 && to >= 8080).map(({ protocol }) => protocol));
}

describe.each(Object.entries(MESHES))('%s', (_, mesh) => {
  it('observed, nothing is refused', () => expect(strangers(Enforcement.OBSERVE, mesh)).toEqual(['TCP']));

  it.each([Enforcement.PERMISSIVE, Enforcement.ENFORCE])('%s, connections are held', enforcement => {
    expect(strangers(enforcement, mesh)).toEqual([]);
  });

  it('one waiver signs for all that is loosened, and for nothing else', () => {
    const { app, namespace } = shop(Enforcement.OBSERVE, mesh);
    app.synthYaml();
    expect(namespace.node.findAll().filter(ApiObject.isApiObject).map(({ kind }) => kind)).not.toContain('NetworkPolicy');
    namespace.node.tryRemoveChild('LimitRange');
    expect(() => app.synthYaml()).toThrow('namespace-limit-range');
  });
});

it('Istio says what it would refuse, and what is for later alone is left out', () => {
  const { app } = shop(Enforcement.OBSERVE);
  const policies = parseManifests(app.synthYaml()).filter(({ kind }) => kind === 'AuthorizationPolicy');
  expect(policies.map(({ metadata }) => metadata?.annotations)).toEqual(policies.map(() => ({ 'istio.io/dry-run': 'true' })));
  expect(policies).toHaveLength(4);
});

it('Linkerd audits, without routes, which would refuse what none of them means', () => {
  const { app } = shop(Enforcement.OBSERVE, ServiceMesh.linkerd());
  const objects = parseManifests(app.synthYaml());
  expect(objects.find(({ kind }) => kind === 'Namespace')?.metadata?.annotations).toMatchObject({ 'config.linkerd.io/default-inbound-policy': 'audit' });
  expect(objects.filter(({ kind }) => kind === 'Server').map(({ spec }) => (spec as { accessPolicy: string }).accessPolicy)).toEqual(['audit', 'audit', 'audit']);
  expect(objects.some(({ kind }) => kind === 'HTTPRoute')).toBe(false);
});

it('a policy by hand is dry too; one that changes no verdict needs no mark, and istiod refuses it there', () => {
  const { app, namespace, store } = shop(Enforcement.OBSERVE);
  const to = [{ to: [{ paths: ['/admin/*'] }] }];
  const annotationsOf = (action: MeshAction): unknown =>
    ApiObject.of(new MeshAuthorizationPolicy(namespace, action, { target: store, name: `by-${action.length}`, action, rules: to })).toJson().metadata.annotations;
  expect(annotationsOf(MeshAction.DENY)).toEqual({ 'istio.io/dry-run': 'true' });
  expect(annotationsOf(MeshAction.AUDIT)).toBeUndefined();
  app.synthYaml();
});

it('what has no dry run is refused', () => {
  const { namespace, store } = shop(Enforcement.OBSERVE);
  const authorizer = { provider: 'opa', callee: { peer: Peer.pods({ namespace: 'opa', labels: { app: 'opa' } }), port: 9191 } };
  expect(() => new MeshAuthorizationPolicy(namespace, 'a', { target: store, action: MeshAction.CUSTOM, authorizer, rules: [{ to: [{ ports: ['http'] }] }] }))
    .toThrow('shop/a: the namespace of shop/store is observed, and Istio has no dry run of CUSTOM.');
  expect(() => new MeshTokenPolicy(namespace, 'b', { target: store, issuers: [{ issuer: 'a', audiences: ['b'] }] }))
    .toThrow('shop/b: the namespace of shop/store is observed, and Istio refuses false tokens without a dry run.');
});

it('signs for nothing that is not loosened', () => {
  const app = new HardenedApp({ quiet: true });
  expect(() => new IsolatedNamespace(app, 'shop', { owner: 'team-shop', enforcementWaiver: WAIVER })).toThrow('enforcementWaiver signs for what enforcement loosens, which is nothing under ENFORCE.');
});

it('needs a signature', () => {
  const app = new HardenedApp({ quiet: true, platform: PLATFORM });
  new IsolatedNamespace(app, 'shop', { owner: 'team-shop', enforcement: Enforcement.OBSERVE });
  expect(() => app.synthYaml()).toThrow('netpol-default-deny-ingress');
});

it('may be said of a namespace that another repository owns', () => {
  const app = new HardenedApp({ quiet: true, platform: PLATFORM });
  const theirs = IsolatedNamespace.existing(app, 'shop', { defaultDeny: false, observed: true });
  const workload = cart(theirs);
  expect(workload.node.tryFindChild('NetworkPolicy')).toBeUndefined();
  expect(() => IsolatedNamespace.existing(app, 'again', { name: 'shop' })).toThrow("the namespace 'shop' was declared as observed before, and is otherwise here.");
});

it('is said at synth', () => {
  const { app } = shop(Enforcement.OBSERVE);
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const loud = new HardenedApp({ outdir: temporaryFolder(), platform: PLATFORM });
  cart(new IsolatedNamespace(loud, 'shop', { owner: 'team-shop', enforcement: Enforcement.OBSERVE, enforcementWaiver: WAIVER }));
  loud.synth();
  expect(write.mock.calls.join('')).toContain('nothing else gets through, but to and from what is only observed: shop');
  write.mockRestore();
  expect(app.target).toBeUndefined();
});
