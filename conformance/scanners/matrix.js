// node matrix.js FOLDER: writes trees, one for each draw of a workload on a platform, and trees.json, which names them. The draws hold each pair of values
// that can stand together at least once; the rest, up to TREES, is drawn at random. Same seed, same draws. Synth judges each by the default profile: one that
// fails is an error here.
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const fc = require('fast-check');
const hardened = require('../..');
const { FIELD_SINCE, NEWEST_MINOR, OLDEST_MINOR } = require('../../lib/platform/features.js');

const TREES = 240;
const CANDIDATES = 20_000;
const SEED = 20260101;
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const IMAGE = `registry.example/app:1.2.3@${DIGEST}`;
const { SecretDelivery, ServiceMesh } = hardened;

const MESHES = {
  none: () => ServiceMesh.none(), sidecar: () => ServiceMesh.istioSidecar(), ambient: () => ServiceMesh.istioAmbient(), linkerd: () => ServiceMesh.linkerd(),
};
const DELIVERIES = {
  'external-secrets': () => SecretDelivery.externalSecrets(), 'vault-agent': () => SecretDelivery.vaultAgent(),
  'secrets-store-csi': () => SecretDelivery.secretsStoreCsi(), 'vault-secrets-operator': () => SecretDelivery.vaultSecretsOperator(),
};
const FACTORS = {
  kind: ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'],
  mesh: Object.keys(MESHES),
  preset: Object.values(hardened.PlatformPreset),
  minor: Array.from({ length: NEWEST_MINOR - OLDEST_MINOR + 1 }, (_, index) => OLDEST_MINOR + index),
  sidecar: [false, true],
  storage: [false, true],
  autoscaled: [false, true],
  api: [false, true],
  exposed: ['no', 'gateway', 'ingress'],
  secret: ['none', ...Object.keys(DELIVERIES)],
};

const NATIVE_SIDECARS = FIELD_SINCE['spec.initContainers[].restartPolicy: Always'];
const isTask = kind => kind === 'Job' || kind === 'CronJob';
/** What cannot stand together, each because Kubernetes or the library refuses it with a reason. */
const REFUSED = [
  // Only a Deployment is scaled by an autoscaler here.
  ({ kind, autoscaled }) => autoscaled && kind !== 'Deployment',
  // A Job serves nobody; a DaemonSet serves from each node, and not behind one name.
  ({ kind, exposed }) => exposed !== 'no' && isTask(kind),
  // Containers that start before the others and go on running are there from 1.29 on: sidecars, and the proxy of a Job or in front of an agent.
  ({ minor, sidecar }) => sidecar && minor < NATIVE_SIDECARS,
  ({ minor, mesh, kind, secret }) => minor < NATIVE_SIDECARS && (mesh === 'sidecar' || mesh === 'linkerd') && (isTask(kind) || secret === 'vault-agent'),
];
const canStand = draw => !REFUSED.some(refuses => refuses(draw));

const pairsOf = draw => Object.entries(draw).flatMap((one, index, all) => all.slice(index + 1).map(other => `${one.join('=')} ${other.join('=')}`));

/** The candidates that hold the most pairs not yet held, one after the other; then as many more as are asked for. */
function draws() {
  const draw = fc.record(Object.fromEntries(Object.entries(FACTORS).map(([name, values]) => [name, fc.constantFrom(...values)])));
  const candidates = fc.sample(draw, { numRuns: CANDIDATES, seed: SEED }).filter(canStand).map(each => ({ draw: each, pairs: pairsOf(each) }));
  const open = new Set(candidates.flatMap(({ pairs }) => pairs));
  const chosen = [];
  while (open.size > 0) {
    const gain = ({ pairs }) => pairs.filter(pair => open.has(pair)).length;
    const best = candidates.reduce((most, each) => gain(each) > gain(most) ? each : most);
    best.pairs.forEach(pair => open.delete(pair));
    chosen.push(best);
  }
  const rest = candidates.filter(each => !chosen.includes(each)).slice(0, Math.max(0, TREES - chosen.length));
  return { pairwise: chosen.length, drawn: [...chosen, ...rest].map(each => each.draw) };
}

