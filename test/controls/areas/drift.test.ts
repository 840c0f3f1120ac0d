import { controlById } from '../../../src/controls/catalogue';
import { evaluateSet } from '../../../src/controls/evaluate-set';
import { JudgedObject } from '../../../src/controls/manifest-set';
import { resolveProfile } from '../../../src/controls/profiles';
import { DEFAULT_SETTINGS } from '../../../src/controls/settings';
import { ManifestObject } from '../../../src/manifest/object';
import { check } from '../../../src/posture/check';
import { Change, changedSet, hardenedSet, judged } from '../hardened-set';
import { recordCase } from '../recorded-cases';

const { settings } = resolveProfile('hardened', DEFAULT_SETTINGS);
const CONTROLS = ['immutable-field-changed', 'object-removed', 'shadow-workload', 'default-deny-cuts-off'].map(id => controlById(id)!);
const inFile = (objects: readonly ManifestObject[], file: string): JudgedObject[] => (
  objects.map(object => ({ object, file, locate: pointer => ({ file, line: pointer.length }) })));
const live = (objects: readonly ManifestObject[]): ManifestObject[] => objects.map((object, index) => ({ ...object, metadata: { ...object.metadata, uid: `u${index}` } }));
const found = (now: readonly ManifestObject[], before: readonly ManifestObject[]) => {
  for (const { id } of CONTROLS) recordCase(id, now, settings, before);
  return evaluateSet(judged(now), CONTROLS, settings, { against: inFile(before, 'old/all.yaml') }).verdicts
    .map(({ control, member, pointer, says }) => [control.id, `${member.identity.kind}/${member.identity.name}`, pointer, says]);
};

describe('an earlier tree', () => {
  it.each([
    ['a selector', { at: '/spec/selector/matchLabels', to: { app: 'x' } }, 'Deployment/cart', '/spec/selector', '/spec/selector is not what it is in old/all.yaml:14: the API server refuses to change it on a live object'],
    ['an address', { in: 'Service/cart', at: '/spec/clusterIP', to: 'None' }, 'Service/cart', '/spec/clusterIP', "/spec/clusterIP is 'None', and not set in old/all.yaml:15: the API server refuses to change it on a live object"],
  ] as [string, Change, string, string, string][])('shows %s that changed', (_, change, object, pointer, says) => {
    expect(found(changedSet(change), hardenedSet())).toEqual([['immutable-field-changed', object, pointer, says]]);
  });

  it('is the same where nothing changed that may not', () => expect(found(changedSet({ at: '/spec/replicas', to: 5 }), hardenedSet())).toEqual([]));

  it('shows what is gone, at its old place', () => {
    expect(found(changedSet({ remove: 'Service/cart' }), hardenedSet())).toEqual([['object-removed', 'Service/cart', '', 'the earlier tree has Service shop/cart, and this one does not']]);
    const report = check(judged(changedSet({ remove: 'Service/cart' })), { against: inFile(hardenedSet(), 'old/all.yaml'), judges: ({ id }) => id === 'object-removed' });
    expect(report.findings).toMatchObject([{ source: { file: 'old/all.yaml' }, object: { kind: 'Service', name: 'cart' } }]);
  });

  it('may be live: then what the API server has filled in is no change, nor is what it has besides', () => {
    const server = live(changedSet([
      { in: 'Service/cart', at: '/spec/clusterIP', to: '10.0.0.7' }, { at: '/spec/selector/matchLabels', to: { 'app.kubernetes.io/name': 'cart', 'more': 'x' } },
    ]));
    expect(found(changedSet({ remove: 'Service/cart' }), server)).toEqual([]);
    expect(found(hardenedSet(), server)).toEqual([]);
    expect(found(changedSet({ at: '/spec/selector/matchLabels', to: { app: 'x' } }), server)).toMatchObject([['immutable-field-changed', 'Deployment/cart', '/spec/selector', expect.anything()]]);
  });

  it('is not asked for by what is not compared', () => {
    const report = check(judged(hardenedSet()), { judges: ({ needs }) => needs !== undefined });
    expect(report.summary).toMatchObject({ controls: 0, evaluations: 0 });
  });
});

