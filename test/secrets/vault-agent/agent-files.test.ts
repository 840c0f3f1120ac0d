import { Duration } from 'cdk8s';
import { toYaml } from '../../../src/manifest/yaml';
import { CpuLimits, IdAssignment, PlatformPreset } from '../../../src/platform/choices';
import { SecretDelivery } from '../../../src/platform/secret-delivery';
import { ServiceMesh } from '../../../src/platform/service-mesh';
import { RestartedBy } from '../../../src/secrets/rotation';
import { VaultSource } from '../../../src/secrets/vault-source';
import { HardenedJob } from '../../../src/workloads/hardened-job';
import { cartIn, emitted, grantsIn, IMAGE, podAnnotationsOf, podOf, secretIn, shopBy } from '../fixtures';

const AGENT = SecretDelivery.vaultAgent();
const PREFIX = 'vault.hashicorp.com/';
const DATABASE = VaultSource.database('shop');

describe('an agent in the pod', () => {
  it('is told everything, and the pod gets nothing but a guard and a token that no container sees', () => {
    const shop = shopBy(AGENT);
    const cart = cartIn(shop);
    secretIn(shop).mountInto(cart, '/run/secrets/db');
    const { volumes, containers } = podOf(cart);
    expect(toYaml({ annotations: podAnnotationsOf(cart), volumes: volumes.filter(({ name }) => name.startsWith('vault')), mounts: containers[0].volumeMounts })).toMatchSnapshot();
  });

  it('logs in as the workload, with one identity for all of its secrets', () => {
    const shop = shopBy(AGENT);
    const [cart, other] = [cartIn(shop), cartIn(shop, {}, 'other')];
    const db = secretIn(shop, { source: DATABASE });
    db.mountInto(cart, '/run/secrets/db');
    db.mountInto(other, '/run/secrets/db');
    secretIn(shop, {}, 'key').mountInto(cart, '/run/secrets/key');
    expect(grantsIn(shop)).toEqual(['shop.cart: read database/creds/shop', 'shop.other: read database/creds/shop', 'shop.cart: read kv/data/shop/cart']);
    expect(podAnnotationsOf(cart)[`${PREFIX}role`]).toBe('shop.cart');
  });

  it('makes no object in the cluster', () => expect(emitted(secretIn(shopBy(AGENT)))).toEqual({}));

  it('asks in the same words for all files of a secret, so that a key belongs to its certificate', () => {
    const shop = shopBy(AGENT);
    const cart = cartIn(shop);
    secretIn(shop, { source: VaultSource.pki('shop', { commonName: 'cart.shop.svc' }) }, 'tls').mountInto(cart, '/run/secrets/tls');
    const templates = Object.entries(podAnnotationsOf(cart)).filter(([key]) => key.includes('agent-inject-template-'));
    expect(templates.map(([key]) => key.slice(PREFIX.length))).toEqual(['tls.ca.crt', 'tls.tls.crt', 'tls.tls.key'].map(name => `agent-inject-template-${name}`));
    expect(new Set(templates.map(([, text]) => /^\{\{- with (.*?) \}\}/.exec(text)![1]))).toEqual(new Set(['secret "pki/issue/shop" "common_name=cart.shop.svc" "ttl=86400s"']));
  });

  it('takes the image that is stated, with its digest', () => {
    const image = `registry.example/vault:2@sha256:${'1'.repeat(64)}`;
    const shop = shopBy(SecretDelivery.vaultAgent({ image }));
    const cart = cartIn(shop);
    secretIn(shop).mountInto(cart, '/run/secrets/db');
    expect(podAnnotationsOf(cart)).toMatchObject({ [`${PREFIX}agent-image`]: image });
    expect(() => SecretDelivery.vaultAgent({ image: 'vault:2' })).toThrow(new Error(
      "SecretDelivery.vaultAgent: image 'vault:2' has no digest, and whoever moves its tag reads every secret. Write 'registry.example/vault:2.0.4@sha256:…'."));
  });

  it('knows the CA of Vault from a ConfigMap, which only the agent has mounted', () => {
    const shop = shopBy(AGENT, { caConfigMap: 'vault-ca', vaultNamespace: 'team' });
    const cart = cartIn(shop);
    secretIn(shop).mountInto(cart, '/run/secrets/db');
    const patch = '[{"op":"add","path":"/volumeMounts/-","value":{"name":"vault-ca","mountPath":"/vault/ca","readOnly":true}}]';
    expect(podAnnotationsOf(cart)).toMatchObject({
      [`${PREFIX}ca-cert`]: '/vault/ca/ca.crt', [`${PREFIX}agent-json-patch`]: patch, [`${PREFIX}agent-init-json-patch`]: patch, [`${PREFIX}namespace`]: 'team',
    });
    expect(podOf(cart).containers[0].volumeMounts.map(({ name }) => name)).toEqual(['tmp', 'vault-agent-guard']);
  });

  it('says no CPU limit where the platform wants none', () => {
    const shop = shopBy(AGENT, {}, { cpuLimits: CpuLimits.FORBIDDEN });
    const cart = cartIn(shop);
    secretIn(shop).mountInto(cart, '/run/secrets/db');
    expect(podAnnotationsOf(cart)[`${PREFIX}agent-limits-cpu`]).toBe('');
  });

  it('reads again as often as the most impatient of its secrets asks', () => {
    const shop = shopBy(AGENT);
    const cart = cartIn(shop);
    secretIn(shop, {}, 'a').mountInto(cart, '/run/secrets/a');
    secretIn(shop, { path: 'shop/b', keys: { k: 'k' }, refreshInterval: Duration.minutes(1) }, 'b').mountInto(cart, '/run/secrets/b');
    secretIn(shop, {}, 'c').mountInto(cart, '/run/secrets/c');
    expect(podAnnotationsOf(cart)[`${PREFIX}template-static-secret-render-interval`]).toBe('1m0s');
  });

  it.each([
    [AGENT, true, 'the agent asks Vault every 5 min, or before a lease ends, and renews the files of running pods; nothing starts them anew: have the program read the file again. Pods of Jobs keep what they started with.'],
    [SecretDelivery.vaultAgent({ initOnly: true }), false, 'the agent writes the files before the pod starts, and nothing renews them, or starts the pod anew: roll it out by hand.'],
  ])('says what restarts when: %#', (delivery, renewsFiles, says) => {
    expect(secretIn(shopBy(delivery)).rotation).toEqual({ renewsFiles, restartedBy: RestartedBy.NOTHING, says });
  });
});

