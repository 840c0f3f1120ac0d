import { recordCase } from './recorded-cases';
import { controlById } from '../../src/controls/catalogue';
import { evaluateSet } from '../../src/controls/evaluate-set';
import { JudgedObject } from '../../src/controls/manifest-set';
import { resolveProfile } from '../../src/controls/profiles';
import { ControlSettings, DEFAULT_SETTINGS, JudgementSettings } from '../../src/controls/settings';
import { JsonObject, ManifestObject } from '../../src/manifest/object';
import { pathOf, valueAt } from '../../src/manifest/pointer';
import { check, CheckOptions } from '../../src/posture/check';
import { Finding } from '../../src/posture/report';
import { expectVerdictFollows } from '../../src/testing/mutations';

const NAMESPACE = 'shop';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const labelsOf = (name: string) => ({ 'app.kubernetes.io/name': name });

/** A pod spec that draws no finding. */
function podSpec(name: string, container: JsonObject): JsonObject {
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' },
    },
    volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
    containers: [{
      name,
      image: `registry.example/${name}:1.0@${DIGEST}`,
      imagePullPolicy: 'Always',
      env: [{ name: 'LOG_LEVEL', value: 'info' }],
      resources: { requests: { 'cpu': '100m', 'memory': '64Mi', 'ephemeral-storage': '64Mi' }, limits: { 'cpu': '200m', 'memory': '64Mi', 'ephemeral-storage': '64Mi' } },
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      ...container,
    }],
  };
}

function companions(name: string): ManifestObject[] {
  const metadata = { name, namespace: NAMESPACE, labels: labelsOf(name) };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: {
        podSelector: { matchLabels: labelsOf(name) },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector: { matchLabels: labelsOf('cart') } }], ports: [{ port: 8080, protocol: 'TCP' }] }],
        egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] }],
      },
    },
  ];
}

/** A namespace with a Deployment `cart` and a CronJob `report`, which draw no finding. New objects on each call. */
export function hardenedSet(): ManifestObject[] {
  const metadata = { name: 'cart', namespace: NAMESPACE, labels: labelsOf('cart') };
  const modes = ['enforce', 'warn', 'audit'].map(mode => `pod-security.kubernetes.io/${mode}`);
  const objects: ManifestObject[] = [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE, labels: Object.fromEntries(modes.flatMap(mode => [[mode, 'restricted'], [`${mode}-version`, 'v1.34']])) },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: NAMESPACE }, automountServiceAccountToken: false },
    { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'quota', namespace: NAMESPACE }, spec: { hard: { pods: '50' } } },
    { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'limits', namespace: NAMESPACE }, spec: { limits: [{ type: 'Container' }] } },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'default-deny', namespace: NAMESPACE },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 3,
        selector: { matchLabels: labelsOf('cart') },
        strategy: { type: 'RollingUpdate' },
        template: {
          metadata: { labels: labelsOf('cart') },
          spec: {
            ...podSpec('cart', {
              ports: [{ name: 'http', containerPort: 8080 }],
              readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
              livenessProbe: { tcpSocket: { port: 'http' } },
            }),
            affinity: {
              podAntiAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                  { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labelsOf('cart') } } },
                ],
              },
            },
            topologySpreadConstraints: [{
              maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: labelsOf('cart') },
            }],
          },
        },
      },
    },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labelsOf('cart'), ports: [{ name: 'http', port: 80, targetPort: 'http' }] } },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata,
      spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: labelsOf('cart') } },
    },
    ...companions('cart'),
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'report', namespace: NAMESPACE, labels: labelsOf('report') },
      spec: {
        schedule: '0 3 * * *',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 300,
        jobTemplate: {
          spec: {
            activeDeadlineSeconds: 600, template: { metadata: { labels: labelsOf('report') }, spec: { ...podSpec('report', {}), restartPolicy: 'OnFailure' } },
          },
        },
      },
    },
    ...companions('report'),
  ];
  return JSON.parse(JSON.stringify(objects)) as ManifestObject[];
}

