import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, Severity } from '../control';
import { quoted } from '../words';

/** `/`, and folders of the node from which its credentials, its processes or its boot are reached. /lib/modules to read is what network agents need. */
const SENSITIVE = [
  'etc', 'proc', 'sys', 'dev', 'boot', 'root', 'usr', 'bin', 'sbin', 'lib64', 'home',
  'var/lib/(kubelet|etcd|docker|containerd|containers|rancher|k0s|cni)', 'var/log(/(pods|containers|audit|journal))?', '(var/)?run(/(containerd|docker|crio|podman|systemd|k3s|dbus))?',
];
/** Slashes and dots may be doubled: the kernel takes them for one. */
const START = '^(/+[.]?)+';
const SENSITIVE_PATH = `${START}$|${START}((${SENSITIVE.filter(each => !/\?$/.test(each)).join('|')})(/.*)?|(${SENSITIVE.filter(each => /\?$/.test(each)).join('|')}|var|var/lib|lib)/*)$`;
/** What everyone on the node may read, and nobody learns from: the time zone and the authorities. */
const HARMLESS_PATH = `${START}(etc/(localtime|timezone|ssl|pki|ca-certificates|os-release)|usr/share/(zoneinfo|ca-certificates))(/.*)?$`;
const SOCKETS = 'docker|containerd|crio|cri-dockerd|dockershim|podman|buildkitd|k3s/containerd';
const RUNTIME_SOCKET = `/(${SOCKETS})([.]sock|/.*[.]sock)$|${START}(var/)?run/(${SOCKETS})/*$`;
const CLOUD_CREDENTIALS = `/[.](aws|azure|gcloud|oci|kube)(/.*)?$|/azure[.]json$|/[.]config/gcloud(/.*)?$|/gcloud(/.*)?$|${START}etc/kubernetes(/.*)?$`;

/** Which folders of the node a pod mounts. What signs one of them must not sign the others along. */
export const HOST_PATHS: readonly Control[] = [
  notAt('host-path-sensitive-directory', SENSITIVE_PATH, 'critical', "Pods mount no folder of the node's own system",
    'From there an intruder reads the credentials of the kubelet, changes what the node starts, or sees every process.'),
  notAt('host-path-cloud-credentials', CLOUD_CREDENTIALS, 'high', 'Pods mount no credentials of the node',
    'What the node may do in the cloud or in the cluster, the pod may then do too.'),
  notAt('container-runtime-socket', RUNTIME_SOCKET, 'critical', "Pods do not reach the container runtime's socket",
    'Whoever reaches the socket starts a privileged container on the node, past the API server.'),
  control({
    id: 'host-path-writable',
    title: 'Folders of the node are mounted to read',
    why: 'What a pod writes there, the node and other pods read, and it stays when the pod is gone.',
    fix: 'Set readOnly: true on the mount, or use a PersistentVolumeClaim.',
    severity: 'high',
    subject: 'container',
    cel: '!has(container.volumeMounts) || !has(pod.spec.volumes) || container.volumeMounts.all(m, (has(m.readOnly) && m.readOnly) '
      + '|| !pod.spec.volumes.exists(v, has(v.hostPath) && has(v.name) && has(m.name) && v.name == m.name))',
    at: 'volumeMounts',
    seen: ({ container, pod }) => {
      const names = recordsOf(pod.volumes).filter(volume => volume.hostPath !== undefined).map(volume => volume.name);
      return `mounts ${quoted(recordsOf(container.volumeMounts).filter(mount => mount.readOnly !== true && names.includes(mount.name)).map(mount => mount.name))} of the node to write`;
    },
  }),
  control({
    id: 'persistent-volume-hostpath',
    title: 'PersistentVolumes are no folders of a node',
    why: 'A claim brings the folder into a pod that mounts, as far as admission sees, no folder of the node.',
    fix: 'Use a CSI driver, or a volume of type local on a disk of its own.',
    severity: 'medium',
    subject: 'object',
    kinds: ['PersistentVolume'],
    cel: '!has(object.spec) || !has(object.spec.hostPath)',
    at: 'spec.hostPath.path',
  }),
];

function notAt(id: string, pattern: string, severity: Severity, title: string, why: string): Control {
  return control({
    id,
    title,
    why,
    fix: 'Remove the volume; ask the platform for what is needed there.',
    severity,
    subject: 'pod',
    cel: `!has(pod.spec.volumes) || pod.spec.volumes.all(v, !has(v.hostPath) || !has(v.hostPath.path) || !v.hostPath.path.matches('${pattern}') || v.hostPath.path.matches('${HARMLESS_PATH}'))`,
    at: 'volumes',
    seen: ({ pod }) => {
      const found = recordsOf(pod.volumes).filter(({ hostPath }) => new RegExp(pattern).test(String(recordOf(hostPath).path ?? '')) && !new RegExp(HARMLESS_PATH).test(String(recordOf(hostPath).path)));
      return found.map(volume => `the volume '${String(volume.name)}' is ${String(recordOf(volume.hostPath).path)} of the node`).join('; ');
    },
  });
}