describe('a program that is told to read its files again', () => {
  const mountWith = (reload: { port: number; path: string }, delivery = AGENT) => {
    const shop = shopBy(delivery);
    const cart = cartIn(shop);
    secretIn(shop).mountInto(cart, '/run/secrets/db', { reload });
    return podAnnotationsOf(cart);
  };

  it('is told by the agent, whether or not it runs yet', () => {
    expect(mountWith({ port: 9090, path: '/-/reload' })).toMatchObject({
      [`${PREFIX}agent-inject-command-db.password`]: 'wget -q -O /dev/null --post-data= http://127.0.0.1:9090/-/reload || true',
    });
  });

  it.each([
    [{ port: 0, path: '/x' }, 'shop/db: reload: 0 is no port. Write the port of the container, such as 8080.'],
    [{ port: 1, path: '/x;reboot' }, "shop/db: reload: '/x;reboot' is no path of letters, digits, '.', '_', '-' and '/'. Write for instance '/-/reload'."],
  ])('%j is an error', (reload, message) => expect(() => mountWith(reload)).toThrow(new Error(message)));

  it.each([SecretDelivery.externalSecrets(), SecretDelivery.secretsStoreCsi(), SecretDelivery.vaultSecretsOperator()])('is told by nobody where nothing is in the pod: %#', delivery => {
    expect(() => mountWith({ port: 9090, path: '/-/reload' }, delivery)).toThrow(new Error(
      'shop/db: mountInto(shop/cart): nothing of this delivery is in the pod and could tell the program at /-/reload. Use SecretDelivery.vaultAgent(), or leave reload out.'));
  });
});

