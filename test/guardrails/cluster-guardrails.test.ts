import { Chart } from 'cdk8s';
import { ClusterGuardrails, ClusterGuardrailsProps, GuardrailAction, GuardrailEngine, HardenedApp, IsolatedNamespace, PlatformProps, PodSecurityLevel, Waivers } from '../../src';
import { assumptionsOf } from '../../src/app/assumptions';
import { guardrailsOf } from '../../src/guardrails/cluster-guardrails';
import { ManifestObject } from '../../src/manifest/object';
import { parseYaml } from '../../src/manifest/yaml';
import '../../src/testing';

const REGISTRIES = ['registry.example'];
const PROPS = { platformGroups: ['platform-team'] };

function appWith(props: Partial<ClusterGuardrailsProps> = {}, platform: PlatformProps = {}): HardenedApp {
  const app = new HardenedApp({ quiet: true, today: '2026-11-24', platform: { registries: REGISTRIES, ...platform } });
  new ClusterGuardrails(app, 'guardrails', { ...PROPS, ...props });
  return app;
}

const objectsOf = (app: HardenedApp) => parseYaml(app.synthYaml()) as ManifestObject[];
const fileOf = (app: HardenedApp) => guardrailsOf(app)[0]._file;
const named = (objects: readonly ManifestObject[], kind: string, name: string) => objects.find(each => each.kind === kind && each.metadata!.name === `cdk8s-hardened-${name}`)!;
const kinds = (objects: readonly ManifestObject[]) => new Set(objects.map(({ apiVersion, kind }) => apiVersion.startsWith('constraints.') ? apiVersion : `${apiVersion}/${kind}`));

const NATIVE = ['admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy', 'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding'];

it.each([
  [GuardrailEngine.API_SERVER, NATIVE],
  [GuardrailEngine.KYVERNO, [...NATIVE, 'policies.kyverno.io/v1/ValidatingPolicy']],
  [GuardrailEngine.GATEKEEPER, [...NATIVE, 'constraints.gatekeeper.sh/v1beta1', 'templates.gatekeeper.sh/v1/ConstraintTemplate']],
])('complies, and is written for %s', (engine, expected) => {
  const app = appWith({ engine });
  expect(app).toBeHardened();
  expect(kinds(objectsOf(app))).toEqual(new Set(expected));
});

it.each([
  [undefined, ['Audit'], 'privileged'],
  [GuardrailAction.AUDIT, ['Audit'], 'privileged'],
  [GuardrailAction.WARN, ['Warn', 'Audit'], 'privileged'],
  [GuardrailAction.DENY, ['Deny'], 'restricted'],
])('one switch: %s', (action, validationActions, enforced) => {
  const app = appWith({ action });
  const bindings = objectsOf(app).filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');
  expect(bindings.length).toBeGreaterThan(10);
  for (const { spec } of bindings) expect(spec).toMatchObject({ validationActions });
  expect(fileOf(app)).toMatchObject({ path: 'control-plane/admission-configuration.yaml', content: expect.stringContaining(`enforce: ${enforced}\n`) });
});

it('the level of namespaces without labels can be another', () => {
  expect(fileOf(appWith({ action: GuardrailAction.DENY, unlabelledNamespaces: PodSecurityLevel.BASELINE })).content).toContain('enforce: baseline\n');
});

it('the platform says the registries, the version and the label of the owner', () => {
  const text = appWith({ profile: 'restricted' }, { ownerLabel: 'team', kubernetesVersion: '1.33' }).synthYaml();
  expect(text).toContain('["registry.example"].exists(r');
  expect(text).toContain('k in ["istio-injection","team"]');
});

it('namespaces that are exempt are neither judged nor given defaults, and their labels are guarded', () => {
  const objects = objectsOf(appWith({ exemptNamespaces: ['storage'], suppliesDefaults: true }));
  const bound = objects.filter(({ kind }) => kind.endsWith('Binding')).filter(({ spec }) => JSON.stringify(spec).includes('storage')).length;
  expect(objects.filter(({ kind }) => kind.endsWith('Binding'))).toHaveLength(bound + 1);
  expect(named(objects, 'ValidatingAdmissionPolicyBinding', 'namespace-labels').spec).toEqual({ policyName: 'cdk8s-hardened-namespace-labels', validationActions: ['Audit'] });
  expect(fileOf(appWith({ exemptNamespaces: ['storage'] })).content).toContain('- storage\n');
});

