import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { cart, filesIn, PLATFORM, temporaryFolder, TODAY } from './fixtures';
import {
  HardenedApp, HardenedCronJob, HardenedWorkload, IsolatedNamespace, Peer, Protocol, SecretBackend, SecretDelivery, ServiceMesh, VaultBackedSecret,
} from '../../src';

const IMAGE = `job:1@sha256:${'ab'.repeat(32)}`;
const WAIVER = { reason: 'One writer.', owner: 'team-shop', expires: '2027-06-30' };

/** What is declared, by construct. Each line needs nothing of another. */
const WORKLOADS: Record<string, (shop: IsolatedNamespace) => HardenedWorkload> = {
  front: shop => cart(shop, {}, 'front'),
  basket: shop => cart(shop, { replicas: 1, ports: [{ name: 'http', containerPort: 8080, appProtocol: 'http' }, { name: 'stats', containerPort: 9009, protocol: Protocol.UDP }] }, 'basket'),
  store: shop => cart(shop, { replicas: 1 }, 'store'),
  report: shop => new HardenedCronJob(shop, 'report', { image: IMAGE, schedule: '@daily' }),
};

/** What is said of them afterwards. */
const STATEMENTS: ((made: Record<string, HardenedWorkload>, secrets: VaultBackedSecret[]) => void)[] = [
  ({ front, basket }) => front.connections.allowTo(basket, { port: 'http', addressIn: 'BASKET_ADDR', reason: 'the basket page' }),
  ({ front, basket }) => basket.connections.allowFrom(front, { port: 'stats', reason: 'counters' }),
  ({ front, store }) => front.connections.allowTo(store, { addressIn: 'A_STORE' }),
  ({ basket, store }) => basket.connections.allowTo(store, { addressIn: 'STORE_ADDR' }),
  ({ report, store }) => store.connections.allowFrom(report),
  ({ report, basket }) => report.connections.allowTo(basket, { port: 'http', http: [{ methods: ['GET', 'HEAD'], paths: ['/b', '/a'] }] }),
  ({ report, basket }) => report.connections.allowTo(basket, { port: 'http', http: [{ paths: ['/a', '/b'], methods: ['HEAD', 'GET'] }] }),
  ({ front }) => front.connections.allowTo(Peer.anywhere(), { port: 443 }),
  ({ front }) => front.connections.allowTo(Peer.cidr('10.1.0.0/16'), { ports: [5432, 443] }),
  ({ front }) => front.connections.allowTo(Peer.pods({ namespace: 'tools', labels: { b: '2', a: '1' } }), { port: 80 }),
  ({ front }) => front.connections.allowTo(Peer.pods({ namespace: 'tools', labels: { a: '1', b: '2' } }), { port: 81 }),
  ({ store }) => store.waive('replicas-minimum', WAIVER),
  ({ basket }) => basket.waive('replicas-minimum', WAIVER),
  ({ front }, [key]) => key.mountInto(front, '/run/secrets/key'),
  ({ front }, [, login]) => login.mountInto(front, '/run/secrets/login'),
  ({ store }, [, login]) => login.mountInto(store, '/run/secrets/login'),
];

const DELIVERIES: Record<string, SecretDelivery> = {
  'External Secrets': SecretDelivery.externalSecrets(),
  'an agent': SecretDelivery.vaultAgent(),
  'the CSI driver': SecretDelivery.secretsStoreCsi(),
  'the Vault Secrets Operator': SecretDelivery.vaultSecretsOperator(),
};
const BACKEND = SecretBackend.vault({ server: 'https://vault.example:8200', kvMount: 'kv', cidrs: ['10.9.0.0/24'] });

function synthesise(outdir: string, secretDelivery: SecretDelivery, workloads: readonly string[], statements: readonly number[]): Record<string, string> {
  const app = new HardenedApp({
    outdir, quiet: true, today: TODAY,
    platform: { ...PLATFORM, serviceMesh: ServiceMesh.istioSidecar(), secretBackend: BACKEND, secretDelivery },
  });
  const shop = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  const made = Object.fromEntries(workloads.map(name => [name, WORKLOADS[name](shop)]));
  const secrets = ['key', 'login'].map(id => new VaultBackedSecret(shop, id, { path: `shop/${id}`, keys: { value: 'value' } }));
  for (const index of statements) STATEMENTS[index](made, secrets);
  app.synth();
  return { ...filesIn(outdir), ...filesIn(`${outdir}.reports`) };
}

test.each(Object.keys(DELIVERIES))('in whatever order workloads, edges, waivers and mounts are declared, every file has the same bytes: by %s', name => {
  const root = temporaryFolder();
  const [names, indices] = [Object.keys(WORKLOADS), STATEMENTS.map((_, index) => index)];
  const expected = synthesise(join(root, 'expected'), DELIVERIES[name], names, indices);
  let run = 0;
  fc.assert(fc.property(
    fc.shuffledSubarray(names, { minLength: names.length }), fc.shuffledSubarray(indices, { minLength: indices.length }),
    (workloads, statements) => expect(synthesise(join(root, `${run++}`), DELIVERIES[name], workloads, statements)).toEqual(expected),
  ), { numRuns: 12, seed: 20260101 });
  rmSync(root, { recursive: true, force: true });
});