describe('the guard', () => {
  const guardOf = (initOnly: boolean) => {
    const shop = shopBy(SecretDelivery.vaultAgent({ initOnly }));
    const cart = cartIn(shop);
    secretIn(shop).mountInto(cart, '/run/secrets/db');
    return podOf(cart).volumes.find(({ name }) => name === 'vault-agent-guard');
  };

  it.each([[false, ['vault-agent-init', 'vault-agent']], [true, ['vault-agent-init']]])('names the containers that must be there (init only: %s)', (initOnly, names) => {
    expect(guardOf(initOnly)?.downwardAPI).toEqual({
      defaultMode: 0o444, items: names.map(name => ({ path: name, resourceFieldRef: { containerName: name, resource: 'limits.memory' } })),
    });
  });
});

describe('the agent runs as the user that reads its files', () => {
  it('as the container says', () => {
    const shop = shopBy(AGENT);
    const cart = cartIn(shop, { securityContext: { runAsUser: 20001, runAsGroup: 20002 } });
    secretIn(shop).mountInto(cart, '/run/secrets/db');
    expect(podAnnotationsOf(cart)).toMatchObject({ [`${PREFIX}agent-run-as-user`]: '20001', [`${PREFIX}agent-run-as-group`]: '20002', [`${PREFIX}agent-set-security-context`]: 'true' });
  });

  it('on OpenShift as the namespace is assigned, hardened all the same', () => {
    const shop = shopBy(AGENT, {}, { preset: PlatformPreset.OPENSHIFT });
    const cart = cartIn(shop);
    secretIn(shop).mountInto(cart, '/run/secrets/db');
    const annotations = podAnnotationsOf(cart);
    expect(annotations[`${PREFIX}agent-set-security-context`]).toBe('false');
    expect(Object.keys(annotations).filter(key => key.includes('run-as'))).toEqual([]);
    expect(JSON.parse(annotations[`${PREFIX}agent-json-patch`])).toEqual([{
      op: 'add', path: '/securityContext', value: {
        allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, privileged: false, readOnlyRootFilesystem: true, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' },
      },
    }]);
    expect(annotations[`${PREFIX}agent-init-json-patch`]).toBe(annotations[`${PREFIX}agent-json-patch`]);
  });

  it('never as nobody knows whom', () => {
    const shop = shopBy(AGENT, {}, { ids: IdAssignment.PLATFORM_ASSIGNED });
    expect(() => secretIn(shop).mountInto(cartIn(shop), '/run/secrets/db')).toThrow(new Error(
      'shop/db: mountInto(shop/cart): no user is stated for the container, and the agent could not write files that it can read. Set runAsUser and runAsGroup, or use another delivery.'));
  });

  it('never as root', () => {
    const shop = shopBy(AGENT);
    const cart = cartIn(shop, { securityContext: { runAsUser: 0, runAsNonRoot: false } });
    expect(() => secretIn(shop).mountInto(cart, '/run/secrets/db')).toThrow(new Error('shop/db: mountInto(shop/cart): the container runs as root, and the agent would too. Set runAsUser above 10000.'));
  });

  it('of whom there is one', () => {
    const shop = shopBy(AGENT);
    const cart = cartIn(shop, { sidecars: [{ name: 'proxy', image: IMAGE, securityContext: { runAsUser: 20001 } }] });
    expect(() => secretIn(shop).mountInto(cart, '/run/secrets/db', { containers: ['cart', 'proxy'] })).toThrow(new Error(
      "shop/db: mountInto(shop/cart): containers 'cart' and 'proxy' run under different IDs, and what the agent writes only one of them can read. Give both the same runAsUser and runAsGroup, or use another delivery."));
  });
});

