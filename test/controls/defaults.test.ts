import { withApiDefaults } from '../../src/controls/defaults';
import { ManifestObject } from '../../src/manifest/object';

const pod = (spec: object) => ({ apiVersion: 'v1', kind: 'Pod', spec }) as ManifestObject;
const specOf = (spec: object) => withApiDefaults(pod(spec)).spec;

test.each([
  ['a volume without a source is an emptyDir', { volumes: [{ name: 'a' }] }, { volumes: [{ name: 'a', emptyDir: {} }] }],
  ['a volume with a source stays', { volumes: [{ name: 'a', hostPath: { path: '/' } }] }, { volumes: [{ name: 'a', hostPath: { path: '/' } }] }],
  ['null is unset', { hostNetwork: null, containers: [{ name: null, args: ['a'] }] }, { containers: [{ args: ['a'] }] }],
  ['ports of the host network are ports of the node', { hostNetwork: true, containers: [{ ports: [{ containerPort: 80 }] }] },
    { hostNetwork: true, containers: [{ ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }] }] }],
  ['a port of 0 is no other', { hostNetwork: true, containers: [{ ports: [{ containerPort: 80, hostPort: 0, protocol: 'TCP' }] }] },
    { hostNetwork: true, containers: [{ ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }] }] }],
  ['other ports are not', { initContainers: [{ ports: [{ containerPort: 80, protocol: 'UDP' }] }] }, { initContainers: [{ ports: [{ containerPort: 80, protocol: 'UDP' }] }] }],
  ['a limit is a request too', { containers: [{ resources: { limits: { memory: '1Gi' } } }] },
    { containers: [{ resources: { limits: { memory: '1Gi' }, requests: { memory: '1Gi' } } }] }],
  ['a request stays', { containers: [{ resources: { limits: { cpu: 1 }, requests: { cpu: '0.5' } } }] },
    { containers: [{ resources: { limits: { cpu: '1' }, requests: { cpu: '500m' } } }] }],
  ['an HTTP probe has a path and a scheme', { containers: [{ livenessProbe: { httpGet: { port: 1 } } }] },
    { containers: [{ livenessProbe: { httpGet: { port: 1, path: '/', scheme: 'HTTP' } } }] }],
])('%s', (_, given, expected) => {
  expect(specOf(given)).toEqual(expected);
});

test('the object that was given is not touched', () => {
  const given = pod({ hostNetwork: true, volumes: [{ name: 'a' }], containers: [{ ports: [{ containerPort: 80 }] }] });
  const before = JSON.stringify(given);
  withApiDefaults(given);
  expect(JSON.stringify(given)).toBe(before);
});
