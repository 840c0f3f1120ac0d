import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshMode, meshModeOf } from '../../src/connectivity/namespace-facts';
import { valueAt } from '../../src/manifest/pointer';
import { toYaml } from '../../src/manifest/yaml';
import { Delivery } from '../../src/platform/choices';
import { Platform } from '../../src/platform/platform';
import { PlatformProps } from '../../src/platform/platform-props';
import { ServiceMesh } from '../../src/platform/service-mesh';
import { IsolatedNamespace, IsolatedNamespaceProps } from '../../src/tenancy/isolated-namespace';
import { Enforcement, PodSecurityLevel } from '../../src/tenancy/pod-security';

const ISTIO: PlatformProps = { serviceMesh: ServiceMesh.istioSidecar() };

function namespaceOn(platform: PlatformProps, props: Partial<IsolatedNamespaceProps> = {}, id = 'shop'): IsolatedNamespace {
  const app = new App();
  Platform.configure(app, platform);
  return new IsolatedNamespace(app, id, { owner: 'team-shop', ...props });
}

/** What was written, by construct id. */
function objects(scope: Construct): Record<string, Record<string, unknown>> {
  return Object.fromEntries(scope.node.children.filter(ApiObject.isApiObject).map(node => [node.node.id, node.toJson() as Record<string, unknown>]));
}

const labelsOf = (scope: Construct) => valueAt(objects(scope).Resource, ['metadata', 'labels']) as Record<string, string>;
const annotationsOf = (scope: Construct, id: string) => valueAt(objects(scope)[id], ['metadata', 'annotations']);

describe('a namespace', () => {
  it('is closed', () => {
    expect(toYaml(Object.values(objects(namespaceOn({}))))).toMatchSnapshot();
  });

  it('is closed in a mesh', () => {
    const { MutualTls, AllowNothing, Quota } = objects(namespaceOn(ISTIO));
    expect(toYaml([MutualTls, AllowNothing, Quota])).toMatchSnapshot();
  });

  it('has its id for a name, or `name`', () => {
    expect([namespaceOn({}).namespace, namespaceOn({}, { name: 'shop-eu' }).namespace]).toEqual(['shop', 'shop-eu']);
  });

  it('gives its namespace and owner to what stands in it, and no namespace to itself', () => {
    const shop = namespaceOn({ ownerLabel: 'example.com/team' });
    const inside = new ApiObject(shop, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } });
    expect(valueAt(inside.toJson(), ['metadata'])).toEqual({ name: 'settings', namespace: 'shop', labels: { 'example.com/team': 'team-shop' } });
    expect(objects(shop).Resource.metadata).not.toHaveProperty('namespace');
  });

  it('pins Pod Security at the version of the platform', () => {
    const labels = labelsOf(namespaceOn({ kubernetesVersion: '1.30' }));
    expect(['enforce', 'audit', 'warn'].map(mode => labels[`pod-security.kubernetes.io/${mode}-version`])).toEqual(['v1.30', 'v1.30', 'v1.30']);
  });

  it('keeps further labels', () => {
    expect(labelsOf(namespaceOn({}, { labels: { stage: 'prod' } }))).toMatchObject({ stage: 'prod', owner: 'team-shop' });
  });
});

describe('Pod Security', () => {
  it.each<[PodSecurityLevel, Enforcement, string]>([
    [PodSecurityLevel.RESTRICTED, Enforcement.ENFORCE, 'restricted'],
    [PodSecurityLevel.RESTRICTED, Enforcement.PERMISSIVE, 'baseline'],
    [PodSecurityLevel.RESTRICTED, Enforcement.OBSERVE, 'privileged'],
    [PodSecurityLevel.BASELINE, Enforcement.ENFORCE, 'baseline'],
    [PodSecurityLevel.BASELINE, Enforcement.OBSERVE, 'privileged'],
    [PodSecurityLevel.PRIVILEGED, Enforcement.PERMISSIVE, 'privileged'],
  ])('%s under %s enforces %s, and warns of all that is not restricted', (podSecurity, enforcement, enforced) => {
    expect(labelsOf(namespaceOn({}, { podSecurity, enforcement }))).toMatchObject({
      'pod-security.kubernetes.io/enforce': enforced, 'pod-security.kubernetes.io/audit': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted',
    });
  });
});