it.each<[string, Partial<ClusterGuardrailsProps>, string, string[]]>([
  ['from 1.36 on where what lacks them is refused', { action: GuardrailAction.DENY }, '1.36', ['v1']],
  ['not while nothing is refused', {}, '1.36', []],
  ['not where the profile would admit pods without', { action: GuardrailAction.DENY, profile: 'baseline' }, '1.36', []],
  ['not where they are not wanted', { action: GuardrailAction.DENY, suppliesDefaults: false }, '1.36', []],
  ['not by a beta that nobody asked for', { action: GuardrailAction.DENY }, '1.35', []],
  ['by the beta where it is asked for', { suppliesDefaults: true }, '1.34', ['v1beta1']],
])('defaults are supplied %s', (_, props, kubernetesVersion, versions) => {
  const found = objectsOf(appWith(props, { kubernetesVersion })).filter(({ kind }) => kind === 'MutatingAdmissionPolicy').map(({ apiVersion }) => apiVersion.split('/')[1]);
  expect([...new Set(found)]).toEqual(versions);
});

it('the report says what it relies on: the file, the gate of a beta, and that nothing is refused yet', () => {
  const sentences = (app: HardenedApp) => assumptionsOf(app).filter(sentence => /kube-apiserver|guard rails/.test(sentence));
  const file = 'kube-apiserver reads control-plane/admission-configuration.yaml (--admission-control-config-file): else namespaces without Pod Security labels admit every pod that the policies let through.';
  expect(sentences(appWith({ action: GuardrailAction.DENY }, { kubernetesVersion: '1.36' }))).toEqual([file]);
  expect(sentences(appWith({ action: GuardrailAction.WARN }))).toEqual([file, 'The guard rails of the cluster warn: they refuse nothing yet.']);
  expect(sentences(appWith({ suppliesDefaults: true }, { kubernetesVersion: '1.35' }))).toEqual([
    file, 'The guard rails of the cluster only audit: they refuse nothing yet.',
    'kube-apiserver runs with --feature-gates=MutatingAdmissionPolicy=true and --runtime-config=admissionregistration.k8s.io/v1beta1=true, for the safe defaults.',
  ]);
});

it.each(Object.values(GuardrailEngine))('%s leaves out what is waived in the same app, later too', engine => {
  const app = appWith({ engine });
  const before = objectsOf(app).length;
  const shop = new IsolatedNamespace(app, 'shop', { owner: 'team-shop', podSecurity: PodSecurityLevel.BASELINE });
  const added = shop.node.findAll().length;
  Waivers.add(shop, 'namespace-psa-restricted', { reason: 'The old deployments are moving in.', owner: 'team-shop', expires: '2027-06-30' });
  expect(added).toBeGreaterThan(0);
  const text = app.synthYaml();
  expect(objectsOf(app).filter(({ metadata }) => metadata!.name!.startsWith('cdk8s'))).toHaveLength(before);
  expect(text).toContain('waived_namespace_psa_restricted_1_until_2027_06_30');
});

it.each<[string, Partial<ClusterGuardrailsProps>, PlatformProps, string]>([
  ['a cluster too old', {}, { kubernetesVersion: '1.29' }, 'guardrails: Kubernetes 1.29 has no admission policies of its own, which came with 1.30. Raise platform.kubernetesVersion'],
  ['registries that nobody named', {}, { registries: [] }, "guardrails: platform.registries is empty, so that images may come from anywhere. Name the registries, for instance ['registry.example']."],
  ['no group', { platformGroups: [] }, {}, "guardrails: platformGroups is empty, so that nobody could set the labels of a namespace. Write for instance ['platform-team']."],
  ['a group without a name', { platformGroups: [' '] }, {}, 'guardrails: platformGroups has a group without a name.'],
  ['everybody', { platformGroups: ['platform-team', 'system:authenticated'] }, {}, "guardrails: platformGroups has 'system:authenticated', in which everybody is: the guard would stop nobody."],
  ['a namespace that is none', { exemptNamespaces: ['kube_system'] }, {}, "guardrails: exemptNamespaces has 'kube_system', which must be lower-case letters"],
  ['a label that is none', { guardedLabels: ['a/b/c'] }, {}, "guardrails: guardedLabels has 'a/b/c', which must have at most one '/'. Write for instance 'policy.sigstore.dev/include'."],
  ['a profile that there is not', { profile: 'harden' }, {}, "guardrails: There is no profile 'harden'."],
  ['defaults too early', { suppliesDefaults: true }, { kubernetesVersion: '1.33' }, 'guardrails: suppliesDefaults needs MutatingAdmissionPolicy, which came with Kubernetes 1.34; the platform is 1.33. Leave it out.'],
])('%s is an error', (_, props, platform, message) => {
  expect(() => appWith(props, platform)).toThrow(message);
});

it('two of an app are one too many, and a Chart beside it is none', () => {
  const app = appWith();
  new Chart(app, 'other');
  expect(guardrailsOf(app)).toHaveLength(1);
  expect(() => new ClusterGuardrails(app, 'more', PROPS)).toThrow('more: guardrails is one already, and their policies would have the same names. Leave one out.');
});
