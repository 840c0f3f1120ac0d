import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { DIGEST, filesIn, temporaryFolder, TODAY } from './fixtures';
import {
  AccessMode, CpuLimits, Delivery, HardenedApp, HardenedCronJob, HardenedDaemonSet, HardenedDeployment, HardenedJob, HardenedStatefulSet, ImagePullPolicy,
  IpFamily, IsolatedNamespace, Naming, Peer, PlatformPreset, PlatformProps, Probe, Protocol, Reloader, SecretBackend, SecretDelivery, SecretDeliveryKind,
  ServiceMesh, VaultBackedSecret,
} from '../../src';
import { FIELD_SINCE, NEWEST_MINOR, OLDEST_MINOR } from '../../src/platform/features';

const IMAGE = `app:1.2.3@${DIGEST}`;

/** A platform, as a draw of each of its choices. */
interface Draw {
  readonly preset: PlatformPreset;
  readonly minor: number;
  readonly mesh: boolean;
  readonly delivery: Delivery;
  readonly cpuLimits: CpuLimits;
  readonly naming: Naming;
  readonly reloader: Reloader;
  readonly imagePullPolicy: ImagePullPolicy;
  readonly families: IpFamily[];
  readonly nodes: boolean;
  readonly dnsPort?: number;
  readonly secretDelivery?: SecretDelivery;
}

const DRAW: fc.Arbitrary<Draw> = fc.record({
  preset: fc.constantFrom(...Object.values(PlatformPreset)),
  minor: fc.integer({ min: OLDEST_MINOR, max: NEWEST_MINOR }),
  mesh: fc.boolean(),
  delivery: fc.constantFrom(...Object.values(Delivery)),
  cpuLimits: fc.constantFrom(...Object.values(CpuLimits)),
  naming: fc.constantFrom(...Object.values(Naming)),
  reloader: fc.constantFrom(...Object.values(Reloader)),
  imagePullPolicy: fc.constantFrom(...Object.values(ImagePullPolicy)),
  families: fc.constantFrom([IpFamily.IPV4], [IpFamily.IPV4, IpFamily.IPV6], [IpFamily.IPV6]),
  nodes: fc.boolean(),
  dnsPort: fc.constantFrom(undefined, 1053),
  secretDelivery: fc.constantFrom(
    SecretDelivery.externalSecrets(), SecretDelivery.vaultAgent(), SecretDelivery.secretsStoreCsi(), SecretDelivery.vaultSecretsOperator(),
  ),
});

const ALL_ON: Draw = {
  preset: PlatformPreset.VANILLA, minor: NEWEST_MINOR, mesh: false, delivery: Delivery.APPLY, cpuLimits: CpuLimits.REQUIRED, naming: Naming.READABLE,
  reloader: Reloader.STAKATER, imagePullPolicy: ImagePullPolicy.ALWAYS, families: [IpFamily.IPV4], nodes: true,
};

function platformOf(draw: Draw): PlatformProps {
  const { preset, minor, mesh, delivery, cpuLimits, naming, reloader, imagePullPolicy, families, nodes, dnsPort } = draw;
  return {
    preset, delivery, cpuLimits, naming, reloader, imagePullPolicy,
    kubernetesVersion: `1.${minor}`,
    serviceMesh: mesh ? ServiceMesh.istioSidecar() : ServiceMesh.none(),
    ipFamilies: families,
    dns: { port: dnsPort },
    registries: ['registry.example'],
    ownerLabel: 'team',
    secretBackend: SecretBackend.vault({ server: 'https://vault.example:8200', kvMount: 'kv', pods: { namespace: 'vault', labels: { app: 'vault' } } }),
    secretDelivery: draw.secretDelivery,
    apiServer: { addresses: ['10.0.0.10/32'] },
    nodes: nodes ? {
      appArmor: minor >= FIELD_SINCE['securityContext.appArmorProfile'],
      userNamespaces: minor >= FIELD_SINCE['spec.hostUsers'],
      strictSupplementalGroups: minor >= FIELD_SINCE['spec.securityContext.supplementalGroupsPolicy'],
    } : {},
  };
}

