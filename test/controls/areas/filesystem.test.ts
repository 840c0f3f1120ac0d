import { expectBrokenTwins, expectFine, findingsAfter } from '../hardened-set';

const volume = (source: object) => ({ at: 'pod/volumes/0', to: { name: 'data', ...source } });

describe('a container writes where it should not', () => {
  expectBrokenTwins([
    ['volume-types-restricted', 'a folder of the node', volume({ hostPath: { path: '/' } }), "the volume 'data' is of type 'hostPath'"],
    ['volume-types-restricted', 'a file server with the rights of the node', volume({ nfs: { server: 's', path: '/' } }), "the volume 'data' is of type 'nfs'"],
    ['read-only-root-filesystem', 'its own image', { at: 'container/securityContext/readOnlyRootFilesystem' }, "container 'cart': securityContext.readOnlyRootFilesystem is not set"],
    ['empty-dir-size-limit', 'the disk of the node', volume({ emptyDir: {} }), "the emptyDir volumes 'data' have no sizeLimit"],
    ['empty-dir-size-limit', 'the disk of the node, by a volume without a source', volume({}), "the emptyDir volumes 'data' have no sizeLimit"],
  ]);

  expectFine([
    ['volume-types-restricted', 'a folder of the node that is mounted to write, which is said there', { at: 'pod/volumes/0', to: { name: 'tmp', hostPath: { path: '/data' } } }],
    ['volume-types-restricted', 'the same in an init container', [{ at: 'pod/volumes/0', to: { name: 'data', hostPath: { path: '/data' } } },
      { at: 'pod/initContainers', to: [{ name: 'setup', image: 'x', volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: false }] }] }]],
  ]);

  test('what is mounted to write is said by the Pod Security Standards alone all the same', () => {
    const written = { at: 'pod/volumes/0', to: { name: 'tmp', hostPath: { path: '/data' } } };
    expect(findingsAfter('volume-types-restricted', written, { profile: 'restricted' })).toMatchObject([{ message: "the volume 'tmp' is of type 'hostPath'" }]);
    expect(findingsAfter('host-path-writable', written)).toHaveLength(1);
  });

  test('under baseline, a folder of the node is refused, and a file server is not', () => {
    expect(findingsAfter('host-path-volume', volume({ hostPath: { path: '/' } }), { profile: 'baseline' }))
      .toMatchObject([{ message: "the volumes 'data' are hostPath", pointer: '/spec/template/spec/volumes' }]);
    expect(findingsAfter('host-path-volume', volume({ nfs: { server: 's', path: '/' } }), { profile: 'baseline' })).toEqual([]);
  });
});
