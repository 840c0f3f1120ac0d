import { cart, PLATFORM } from './fixtures';
import { PLATFORMS, Shops } from '../../examples/every-mesh/shops';
import { HardenedApp, IsolatedNamespace, ServiceMesh } from '../../src';
import { parseManifests } from '../../src/manifest/yaml';
import { DEFAULT_ENVIRONMENT, Mesh } from '../../src/reachability/environment';
import { Reachability } from '../../src/reachability/reachability';

/** Who calls whom among the workloads of the shop, on which ports. */
function edges(target: string): string[] {
  const app = new HardenedApp({ quiet: true, platform: PLATFORMS[target] });
  new Shops().declare(app);
  const objects = parseManifests(app.synthYaml()).map(object => ({ object }));
  const reachability = new Reachability(objects, { ...DEFAULT_ENVIRONMENT, mesh: app.platform.serviceMesh.kind as string as Mesh });
  return [...reachability.flows()].filter(({ from, to }) => from.kind === 'workload' && to.kind === 'workload' && to.namespace === 'shop')
    .flatMap(({ from, to, bounds }) => bounds.must.spans.map(span => `${from.id} -> ${to.id} ${span.protocol} ${span.from}-${span.to}`));
}

test('the same graph on every mesh is the same reachability', () => {
  const [first, ...others] = Object.keys(PLATFORMS).map(edges);
  expect(first.length).toBe(16);
  for (const other of others) expect(other).toEqual(first);
});

test.each([
  ServiceMesh.istioSidecar({ trustDomain: 'shop.example' }), ServiceMesh.istioAmbient({ trustDomain: 'shop.example' }), ServiceMesh.linkerd({ trustDomain: 'shop.example' }),
])('$kind: identities are of the trust domain, names of the cluster domain', serviceMesh => {
  const app = new HardenedApp({ quiet: true, platform: { ...PLATFORM, serviceMesh, clusterDomain: 'prod.internal' } });
  const [web, store] = ['one', 'two'].map(name => cart(new IsolatedNamespace(app, name, { owner: 'team' }), {}, name === 'one' ? 'web' : 'store'));
  web.connections.allowTo(store, { addressIn: 'STORE_ADDR' });
  const yaml = app.synthYaml();
  expect(yaml).toContain('store.two.svc.prod.internal:8080');
  expect(yaml).not.toContain('prod.internal/ns/');
  // Linkerd names accounts, and takes the trust domain for its own.
  expect(yaml.includes('shop.example/ns/one/sa/web')).toBe(serviceMesh.kind !== 'linkerd');
  expect(yaml).not.toContain('cluster.local');
});