describe('in a mesh', () => {
  it.each<[Enforcement, string, MeshMode]>([
    [Enforcement.ENFORCE, 'STRICT', MeshMode.STRICT],
    [Enforcement.PERMISSIVE, 'PERMISSIVE', MeshMode.PERMISSIVE],
    [Enforcement.OBSERVE, 'PERMISSIVE', MeshMode.PERMISSIVE],
  ])('%s means mutual TLS %s, and only what is observed has no default deny', (enforcement, mode, facts) => {
    const shop = namespaceOn(ISTIO, { enforcement });
    expect(objects(shop).MutualTls.spec).toEqual({ mtls: { mode } });
    expect(objects(shop).AllowNothing.spec).toEqual({});
    expect(objects(shop).DefaultDeny?.spec).toEqual(enforcement === Enforcement.OBSERVE ? undefined : { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(meshModeOf(shop)).toBe(facts);
  });

  it('its pods are enrolled by default revision, or by the one of the platform', () => {
    const revision = namespaceOn({ serviceMesh: ServiceMesh.istioSidecar({ revision: '1-30' }) });
    expect(labelsOf(namespaceOn(ISTIO))['istio-injection']).toBe('enabled');
    expect([labelsOf(revision)['istio.io/rev'], labelsOf(revision)['istio-injection']]).toEqual(['1-30', undefined]);
  });

  it('nothing of the mesh is written without one', () => {
    expect(Object.keys(objects(namespaceOn({})))).toEqual(['Resource', 'DefaultServiceAccount', 'Quota', 'LimitRange', 'DefaultDeny']);
  });
});

describe('delivery', () => {
  it('by Argo CD: never pruned, and the denies come after the allows of workloads (-10)', () => {
    const shop = namespaceOn({ ...ISTIO, delivery: Delivery.ARGO_CD });
    expect(annotationsOf(shop, 'Resource')).toEqual({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false', 'argocd.argoproj.io/sync-wave': '-20' });
    for (const id of ['DefaultDeny', 'MutualTls', 'AllowNothing']) expect(annotationsOf(shop, id)).toEqual({ 'argocd.argoproj.io/sync-wave': '-9' });
    for (const id of ['DefaultServiceAccount', 'Quota', 'LimitRange']) expect(annotationsOf(shop, id)).toEqual({ 'argocd.argoproj.io/sync-wave': '-15' });
  });

  it('by Flux: never pruned', () => {
    expect(annotationsOf(namespaceOn({ delivery: Delivery.FLUX }), 'Resource')).toEqual({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  });

  it('by hand: no marks', () => {
    expect(annotationsOf(namespaceOn({}), 'Resource')).toBeUndefined();
  });
});

describe('a mistake', () => {
  it.each<[string, Partial<IsolatedNamespaceProps>, string]>([
    ['Shop', {}, "Shop: the namespace name 'Shop' must be lower-case letters, digits and '-', beginning and ending with a letter or digit. Give another id, or set `name`."],
    ['shop', { name: 'shop.eu' }, "shop: the namespace name 'shop.eu' must be lower-case letters, digits and '-', beginning and ending with a letter or digit. Give another id, or set `name`."],
    ['default', {}, "default: 'default' is a namespace of the system, shared by whoever names none. Give the app a namespace of its own, such as 'shop'."],
    ['kube-system', {}, "kube-system: 'kube-system' is a namespace of the system, shared by whoever names none. Give the app a namespace of its own, such as 'shop'."],
    ['shop', { owner: 'Team Shop' }, "shop: owner 'Team Shop' stands in a label: it must be letters, digits, '-', '_' and '.', beginning and ending with a letter or digit. Write for instance 'team-shop'."],
    ['shop', { owner: '' }, "shop: owner '' stands in a label: it must not be empty. Write for instance 'team-shop'."],
    ['shop', { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }, "shop: the label 'pod-security.kubernetes.io/enforce' is not free: the namespace sets it itself. Use podSecurity, enforcement, owner or the platform's settings."],
    ['shop', { labels: { 'istio-injection': 'disabled' } }, "shop: the label 'istio-injection' is not free: the namespace sets it itself. Use podSecurity, enforcement, owner or the platform's settings."],
    ['shop', { labels: { owner: 'team-other' } }, "shop: the label 'owner' is not free: the namespace sets it itself. Use podSecurity, enforcement, owner or the platform's settings."],
    ['shop', { labels: { 'a b': 'c' } }, "shop: the label 'a b: c' is none: it must have a name of letters, digits, '-', '_' and '.', beginning and ending with a letter or digit."],
    ['shop', { quota: { memory: 'much' } }, "shop: quota.memory 'much' is no amount. Write for instance '20', '500m' or '20Gi'."],
    ['shop', { quota: { pods: 0.5 } }, 'shop: quota.pods 0.5 is no number of pods. Write a whole number from 1.'],
  ])('%s %j is an error', (id, props, message) => {
    expect(() => namespaceOn({}, props, id)).toThrow(new Error(message));
  });
});

describe('IsolatedNamespace.of', () => {
  it('finds the namespace of a construct', () => {
    const shop = namespaceOn({});
    expect(IsolatedNamespace.of(new Construct(new Construct(shop, 'a'), 'b'))).toBe(shop);
  });

  it('throws in a plain chart', () => {
    expect(() => IsolatedNamespace.of(new Chart(new App(), 'plain'))).toThrow(
      new Error('plain: stands in no IsolatedNamespace. Declare it in the scope of one, or of IsolatedNamespace.existing.'));
  });
});
