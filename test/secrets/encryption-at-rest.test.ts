import { App, Chart, Duration } from 'cdk8s';
import { isManifestObject } from '../../src/manifest/object';
import { parseYaml } from '../../src/manifest/yaml';
import { check } from '../../src/posture/check';
import { controlPlaneFilesOf, EncryptionAtRest, EncryptionAtRestProps } from '../../src/secrets/encryption-at-rest';

const PROPS = { plugin: 'vault', endpoint: 'unix:///run/kms/plugin.sock' };

function filesWith(props: Partial<EncryptionAtRestProps> = {}) {
  const app = new App();
  new EncryptionAtRest(app, 'encryption', { ...PROPS, ...props });
  return controlPlaneFilesOf(app);
}

it('Secrets are encrypted by the plugin, and what was written before is read', () => {
  expect(filesWith().map(({ path }) => path)).toEqual(['control-plane/encryption-configuration.yaml']);
  expect(filesWith()[0].content).toMatchSnapshot();
});

it('nothing in plain text is read once all is written anew; more is encrypted, and slower', () => {
  expect(filesWith({ readsPlainText: false, resources: ['secrets', 'configmaps', '*.example.com'], timeout: Duration.seconds(10) })[0].content).toMatchSnapshot();
});

it('the file has no finding of ours', () => {
  const objects = parseYaml(filesWith()[0].content).filter(isManifestObject);
  expect(objects).toHaveLength(1);
  expect(check(objects.map(object => ({ object }))).findings).toEqual([]);
});

it('is no object of the tree', () => {
  const app = new App();
  const chart = new Chart(app, 'chart');
  new EncryptionAtRest(chart, 'encryption', PROPS);
  expect(chart.toJson()).toEqual([]);
  expect(controlPlaneFilesOf(new App())).toEqual([]);
});

it.each<[string, Partial<EncryptionAtRestProps>, string]>([
  ['a plugin without a name', { plugin: '' }, "encryption: plugin '' must not be empty, nor hold ':'. Write for instance 'vault'."],
  ['a plugin with a colon', { plugin: 'a:b' }, "plugin 'a:b' must not be empty, nor hold ':'"],
  ['a server elsewhere', { endpoint: 'https://kms.example' }, "endpoint 'https://kms.example' is no socket of the node. Write for instance 'unix:///run/kms/plugin.sock'."],
  ['no time at all', { timeout: Duration.seconds(0) }, 'timeout is 0 seconds; Kubernetes takes whole seconds from 1'],
  ['all, as one would write it', { resources: ['*'] }, "resources has '*', which the API server refuses. Write '*.' for the core group, or '*.*' for all."],
  ['a kind', { resources: ['Secret'] }, "resources has 'Secret', which is no resource. Write its plural name and its group"],
  ['events', { resources: ['secrets', 'events.events.k8s.io'] }, "resources has 'events.events.k8s.io', which is never encrypted. Leave it out."],
  ['the old group', { resources: ['secrets', '*.extensions'] }, "resources has '*.extensions', which is never encrypted"],
  ['a wildcard beside what it is for', { resources: ['secrets', '*.'] }, "resources has 'secrets' and '*.', which is that too. Leave one out."],
  ['a wildcard of a group beside what it is for', { resources: ['secrets', 'a.example.com', '*.example.com'] }, "resources has 'a.example.com' and '*.example.com', which is that too"],
  ['everything and more', { resources: ['*.*', '*.example.com'] }, "resources has '*.example.com' and '*.*', which is that too"],
  ['one thing twice', { resources: ['secrets', 'secrets'] }, 'resources names something twice. Leave one out.'],
  ['Secrets in plain text', { resources: ['configmaps', '*.example.com'] }, "resources leaves Secrets in plain text. Add 'secrets'."],
  ['nothing', { resources: [] }, "resources leaves Secrets in plain text. Add 'secrets'."],
])('%s is refused', (_, props, message) => {
  expect(() => filesWith(props)).toThrow(message);
});

it.each([['secrets'], ['*.'], ['*.*']])('%s is for Secrets', resource => {
  expect(filesWith({ resources: [resource] })[0].content).toContain(resource);
});

it('two of an app are one too many', () => {
  const app = new App();
  new EncryptionAtRest(app, 'one', PROPS);
  expect(() => new EncryptionAtRest(app, 'two', PROPS)).toThrow('two: one is one already, and an API server reads one file. Leave one out.');
});