function platformOf({ preset, minor, mesh, secret }) {
  const since = field => minor >= FIELD_SINCE[field];
  return {
    preset, kubernetesVersion: `1.${minor}`, serviceMesh: MESHES[mesh](), registries: ['registry.example'], ownerLabel: 'owner',
    exposure: {
      gateway: { name: 'public', namespace: 'ingress', podLabels: { 'gateway.networking.k8s.io/gateway-name': 'public' }, serviceAccount: 'public' },
      ingress: {
        namespace: 'ingress', podLabels: { app: 'controller' }, className: 'outer', serviceAccount: 'controller',
        annotations: { 'nginx.ingress.kubernetes.io/force-ssl-redirect': 'true' },
      },
      router: { namespace: 'openshift-ingress', podLabels: { app: 'router' }, serviceAccount: 'router' },
    },
    secretBackend: hardened.SecretBackend.vault({
      server: 'https://vault.example:8200', kvMount: 'kv', pods: { namespace: 'vault', labels: { app: 'vault' } },
    }),
    secretDelivery: secret === 'none' ? undefined : DELIVERIES[secret](),
    apiServer: { addresses: ['10.0.0.10/32'] },
    // What nodes of one version have, others of it lack: the even versions have all that they may.
    nodes: minor % 2 === 0 ? {
      appArmor: since('securityContext.appArmorProfile'), userNamespaces: since('spec.hostUsers'),
      strictSupplementalGroups: since('spec.securityContext.supplementalGroupsPolicy'),
    } : {},
  };
}

/** What each kind asks for by itself. */
const CLASSES = {
  Deployment: ['HardenedDeployment', ({ autoscaled }) => autoscaled ? { autoscaling: { maxReplicas: 9 } } : {}],
  StatefulSet: ['HardenedStatefulSet', ({ storage }) => storage
    ? { volumeClaimTemplates: [{ name: 'data', mountPath: '/data', storage: '1Gi', accessModes: [hardened.AccessMode.READ_WRITE_ONCE] }] } : {}],
  DaemonSet: ['HardenedDaemonSet', () => ({})],
  Job: ['HardenedJob', () => ({})],
  CronJob: ['HardenedCronJob', () => ({ schedule: '0 3 * * *' })],
};

function declare(app, draw) {
  const { kind, sidecar, storage, api, exposed, secret } = draw;
  const shop = new hardened.IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  const [name, own] = CLASSES[kind];
  const http = (port, id) => ({
    ports: [{ name: id, containerPort: port, servicePort: port, appProtocol: 'http' }], readinessProbe: hardened.Probe.fromHttpGet('/ready', id),
  });
  const workload = new hardened[name](shop, 'web', {
    image: IMAGE,
    ...isTask(kind) ? {} : http(8080, 'http'),
    ...sidecar && { sidecars: [{
      name: 'helper', image: IMAGE, ports: [{ name: 'admin', containerPort: 9090, appProtocol: 'http' }],
      readinessProbe: hardened.Probe.fromHttpGet('/', 'admin'),
    }] },
    ...storage && { writablePaths: [{ path: '/var/cache/web' }] },
    ...api && { apiAccess: { rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'], verbs: ['get'] }] } },
    ...own(draw),
  });
  const store = new hardened.HardenedStatefulSet(shop, 'store', { image: IMAGE, ...http(7070, 'http') });
  workload.connections.allowTo(store, { port: 'http' });
  if (exposed !== 'no') {
    const by = exposed === 'gateway' ? { by: hardened.ExposeBy.GATEWAY } : { by: hardened.ExposeBy.INGRESS, tlsSecret: 'web-tls' };
    workload.expose({ host: 'web.example', port: 'http', ...by });
  }
  if (secret === 'none') return;
  new hardened.VaultBackedSecret(shop, 'db', { path: 'shop/db', keys: { password: 'password' } }).mountInto(workload, '/run/secrets/db');
}

function writeMatrix(folder) {
  const { pairwise, drawn } = draws();
  mkdirSync(folder, { recursive: true });
  const trees = drawn.map((draw, index) => {
    const words = Object.entries(draw).flatMap(([factor, value]) => value === true ? [factor] : ['no', 'none', false].includes(value) ? [] : [value]);
    const name = [String(index).padStart(3, '0'), ...words].join('-').toLowerCase();
    const app = new hardened.HardenedApp({ outdir: join(folder, name), quiet: true, platform: platformOf(draw), today: '2026-01-01' });
    try {
      declare(app, draw);
      app.synth();
    } catch (error) {
      throw new Error(`${JSON.stringify(draw)}: ${error.message}`);
    }
    return { name, minor: draw.minor };
  });
  writeFileSync(join(folder, 'trees.json'), JSON.stringify(trees));
  return { pairwise, trees: trees.length };
}

module.exports = { declare, draws, platformOf, writeMatrix };

if (require.main === module) {
  const { pairwise, trees } = writeMatrix(process.argv[2]);
  console.log(`${trees} trees, of which the first ${pairwise} hold every pair`);
}
