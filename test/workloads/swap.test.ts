import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { IMAGE } from './harness';
import { isRecord, ManifestObject } from '../../src/manifest/object';
import { Naming } from '../../src/platform/choices';
import { Platform } from '../../src/platform/platform';
import { HardenedDeployment } from '../../src/workloads/hardened-deployment';
import { Probe } from '../../src/workloads/probe';

/** One app before and after `kplus.Deployment` became `HardenedDeployment` under the same id. */
const before = objects(chart => {
  const cart = new kplus.Deployment(chart, 'cart', {
    replicas: 2,
    containers: [{
      image: IMAGE,
      ports: [{ name: 'http', number: 8080 }],
      envVariables: { LOG_LEVEL: kplus.EnvValue.fromValue('info') },
      readiness: kplus.Probe.fromHttpGet('/healthz', { port: 8080 }),
      resources: { cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.millis(200) } },
    }],
  });
  cart.exposeViaService({ ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
});
const after = objects(chart => new HardenedDeployment(chart, 'cart', {
  replicas: 2,
  image: IMAGE,
  ports: [{ name: 'http', containerPort: 8080, servicePort: 80 }],
  env: { LOG_LEVEL: 'info' },
  readinessProbe: Probe.fromHttpGet('/healthz', 'http'),
  size: { cpu: '100m', memory: '128Mi' },
}));

it.each(['Deployment', 'Service'])('%s keeps its name: it is not recreated, and its address holds', kind => {
  expect(after[kind].metadata?.name).toMatch(/^shop-cart-(service-)?c8[0-9a-f]{6}$/);
  expect(after[kind].metadata?.name).toBe(before[kind].metadata?.name);
});

it('the selector, which is immutable, is the same, and the Service finds old and new pods', () => {
  expect(spec('Deployment', after).selector).toEqual(spec('Deployment', before).selector);
  expect(spec('Service', after).selector).toEqual(spec('Service', before).selector);
  expect(spec('Service', after).ports).toEqual([{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' }]);
});

it('these objects are added, and none is lost', () => {
  expect(Object.keys(before)).toEqual(['Deployment', 'Service']);
  expect(Object.keys(after)).toEqual(['Deployment', 'ServiceAccount', 'Service', 'NetworkPolicy', 'PodDisruptionBudget']);
});

it('these fields of the Deployment differ, and no others', () => {
  expect(differences(before.Deployment, after.Deployment)).toEqual([
    ...LABELS.map(label => `+ metadata.labels.${label}`),
    '- spec.minReadySeconds',
    '+ spec.revisionHistoryLimit',
    ...LABELS.slice(0, 4).map(label => `+ spec.template.metadata.labels.${label}`),
    '+ spec.template.spec.affinity',
    '+ spec.template.spec.containers.0.livenessProbe',
    '+ spec.template.spec.containers.0.ports.0.protocol',
    '~ spec.template.spec.containers.0.readinessProbe',
    '~ spec.template.spec.containers.0.resources',
    '~ spec.template.spec.containers.0.securityContext',
    '+ spec.template.spec.containers.0.volumeMounts',
    '- spec.template.spec.dnsPolicy',
    '+ spec.template.spec.enableServiceLinks',
    '- spec.template.spec.hostNetwork',
    '- spec.template.spec.restartPolicy',
    '~ spec.template.spec.securityContext',
    '+ spec.template.spec.serviceAccountName',
    '- spec.template.spec.setHostnameAsFQDN',
    '+ spec.template.spec.topologySpreadConstraints',
    '+ spec.template.spec.volumes',
  ]);
});

it('what is no longer written is what Kubernetes does by itself', () => {
  expect(template(before)).toMatchObject({ dnsPolicy: 'ClusterFirst', hostNetwork: false, restartPolicy: 'Always', setHostnameAsFQDN: false });
});

it('these fields of the Service differ, and no others', () => {
  expect(differences(before.Service, after.Service)).toEqual([
    ...LABELS.map(label => `+ metadata.labels.${label}`),
    '- spec.externalIPs',
    '~ spec.ports',
  ]);
});

const LABELS = ['app.kubernetes.io/instance', 'app.kubernetes.io/managed-by', 'app.kubernetes.io/name', 'app.kubernetes.io/part-of', 'cdk8s.io/metadata.addr'];
/** Named as wholes: what differs within them is the hardening itself. */
const WHOLE = /(affinity|Probe|resources|securityContext|volumeMounts|topologySpreadConstraints|spec\.volumes|spec\.ports|externalIPs)$/;

function objects(declare: (chart: Chart) => void): Record<string, ManifestObject> {
  const app = new App();
  Platform.configure(app, { naming: Naming.CDK8S });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  declare(chart);
  return Object.fromEntries((chart.toJson() as ManifestObject[]).map(object => [object.kind, object]));
}

function spec(kind: string, of: Record<string, ManifestObject>): Record<string, unknown> {
  return of[kind].spec as Record<string, unknown>;
}

function template(of: Record<string, ManifestObject>): unknown {
  return (spec('Deployment', of).template as { spec: unknown }).spec;
}

/** `+` is there only after, `-` only before, `~` is another. */
function differences(old: unknown, young: unknown, path = ''): string[] {
  if (JSON.stringify(old) === JSON.stringify(young)) return [];
  if (old === undefined && (!isRecord(young) || WHOLE.test(path))) return [`+ ${path}`];
  if (young === undefined) return [`- ${path}`];
  if (typeof old !== 'object' && old !== undefined || WHOLE.test(path) || typeof young !== 'object') return [`${old === undefined ? '+' : '~'} ${path}`];
  const [a, b] = [old ?? {}, young] as Record<string, unknown>[];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort().flatMap(key => differences(a[key], b[key], path === '' ? key : `${path}.${key}`));
}
