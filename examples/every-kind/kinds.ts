import { Duration } from 'cdk8s';
import {
  ConcurrencyPolicy, HardenedApp, HardenedCronJob, HardenedDaemonSet, HardenedDeployment, HardenedJob, HardenedStatefulSet, IsolatedNamespace, Medium, Peer,
  PlatformProps, Probe, Protocol,
} from 'cdk8s-hardened';

const DIGEST = 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const image = (name: string): string => `${name}:1.0.0@${DIGEST}`;

export const platform: PlatformProps = {
  kubernetesVersion: '1.34',
  registries: ['registry.example'],
  apiServer: { addresses: ['10.0.0.10/32'] },
  nodeCidrs: ['10.0.0.0/16'],
};

/** Each kind of workload once, with what the other examples do not use: sidecars, an autoscaler, access to the API server, UDP, claims. */
export function declareKinds(app: HardenedApp): void {
  const platformTeam = new IsolatedNamespace(app, 'platform', { owner: 'team-platform' });
  const shop = new IsolatedNamespace(app, 'web', { owner: 'team-web', quota: { cpu: '40', memory: '40Gi', pods: 60 } });

  const store = new HardenedStatefulSet(shop, 'store', {
    image: image('store'),
    ports: [{ name: 'sql', containerPort: 5432 }],
    size: { cpu: '250m', memory: '512Mi' },
    readinessProbe: Probe.fromCommand(['pg_isready']),
    livenessProbe: Probe.fromTcpSocket('sql'),
    startupSeconds: Duration.minutes(2),
    writablePaths: [{ path: '/run/postgresql', medium: Medium.MEMORY }],
    volumeClaimTemplates: [{ name: 'data', mountPath: '/var/lib/postgresql', storage: '10Gi' }],
  });

  const web = new HardenedDeployment(shop, 'web', {
    image: image('web'),
    ports: [{ name: 'http', containerPort: 8080, servicePort: 80 }],
    size: { cpu: '100m', memory: '128Mi' },
    autoscaling: { minReplicas: 2, maxReplicas: 6 },
    readinessProbe: Probe.fromHttpGet('/ready', 'http'),
    sidecars: [{ name: 'log-shipper', image: image('log-shipper'), size: { cpu: '20m', memory: '32Mi' } }],
    initContainers: [{ name: 'warm-up', image: image('warm-up'), command: ['/warm-up'] }],
  });
  web.connections.allowTo(store, { addressIn: 'STORE' });

  const controller = new HardenedDeployment(platformTeam, 'controller', {
    image: image('controller'),
    size: { cpu: '50m', memory: '64Mi' },
    replicas: 2,
    apiAccess: { rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }] },
  });
  controller.connections.allowTo(web);

  const collector = new HardenedDaemonSet(platformTeam, 'collector', {
    image: image('collector'),
    ports: [{ name: 'statsd', containerPort: 8125, protocol: Protocol.UDP }, { name: 'health', containerPort: 8126 }],
    size: { cpu: '50m', memory: '64Mi' },
    readinessProbe: Probe.fromHttpGet('/ready', 'health'),
  });
  web.connections.allowTo(collector, { port: 'statsd', addressIn: 'STATSD' });

  const migration = new HardenedJob(shop, 'migrate', { image: image('migrate'), size: { cpu: '100m', memory: '128Mi' } });
  migration.connections.allowTo(store, { addressIn: 'STORE' });

  const backup = new HardenedCronJob(shop, 'backup', {
    image: image('backup'),
    schedule: '17 3 * * *',
    timeZone: 'Etc/UTC',
    concurrencyPolicy: ConcurrencyPolicy.FORBID,
    size: { cpu: '100m', memory: '256Mi' },
  });
  backup.connections.allowTo(store, { addressIn: 'STORE' });
  backup.connections.allowTo(Peer.cidr('203.0.113.0/24'), { port: 443, reason: 'the off-site store of backups' });
}