describe('in a mesh', () => {
  it.each([
    [ServiceMesh.istioSidecar(), 'sidecar.istio.io/nativeSidecar'], [ServiceMesh.linkerd(), 'config.beta.linkerd.io/proxy-enable-native-sidecar'],
  ])('with sidecars, the proxy is a native one, so that the agent has a network: %#', (serviceMesh, annotation) => {
    const shop = shopBy(AGENT, {}, { serviceMesh });
    const cart = cartIn(shop);
    secretIn(shop).mountInto(cart, '/run/secrets/db');
    expect(podAnnotationsOf(cart)).toMatchObject({ [annotation]: 'true', [`${PREFIX}agent-init-first`]: 'false' });
  });

  it('with sidecars that are none, is an error', () => {
    const shop = shopBy(AGENT, {}, { serviceMesh: ServiceMesh.istioSidecar(), kubernetesVersion: '1.28' });
    expect(() => secretIn(shop).mountInto(cartIn(shop), '/run/secrets/db')).toThrow("shop/db: the agent's init container has no network in this mesh before a native sidecar runs: spec.initContainers[].restartPolicy: Always is on by default from Kubernetes 1.29");
  });

  it.each([[ServiceMesh.none(), true], [ServiceMesh.istioAmbient(), true], [ServiceMesh.istioSidecar(), false], [ServiceMesh.linkerd(), false]])(
    'an init container reads secrets where no proxy must be there before it: %#', (serviceMesh, possible) => {
      const shop = shopBy(AGENT, {}, { serviceMesh });
      const cart = cartIn(shop, { initContainers: [{ name: 'migrate', image: IMAGE }] });
      const mount = () => secretIn(shop).mountInto(cart, '/run/secrets/db', { containers: ['migrate'] });
      if (possible) {
        mount();
        expect(podAnnotationsOf(cart)).toMatchObject({ [`${PREFIX}agent-init-first`]: 'true', [`${PREFIX}agent-inject-containers`]: 'migrate' });
      } else {
        expect(mount).toThrow(new Error("shop/db: mountInto(shop/cart): an init container that reads secrets must start after the agent's, and the agent's after the mesh's proxy, "
          + 'which the injector cannot promise. Read them in the main container, or use another delivery.'));
      }
    });
});

describe('a Job', () => {
  const jobIn = (scope: ReturnType<typeof shopBy>) => new HardenedJob(scope, 'migrate', { image: IMAGE });

  it('has an agent before it, and none beside it, beside which it would never end', () => {
    const shop = shopBy(AGENT);
    const job = jobIn(shop);
    secretIn(shop).mountInto(job, '/run/secrets/db');
    expect(podAnnotationsOf(job)).toMatchObject({ [`${PREFIX}agent-pre-populate-only`]: 'true' });
  });

  it('gets no credential that ends before it', () => {
    const shop = shopBy(AGENT);
    expect(() => secretIn(shop, { source: DATABASE }).mountInto(jobIn(shop), '/run/secrets/db')).toThrow(new Error(
      'shop/db: mountInto(shop/migrate): what Vault makes has an end, and an agent that is gone when the pod starts renews nothing (beside one that stays, no Job ends). '
      + 'Use SecretDelivery.externalSecrets() or SecretDelivery.vaultSecretsOperator() for it.'));
  });
});

