import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const at = (path: string): Change => ({ at: 'pod/volumes/0', to: { name: 'node', hostPath: { path } } });
const mount = (more: object): Change[] => [at('/data'), { at: 'container/volumeMounts', to: [{ name: 'node', mountPath: '/x', ...more }] }];
const says = (path: string) => `the volume 'node' is ${path} of the node`;
const volume = (spec: object): Change => ({ add: { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'extra' }, spec } });

describe('a pod mounts what is the node’s own', () => {
  expectBrokenTwins([
    ...['/', '//', '/etc', '/etc/kubernetes/pki', '/proc', '/sys/fs/cgroup', '/dev/mem', '/root/.ssh', '/var/lib/kubelet/pods', '/var/run', '/run/containerd', '/./etc', '//etc', '/var', '/boot/', '/var/log/pods'].map(path => (
      ['host-path-sensitive-directory', path, at(path), says(path)] as [string, string, Change, string])),
    // One scanner knows the first of these only.
    ...['/var/run/docker.sock', '/run/containerd/containerd.sock', '/var/run/crio/crio.sock', '/run/crio', '/run/k3s/containerd/containerd.sock', '/var/run/cri-dockerd.sock'].map(path => (
      ['container-runtime-socket', path, at(path), says(path)] as [string, string, Change, string])),
    ...['/etc/kubernetes/azure.json', '/home/ops/.aws', '/root/.config/gcloud', '/root/.kube/config'].map(path => (
      ['host-path-cloud-credentials', path, at(path), says(path)] as [string, string, Change, string])),
    ['host-path-writable', 'to write', mount({}), "container 'cart': mounts 'node' of the node to write"],
    ['host-path-writable', 'to write, said', mount({ readOnly: false }), "container 'cart': mounts 'node' of the node to write"],
    ['persistent-volume-hostpath', 'by way of a claim', volume({ hostPath: { path: '/data' } }), "spec.hostPath.path is '/data'"],
  ]);

  expectFine([
    ...['/data', '/lib/modules', '/opt/cni/bin', '/etc/localtime', '/etc/ssl/certs', '/usr/share/zoneinfo', '/var/log/shop', '/run/xtables.lock', '/etcetera', '/variable'].map(path => (
      ['host-path-sensitive-directory', path, at(path)] as [string, string, Change])),
    ['container-runtime-socket', 'another socket', at('/run/shop/shop.sock')],
    ['host-path-cloud-credentials', 'a folder of data', at('/data/aws')],
    ['host-path-writable', 'to read', mount({ readOnly: true })],
    ['persistent-volume-hostpath', 'a disk', volume({ local: { path: '/mnt/disk' } })],
  ]);
});
