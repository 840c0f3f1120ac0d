import { ApiObject, App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { valueAt } from '../../src/manifest/pointer';
import { toYaml } from '../../src/manifest/yaml';
import { Delivery, IdAssignment, Reloader } from '../../src/platform/choices';
import { Platform } from '../../src/platform/platform';
import { PlatformProps } from '../../src/platform/platform-props';
import { SecretBackend, VaultBackendOptions } from '../../src/platform/secret-backend';
import { VaultBackedSecret, VaultBackedSecretProps } from '../../src/secrets/vault-backed-secret';
import { VaultSource } from '../../src/secrets/vault-source';
import { IsolatedNamespace } from '../../src/tenancy/isolated-namespace';
import { HardenedDeployment } from '../../src/workloads/hardened-deployment';

const SERVER = { server: 'https://vault.example:8200', kvMount: 'kv' };

function shop(platform: PlatformProps = {}, backend: Partial<VaultBackendOptions> = {}) {
  const app = new App();
  Platform.configure(app, { secretBackend: SecretBackend.vault({ ...SERVER, ...backend }), ...platform });
  return IsolatedNamespace.existing(app, 'shop', { owner: 'team-shop' });
}

function secretIn(scope: Construct, props: Partial<VaultBackedSecretProps> = {}, id = 'cart-db'): VaultBackedSecret {
  return new VaultBackedSecret(scope, id, { path: 'shop/cart', keys: { password: 'db_password' }, ...props });
}

function workloadIn(scope: Construct, id = 'cart'): HardenedDeployment {
  return new HardenedDeployment(scope, id, { image: `registry.example/${id}:1@sha256:${'0'.repeat(64)}` });
}

const jsonOf = (scope: Construct) => ApiObject.of(scope).toJson() as Record<string, unknown>;
const objects = (scope: Construct) => scope.node.children.filter(ApiObject.isApiObject).map(node => node.toJson() as Record<string, unknown>);
const podOf = (workload: Construct) => valueAt(jsonOf(workload), ['spec', 'template', 'spec']) as { volumes: { name: string }[]; containers: { volumeMounts: { name: string }[]; env?: unknown[] }[] };

describe('a secret', () => {
  it('is read by an identity of its own', () => {
    expect(toYaml(objects(secretIn(shop())))).toMatchSnapshot();
  });

  it('has its keys in one order, and the namespace of the backend and its CA where stated', () => {
    const secret = secretIn(shop({}, { vaultNamespace: 'team', caConfigMap: 'vault-ca', authMount: 'k8s/prod', audience: 'https://vault.example' }), { keys: { user: 'u', password: 'p' } });
    expect((valueAt(jsonOf(secret), ['spec', 'data']) as { secretKey: string }[]).map(({ secretKey }) => secretKey)).toEqual(['password', 'user']);
    const store = objects(secret).find(({ kind }) => kind === 'SecretStore')!;
    expect(valueAt(store, ['spec', 'provider', 'vault'])).toMatchObject({
      namespace: 'team',
      caProvider: { type: 'ConfigMap', name: 'vault-ca', key: 'ca.crt' },
      auth: { kubernetes: { mountPath: 'k8s/prod', serviceAccountRef: { audiences: ['https://vault.example'] } } },
    });
  });

  it.each([[Duration.seconds(45), '45s'], [Duration.minutes(5), '5m0s'], [Duration.hours(25), '25h0m0s'], [Duration.seconds(3661), '1h1m1s']])('is asked for again every %s', (refreshInterval, written) => {
    expect(valueAt(jsonOf(secretIn(shop(), { refreshInterval })), ['spec', 'refreshInterval'])).toBe(written);
  });

  it('comes before the workloads under Argo CD', () => {
    const waves = objects(secretIn(shop({ delivery: Delivery.ARGO_CD }))).map(object => valueAt(object, ['metadata', 'annotations', 'argocd.argoproj.io/sync-wave']));
    expect(waves).toEqual(Array(5).fill('-5'));
  });

  it('is no Secret with content, and opens nothing for the pods', () => {
    expect(objects(secretIn(shop())).map(({ kind }) => kind)).toEqual(['ServiceAccount', 'Role', 'RoleBinding', 'SecretStore', 'ExternalSecret']);
  });

  it('is an ISecret for cdk8s-plus, by name and always the same', () => {
    const secret = secretIn(shop());
    expect([secret.asSecret().name, secret.asSecret()]).toEqual(['cart-db', secret.asSecret()]);
    const pod = new kplus.Deployment(new Chart(new App(), 'plain'), 'plus', {
      containers: [{ image: 'registry.example/app:1', volumeMounts: [{ path: '/s', volume: kplus.Volume.fromSecret(new Chart(new App(), 'v'), 'v', secret.asSecret()) }] }],
    });
    expect(podOf(pod).volumes).toMatchObject([{ secret: { secretName: 'cart-db' } }]);
  });
});

describe('mountInto', () => {
  it('gives read-only files', () => {
    const chart = shop();
    const workload = workloadIn(chart);
    secretIn(chart).mountInto(workload, '/run/secrets/cart-db');
    const { volumes, containers } = podOf(workload);
    expect(volumes).toContainEqual({ name: 'cart-db', secret: { secretName: 'cart-db', defaultMode: 0o400, optional: false } });
    expect(containers[0].volumeMounts).toContainEqual({ name: 'cart-db', mountPath: '/run/secrets/cart-db', readOnly: true });
    expect(containers[0].env).toBeUndefined();
  });

  it('lets any user of the pod read where the platform sets IDs: no group is promised there', () => {
    const chart = shop({ ids: IdAssignment.PLATFORM_ASSIGNED });
    const workload = workloadIn(chart);
    secretIn(chart).mountInto(workload, '/run/secrets/cart-db');
    expect(podOf(workload).volumes).toContainEqual(expect.objectContaining({ secret: expect.objectContaining({ defaultMode: 0o444 }) }));
  });

  it('has the reloader restart the workload for each of its secrets', () => {
    const chart = shop({ reloader: Reloader.STAKATER });
    const workload = workloadIn(chart);
    secretIn(chart, {}, 'z').mountInto(workload, '/run/secrets/z');
    secretIn(chart, {}, 'a').mountInto(workload, '/run/secrets/a');
    expect(valueAt(jsonOf(workload), ['metadata', 'annotations'])).toMatchObject({ 'secret.reloader.stakater.com/reload': 'a,z' });
  });

  it('asks no reloader where there is none', () => {
    const chart = shop();
    const workload = workloadIn(chart);
    secretIn(chart).mountInto(workload, '/run/secrets/cart-db');
    expect(JSON.stringify(jsonOf(workload))).not.toContain('reloader');
  });

  it.each(['run/secrets', '/', '', '/run/', '/a/../b', '/a:b'])("refuses the path '%s'", path => {
    const chart = shop();
    expect(() => secretIn(chart).mountInto(workloadIn(chart), path)).toThrow(
      new Error(`shop/cart-db: mountInto(shop/cart): '${path}' is no absolute path of a directory. Write for instance '/run/secrets/cart-db'.`));
  });

  it.each(['/tmp', '/etc', '/var', '/proc', '/proc/1', '/dev/shm'])("refuses '%s', which the container needs", path => {
    const chart = shop();
    expect(() => secretIn(chart).mountInto(workloadIn(chart), path)).toThrow(
      new Error(`shop/cart-db: mountInto(shop/cart): '${path}' would hide what the container needs there. Write for instance '/run/secrets/cart-db'.`));
  });

  it.each(['/etc/shop', '/var/run/x', '/device', '/tmp/x'])("takes '%s'", path => {
    const chart = shop();
    expect(() => secretIn(chart).mountInto(workloadIn(chart), path)).not.toThrow();
  });

  it('refuses a workload of another namespace', () => {
    const chart = shop();
    const other = workloadIn(new Chart(chart.node.scope!, 'bank', { namespace: 'bank' }));
    expect(() => secretIn(chart).mountInto(other, '/run/secrets/x')).toThrow(
      new Error("shop/cart-db: mountInto(bank/cart): the workload is of namespace 'bank', the Secret of 'shop', and no pod reads across. Declare a VaultBackedSecret in the namespace of the workload."));
  });
});

describe('asFile', () => {
  it('mounts the secret where it is not mounted yet, and says where the file is', () => {
    const chart = shop();
    const [workload, secret] = [workloadIn(chart), secretIn(chart)];
    expect([secret.asFile(workload, 'password'), secret.asFile(workload, 'password')]).toEqual(Array(2).fill('/run/secrets/cart-db/password'));
    expect(podOf(workload).containers[0].volumeMounts).toContainEqual({ name: 'cart-db', mountPath: '/run/secrets/cart-db', readOnly: true });
  });

  it('says where it is where it is mounted already', () => {
    const chart = shop();
    const [workload, secret] = [workloadIn(chart), secretIn(chart)];
    secret.mountInto(workload, '/etc/shop');
    expect(secret.asFile(workload, 'password')).toBe('/etc/shop/password');
  });

  it('refuses an unknown file', () => {
    const chart = shop();
    expect(() => secretIn(chart).asFile(workloadIn(chart), 'x')).toThrow(new Error("shop/cart-db: asFile(shop/cart): has no key 'x'; it has password. Write one of them, or add it to keys."));
  });
});

describe('environment', () => {
  it('is a reference in the main container, for the gate to judge', () => {
    const chart = shop({ reloader: Reloader.STAKATER });
    const workload = workloadIn(chart);
    secretIn(chart).environment(workload, { DB_PASSWORD: 'password' });
    expect(podOf(workload).containers[0].env).toEqual([{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'cart-db', key: 'password', optional: false } } }]);
    expect(valueAt(jsonOf(workload), ['metadata', 'annotations', 'secret.reloader.stakater.com/reload'])).toBe('cart-db');
  });

  it('refuses no variable at all', () => {
    const chart = shop();
    expect(() => secretIn(chart).environment(workloadIn(chart), {})).toThrow(
      new Error("shop/cart-db: environment(shop/cart): no variable is named. Write for instance { DB_PASSWORD: 'password' }."));
  });

  it('refuses an unknown key', () => {
    const chart = shop();
    expect(() => secretIn(chart).environment(workloadIn(chart), { X: 'db_password' })).toThrow(
      new Error("shop/cart-db: environment(shop/cart): has no key 'db_password'; it has password. Write one of them, or add it to keys."));
  });

  it('refuses a variable that is there already', () => {
    const chart = shop();
    const workload = workloadIn(chart);
    workload.addEnv('X', '1');
    expect(() => secretIn(chart).environment(workload, { X: 'password' })).toThrow('env X stands there already. Remove one of the two, or use another name.');
  });
});