describe('a mistake', () => {
  const mountBoth = (first: string[], second: string[]) => () => {
    const shop = shopBy(AGENT);
    const cart = cartIn(shop, { sidecars: [{ name: 'proxy', image: IMAGE }] });
    secretIn(shop, {}, 'a').mountInto(cart, '/run/secrets/a', { containers: first });
    secretIn(shop, {}, 'b').mountInto(cart, '/run/secrets/b', { containers: second });
  };

  it('two secrets for different containers of a pod, which each would see both', () => {
    expect(mountBoth(['cart', 'proxy'], ['proxy', 'cart'])).not.toThrow();
    expect(mountBoth(['cart'], ['proxy'])).toThrow(new Error(
      'shop/b: mountInto(shop/cart): the agent shows all of its files to the same containers, which are cart, and not proxy. Name the same ones, or use another delivery.'));
  });

  it('two agents in one pod', () => {
    const shop = shopBy(AGENT);
    const cart = cartIn(shop);
    secretIn(shop, {}, 'a').mountInto(cart, '/run/secrets/a');
    const other = secretIn(shop, { path: 'shop/b', keys: { k: 'k' }, delivery: SecretDelivery.vaultAgent({ initOnly: true }) }, 'b');
    expect(() => other.mountInto(cart, '/run/secrets/b')).toThrow(new Error(
      'shop/b: mountInto(shop/cart): a pod has one agent, and shop/a brings it with other settings. Use one SecretDelivery.vaultAgent() for both.'));
  });

  it('a path that is mounted already, which the API server would refuse once the injector has been there', () => {
    const shop = shopBy(AGENT);
    const cart = cartIn(shop, { writablePaths: [{ path: '/run/secrets/db' }] });
    expect(() => secretIn(shop).mountInto(cart, '/run/secrets/db')).toThrow(new Error('shop/cart: two volumes are mounted at /run/secrets/db. Give each a path of its own.'));
  });

  it('a volume where the agent will mount', () => {
    const shop = shopBy(AGENT);
    const cart = cartIn(shop);
    secretIn(shop).mountInto(cart, '/run/secrets/db');
    expect(() => cart.mountVolume({ name: 'x', emptyDir: {} }, '/run/secrets/db')).toThrow('two volumes are mounted at /run/secrets/db');
  });

  it('init only, for what ends', () => {
    const shop = shopBy(SecretDelivery.vaultAgent({ initOnly: true }));
    expect(() => secretIn(shop, { source: DATABASE }).mountInto(cartIn(shop), '/run/secrets/db')).toThrow(new Error(
      'shop/db: mountInto(shop/cart): what Vault makes has an end, and an agent that is gone when the pod starts renews nothing. Use SecretDelivery.externalSecrets() or SecretDelivery.vaultSecretsOperator() for it.'));
  });

  it('no word on where Vault is', () => {
    const shop = shopBy(AGENT, { pods: undefined });
    expect(() => secretIn(shop).mountInto(cartIn(shop), '/run/secrets/db')).toThrow(new Error(
      "shop/db: the agent calls Vault from within the pod, and the platform says not where Vault is. Set pods: { namespace: 'vault', labels: { 'app.kubernetes.io/name': 'vault' } } or cidrs in SecretBackend.vault()."));
  });

  it.each<[Record<string, string>, string]>([
    [{ Key: 'a', key: 'b' }, "shop/db: two files differ from 'key' by case alone, and the injector writes every name in lower case. Rename one of the keys."],
    [{ ['k'.repeat(39)]: 'a' }, `shop/db: 'db.${'k'.repeat(39)}' becomes part of the name of an annotation, where at most 41 characters have room, ending with a letter or digit. Shorten name or the key '${'k'.repeat(39)}'.`],
    [{ 'key-': 'a' }, "shop/db: 'db.key-' becomes part of the name of an annotation, where at most 41 characters have room, ending with a letter or digit. Shorten name or the key 'key-'."],
  ])('keys that make no annotation: %j', (keys, message) => expect(() => secretIn(shopBy(AGENT), { keys, path: 'shop/cart' })).toThrow(new Error(message)));

  it.each([
    ['secretName', (secret: ReturnType<typeof secretIn>) => secret.secretName],
    ['asSecret', (secret: ReturnType<typeof secretIn>) => secret.asSecret()],
  ])('%s, where there is no Secret', (method, use) => expect(() => use(secretIn(shopBy(AGENT)))).toThrow(new Error(
    `shop/db: ${method}: its delivery makes no Secret, but files alone. Use mountInto, or for this secret SecretDelivery.externalSecrets() or vaultSecretsOperator().`)));

  it('environment, where there is no Secret', () => {
    const shop = shopBy(AGENT);
    expect(() => secretIn(shop).environment(cartIn(shop), { X: 'password' })).toThrow('shop/db: environment(shop/cart): its delivery makes no Secret, but files alone.');
  });
});
