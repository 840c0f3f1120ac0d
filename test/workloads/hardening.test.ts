import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Include, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { CONTEXT, gaps, hardened, raw, weak } from './hardening-harness';
import { chartOn, IMAGE, mainContainer, manifests, podSpec, PORTLESS } from './harness';
import { JsonObject } from '../../src/manifest/object';
import { toYaml } from '../../src/manifest/yaml';
import { Platform } from '../../src/platform/platform';
import { HardenedDeployment } from '../../src/workloads/hardened-deployment';
import { Hardening } from '../../src/workloads/hardening';

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
