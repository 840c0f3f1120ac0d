import { emitPolicies } from '../../src/admission/emit-policies';
import { AdmissionEngine, AdmissionOptions } from '../../src/admission/options';
import { admissionPolicies, beyondAdmission } from '../../src/admission/policy';
import { controlById } from '../../src/controls/catalogue';
import { ownControl } from '../../src/controls/own-control';
import { ResolvedProfile, resolveProfile } from '../../src/controls/profiles';
import { DEFAULT_SETTINGS } from '../../src/controls/settings';
import { Waiver } from '../../src/posture/waivers';
import { stream } from '../cli/harness';

const HARDENED = resolveProfile('hardened', DEFAULT_SETTINGS);
const OPTIONS: AdmissionOptions = { action: 'deny', exemptNamespaces: ['kube-system'] };
const only = (...ids: string[]): ResolvedProfile => ({ ...HARDENED, controls: ids.map(id => controlById(id)!) });
const waiver = (more: Partial<Waiver> = {}): Waiver => ({
  control: 'host-network', reason: 'It watches the node.', owner: 'team-node', expires: '2027-01-31',
  objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'agent.v1' }], ...more,
});
const emitted = (engine: AdmissionEngine, profile: ResolvedProfile, options = OPTIONS) => stream(emitPolicies(engine, { profile }, options));
const policyOf = (profile: ResolvedProfile, waivers: Waiver[] = []) => admissionPolicies({ profile, waivers })[0];

test.each([['vap', 'privileged-container'], ['kyverno', 'host-network'], ['gatekeeper', 'privileged-container']] as const)('what %s gets of %s', (engine, id) => {
  expect(emitted(engine, only(id))).toMatchSnapshot();
});

test('one policy is one area, and between them they hold every control that sees one object', () => {
  const policies = admissionPolicies({ profile: HARDENED });
  expect(new Set(policies.map(({ name }) => name)).size).toBe(policies.length);
  const held = policies.flatMap(({ validations }) => validations.map(({ control }) => control.id)).sort();
  const beyond = beyondAdmission(HARDENED);
  const asked = HARDENED.controls.filter(control => !beyond.includes(control) && (control.when?.(HARDENED.settings) ?? true)).map(({ id }) => id).sort();
  expect(held).toEqual(asked);
  expect(beyond.every(({ subject, needs }) => subject === 'set' || needs !== undefined)).toBe(true);
});

