import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Include, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { JsonObject } from '../../src/manifest/object';
import { toYaml } from '../../src/manifest/yaml';
import { IdAssignment, ImagePullPolicy } from '../../src/platform/choices';
import { Platform } from '../../src/platform/platform';
import { PlatformProps } from '../../src/platform/platform-props';
import { HardenedDeployment } from '../../src/workloads/hardened-deployment';
import { Hardening, HardeningOptions } from '../../src/workloads/hardening';
import { chartOn, IMAGE, mainContainer, manifests, podSpec, PORTLESS } from './harness';

const DIGEST = `sha256:${'b'.repeat(64)}`;

/** A raw Deployment with this pod spec. */
function raw(spec: object, platform: PlatformProps = {}, kind = 'Deployment', more: object = {}) {
  const chart = chartOn(platform);
  new ApiObject(chart, 'web', { apiVersion: 'apps/v1', kind, metadata: { name: 'web' }, spec: { template: { spec }, ...more } });
  return chart;
}
const weak = (container: object = {}, more: object = {}) => ({ serviceAccountName: 'web', containers: [{ name: 'web', image: IMAGE, ...container }], ...more });
function hardened(spec: object, platform?: PlatformProps, options?: HardeningOptions) {
  const chart = raw(spec, platform);
  const report = Hardening.apply(chart, options);
  return { chart, report, spec: podSpec(chart), container: mainContainer(chart) };
}
const gaps = (spec: object, platform?: PlatformProps) => hardened(spec, platform).report.gaps.map(({ pointer, problem }) => `${pointer.replace('/spec/template/spec', '')} ${problem}`);

const CONTEXT = { allowPrivilegeEscalation: false, privileged: false, readOnlyRootFilesystem: true, runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, capabilities: { drop: ['ALL'] } };

it('gives a bare pod what our own have', () => {
  const { spec, container } = hardened(weak());
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' } },
    volumes: [{ name: 'tmp-web', emptyDir: { sizeLimit: '64Mi' } }],
  });
  expect(container).toMatchObject({
    imagePullPolicy: 'Always',
    securityContext: CONTEXT,
    volumeMounts: [{ name: 'tmp-web', mountPath: '/tmp' }],
    resources: { requests: { 'cpu': '100m', 'memory': '128Mi', 'ephemeral-storage': '128Mi' }, limits: { 'cpu': '200m', 'memory': '128Mi', 'ephemeral-storage': '128Mi' } },
  });
});

it('hardens init containers like the others, sidecars among them', () => {
  const { spec } = hardened(weak({}, { initContainers: [{ name: 'init', image: IMAGE }, { name: 'proxy', image: IMAGE, restartPolicy: 'Always' }] }));
  expect(spec.initContainers.map(({ securityContext }) => securityContext)).toEqual([CONTEXT, CONTEXT]);
  expect(spec.initContainers.map(({ resources }) => (resources as { requests: { cpu: string } }).requests.cpu)).toEqual(['50m', '100m']);
});

it.each<[string, object, object]>([
  ['a higher user', { securityContext: { runAsUser: 20000, runAsGroup: 20000 } }, { securityContext: { runAsUser: 20000, runAsGroup: 20000 } }],
  ['a Localhost profile', { securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } } }, { securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } } }],
  ['NET_BIND_SERVICE', { securityContext: { capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } } }, { securityContext: { capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } } }],
  ['a /tmp of its own', { volumeMounts: [{ name: 'x', mountPath: '/tmp/' }] }, { volumeMounts: [{ name: 'x', mountPath: '/tmp/' }] }],
  ['a read-only root without /tmp', { securityContext: { readOnlyRootFilesystem: true }, volumeMounts: [] }, { volumeMounts: [] }],
])('leaves %s', (_, container, expected) => {
  expect(hardened(weak(container)).container).toMatchObject(expected);
});