describe('a dump of a cluster', () => {
  const metadata = (name: string, change: object = {}) => ({ name, namespace: 'shop', uid: `uid-${name}`, ...change });
  const owner = (apiVersion: string, kind: string, name: string) => ({ ownerReferences: [{ apiVersion, kind, name, uid: `uid-${name}` }] });
  const deployment = (name: string, change: object = {}): ManifestObject => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadata(name, change), spec: {} });
  const replicaSet = (name: string, of: string): ManifestObject => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: metadata(name, owner('apps/v1', 'Deployment', of)), spec: {} });
  const pod = (name: string, change: object = {}): ManifestObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: metadata(name, change), spec: {} });
  const shadowsOf = (...dump: ManifestObject[]) => found(dump, hardenedSet()).map(([id, object, , says]) => `${id} ${object} ${says}`);

  it.each([
    ['nothing', [deployment('miner')], ['shadow-workload Deployment/miner stands in no tree']],
    ['nothing, with its pods named once', [deployment('miner'), replicaSet('miner-1', 'miner'), pod('miner-1-x', owner('apps/v1', 'ReplicaSet', 'miner-1'))], ['shadow-workload Deployment/miner stands in no tree']],
    ['a resource that stands in no tree', [pod('kafka-0', owner('kafka.example/v1', 'Kafka', 'kafka'))], ['shadow-workload Pod/kafka-0 stands in no tree, and neither does Kafka kafka, which owns it']],
    ['a Helm release', [deployment('web', { annotations: { 'meta.helm.sh/release-name': 'web' } })], ["shadow-workload Deployment/web stands in no tree; the Helm release 'web' seems to own it"]],
    ['Argo CD', [deployment('web', { annotations: { 'argocd.argoproj.io/tracking-id': 'site:apps/Deployment:shop/web' } })], ["shadow-workload Deployment/web stands in no tree; the Argo CD Application 'site' seems to own it"]],
    ['Flux', [deployment('web', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'infra' } })], ["shadow-workload Deployment/web stands in no tree; the Flux Kustomization 'infra' seems to own it"]],
    ['somebody who says so', [deployment('web', { labels: { 'app.kubernetes.io/managed-by': 'eks' } })], ["shadow-workload Deployment/web stands in no tree; 'eks' seems to own it"]],
    ['nothing, with rights', [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'mine', uid: 'u' } }], ['shadow-workload ClusterRoleBinding/mine stands in no tree']],
  ] as [string, ManifestObject[], string[]][])('shows what is owned by %s', (_, dump, expected) => expect(shadowsOf(...dump)).toEqual(expected));

  it.each([
    ['what stands in the tree', [deployment('cart')]],
    ['what is made for it', [deployment('cart'), replicaSet('cart-1', 'cart'), pod('cart-1-x', owner('apps/v1', 'ReplicaSet', 'cart-1'))]],
    ['pods alone, by the names of what makes them', [pod('cart-6b7-x', owner('apps/v1', 'ReplicaSet', 'cart-6b7')), pod('report-1-x', owner('batch/v1', 'Job', 'report-29'))]],
    ['the pods of nodes', [pod('proxy', owner('v1', 'Node', 'node-1'))]],
    ['system namespaces', [deployment('coredns', { namespace: 'kube-system' })]],
    ['the roles of the API server', [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'admin', uid: 'u', labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } } }]],
    ['the Service of the API server', [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'kubernetes', namespace: 'default', uid: 'u' } }]],
    ['data', [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('x') }]],
    ['owners in a circle', [pod('cart-a', owner('v1', 'Pod', 'cart-b')), pod('cart-b', owner('v1', 'Pod', 'cart-a'))]],
  ] as [string, ManifestObject[]][])('lets be %s', (_, dump) => expect(shadowsOf(...dump)).toEqual([]));

  it('is owned by a tree that leaves the namespace to whoever applies it', () => {
    const tree = [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } }];
    expect(found([deployment('web')], tree)).toEqual([]);
  });

  it('is let be where other repositories own the namespace', () => {
    const platform = { ...settings, externalNamespaces: [{ name: 'shop', labels: {}, defaultDeny: false }] };
    expect(evaluateSet(judged([deployment('x')]), CONTROLS, platform, { against: judged(hardenedSet()) }).verdicts).toEqual([]);
  });
});

describe('a default deny over a cluster', () => {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'legacy', namespace: 'shop' }, spec: { template: { metadata: {}, spec: { containers: [] } } } };
  const without = (kind: string) => hardenedSet().filter(object => object.kind !== kind);
  const strangers = (now: readonly ManifestObject[], ...before: ManifestObject[]) => found(now, before).filter(([id]) => id === 'default-deny-cuts-off');

  it('cuts off what runs there and stands in no tree', () => {
    expect(strangers(hardenedSet(), ...live([deployment]))).toEqual([
      ['default-deny-cuts-off', 'NetworkPolicy/default-deny', '', 'cuts off Deployment shop/legacy, which runs in the cluster and stands in no tree'],
    ]);
  });

  it.each<[string, ManifestObject[], ManifestObject[]]>([
    ['what the tree itself has', hardenedSet(), live(hardenedSet().filter(({ kind }) => kind === 'Deployment'))],
    ['what another tree has', hardenedSet(), [...live([deployment]), deployment]],
    ['what runs elsewhere', hardenedSet(), live([{ ...deployment, metadata: { name: 'legacy', namespace: 'other' } }])],
    ['what makes no pods', hardenedSet(), live([{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'legacy', namespace: 'shop' }, spec: {} }])],
    ['a namespace that is only observed', without('NetworkPolicy'), live([deployment])],
    ['what the cluster denies already', hardenedSet(), live([deployment, ...hardenedSet().filter(({ metadata }) => metadata?.name === 'default-deny')])],
    ['an earlier tree, which runs nowhere', hardenedSet(), [deployment]],
  ])('is no matter for %s', (_, now, before) => expect(strangers(now, ...before)).toEqual([]));
});
