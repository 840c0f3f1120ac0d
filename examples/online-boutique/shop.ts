import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { HardenedDeployment, HardenedStatefulSet, IsolatedNamespace, Probe } from 'cdk8s-hardened';

const VERSION = 'v0.10.6';

/** All back ends of the shop speak gRPC on one port, and are ready when gRPC health says so. */
class GrpcService extends HardenedDeployment {
  constructor(scope: Construct, id: string, port: number, memory: string, options: { cpu?: string; servicePort?: number } = {}) {
    super(scope, id, {
      image: `${id}:${VERSION}`,
      ports: [{ name: 'grpc', containerPort: port, servicePort: options.servicePort, appProtocol: 'grpc' }],
      env: { PORT: `${port}`, DISABLE_PROFILER: '1' },
      size: { cpu: options.cpu ?? '100m', memory },
      readinessProbe: Probe.fromGrpc('grpc'),
      livenessProbe: Probe.fromTcpSocket('grpc', { initialDelaySeconds: Duration.seconds(15) }),
    });
  }
}

/** The shop: eleven services and the store behind its carts. Who may call whom stands in connections.ts. */
export class Shop extends IsolatedNamespace {
  readonly ads = new GrpcService(this, 'adservice', 9555, '300Mi', { cpu: '200m' });
  readonly cart = new GrpcService(this, 'cartservice', 7070, '128Mi', { cpu: '200m' });
  readonly catalog = new GrpcService(this, 'productcatalogservice', 3550, '128Mi');
  readonly checkout = new GrpcService(this, 'checkoutservice', 5050, '128Mi');
  readonly currency = new GrpcService(this, 'currencyservice', 7000, '128Mi');
  readonly email = new GrpcService(this, 'emailservice', 8080, '128Mi', { servicePort: 5000 });
  readonly payment = new GrpcService(this, 'paymentservice', 50051, '128Mi');
  readonly recommendations = new GrpcService(this, 'recommendationservice', 8080, '450Mi');
  readonly shipping = new GrpcService(this, 'shippingservice', 50051, '128Mi');

  readonly redis = new HardenedStatefulSet(this, 'redis-cart', {
    image: 'redis:7.4.1',
    ports: [{ name: 'redis', containerPort: 6379 }],
    size: { cpu: '70m', memory: '256Mi' },
    replicas: 1,
    readinessProbe: Probe.fromTcpSocket('redis'),
    livenessProbe: Probe.fromCommand(['redis-cli', 'ping']),
    volumeClaimTemplates: [{ name: 'data', mountPath: '/data', storage: '1Gi' }],
  });

  readonly frontend = new HardenedDeployment(this, 'frontend', {
    image: `frontend:${VERSION}`,
    ports: [{ name: 'http', containerPort: 8080, servicePort: 80 }],
    // The frontend exits without an address of the assistant, which this shop does not run: nothing answers there, and nothing may be called.
    env: { PORT: '8080', ENABLE_PROFILER: '0', SHOPPING_ASSISTANT_SERVICE_ADDR: 'shoppingassistantservice:80' },
    size: { cpu: '100m', memory: '128Mi' },
    readinessProbe: Probe.fromHttpGet('/_healthz', 'http', { httpHeaders: { Cookie: 'shop_session-id=x-readiness-probe' } }),
    livenessProbe: Probe.fromTcpSocket('http'),
  });

  /** Plays the customers. It has no ports, and waits in an init container until the shop answers. */
  readonly customers = new HardenedDeployment(this, 'loadgenerator', {
    image: `loadgenerator:${VERSION}`,
    env: { USERS: '10', RATE: '1' },
    size: { cpu: '300m', memory: '512Mi' },
    replicas: 1,
    initContainers: [{
      name: 'frontend-check',
      image: 'busybox:1.38.0',
      command: ['/bin/sh', '-c', 'for i in $(seq 12); do wget -q -O /dev/null "http://$FRONTEND_ADDR" && exit 0; sleep 10; done; exit 1'],
    }],
  });

  constructor(scope: Construct, id: string) {
    super(scope, id, { owner: 'team-shop', quota: { cpu: '20', memory: '20Gi', pods: 80 } });

    // Weaker on purpose, signed for, until a date. Without these lines synth fails and says so.
    this.redis.waive('replicas-minimum', {
      reason: 'One writer: Redis without Sentinel cannot run more than one replica.', owner: 'team-shop', expires: '2027-06-30',
    });
    this.customers.waive('replicas-minimum', {
      reason: 'Each replica doubles the load; nobody waits for a customer that is played.', owner: 'team-shop', expires: '2027-06-30',
    });
  }
}