it.each<[string, object, object]>([
  ['Unconfined becomes RuntimeDefault', { securityContext: { seccompProfile: { type: 'Unconfined' } } }, { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }],
  ['dropping some becomes dropping all', { securityContext: { capabilities: { drop: ['NET_RAW'] } } }, { securityContext: { capabilities: { drop: ['ALL'] } } }],
  ['a low user becomes a high one', { securityContext: { runAsUser: 1000 } }, { securityContext: { runAsUser: 10001 } }],
  ['root becomes a high user', { securityContext: { runAsUser: 0, runAsNonRoot: false } }, { securityContext: { runAsUser: 10001, runAsNonRoot: true } }],
  ['memory is requested as limited', { resources: { requests: { memory: '64Mi' }, limits: { memory: '128Mi' } } }, { resources: { requests: { memory: '128Mi' }, limits: { memory: '128Mi' } } }],
  ['a small request leaves room for the limit', { resources: { requests: { memory: '16Mi' } } }, { resources: { requests: { memory: '128Mi' }, limits: { memory: '128Mi' } } }],
  ['a large request is the limit', { resources: { requests: { memory: '1Gi' } } }, { resources: { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } } }],
  ['quantities may be numbers', { resources: { requests: { cpu: 1 } } }, { resources: { requests: { cpu: 1 }, limits: { cpu: '2' } } }],
  ['other limits are kept', { resources: { limits: { 'nvidia.com/gpu': 1 } } }, { resources: { limits: { 'nvidia.com/gpu': 1, 'memory': '128Mi' } } }],
])('%s', (_, container, expected) => {
  expect(hardened(weak(container)).container).toMatchObject(expected);
});

it('gives an emptyDir without a limit one, and counts it as storage of who mounts it', () => {
  const { spec, container } = hardened(weak({ volumeMounts: [{ name: 'cache', mountPath: '/cache' }] }, { volumes: [{ name: 'cache' }, { name: 'shm', emptyDir: { medium: 'Memory' } }] }));
  expect(spec.volumes.slice(0, 2)).toEqual([{ name: 'cache', emptyDir: { sizeLimit: '256Mi' } }, { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '256Mi' } }]);
  expect(container.resources.limits['ephemeral-storage']).toBe('384Mi');
});

it('takes another name where that of the /tmp volume is taken', () => {
  expect(hardened(weak({}, { volumes: [{ name: 'tmp-web', configMap: { name: 'x' } }] })).container.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
});

describe('scheduling', () => {
  const scheduled = (spec: object, kind = 'Deployment') => {
    const chart = raw(spec, {}, kind, { selector: { matchLabels: { app: 'web' } } });
    Hardening.apply(chart);
    return podSpec(chart);
  };

  it.each(['Deployment', 'StatefulSet'])('a %s spreads softly by its own selector', kind => {
    const labelSelector = { matchLabels: { app: 'web' } };
    expect(scheduled(weak(), kind)).toMatchObject({
      affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm: { labelSelector, topologyKey: 'kubernetes.io/hostname' } }] } },
      topologySpreadConstraints: [{ labelSelector, whenUnsatisfiable: 'ScheduleAnyway' }, { labelSelector, whenUnsatisfiable: 'ScheduleAnyway' }],
    });
  });

  it('a DaemonSet does not', () => {
    expect(scheduled(weak(), 'DaemonSet')).not.toHaveProperty('affinity');
  });

  it('what is said is kept', () => {
    const given = { affinity: { nodeAffinity: {}, podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } }, topologySpreadConstraints: [] };
    expect(scheduled(weak({}, given))).toMatchObject(given);
    expect(Object.keys(scheduled(weak({}, { affinity: { nodeAffinity: {} } })).affinity as object)).toEqual(['nodeAffinity', 'podAntiAffinity']);
  });
});

describe('token', () => {
  it('of who asked for one is kept, bound and short-lived', () => {
    const { spec, container } = hardened(weak({}, { automountServiceAccountToken: true }));
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(container.volumeMounts).toContainEqual({ name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true });
    expect(spec.volumes[0]).toMatchObject({ name: 'kube-api-access', projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3600 } }, {}, {}] } });
  });

  it('of who said nothing is gone', () => {
    expect(JSON.stringify(hardened(weak()).spec)).not.toContain('kube-api-access');
  });
});

