import { HardenedApp, IsolatedNamespace, MonitoringSettings, PlatformProps, ServiceMesh } from '../../src';
import { cart, PLATFORM } from '../app/fixtures';

export const DEFAULTS: MonitoringSettings = { namespace: 'monitoring', podLabels: { app: 'prometheus' } };
export const PROMETHEUS: MonitoringSettings = { ...DEFAULTS, serviceAccount: 'prometheus' };

export const MESHES: Record<string, ServiceMesh> = {
  'no mesh': ServiceMesh.none(), 'Istio sidecar': ServiceMesh.istioSidecar(), 'Istio ambient': ServiceMesh.istioAmbient(), 'Linkerd': ServiceMesh.linkerd(),
};

/** A workload with a port for metrics, and one that may call it. */
export function measured(platform: PlatformProps = {}) {
  const app = new HardenedApp({ quiet: true, platform: { ...PLATFORM, monitoring: PROMETHEUS, nodeCidrs: ['10.0.0.0/16'], ...platform } });
  const shop = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  const ports = [{ name: 'http', containerPort: 8080, appProtocol: 'http' }, { name: 'metrics', containerPort: 9090, appProtocol: 'http' }];
  const web = cart(shop, { ports }, 'web');
  return { app, shop, web, page: cart(shop, {}, 'page') };
}
