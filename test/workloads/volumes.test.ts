import { k8s } from 'cdk8s-plus-28';
import { Medium } from '../../src/workloads/choices';
import { WritablePath } from '../../src/workloads/container-props';
import { emptyDirJson, plainVolume, sameJson, writableVolumes } from '../../src/workloads/volumes';

const paths = (prefix: string, ...given: WritablePath[]) => writableVolumes('shop/cart', prefix, given);

describe('writable paths', () => {
  it('have /tmp without being told', () => {
    expect(paths('').map(emptyDirJson)).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }]);
  });

  it('have sizes, media and legal names', () => {
    expect(paths('', { path: '/var/cache/Nginx_1' }, { path: '/run', sizeLimit: '1Mi', medium: Medium.MEMORY }).map(emptyDirJson)).toEqual([
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
      { name: 'var-cache-nginx-1', emptyDir: { sizeLimit: '64Mi' } },
      { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    ]);
  });

  it('say /tmp otherwise', () => {
    expect(paths('', { path: '/tmp', sizeLimit: '1Gi' }).map(emptyDirJson)).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '1Gi' } }]);
  });

  it('are told apart by container', () => {
    expect(paths('proxy-', { path: '/run' }).map(({ name }) => name)).toEqual(['proxy-tmp', 'proxy-run']);
  });

  const ABSOLUTE = "must be an absolute path without ':' and '..', and not end with '/'. Write for instance '/var/cache'.";
  it.each<[string, WritablePath[], string]>([
    ['a relative path', [{ path: 'cache' }], `'cache' ${ABSOLUTE}`],
    ['the root', [{ path: '/' }], `'/' ${ABSOLUTE}`],
    ['a slash at the end', [{ path: '/cache/' }], `'/cache/' ${ABSOLUTE}`],
    ['a way up', [{ path: '/cache/../etc' }], `'/cache/../etc' ${ABSOLUTE}`],
    ['a colon', [{ path: '/a:b' }], `'/a:b' ${ABSOLUTE}`],
    ['no size', [{ path: '/run', sizeLimit: '0' }], "sizeLimit '0' of /run is no quantity above zero. Write for instance '64Mi'."],
    ['a size that is none', [{ path: '/run', sizeLimit: 'big' }], "sizeLimit 'big' of /run is no quantity above zero. Write for instance '64Mi'."],
    ['one path twice', [{ path: '/run' }, { path: '/run' }], "'/run' and '/run' would share the volume 'run'. Keep one, or give the other a volume of its own with volumes and volumeMounts."],
    ['two paths of one name', [{ path: '/a/b' }, { path: '/a-b' }], "'/a/b' and '/a-b' would share the volume 'a-b'. Keep one, or give the other a volume of its own with volumes and volumeMounts."],
    ['a path too long for a name', [{ path: `/${'a'.repeat(64)}` }], `'/${'a'.repeat(64)}' gives no legal volume name. Use volumes and volumeMounts, with a name of your own.`],
  ])('refuse %s', (_, given, message) => {
    expect(() => paths('', ...given)).toThrow(new Error(`shop/cart: writablePaths: ${message}`));
  });
});

describe('plainVolume', () => {
  it.each<[string, k8s.Volume, object]>([
    ['quantities', { name: 'a', emptyDir: { sizeLimit: k8s.Quantity.fromString('1024Mi') } }, { name: 'a', emptyDir: { sizeLimit: '1Gi' } }],
    ['downwardAPI', { name: 'a', downwardApi: { items: [] } }, { name: 'a', downwardAPI: { items: [] } }],
    ['downwardAPI in a projection', { name: 'a', projected: { sources: [{ downwardApi: { items: [] } }] } }, { name: 'a', projected: { sources: [{ downwardAPI: { items: [] } }] } }],
    ['IDs of disks', { name: 'a', awsElasticBlockStore: { volumeId: 'v' } }, { name: 'a', awsElasticBlockStore: { volumeID: 'v' } }],
    ['attributes, which are the user’s', { name: 'a', csi: { driver: 'd', volumeAttributes: { volumeId: 'v' } } }, { name: 'a', csi: { driver: 'd', volumeAttributes: { volumeId: 'v' } } }],
  ])('writes %s as Kubernetes spells them', (_, volume, expected) => {
    expect(plainVolume('shop/cart', volume)).toEqual(expected);
  });

  it('keeps sources that cdk8s-plus does not know', () => {
    const volume = { name: 'a', image: { reference: 'x' } };
    expect(plainVolume('shop/cart', volume)).toEqual(volume);
  });

  it('refuses an illegal name', () => {
    expect(() => plainVolume('shop/cart', { name: 'A' }))
      .toThrow(new Error("shop/cart: volume 'A': its name must be lower-case letters, digits and '-', beginning and ending with a letter or digit. Write for instance 'config'."));
  });
});

it.each([
  [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 1, b: 2 }, { a: 1, c: 2 }, false],
  [[1, 2], [2, 1], false],
  [[1], [1, 2], false],
  [{ a: null }, { a: {} }, false],
  [[], {}, false],
])('sameJson(%j, %j) is %s', (a, b, same) => {
  expect(sameJson(a, b)).toBe(same);
});
