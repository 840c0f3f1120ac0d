import { Chart } from 'cdk8s';
import { HardenedApp, HardenedCronJob, HardenedDeployment, IsolatedNamespace, MeshMode, Probe, ServiceMesh } from '../../src';
import { readObjects } from '../../src/app/read';
import { reachabilityProblems } from '../../src/app/verify-reachability';

const MESHES = [ServiceMesh.none(), ServiceMesh.istioSidecar(), ServiceMesh.istioAmbient(), ServiceMesh.linkerd()];

function problems(serviceMesh: ServiceMesh, homeOf: (app: HardenedApp) => Chart): string[] {
  const app = new HardenedApp({ quiet: true, platform: { registries: ['registry.example'], serviceMesh } });
  const home = homeOf(app);
  const [web, db] = ['web', 'db'].map(id => new HardenedDeployment(home, id, {
    image: `${id}:1@sha256:${'0'.repeat(64)}`, ports: [{ name: 'http', containerPort: 8080, appProtocol: 'http' }], size: { cpu: '100m', memory: '64Mi' },
    readinessProbe: Probe.fromHttpGet('/ready', 'http'),
  }));
  new HardenedCronJob(home, 'report', { image: `report:1@sha256:${'0'.repeat(64)}`, schedule: '@daily', size: { cpu: '100m', memory: '64Mi' } }).connections.allowTo(db);
  web.connections.allowTo(db);
  return reachabilityProblems(app, readObjects(app));
}

test.each(MESHES)('in a namespace that another repository owns, its mesh is taken as stated: $kind', mesh => {
  expect(problems(mesh, app => IsolatedNamespace.existing(app, 'shop', { defaultDeny: true }))).toEqual([]);
});

test.each(MESHES)('in a chart without a declared namespace, as the platform says: $kind', mesh => {
  expect(problems(mesh, app => new Chart(app, 'shop', { namespace: 'shop' }))).toEqual([]);
});

test.each(MESHES)('in a chart that names no namespace: $kind', mesh => {
  const app = new HardenedApp({ quiet: true, platform: { registries: ['registry.example'], serviceMesh: mesh } });
  new HardenedDeployment(new Chart(app, 'shop'), 'web', {
    image: `web:1@sha256:${'0'.repeat(64)}`, ports: [{ name: 'http', containerPort: 8080, appProtocol: 'http' }], size: { cpu: '100m', memory: '64Mi' },
    readinessProbe: Probe.fromHttpGet('/ready', 'http'),
  });
  expect(reachabilityProblems(app, readObjects(app))).toEqual([]);
});

test('a namespace that is said to be outside the mesh is held by the network alone', () => {
  expect(problems(ServiceMesh.istioSidecar(), app => IsolatedNamespace.existing(app, 'shop', { mesh: MeshMode.NONE }))).toEqual([]);
});
