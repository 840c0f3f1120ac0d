import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { cart, PLATFORM, temporaryFolder } from './fixtures';
import { PLATFORMS, Shops } from '../../examples/every-mesh/shops';
import { HardenedApp, HardenedDeployment, HardenedDeploymentProps, IsolatedNamespace } from '../../src';
import { readObjects } from '../../src/app/read';
import { staleEdgeWarnings } from '../../src/app/stale-edges';

type Declare = (web: HardenedDeployment, cache: HardenedDeployment) => void;

function warnings(props: Partial<HardenedDeploymentProps>, declare: Declare = (web, cache) => web.connections.allowTo(cache)): string[] {
  const app = new HardenedApp({ quiet: true, platform: PLATFORM });
  const shop = new IsolatedNamespace(app, 'shop', { owner: 'team' });
  const [web, store, cache] = [cart(shop, props, 'web'), cart(shop, {}, 'store'), cart(shop, {}, 'cache')];
  web.connections.allowTo(store);
  declare(web, cache);
  new ApiObject(shop, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { 'app.conf': 'cache = redis://CACHE:8080' } });
  return staleEdgeWarnings(app, readObjects(app));
}

const STORE = { STORE_ADDR: 'store:8080' };

it('says which edge nothing names, where the caller names others', () => {
  expect(warnings({ env: STORE })).toEqual([
    'shop/web may call shop/cache, and nothing that it is told names cache, though it names others. Remove the connection where the call is gone; where it is not, say its reason on the connection.',
  ]);
});

it.each(([
  ['what is named', { env: { ...STORE, CACHE: 'cache' } }],
  ['what stands within a text', { env: STORE, args: ['--peers=store,cache'] }],
  ['what stands in a ConfigMap', { env: STORE, envFrom: [{ configMapRef: { name: 'settings' } }] }],
  ['a caller that is told no address at all: they are in its code', { env: { LOG: 'info' } }],
  ['a variable from a Secret', { env: STORE, envFrom: [{ secretRef: { name: 'addresses' } }] }],
  ['a ConfigMap of somebody else', { env: STORE, envFrom: [{ configMapRef: { name: 'theirs' } }] }],
  ['a volume with content of its own', { env: STORE }, (web, cache) => {
    web.connections.allowTo(cache);
    web.mountVolume({ name: 'data', persistentVolumeClaim: { claimName: 'data' } } as k8s.Volume, '/data');
  }],
  ['an agent that brings files', { env: STORE, podAnnotations: { 'vault.hashicorp.com/agent-inject': 'true' } }],
  ['an edge with a reason', { env: STORE }, (web, cache) => web.connections.allowTo(cache, { reason: 'warms the cache by broadcast' })],
  ['an address that the edge writes itself', { env: STORE }, (web, cache) => web.connections.allowTo(cache, { addressIn: 'CACHE_ADDR' })],
  ['an edge of others', { env: STORE }, () => undefined],
] as [string, Partial<HardenedDeploymentProps>, Declare?][]).map(row => [row[0], row] as const))('says nothing of %s', (_, [, props, declare]) => {
  expect(warnings(props, declare)).toEqual([]);
});

it('says nothing of Online Boutique, on whichever mesh', () => {
  for (const platform of Object.values(PLATFORMS)) {
    const app = new HardenedApp({ quiet: true, platform });
    new Shops().declare(app);
    expect(staleEdgeWarnings(app, readObjects(app))).toEqual([]);
  }
});

it('is said at synth, and stops nothing', () => {
  const app = new HardenedApp({ quiet: true, platform: PLATFORM, outdir: temporaryFolder() });
  const shop = new IsolatedNamespace(app, 'shop', { owner: 'team' });
  const [web, store, cache] = [cart(shop, { env: STORE }, 'web'), cart(shop, {}, 'store'), cart(shop, {}, 'cache')];
  [store, cache].forEach(callee => web.connections.allowTo(callee));
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  app.synth();
  expect(write).toHaveBeenCalledWith(expect.stringMatching(/^warning: shop\/web may call shop\/cache, and nothing/));
  write.mockRestore();
});