describe('a mistake', () => {
  it.each<[Partial<VaultBackedSecretProps>, string]>([
    [{ path: '/shop' }, "path '/shop' begins or ends with '/'. Write the path below the mount, such as 'shop/cart'."],
    [{ path: 'shop/' }, "path 'shop/' begins or ends with '/'. Write the path below the mount, such as 'shop/cart'."],
    [{ path: 'data/shop' }, "path 'data/shop' begins with 'data/', which is put before it here. Write the path below the mount, such as 'shop/cart'."],
    [{ path: 'metadata/shop' }, "path 'metadata/shop' begins with 'metadata/', which is put before it here. Write the path below the mount, such as 'shop/cart'."],
    [{ path: 'kv/shop' }, "path 'kv/shop' begins with 'kv/', which is put before it here. Write the path below the mount, such as 'shop/cart'."],
    [{ path: 'shop/*' }, "path 'shop/*' holds '*'. Each part is letters, digits, '_', '-' and '.', and no wildcard. Write the path below the mount, such as 'shop/cart'."],
    [{ path: 'shop/+/x' }, "path 'shop/+/x' holds '+'. Each part is letters, digits, '_', '-' and '.', and no wildcard. Write the path below the mount, such as 'shop/cart'."],
    [{ path: 'shop/../bank' }, "path 'shop/../bank' holds '..'. Each part is letters, digits, '_', '-' and '.', and no wildcard. Write the path below the mount, such as 'shop/cart'."],
    [{ path: 'shop"' }, "path 'shop\"' holds 'shop\"'. Each part is letters, digits, '_', '-' and '.', and no wildcard. Write the path below the mount, such as 'shop/cart'."],
    [{ path: '' }, "path '' holds ''. Each part is letters, digits, '_', '-' and '.', and no wildcard. Write the path below the mount, such as 'shop/cart'."],
    [{ keys: {} }, "keys is empty, so that nothing would be read. Name files and the properties that fill them: { password: 'password' }."],
    [{ keys: { 'a/b': 'x' } }, "key 'a/b' is no key of a Secret. Write letters, digits, '-', '_' and '.', not beginning with '..'."],
    [{ keys: { '..data': 'x' } }, "key '..data' is no key of a Secret. Write letters, digits, '-', '_' and '.', not beginning with '..'."],
    [{ keys: { a: ' ' } }, "key 'a' names no property of the secret in Vault. Write its name."],
    [{ name: 'Cart' }, "the name 'Cart' must be lower-case letters, digits and '-', beginning and ending with a letter or digit. Give another id, or set `name`."],
    [{ name: 'c'.repeat(58) }, `the name '${'c'.repeat(58)}' is 58 characters long; at most 57 are allowed. Give another id, or set \`name\`.`],
    [{ path: undefined }, "nothing says what to read. Set path to a secret of the KV engine, such as 'shop/cart', or source to VaultSource.database() or VaultSource.pki()."],
    [{ source: VaultSource.database('shop') }, 'path and source both say what to read. Keep one.'],
    [{ keys: undefined }, "keys is empty, so that nothing would be read. Name files and the properties that fill them: { password: 'password' }."],
    [{ refreshInterval: Duration.seconds(0) }, 'refreshInterval is 0 seconds; Kubernetes takes whole seconds from 1. Write for instance Duration.seconds(1).'],
  ])('%j is an error', (props, message) => {
    expect(() => secretIn(shop(), props)).toThrow(new Error(`shop/cart-db: ${message}`));
  });

  it('a platform that says not where secrets live is an error', () => {
    expect(() => secretIn(shop({ secretBackend: undefined }))).toThrow(new Error(
      "shop/cart-db: the platform says not where secrets live. Set platform.secretBackend to SecretBackend.vault({ server: 'https://vault.example:8200', kvMount: 'kv' })."));
  });

  it('a chart without a namespace is an error', () => {
    const plain = new Chart(shop().node.scope!, 'plain');
    expect(() => secretIn(plain)).toThrow(new Error(
      "plain/cart-db: has no namespace, and Vault's role is bound to one. Declare it in an IsolatedNamespace, or set the namespace of its Chart."));
  });
});