test('a control of one kind among others judges that kind alone', () => {
  const { groupKinds, validations } = policyOf(only('job-ttl', 'service-links-disabled'));
  expect(groupKinds).toContain('apps/Deployment');
  expect(validations.find(({ control }) => control.id === 'job-ttl')!.expression).toMatch(/^!\(variables\.kind in \["batch\/Job"\]\) \|\| \(/);
  expect(policyOf(only('job-ttl')).validations[0].expression).not.toContain('variables.kind');
});

test('what a control reads of the type of container is said of each type', () => {
  const { variables } = policyOf(only('cpu-limit'));
  const { expression } = variables.find(({ name }) => name === 'fails_cpu_limit')!;
  expect(expression.split(' + ').map(part => part.split('.').slice(0, 2).join('.'))).toEqual(['variables.initContainers', 'variables.containers', 'variables.ephemeralContainers']);
  expect(expression).toContain("'ephemeralContainers' != 'ephemeralContainers'");
});

test('own controls stand in a policy of their own', () => {
  const own = ownControl({ id: 'acme/cost-centre', title: 'x', why: 'x', fix: 'x', severity: 'low', subject: 'pod', cel: "'cost' in pod.metadata.labels" });
  expect(admissionPolicies({ profile: { ...HARDENED, controls: [own] } }).map(({ name, validations }) => [name, validations[0].expression]))
    .toEqual([['cdk8s-hardened-own-controls', "('cost' in variables.pod.metadata.labels)"]]);
});

test.each([
  ['audit', ['Audit'], 'Audit', 'dryrun'], ['warn', ['Warn', 'Audit'], 'Warn', 'warn'], ['deny', ['Deny'], 'Deny', 'deny'],
] as const)('%s is what each engine calls so', (action, vap, kyverno, gatekeeper) => {
  const spec = (engine: AdmissionEngine, index: number) => emitPolicies(engine, { profile: only('host-network') }, { ...OPTIONS, action })[index].spec as Record<string, unknown>;
  expect([spec('vap', 1).validationActions, spec('kyverno', 0).validationActions, spec('gatekeeper', 1).enforcementAction]).toEqual([vap, [kyverno], gatekeeper]);
});

test('controls newer than the pinned profile refuse nothing', () => {
  const profile = { ...only('host-network', 'host-pid'), warning: new Set([controlById('host-pid')!]) };
  const bindings = emitPolicies('vap', { profile }, OPTIONS).filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');
  expect(bindings.map(({ metadata, spec }) => [metadata!.name, (spec as { validationActions: string[] }).validationActions])).toEqual([
    ['cdk8s-hardened-pod-isolation', ['Deny']], ['cdk8s-hardened-pod-isolation-newer', ['Warn', 'Audit']],
  ]);
});

test('no namespace is exempt where none is named', () => {
  for (const engine of ['vap', 'kyverno', 'gatekeeper'] as const) {
    expect(emitted(engine, only('host-network'), { action: 'deny', exemptNamespaces: [] })).not.toMatch(/namespaceSelector|excludedNamespaces|matchResources/);
  }
});

describe('a waiver', () => {
  const COVERS = '(has(object.metadata.namespace) && object.metadata.namespace == "shop" && ((object.kind == "Deployment" && object.apiVersion.startsWith("apps/") && has(object.metadata.name) && object.metadata.name == "agent.v1") '
    + '|| (has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(o, has(o.controller) && o.controller && ((o.kind == "Deployment" && o.name == "agent.v1") '
    + '|| (o.kind == "ReplicaSet" && o.name.matches("^agent[.]v1-[a-z0-9]{1,10}$")))))))';

  it('leaves out the object, what it makes and the pods of that, of this control, and names its last day', () => {
    const { variables, validations } = policyOf(only('host-network', 'host-pid'), [waiver()]);
    expect(variables).toContainEqual({ name: 'waived_host_network_1_until_2027_01_31', expression: COVERS });
    expect(validations.map(({ expression }) => expression)).toEqual([
      expect.stringMatching(/^variables\.waived_host_network_1_until_2027_01_31 \|\| /), expect.not.stringContaining('waived'),
    ]);
  });

  it('of one container leaves out that one', () => {
    const { variables } = policyOf(only('privileged-container'), [waiver({ control: 'privileged-container', container: 'agent' })]);
    expect(variables.find(({ name }) => name === 'fails_privileged_container')!.expression)
      .toMatch(/ && !\(variables\.waived_privileged_container_1_until_2027_01_31 && container\.name == "agent"\)\)$/);
  });

  it('is an exception that ends by itself for Kyverno, and the control a policy of its own', () => {
    const objects = emitPolicies('kyverno', { profile: only('host-network', 'host-pid'), waivers: [waiver()] }, OPTIONS);
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata!.name}`)).toEqual([
      'ValidatingPolicy cdk8s-hardened-pod-isolation', 'ValidatingPolicy cdk8s-hardened-pod-isolation-host-network', 'PolicyException waived-host-network-1-until-2027-01-31',
    ]);
    expect(objects[2].spec).toEqual({
      policyRefs: [{ kind: 'ValidatingPolicy', name: 'cdk8s-hardened-pod-isolation-host-network' }],
      matchConditions: [{ name: 'covered', expression: COVERS }], expiresAt: '2027-01-31T23:59:59Z',
    });
    expect(JSON.stringify(objects.slice(0, 2))).not.toContain('waived');
  });

  it('that covers nothing is nothing', () => {
    expect(JSON.stringify(policyOf(only('host-network'), [waiver({ objects: [] }), waiver({ control: 'host-pid' })]))).not.toContain('waived');
  });
});
