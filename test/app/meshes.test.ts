import { declareConnections } from '../../examples/online-boutique/connections';
import { platform } from '../../examples/online-boutique/platform';
import { declareSecrets } from '../../examples/online-boutique/secrets';
import { Shop } from '../../examples/online-boutique/shop';
import { HardenedApp, ServiceMesh } from '../../src';
import { parseManifests } from '../../src/manifest/yaml';
import { DEFAULT_ENVIRONMENT, Mesh } from '../../src/reachability/environment';
import { Reachability } from '../../src/reachability/reachability';

const MESHES: readonly [string, ServiceMesh][] = [
  ['no mesh', ServiceMesh.none()], ['Istio sidecars', ServiceMesh.istioSidecar()], ['Istio ambient', ServiceMesh.istioAmbient()], ['Linkerd', ServiceMesh.linkerd()],
];

function boutique(serviceMesh: ServiceMesh): string {
  process.chdir(`${__dirname}/../../examples/online-boutique`);
  const app = new HardenedApp({ quiet: true, platform: { ...platform, serviceMesh } });
  const shop = new Shop(app, 'shop');
  declareConnections(shop);
  declareSecrets(shop);
  return app.synthYaml();
}

/** Who calls whom among the workloads of the shop, on which ports. */
function edges(yaml: string, mesh: Mesh): string[] {
  const reachability = new Reachability(parseManifests(yaml).map(object => ({ object })), { ...DEFAULT_ENVIRONMENT, mesh });
  return [...reachability.flows()].filter(({ from, to }) => from.kind === 'workload' && to.kind === 'workload')
    .flatMap(({ from, to, bounds }) => bounds.must.spans.map(span => `${from.id} -> ${to.id} ${span.protocol} ${span.from}-${span.to}`));
}

test.each(MESHES)('Online Boutique on %s: what is declared is what is allowed', (_, mesh) => {
  expect(boutique(mesh)).toContain('kind: NetworkPolicy');
});

test('the same graph on every mesh is the same reachability', () => {
  const [first, ...others] = MESHES.map(([, mesh]) => edges(boutique(mesh), mesh.kind as string as Mesh));
  expect(first.length).toBe(16);
  for (const other of others) expect(other).toEqual(first);
});
