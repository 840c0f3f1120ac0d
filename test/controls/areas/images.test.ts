import { expectBrokenTwins, findingsAfter } from '../hardened-set';

const digest = `sha256:${'b'.repeat(64)}`;
const image = (to: string) => ({ at: 'container/image', to });

describe('an image may not be what was reviewed', () => {
  expectBrokenTwins([
    ['image-tag-fixed', 'it is the latest', image('registry.example/cart:latest'), "container 'cart': image is 'registry.example/cart:latest'"],
    ['image-tag-fixed', 'it has no tag, and a port is none', image('registry.example:5000/cart'), "container 'cart': image is 'registry.example:5000/cart'"],
    ['image-tag-fixed', 'there is none', { at: 'container/image' }, "container 'cart': image is not set"],
    ['image-digest-pinned', 'a tag can be moved', image('registry.example/cart:1.0'), "container 'cart': image is 'registry.example/cart:1.0'"],
    ['image-digest-pinned', 'the digest is cut off', image('registry.example/cart:1.0@sha256:abc'), "container 'cart': image is 'registry.example/cart:1.0@sha256:abc'"],
    ['image-pull-policy-always', 'the node has it already', { at: 'container/imagePullPolicy', to: 'IfNotPresent' }, "container 'cart': imagePullPolicy is 'IfNotPresent'"],
    ['image-registry-allowlist', 'it comes from elsewhere', image(`registry.example.evil/cart:1.0@${digest}`),
      `container 'cart': image is 'registry.example.evil/cart:1.0@${digest}', which is not of registry.example`, { registries: ['registry.example'] }],
  ]);

  test.each([
    ['a tag', 'image-tag-fixed', 'registry.example:5000/team/cart:1.0'],
    ['a digest alone', 'image-tag-fixed', `cart@${digest}`],
    ['a digest alone', 'image-digest-pinned', `cart@${digest}`],
  ])('%s is enough for %s', (_, control, reference) => {
    expect(findingsAfter(control, image(reference))).toEqual([]);
  });

  test.each([
    ['nginx:1.27', true], ['docker.io/library/nginx:1.27', true], ['team/nginx:1.27', true], ['localhost/nginx:1.27', false], ['quay.example/nginx:1.27', false],
  ])('%s is of docker.io: %s', (reference, allowed) => {
    const findings = findingsAfter('image-registry-allowlist', image(reference), { settings: { registries: ['docker.io'] } });
    expect(findings.some(finding => finding.container === 'cart')).toBe(!allowed);
  });

  test.each([[':latest', 0], ['', 0], [':1.0', 1], [`@${digest}`, 1]])("where no pull policy is written, the API server writes Always for 'cart%s': %i finding", (suffix, findings) => {
    expect(findingsAfter('image-pull-policy-always', [image(`registry.example/cart${suffix}`), { at: 'container/imagePullPolicy' }])).toHaveLength(findings);
  });

  test('an image without a version is one finding', () => {
    expect(findingsAfter('image-digest-pinned', image('registry.example/cart:latest'))).toEqual([]);
  });

  test('a platform that fears a registry outage more demands no pull', () => {
    expect(findingsAfter('image-pull-policy-always', { at: 'container/imagePullPolicy' }, { settings: { imagePullPolicy: 'IfNotPresent' } })).toEqual([]);
  });
});