describe('images', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'lock-')), 'images.lock.json');
  writeFileSync(file, JSON.stringify({ schemaVersion: 1, images: { 'registry.example/nginx:1.27': { digest: DIGEST } } }));

  it('get host and digest from platform and lock', () => {
    expect(hardened(weak({ image: 'nginx:1.27' }), { imageLock: file }).container.image).toBe(`registry.example/nginx:1.27@${DIGEST}`);
  });

  it.each([
    [ImagePullPolicy.ALWAYS, 'IfNotPresent', 'Always'],
    [ImagePullPolicy.ALWAYS, undefined, 'Always'],
    [ImagePullPolicy.IF_NOT_PRESENT, 'Always', 'Always'],
    [ImagePullPolicy.IF_NOT_PRESENT, 'Never', 'IfNotPresent'],
    [ImagePullPolicy.IF_NOT_PRESENT, undefined, 'IfNotPresent'],
  ])('under pull policy %s, %s becomes %s', (imagePullPolicy, from, to) => {
    expect(hardened(weak({ imagePullPolicy: from }), { imagePullPolicy }).container.imagePullPolicy).toBe(to);
  });
});

describe('IDs', () => {
  const claims = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };

  it('are left where claims exist', () => {
    const { spec, report } = hardened(weak({ securityContext: { runAsUser: 999 } }, { ...claims, securityContext: { fsGroup: 999 } }));
    expect(spec.securityContext).toEqual({ fsGroup: 999, fsGroupChangePolicy: 'OnRootMismatch', runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(spec.containers[0].securityContext).toMatchObject({ runAsUser: 999, runAsNonRoot: true });
    expect(report.gaps.map(({ problem }) => problem)).toEqual(['is left below 10001, since files on its volumes belong to the present user. Change their owner first, then set it.']);
  });

  it('and non-root is not claimed of a user nobody named', () => {
    const { spec, report } = hardened(weak({}, claims));
    expect(spec.securityContext).not.toHaveProperty('runAsNonRoot');
    expect(spec.containers[0].securityContext).not.toHaveProperty('runAsNonRoot');
    expect(report.gaps.map(({ pointer }) => pointer)).toEqual(['/spec/template/spec/securityContext/runAsNonRoot', '/spec/template/spec/securityContext/runAsUser']);
  });

  it('claim templates of a StatefulSet count', () => {
    const chart = raw(weak(), {}, 'StatefulSet', { volumeClaimTemplates: [{ metadata: { name: 'data' } }] });
    Hardening.apply(chart);
    expect(podSpec(chart).securityContext).not.toHaveProperty('runAsUser');
  });

  it('are left out where the platform assigns them', () => {
    const { spec } = hardened(weak(), { ids: IdAssignment.PLATFORM_ASSIGNED });
    expect(spec.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(spec.containers[0].securityContext).not.toHaveProperty('runAsUser');
  });
});

it.each<[string, object, string[]]>([
  ['an image without a digest', weak({ image: 'registry.example/app:1' }), ["/containers/0/image 'registry.example/app:1' has no digest: a tag can be moved to another image. Add it to the image lock (platform.imageLock)."]],
  ['an image that cannot be read', weak({ image: 'App' }), ["/containers/0/image image 'App' has an illegal repository name 'App'. Write for instance 'registry.example/app:1.2.3' or 'app:1.2.3@sha256:<64 hexadecimal digits>'."]],
  ['a folder of the node', weak({}, { volumes: [{ name: 'x', hostPath: { path: '/etc' } }] }), ['/volumes/0/hostPath mounts /etc of the node. Use another kind of volume.']],
  ["the node's network", weak({}, { hostNetwork: true }), ["/hostNetwork is true: the pod shares the node's own. Find out what it needs it for."]],
  ['a port of the node', weak({ ports: [{ containerPort: 1, hostPort: 80 }] }), ['/containers/0/ports/0/hostPort is 80, a port of the node, past every network policy. Use a Service.']],
  ['privileged', weak({ securityContext: { privileged: true } }), ['/containers/0/securityContext/privileged is true: the container is root on the node. Find out what it needs it for; no other field can make up for it.']],
  ['added capabilities', weak({ securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_BIND_SERVICE'] } } }), ['/containers/0/securityContext/capabilities/add adds NET_ADMIN. Remove what the program can do without.']],
  ['SYS_ADMIN', weak({ securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }), [
    '/containers/0/securityContext/capabilities/add adds SYS_ADMIN. Remove what the program can do without.',
    '/containers/0/securityContext/allowPrivilegeEscalation is left: the API server refuses false beside SYS_ADMIN.',
  ]],
  ['unmasked /proc', weak({ securityContext: { procMount: 'Unmasked' } }), ['/containers/0/securityContext/procMount unmasks /proc. Remove it.']],
  ['AppArmor off', weak({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }), ['/containers/0/securityContext/appArmorProfile is Unconfined. Remove it.']],
  ['the default account', { containers: [{ name: 'web', image: IMAGE }] }, ["/serviceAccountName is the namespace's default account, shared by every pod that names none. Give the workload an account of its own."]],
  ['resources that are none', weak({ resources: { requests: { cpu: 'much' } } }), ["/containers/0/resources are left, since they cannot be read. /spec/template/spec/containers/0/resources: resources.requests.cpu is \"much\", which is no quantity. Write for instance '100m' or '128Mi'."]],
  ['a Windows pod', weak({}, { os: { name: 'windows' } }), [' is a Windows pod, which takes none of the Linux settings. Harden it by hand.']],
  ['nothing', weak(), []],
])('reports what it could not do: %s', (_, spec, expected) => {
  expect(gaps(spec)).toEqual(expected);
});

it('leaves a Windows pod wholly alone', () => {
  expect(hardened(weak({}, { os: { name: 'windows' } })).spec).toEqual(weak({}, { os: { name: 'windows' } }));
});

it('never writes what the API server refuses beside privileged', () => {
  expect(hardened(weak({ securityContext: { privileged: true } })).container.securityContext).toEqual({ privileged: true, readOnlyRootFilesystem: true });
});

it.each<[string, PlatformProps, object, object]>([
  ['user namespaces', { nodes: { userNamespaces: true } }, weak(), { hostUsers: false }],
  ['AppArmor', { nodes: { appArmor: true } }, weak(), { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }],
  ['strict groups', { nodes: { strictSupplementalGroups: true } }, weak(), { securityContext: { supplementalGroupsPolicy: 'Strict' } }],
])('uses %s where the nodes can', (_, platform, spec, expected) => {
  expect(hardened(spec, platform).spec).toMatchObject(expected);
});

it('never asks for a user namespace beside NFS or the network of the node', () => {
  for (const more of [{ hostNetwork: true }, { volumes: [{ name: 'x', nfs: { server: 's', path: '/' } }] }]) {
    expect(hardened(weak({}, more), { nodes: { userNamespaces: true } }).spec).not.toHaveProperty('hostUsers');
  }
});

it('leaves the fields that it is told to leave', () => {
  const { container, report } = hardened(weak(), {}, { leave: ['readOnlyRootFilesystem', 'runAsUser'] });
  expect(Object.keys(container.securityContext).sort()).toEqual(['allowPrivilegeEscalation', 'capabilities', 'privileged', 'runAsGroup', 'runAsNonRoot']);
  expect(report.changes.some(({ pointer }) => pointer.endsWith('/runAsUser'))).toBe(false);
});

describe('report', () => {
  it('names object, construct, field, before and after', () => {
    expect(hardened(weak({ imagePullPolicy: 'Never' })).report.changes).toContainEqual({
      construct: 'shop/web', object: 'Deployment shop/web', pointer: '/spec/template/spec/containers/0/imagePullPolicy', from: '"Never"', to: '"Always"',
    });
  });

  it('reads as text', () => {
    const { report } = hardened(weak({ securityContext: CONTEXT }, { hostNetwork: true, enableServiceLinks: false }), {}, { leave: ['resources'] });
    expect(report.toString()).toBe([
      'Hardening: 8 fields set in 1 objects, 1 left to decide.',
      'Deployment shop/web (shop/web)',
      '  /spec/template/spec/automountServiceAccountToken: unset -> false',
      '  /spec/template/spec/securityContext/seccompProfile: unset -> {"type":"RuntimeDefault"}',
      '  /spec/template/spec/securityContext/runAsUser: unset -> 10001',
      '  /spec/template/spec/securityContext/runAsGroup: unset -> 10001',
      '  /spec/template/spec/securityContext/fsGroup: unset -> 10001',
      '  /spec/template/spec/securityContext/fsGroupChangePolicy: unset -> "OnRootMismatch"',
      '  /spec/template/spec/securityContext/runAsNonRoot: unset -> true',
      '  /spec/template/spec/containers/0/imagePullPolicy: unset -> "Always"',
      'Left to decide:',
      'Deployment shop/web (shop/web)',
      "  /spec/template/spec/hostNetwork: is true: the pod shares the node's own. Find out what it needs it for.",
      '',
    ].join('\n'));
  });

  it('finds nothing to do the second time', () => {
    const { chart } = hardened(weak({ image: 'registry.example/app:1' }));
    const before = chart.toJson();
    const again = Hardening.apply(chart);
    expect(again.changes).toEqual([]);
    expect(again.gaps).toHaveLength(1);
    expect(chart.toJson()).toEqual(before);
  });
});

describe('on objects that others made', () => {
  it('cdk8s-plus: keeps fields that cdk8s-plus would drop, and hardens what a JSON patch wrote', () => {
    const chart = chartOn({ nodes: { strictSupplementalGroups: true } });
    const web = new kplus.Deployment(chart, 'web', { containers: [{ image: IMAGE, portNumber: 8080 }] });
    ApiObject.of(web).addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem', false));
    Hardening.apply(chart);
    expect(podSpec(chart).securityContext).toMatchObject({ supplementalGroupsPolicy: 'Strict', seccompProfile: { type: 'RuntimeDefault' } });
    expect(mainContainer(chart).securityContext).toMatchObject({ ...CONTEXT });
  });

  it('Include: every workload of the file, and nothing else', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'include-')), 'app.yaml');
    const objects: JsonObject[] = [
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [] } },
      { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'clean' }, spec: { jobTemplate: { spec: { template: { spec: weak() as unknown as JsonObject } } } } },
    ];
    writeFileSync(file, objects.map(toYaml).join('---\n'));
    const chart = chartOn();
    new Include(chart, 'upstream', { url: file });
    const report = Hardening.apply(chart);
    expect(new Set(report.changes.map(({ object }) => object))).toEqual(new Set(['CronJob shop/clean']));
    expect(report.changes[0].pointer).toBe('/spec/jobTemplate/spec/template/spec/automountServiceAccountToken');
    expect(manifests(chart)[0].spec).toEqual({ ports: [] });
  });

  it('acts on the tree as it stands: what comes later is left', () => {
    const chart = chartOn();
    Hardening.apply(chart);
    new ApiObject(chart, 'late', { apiVersion: 'v1', kind: 'Pod', spec: weak() });
    expect(podSpec(chart)).toEqual(weak());
  });

  it('acts on a subtree alone', () => {
    const app = new App();
    const [one, other] = ['one', 'other'].map(id => new Chart(app, id));
    for (const chart of [one, other]) new ApiObject(chart, 'pod', { apiVersion: 'v1', kind: 'Pod', spec: weak() });
    Hardening.apply(one);
    expect(podSpec(one)).not.toEqual(weak());
    expect(podSpec(other)).toEqual(weak());
  });

  it('leaves our own workloads: what they say is said on purpose', () => {
    const chart = chartOn();
    new HardenedDeployment(chart, 'cart', { ...PORTLESS, securityContext: { readOnlyRootFilesystem: false } });
    expect(Hardening.apply(chart).changes).toEqual([]);
    expect(mainContainer(chart).securityContext.readOnlyRootFilesystem).toBe(false);
  });

  it('works as a mixin', () => {
    const chart = raw(weak());
    const mixin = new Hardening();
    for (const node of chart.node.findAll()) mixin.applyTo(node);
    expect(mixin.supports(chart)).toBe(false);
    expect(podSpec(chart).automountServiceAccountToken).toBe(false);
    expect(mixin.report.changes.length).toBeGreaterThan(10);
  });

  it('survives broken input: what is no pod template is left to the schema', () => {
    const chart = chartOn();
    for (const [index, spec] of [null, 'x', { template: null }, { template: { spec: [] } }, { template: { spec: { containers: 'x', volumes: [1, null], securityContext: 'x' } } }].entries()) {
      new ApiObject(chart, `d${index}`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: `d${index}` }, spec });
    }
    Hardening.apply(chart);
    expect(() => chart.toJson()).not.toThrow();
  });
});

it('takes the platform of the app', () => {
  const app = new App();
  Platform.configure(app, { registries: ['own.example'] });
  const chart = new Chart(app, 'shop');
  new ApiObject(chart, 'pod', { apiVersion: 'v1', kind: 'Pod', spec: weak({ image: 'nginx:1' }) });
  Hardening.apply(chart);
  expect(mainContainer(chart).image).toBe('own.example/nginx:1');
});