/** What is done to the set. `pod/…` and `container/…` stand for those of the Deployment. */
export interface Change {
  /** `Kind/name`; the Deployment `cart` where it is left out. */
  readonly in?: string;
  /** Path of the field. */
  readonly at?: string;
  /** Its new value; left out: the field is removed. */
  readonly to?: unknown;
  readonly add?: object;
  /** `Kind/name` of an object that is left out. */
  readonly remove?: string;
}

/** A control, what is done, and what it then says. */
export type BrokenTwin = [control: string, sentence: string, change: Change | Change[], message: string, settings?: Partial<ControlSettings>];

export function changedSet(change: Change | readonly Change[]): ManifestObject[] {
  let objects = hardenedSet();
  for (const each of Array.isArray(change) ? change as Change[] : [change as Change]) {
    if (each.remove) objects = objects.filter(object => nameOf(object) !== each.remove);
    if (each.add) objects.push({ metadata: { name: 'extra', namespace: NAMESPACE }, ...each.add } as ManifestObject);
    if (each.at !== undefined) put(objects.find(object => nameOf(object) === (each.in ?? 'Deployment/cart'))!, each.at, each.to);
  }
  return objects;
}

/** The findings of one control on the set after a change. */
export function findingsAfter(control: string, change: Change | readonly Change[], options: CheckOptions = {}): Finding[] {
  const objects = changedSet(change);
  const report = check(judged(objects), options);
  expect(report.errors).toEqual([]);
  recordCase(control, objects, resolveProfile(options.profile ?? 'hardened', { ...DEFAULT_SETTINGS, ...options.settings }).settings);
  return report.findings.filter(finding => finding.control === control);
}

export function judged(objects: readonly ManifestObject[]): JudgedObject[] {
  return objects.map(object => ({ object }));
}

/** The messages, each once: what every test of an area expects. */
export function expectBrokenTwins(rows: readonly BrokenTwin[]): void {
  it.each(rows.map(row => [`${row[0]}: ${row[1]}`, row] as const))('%s', (_, [control, , change, message, settings]) => {
    recordCase(control, hardenedSet(), judgementSettings(settings));
    const verdicts = verdictsAfter(control, change, settings);
    expect(verdicts.filter(({ outcome }) => outcome === 'error')).toEqual([]);
    expect([...new Set(verdicts.map(({ says }) => says))]).toEqual([message]);
    expectVerdictFollows(controlById(control)!, hardenedSet(), changedSet(change), judgementSettings(settings));
  });
}

/** What is done, and passes all the same: the control has something to judge, and finds nothing. */
export type Fine = [control: string, sentence: string, change: Change | Change[], settings?: Partial<ControlSettings>];

export function expectFine(rows: readonly Fine[]): void {
  it.each(rows.map(row => [`${row[0]}: ${row[1]} is fine`, row] as const))('%s', (_, [control, , change, settings]) => {
    expect(verdictsAfter(control, change, settings)).toEqual([]);
    expect(evaluateSet(judged(changedSet(change)), [controlById(control)!], judgementSettings(settings)).evaluations).toBeGreaterThan(0);
  });
}

/** One control alone, in whatever profile it is. */
function verdictsAfter(control: string, change: Change | readonly Change[], settings?: Partial<ControlSettings>) {
  const objects = changedSet(change);
  recordCase(control, objects, judgementSettings(settings));
  return evaluateSet(judged(objects), [controlById(control)!], judgementSettings(settings)).verdicts;
}

function judgementSettings(settings: Partial<ControlSettings> = {}): JudgementSettings {
  return resolveProfile('hardened', { ...DEFAULT_SETTINGS, ...settings }).settings;
}

function nameOf(object: ManifestObject): string {
  return `${object.kind}/${object.metadata!.name}`;
}

function put(object: ManifestObject, at: string, value: unknown): void {
  const path = pathOf(at.replace(/^pod\//, '/spec/template/spec/').replace(/^container\//, '/spec/template/spec/containers/0/'));
  const parent = valueAt(object, path.slice(0, -1)) as Record<string, unknown> | undefined;
  if (parent === undefined) throw new Error(`the set has nothing at ${at}`);
  if (value === undefined) delete parent[path[path.length - 1]];
  else parent[path[path.length - 1]] = value;
}
