import { ApiObject, App, Chart } from 'cdk8s';
import { MeshMode, meshModeOf } from '../../src/connectivity/namespace-facts';
import { Platform } from '../../src/platform/platform';
import { ServiceMesh } from '../../src/platform/service-mesh';
import { externalNamespacesOf } from '../../src/tenancy/external-namespaces';
import { IsolatedNamespace } from '../../src/tenancy/isolated-namespace';

function meshed(): App {
  const app = new App();
  Platform.configure(app, { serviceMesh: ServiceMesh.istioSidecar() });
  return app;
}

it('emits nothing, and gives its namespace and owner to what stands in it', () => {
  const app = new App();
  const shop = IsolatedNamespace.existing(app, 'existing', { name: 'shop', owner: 'team-shop' });
  expect(app.node.findAll().filter(ApiObject.isApiObject)).toEqual([]);
  const inside = new ApiObject(shop, 'settings', { apiVersion: 'v1', kind: 'ConfigMap' });
  expect([inside.metadata.namespace, inside.metadata.getLabel('owner'), IsolatedNamespace.of(inside)]).toEqual(['shop', 'team-shop', shop]);
});

it('states nothing that was not said', () => {
  const app = new App();
  IsolatedNamespace.existing(app, 'shop');
  expect(externalNamespacesOf(app)).toEqual([{ name: 'shop', labels: {}, defaultDeny: false, mesh: MeshMode.NONE }]);
});

it('lists what was said, sorted by name, for any construct of the app', () => {
  const app = meshed();
  IsolatedNamespace.existing(app, 'shop', { labels: { a: 'b' }, defaultDeny: true });
  const bank = IsolatedNamespace.existing(app, 'bank', { mesh: MeshMode.NONE });
  new IsolatedNamespace(app, 'own', { owner: 'team-own' });
  expect(externalNamespacesOf(bank)).toEqual([
    { name: 'bank', labels: {}, defaultDeny: false, mesh: MeshMode.NONE },
    { name: 'shop', labels: { a: 'b' }, defaultDeny: true, mesh: MeshMode.STRICT },
  ]);
});

it('knows nothing of other apps', () => {
  IsolatedNamespace.existing(new App(), 'shop');
  expect(externalNamespacesOf(new App())).toEqual([]);
});

it('holds for every chart with this namespace', () => {
  const app = meshed();
  const chart = new Chart(app, 'plain', { namespace: 'shop' });
  expect(meshModeOf(chart)).toBe(MeshMode.STRICT);
  IsolatedNamespace.existing(app, 'shop', { mesh: MeshMode.PERMISSIVE });
  expect(meshModeOf(chart)).toBe(MeshMode.PERMISSIVE);
});

describe('a mistake', () => {
  it.each<[string, (app: App) => unknown, string]>([
    ['a namespace of the system', app => IsolatedNamespace.existing(app, 'kube-system'), "kube-system: 'kube-system' is a namespace of the system, shared by whoever names none. Give the app a namespace of its own, such as 'shop'."],
    ['a mesh that the platform has not', app => IsolatedNamespace.existing(app, 'shop', { mesh: MeshMode.STRICT }), "shop: mesh is 'strict', and the platform has none. Set platform.serviceMesh, or leave mesh out."],
  ])('%s is an error', (_, make, message) => {
    expect(() => make(new App())).toThrow(new Error(message));
  });

  it('two statements that contradict each other are an error', () => {
    const app = meshed();
    IsolatedNamespace.existing(app, 'one', { name: 'shop' });
    expect(() => IsolatedNamespace.existing(app, 'two', { name: 'shop', mesh: MeshMode.NONE })).toThrow(
      new Error("two: the namespace 'shop' was declared with mesh mode 'strict' before, and is 'none' here. Declare it once, and pass it around."));
  });

  it.each([{ labels: { a: 'b' } }, { defaultDeny: true }])('so are other facts: %j, which would hold or not by the order of declaration', facts => {
    const app = new App();
    IsolatedNamespace.existing(app, 'one', { name: 'shop' });
    IsolatedNamespace.existing(app, 'same', { name: 'shop' });
    expect(() => IsolatedNamespace.existing(app, 'two', { name: 'shop', ...facts })).toThrow(
      new Error("two: the namespace 'shop' was declared with other facts before (labels, defaultDeny). Declare it once, and pass it around."));
  });

  it('a namespace is either created here or owned elsewhere', () => {
    const [first, second] = [new App(), new App()];
    new IsolatedNamespace(first, 'own', { name: 'shop', owner: 'team-shop' });
    expect(() => IsolatedNamespace.existing(first, 'other', { name: 'shop' })).toThrow(
      new Error("other: the namespace 'shop' was declared before, as created by this app. Declare it once, and pass it around."));
    IsolatedNamespace.existing(second, 'other', { name: 'shop' });
    expect(() => new IsolatedNamespace(second, 'own', { name: 'shop', owner: 'team-shop' })).toThrow(
      new Error("own: the namespace 'shop' was declared before, as owned by another repository. Declare it once, and pass it around."));
  });
});
