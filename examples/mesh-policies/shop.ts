import {
  HardenedApp, HardenedDeployment, IDeclaration, IsolatedNamespace, MeshAction, MeshAuthorizationPolicy, MeshDataPlane, MeshTelemetry, MeshTokenPolicy,
  NetworkPolicyApi, Peer, PlatformProps, PortClass, Probe, ServiceMesh, ServiceMeshKind,
} from 'cdk8s-hardened';

const platform: PlatformProps = {
  registries: ['registry.shop.example'],
  monitoring: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' }, serviceAccount: 'prometheus', monitorLabels: { release: 'stack' } },
};

/** The same shop where each pod has a sidecar, and where ztunnel and a waypoint are in their place. */
export const PLATFORMS: Record<string, PlatformProps> = {
  ambient: {
    ...platform, serviceMesh: ServiceMesh.istioAmbient({ egressWaypoint: { namespace: 'istio-egress', name: 'egress' } }),
    networkPolicyApis: [NetworkPolicyApi.CALICO],
    forbid: [{ ports: [PortClass.TELNET, PortClass.FTP], reason: 'In clear.' }, { from: 'shop', to: 'kube-system', reason: "The cluster's own." }],
  },
  sidecar: { ...platform, serviceMesh: ServiceMesh.istioSidecar() },
};

/** What a mesh brings besides the edges: tokens, telemetry, metrics; and a namespace on its way from one data plane to the other. */
export class Shop implements IDeclaration {
  declare(app: HardenedApp): void {
    const shop = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
    const [web, orders] = ['web', 'orders'].map(id => serving(shop, id));
    web.connections.allowTo(orders, { http: [{ paths: ['/orders/*'] }], addressIn: 'ORDERS_ADDR', port: 'http' });
    orders.exposeMetrics({ port: 'http-metrics', interval: '30s' });
    new MeshTokenPolicy(shop, 'orders-tokens', {
      target: orders, ports: ['http'], exceptPaths: ['/ready'],
      issuers: [{ issuer: 'https://login.shop.example', audiences: ['orders'], jwksUri: 'https://login.shop.example/keys' }],
      rules: [{ to: [{ ports: ['http'], methods: ['DELETE'] }], claims: [{ name: 'groups', values: ['order-desk'] }] }],
    });
    new MeshTelemetry(shop, 'telemetry', {
      accessLogs: { filter: 'response.code >= 400' },
      tracing: { provider: 'otel', randomSamplingPercentage: 1, collector: { peer: Peer.pods({ namespace: 'tracing', labels: { app: 'otel-collector' } }), port: 4317 } },
    });
    if (app.platform.serviceMesh.kind === ServiceMeshKind.ISTIO_SIDECAR) askOthers(shop, web);
    else orders.connections.allowTo(Peer.fqdn('api.payments.example'), { port: 443, reason: 'charges cards' });

    const moving = new IsolatedNamespace(app, 'moving', { owner: 'team-shop', dataPlane: MeshDataPlane.MIGRATING });
    const stock = serving(moving, 'stock');
    orders.connections.allowTo(stock, { addressIn: 'STOCK_ADDR', port: 'http' });
    stock.connections.allowFrom(Peer.remote({
      namespace: 'warehouse', serviceAccount: 'picker', trustDomain: 'west.shop.example',
      gateway: { namespace: 'istio-system', podLabels: { istio: 'eastwestgateway' } },
    }), { port: 'http' });
  }
}

/** An authorizer that the platform team runs decides about the admin pages. ztunnel knows none. */
function askOthers(shop: IsolatedNamespace, web: HardenedDeployment): void {
  new MeshAuthorizationPolicy(shop, 'web-admin', {
    target: web, action: MeshAction.CUSTOM, rules: [{ to: [{ ports: ['http'], paths: ['/admin/*'] }] }],
    authorizer: { provider: 'opa', callee: { peer: Peer.pods({ namespace: 'opa', labels: { app: 'opa' } }), port: 9191 } },
  });
}

function serving(namespace: IsolatedNamespace, id: string): HardenedDeployment {
  return new HardenedDeployment(namespace, id, {
    image: `${id}:1.0.0@sha256:${'0'.repeat(64)}`,
    ports: [{ name: 'http', containerPort: 8080, servicePort: 80, appProtocol: 'http' }, { name: 'http-metrics', containerPort: 9090 }],
    size: { cpu: '100m', memory: '128Mi' },
    readinessProbe: Probe.fromHttpGet('/ready', 'http'),
  });
}