/** One app with every kind of workload, and every kind of object that belongs to one. A Job in a mesh needs sidecars that end: not below 1.29. */
function declare(app: HardenedApp, { minor, mesh, secretDelivery }: Draw): void {
  const native = minor >= FIELD_SINCE['spec.initContainers[].restartPolicy: Always'];
  const shop = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  const http = { ports: [{ name: 'http', containerPort: 8080, servicePort: 80, appProtocol: 'http' }], readinessProbe: Probe.fromHttpGet('/ready', 'http') };
  const web = new HardenedDeployment(shop, 'web', {
    image: IMAGE, ...http,
    apiAccess: { rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'], verbs: ['get'] }] },
    initContainers: [{ name: 'prepare', image: IMAGE }],
    ...(native && {
      sidecars: [{
        name: 'proxy', image: IMAGE, ports: [{ name: 'admin', containerPort: 9090, appProtocol: 'http' }], readinessProbe: Probe.fromHttpGet('/', 'admin'),
      }],
    }),
    writablePaths: [{ path: '/var/cache' }],
  });
  const scaled = new HardenedDeployment(shop, 'scaled', { image: IMAGE, ...http, autoscaling: { maxReplicas: 9 } });
  const store = new HardenedStatefulSet(shop, 'store', {
    image: IMAGE,
    ports: [{ name: 'grpc', containerPort: 7070, appProtocol: 'grpc' }, { name: 'gossip', containerPort: 7071, protocol: Protocol.UDP }],
    readinessProbe: Probe.fromGrpc('grpc'),
    volumeClaimTemplates: [{ name: 'data', mountPath: '/data', storage: '1Gi', accessModes: [AccessMode.READ_WRITE_ONCE] }],
  });
  const agent = new HardenedDaemonSet(shop, 'agent', { image: IMAGE });
  web.connections.allowTo(store, { ports: ['grpc', 'gossip'] });
  web.connections.allowTo(scaled, { addressIn: 'SCALED_ADDR' });
  agent.connections.allowTo(web, { port: 'http' });
  scaled.connections.allowTo(Peer.anywhere(), { port: 443 });
  store.connections.allowFrom(Peer.pods({ namespace: 'tools', labels: { app: 'backup' }, serviceAccounts: ['backup'] }), { port: 'grpc' });
  const secret = new VaultBackedSecret(shop, 'db', { path: 'shop/db', keys: { password: 'password' } });
  // An agent too needs a network before the proxy runs.
  if (native || !mesh || secretDelivery?.kind !== SecretDeliveryKind.VAULT_AGENT) secret.mountInto(web, '/run/secrets/db');
  if (mesh && !native) return;
  const job = new HardenedJob(shop, 'migrate', { image: IMAGE });
  job.connections.allowTo(store, { port: 'grpc' });
  new HardenedCronJob(shop, 'report', { image: IMAGE, schedule: '0 3 * * *' }).connections.allowTo(web, { port: 'http' });
}

/** Every file of the tree and of its reports. */
function synthesise(draw: Draw, outdir: string): string {
  const app = new HardenedApp({ outdir, quiet: true, platform: platformOf(draw), today: TODAY });
  declare(app, draw);
  app.synth();
  return JSON.stringify([filesIn(outdir), filesIn(`${outdir}.reports`)], undefined, 1);
}

describe('every workload on every platform', () => {
  const root = temporaryFolder();
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('complies with the default profile, and gives the same bytes twice', () => {
    let run = 0;
    fc.assert(fc.property(DRAW, draw => {
      expect(synthesise(draw, join(root, `${run++}`))).toBe(synthesise(draw, join(root, `${run++}`)));
    }), { numRuns: 60, seed: 20260101 });
  });

  test.each([
    ['restartPolicy: Always', 29], ['appArmorProfile', 30], ['hostUsers', 33], ['supplementalGroupsPolicy', 33],
  ])('%s is emitted from Kubernetes 1.%i on, and not before', (field, since) => {
    const has = (minor: number): boolean => synthesise({ ...ALL_ON, minor }, join(root, `${field}-${minor}`)).includes(field);
    expect([has(since - 1), has(since)]).toEqual([false, true]);
  });
});
