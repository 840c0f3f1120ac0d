import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTEXT, hardened, weak } from './hardening-harness';
import { IMAGE } from './harness';
import { ImagePullPolicy } from '../../src/platform/choices';

const DIGEST = `sha256:${'b'.repeat(64)}`;

it('hardens init containers like the others, sidecars among them', () => {
  const { spec } = hardened(weak({}, { initContainers: [{ name: 'init', image: IMAGE }, { name: 'proxy', image: IMAGE, restartPolicy: 'Always' }] }));
  expect(spec.initContainers.map(({ securityContext }) => securityContext)).toEqual([CONTEXT, CONTEXT]);
  expect(spec.initContainers.map(({ resources }) => (resources as { requests: { cpu: string } }).requests.cpu)).toEqual(['50m', '100m']);
});

it.each<[string, object, object]>([
  ['a higher user', { securityContext: { runAsUser: 20000, runAsGroup: 20000 } }, { securityContext: { runAsUser: 20000, runAsGroup: 20000 } }],
  ['a Localhost profile', { securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } } }, { securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } } }],
  ['NET_BIND_SERVICE', { securityContext: { capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } } }, { securityContext: { capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } } }],
  ['a /tmp of its own', { volumeMounts: [{ name: 'x', mountPath: '/tmp/' }] }, { volumeMounts: [{ name: 'x', mountPath: '/tmp/' }] }],
  ['a read-only root without /tmp', { securityContext: { readOnlyRootFilesystem: true }, volumeMounts: [] }, { volumeMounts: [] }],
])('leaves %s', (_, container, expected) => {
  expect(hardened(weak(container)).container).toMatchObject(expected);
});

it.each<[string, object, object]>([
  ['Unconfined becomes RuntimeDefault', { securityContext: { seccompProfile: { type: 'Unconfined' } } }, { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }],
  ['dropping some becomes dropping all', { securityContext: { capabilities: { drop: ['NET_RAW'] } } }, { securityContext: { capabilities: { drop: ['ALL'] } } }],
  ['a low user becomes a high one', { securityContext: { runAsUser: 1000 } }, { securityContext: { runAsUser: 10001 } }],
  ['root becomes a high user', { securityContext: { runAsUser: 0, runAsNonRoot: false } }, { securityContext: { runAsUser: 10001, runAsNonRoot: true } }],
  ['memory is requested as limited', { resources: { requests: { memory: '64Mi' }, limits: { memory: '128Mi' } } }, { resources: { requests: { memory: '128Mi' }, limits: { memory: '128Mi' } } }],
  ['a small request leaves room for the limit', { resources: { requests: { memory: '16Mi' } } }, { resources: { requests: { memory: '128Mi' }, limits: { memory: '128Mi' } } }],
  ['a large request is the limit', { resources: { requests: { memory: '1Gi' } } }, { resources: { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } } }],
  ['quantities may be numbers', { resources: { requests: { cpu: 1 } } }, { resources: { requests: { cpu: 1 }, limits: { cpu: '2' } } }],
  ['other limits are kept', { resources: { limits: { 'nvidia.com/gpu': 1 } } }, { resources: { limits: { 'nvidia.com/gpu': 1, 'memory': '128Mi' } } }],
])('%s', (_, container, expected) => {
  expect(hardened(weak(container)).container).toMatchObject(expected);
});

describe('images', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'lock-')), 'images.lock.json');
  writeFileSync(file, JSON.stringify({ schemaVersion: 1, images: { 'registry.example/nginx:1.27': { digest: DIGEST } } }));

  it('get host and digest from platform and lock', () => {
    expect(hardened(weak({ image: 'nginx:1.27' }), { imageLock: file }).container.image).toBe(`registry.example/nginx:1.27@${DIGEST}`);
  });

  it.each([
    [ImagePullPolicy.ALWAYS, 'IfNotPresent', 'Always'],
    [ImagePullPolicy.ALWAYS, undefined, 'Always'],
    [ImagePullPolicy.IF_NOT_PRESENT, 'Always', 'Always'],
    [ImagePullPolicy.IF_NOT_PRESENT, 'Never', 'IfNotPresent'],
    [ImagePullPolicy.IF_NOT_PRESENT, undefined, 'IfNotPresent'],
  ])('under pull policy %s, %s becomes %s', (imagePullPolicy, from, to) => {
    expect(hardened(weak({ imagePullPolicy: from }), { imagePullPolicy }).container.imagePullPolicy).toBe(to);
  });
});

it('never writes what the API server refuses beside privileged', () => {
  expect(hardened(weak({ securityContext: { privileged: true } })).container.securityContext).toEqual({ privileged: true, readOnlyRootFilesystem: true });
});
