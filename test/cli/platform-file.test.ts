import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { describePlatform } from '../../src/app/describe-platform';
import { PLATFORM_FIELDS, PRESET_SETTINGS, readPlatform } from '../../src/cli/platform-file';
import { describeProblem } from '../../src/cli/problem';
import { DEFAULT_SETTINGS } from '../../src/controls/settings';
import { PlatformPreset } from '../../src/platform/choices';
import { Platform } from '../../src/platform/platform';
import { PlatformProps } from '../../src/platform/platform-props';
import { PRESETS } from '../../src/platform/presets';
import { SecretBackend } from '../../src/platform/secret-backend';
import { ServiceMesh } from '../../src/platform/service-mesh';
import { temporaryFolder } from '../app/fixtures';

const readText = (text: string) => {
  const file = join(temporaryFolder(), 'platform.yaml');
  writeFileSync(file, text);
  return readPlatform(file);
};

describe('readPlatform', () => {
  it.each([
    ['a version', "kubernetesVersion: '1.31'", { kubernetesVersion: '1.31' }],
    ['registries', 'registries: [registry.example]', { registries: ['registry.example'] }],
    ['choices', 'ids: platform-assigned\ncpuLimits: forbidden\nimagePullPolicy: IfNotPresent', { ids: 'platform-assigned', cpuLimits: 'forbidden', imagePullPolicy: 'IfNotPresent' }],
    ['what nodes can do', 'nodes: { appArmor: true, userNamespaces: true }', { appArmor: true, userNamespaces: true }],
    ['a part of dns', 'dns: { port: 5353 }', { dns: { ...DEFAULT_SETTINGS.dns, port: 5353 } }],
    ['a mesh by its family', 'serviceMesh: { kind: istio-ambient }', { serviceMesh: 'istio' }],
    ['a preset', 'preset: openshift', PRESET_SETTINGS.openshift],
    ['a preset with something set over it', 'preset: openshift\nids: fixed\ndns: { port: 53 }', { ids: 'fixed', dns: { ...PRESET_SETTINGS.openshift.dns, port: 53 } }],
    ['namespaces of others', 'externalNamespaces: [{ name: monitoring, defaultDeny: true }]', { externalNamespaces: [{ name: 'monitoring', labels: {}, defaultDeny: true }] }],
    ['an owner label', 'ownerLabel: team', { ownerLabel: 'team' }],
  ])('takes %s', (_, text, settings) => {
    const read = readText(text);
    expect(read.problems).toEqual([]);
    expect(read.settings).toMatchObject(settings);
  });

  it('changes nothing that is not said', () => expect({ ...DEFAULT_SETTINGS, ...readText('{}').settings }).toEqual(DEFAULT_SETTINGS));

  it('takes what may be waived', () => expect(readText("waivers: { longestDays: 30, ticketPattern: '^SEC-' }").waiverRules).toEqual({ longestDays: 30, ticketPattern: '^SEC-' }));

  it.each([
    ['an unknown field', 'kubernetesVerison: "1.31"', "1:1: kubernetesVerison is no field. Did you mean 'kubernetesVersion'?"],
    ['an unknown field below', 'dns:\n  podLabel: {}', "2:3: dns.podLabel is no field. Did you mean 'podLabels'?"],
    ['a version without quotes', 'kubernetesVersion: 1.30', "1:1: kubernetesVersion must be a Kubernetes minor version in quotes, such as '1.34'"],
    ['a version that is none', 'kubernetesVersion: latest', "1:1: kubernetesVersion must be a Kubernetes minor version in quotes, such as '1.34'"],
    ['an unknown choice', 'ids: random', '1:1: ids must be one of fixed, platform-assigned'],
    ['a text for a list', 'registries: a', '1:1: registries must be a list'],
    ['a number in a list of texts', 'registries:\n- a\n- 1', '3:3: registries[1] must be a text'],
    ['a text for a flag', 'nodes: { appArmor: "yes" }', '1:10: nodes.appArmor must be true or false'],
    ['a list for an object', 'dns: []', '1:1: dns must be an object'],
    ['labels that are no texts', 'dns: { podLabels: { a: 1 } }', '1:8: dns.podLabels must be an object of texts'],
    ['a broken pattern', "waivers: { ticketPattern: '(' }", '1:12: waivers.ticketPattern must be a regular expression'],
    ['a namespace without a name', 'externalNamespaces: [{ defaultDeny: true }]', "1:22: externalNamespaces[0] must be an object with 'name'"],
    ['a list', '- a', "1:1: must be an object with the fields of the platform, such as kubernetesVersion: '1.34'"],
  ])('refuses %s', (_, text, problem) => {
    const { problems, settings } = readText(text);
    expect(problems.map(each => describeProblem({ ...each, file: '' }))).toEqual([`:${problem}`]);
    expect(settings).toEqual({});
  });

  it('says that there is no such file', () => expect(readPlatform('no-such.yaml').problems.map(describeProblem)).toEqual(['no-such.yaml: does not exist']));
});

const plainOf = (props: PlatformProps) => describePlatform(Platform.configure(new App(), props));

it.each<[string, PlatformProps]>([
  ['the defaults', {}],
  ['a preset, a mesh and a backend', {
    preset: PlatformPreset.OPENSHIFT, serviceMesh: ServiceMesh.istioSidecar(), secretBackend: SecretBackend.vault({ server: 'https://vault.example', kvMount: 'kv' }),
    waivers: { allowed: ['host-port'], longestDays: 30, ticketPattern: 'a' },
  }],
])('the platform of a posture.json is taken as it stands: %s', (_, props) => expect(readText(JSON.stringify(plainOf(props))).problems).toEqual([]));

test('every field that a platform has in its plain form is known', () => {
  const plain = plainOf({ secretBackend: SecretBackend.vault({ server: 'https://vault.example', kvMount: 'kv' }) });
  expect(Object.keys(plain).filter(field => !(field in PLATFORM_FIELDS))).toEqual([]);
});

it.each(Object.values(PlatformPreset))('the preset %s decides the same as in an app', preset => {
  const { ids = DEFAULT_SETTINGS.ids, dns = {} } = PRESETS[preset];
  const { namespace = DEFAULT_SETTINGS.dns.namespace, podLabels: labels = DEFAULT_SETTINGS.dns.labels, port = DEFAULT_SETTINGS.dns.port } = dns;
  expect(readText(`preset: ${preset}`).settings).toMatchObject({ ids, dns: { namespace, labels, port } });
});

test('the platform in docs/check.md is one', () => {
  const page = readFileSync(join(__dirname, '../../docs/check.md'), 'utf8');
  const [, example] = /```yaml\n(preset[\s\S]*?)```/.exec(page)!;
  expect(readText(example).problems).toEqual([]);
});

test('what it says of network and mesh is for reach', () => {
  const text = 'serviceMesh: { kind: istio-ambient, trustDomain: shop.example, controlPlaneNamespace: mesh }\nnodeCidrs: [10.1.0.0/16]\npodCidrs: [10.2.0.0/16]\n';
  expect(readText(text).environment).toEqual({ mesh: 'istio-ambient', trustDomain: 'shop.example', rootNamespace: 'mesh', nodeCidrs: ['10.1.0.0/16'], podCidrs: ['10.2.0.0/16'] });
  expect(readText('kubernetesVersion: \'1.34\'\n').environment).toEqual({});
});
