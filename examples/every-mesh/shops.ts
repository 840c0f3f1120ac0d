import { declareConnections } from '../online-boutique/connections';
import { platform } from '../online-boutique/platform';
import { declareSecrets } from '../online-boutique/secrets';
import { Shop } from '../online-boutique/shop';
import { HardenedApp, HardenedDeployment, IDeclaration, IsolatedNamespace, PlatformProps, Probe, ServiceMesh } from 'cdk8s-hardened';

/** One cluster for each mesh. Nothing else differs. */
export const PLATFORMS: Record<string, PlatformProps> = {
  'istio-ambient': { ...platform, serviceMesh: ServiceMesh.istioAmbient() },
  'istio-sidecar': { ...platform, serviceMesh: ServiceMesh.istioSidecar() },
  'linkerd': { ...platform, serviceMesh: ServiceMesh.linkerd() },
  'no-mesh': { ...platform, serviceMesh: ServiceMesh.none() },
};

/** Online Boutique as it is; and, where there is a mesh, an edge that names requests, which no network policy can hold. */
export class Shops implements IDeclaration {
  declare(app: HardenedApp): void {
    const shop = new Shop(app, 'shop');
    declareConnections(shop);
    declareSecrets(shop);
    if (app.platform.hasMesh) declareReviews(app);
  }
}

function declareReviews(app: HardenedApp): void {
  const reviews = new IsolatedNamespace(app, 'reviews', { owner: 'team-reviews' });
  const [page, store] = ['page', 'store'].map(id => new HardenedDeployment(reviews, id, {
    image: `reviews-${id}:1.0.0@sha256:${'0'.repeat(64)}`,
    ports: [{ name: 'http', containerPort: 8080, servicePort: 80, appProtocol: 'http' }],
    size: { cpu: '100m', memory: '128Mi' },
    readinessProbe: Probe.fromHttpGet('/ready', 'http'),
  }));
  page.connections.allowTo(store, { http: [{ methods: ['GET'], paths: ['/reviews/*'] }, { methods: ['POST'], paths: ['/reviews'] }], addressIn: 'REVIEWS_ADDR' });
}
