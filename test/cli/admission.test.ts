import { hardenedYaml, run } from './harness';
import { parseManifests } from '../../src/manifest/yaml';

const WAIVER = "- { control: host-network, object: { kind: Deployment, namespace: shop, name: cart }, reason: It watches the node., owner: team-shop, expires: '2027-01-31' }\n";
const onHost = hardenedYaml({ at: 'pod/hostNetwork', to: true });

test('the policies go to standard output, and what they leave out is said', () => {
  const { code, out, err } = run(['admission', '--only', 'host-network,job-ttl']);
  expect(code).toBe(0);
  expect(parseManifests(out).map(({ kind, metadata }) => `${kind} ${metadata!.name}`)).toEqual([
    'ValidatingAdmissionPolicy cdk8s-hardened-pod-isolation', 'ValidatingAdmissionPolicyBinding cdk8s-hardened-pod-isolation',
    'ValidatingAdmissionPolicy cdk8s-hardened-workloads-and-jobs', 'ValidatingAdmissionPolicyBinding cdk8s-hardened-workloads-and-jobs',
  ]);
  expect(err).toBe("2 ValidatingAdmissionPolicy, 2 ValidatingAdmissionPolicyBinding; 1 of the profile's 3 controls judge several objects together, which no admission policy sees: 'check' does.\n");
});

test('nobody is refused unasked, and Kubernetes itself is left alone', () => {
  const [, binding] = parseManifests(run(['admission', '--only', 'host-network']).out);
  expect(binding.spec).toEqual({
    policyName: 'cdk8s-hardened-pod-isolation', validationActions: ['Audit'],
    matchResources: { namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-node-lease', 'kube-public', 'kube-system'] }] } },
  });
});

test.each([['kyverno', 'ValidatingPolicy'], ['gatekeeper', 'ConstraintTemplate']])('for %s', (engine, kind) => {
  expect(parseManifests(run(['admission', '--engine', engine, '--action', 'deny', '--exempt-namespaces', '']).out)[0].kind).toBe(kind);
});

test('a waiver becomes an exclusion', () => {
  const { code, out } = run(['admission', '@t.yaml', '--only', 'host-network', '--waivers', '@w.yaml'], { 't.yaml': onHost, 'w.yaml': WAIVER });
  expect(code).toBe(0);
  expect(out).toContain('name: waived_host_network_1_until_2027_01_31');
});

test('what would be refused today is said team by team, and is an answer', () => {
  const { code, out } = run(['admission', '@t.yaml', '--dry-run'], { 't.yaml': onHost });
  expect([code, out]).toEqual([1, expect.stringMatching(/^shop: 1 object\n  Deployment shop\/cart: host-network, host-port\n\d+ objects read, 1 would be refused\.\n$/)]);
});

test('a team is what the owner label of its namespace says', () => {
  const owned = onHost.replace(/(kind: Namespace\nmetadata:\n(?:.*\n)*?  labels:\n)/, '$1    team: red\n');
  expect(run(['admission', '@t.yaml', '--dry-run', '--platform', '@p.yaml'], { 't.yaml': owned, 'p.yaml': 'ownerLabel: team\n' }).out).toMatch(/^red: 1 object\n/);
});

test.each([
  ['nothing that would be refused', hardenedYaml(), [], /^\d+ objects read, 0 would be refused\.\n$/],
  ['what is signed', onHost, ['--waivers', '@w.yaml', '--skip', 'host-port=with the network'], /0 would be refused/],
  ['an exempt namespace', onHost, ['--exempt-namespaces', 'shop'], /0 would be refused/],
])('%s', (_, text, more, expected) => {
  const { code, out } = run(['admission', '@t.yaml', '--dry-run', ...more], { 't.yaml': text, 'w.yaml': WAIVER });
  expect([code, out]).toEqual([0, expect.stringMatching(expected)]);
});

test.each([
  ['an old cluster', ['--platform', '@p.yaml'], '--engine vap: Kubernetes 1.29 does not serve admissionregistration.k8s.io/v1 policies, which came with 1.30. Write --engine kyverno or gatekeeper.'],
  ['an expired waiver', ['@t.yaml', '--waivers', '@old.yaml'], "@old.yaml:1:3: The waiver of 'host-network' by team-shop expired on 2026-01-31."],
  ['waivers of nothing', ['--waivers', '@w.yaml'], '--waivers: name the tree that it is about.'],
  ['a dry run of nothing', ['--dry-run'], '--dry-run: name the tree that it is about.'],
  ['a tree that is none', ['@w.yaml', '--dry-run'], 'w.yaml'],
  ['an unknown engine', ['--engine', 'opa'], 'Allowed choices are vap, kyverno, gatekeeper.'],
  ['an unknown profile', ['--profile', 'x'], "--profile x: There is no profile 'x'."],
  ['an unknown control', ['--only', 'host-networks'], "--only host-networks: there is no such control. Did you mean 'host-network'"],
])('%s is said on standard error, and ends with 2', (_, args, expected) => {
  const { code, out, err } = run(['admission', ...args], { 't.yaml': onHost, 'w.yaml': WAIVER, 'old.yaml': WAIVER.replace('2027', '2026'), 'p.yaml': "kubernetesVersion: '1.29'\n" });
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(expected);
});
