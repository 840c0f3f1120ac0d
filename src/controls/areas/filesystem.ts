import { JsonObject, recordsOf } from '../../manifest/object';
import { Control, control } from '../control';
import { ofContainer, ON_WINDOWS } from '../expressions';
import { quoted } from '../words';

const RESTRICTED_VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];
/** A container mounts the volume `v` to write, which is a finding of its own for a folder of the node. */
const WRITTEN = `(${['containers', 'initContainers'].map(list => `(has(pod.spec.${list}) && pod.spec.${list}.exists(c, `
  + 'has(c.volumeMounts) && c.volumeMounts.exists(m, has(m.name) && m.name == v.name && !(has(m.readOnly) && m.readOnly))))').join(' || ')})`;
const isWritten = (pod: JsonObject, { hostPath, name }: JsonObject) => hostPath !== undefined
  && [...recordsOf(pod.containers), ...recordsOf(pod.initContainers)]
    .some(({ volumeMounts }) => recordsOf(volumeMounts).some(mount => mount.name === name && mount.readOnly !== true));
const namesOf = (volumes: unknown, which: (volume: JsonObject) => boolean) => (
  quoted((volumes as JsonObject[]).filter(which).map(volume => volume.name)));

/** What a container can read and write. */
export const FILESYSTEM: readonly Control[] = [
  control({
    id: 'host-path-volume',
    title: 'Pods mount no folder of the node',
    why: 'A folder of the node holds credentials of the kubelet and of other pods, and outlives the pod.',
    fix: 'Use emptyDir, a PersistentVolumeClaim or a CSI volume.',
    severity: 'high',
    subject: 'pod',
    cel: '!has(pod.spec.volumes) || pod.spec.volumes.all(v, !has(v.hostPath))',
    at: 'volumes',
    seen: ({ pod }) => `the volumes ${namesOf(pod.volumes, volume => 'hostPath' in volume)} are hostPath`,
    podSecurity: { level: 'baseline', check: 'hostPathVolumes' },
  }),
  control({
    id: 'volume-types-restricted',
    title: 'Pods mount only volumes that reach nothing of the node',
    why: 'Other types mount folders of the node, or speak a storage protocol with the rights of the node.',
    fix: `Use one of ${RESTRICTED_VOLUMES.join(', ')}.`,
    severity: 'medium',
    subject: 'pod',
    // One source per volume is the API's rule: whatever has none of these has another.
    cel: `!has(pod.spec.volumes) || pod.spec.volumes.all(v, ${RESTRICTED_VOLUMES.map(type => `has(v.${type})`).join(' || ')} `
      + `|| (!settings.podSecurityAlone && has(v.hostPath) && has(v.name) && ${WRITTEN}))`,
    at: 'volumes',
    seen: ({ pod, settings }) => (pod.volumes as JsonObject[])
      .filter(volume => !RESTRICTED_VOLUMES.some(type => type in volume) && (settings.podSecurityAlone || !isWritten(pod, volume)))
      .map(volume => `the volume '${String(volume.name)}' is of type ${quoted(Object.keys(volume).filter(key => key !== 'name'))}`).join('; '),
    podSecurity: { level: 'restricted', check: 'restrictedVolumes', overrides: 'hostPathVolumes' },
  }),
  control({
    id: 'read-only-root-filesystem',
    title: "The container's own file system is read-only",
    why: 'An intruder cannot replace a binary or leave a tool behind.',
    fix: 'Set securityContext.readOnlyRootFilesystem: true, and mount a sized emptyDir where the process writes.',
    severity: 'medium',
    subject: 'container',
    unless: ON_WINDOWS,
    cel: `${ofContainer('readOnlyRootFilesystem')} && container.securityContext.readOnlyRootFilesystem`,
    at: 'securityContext.readOnlyRootFilesystem',
  }),
  control({
    id: 'empty-dir-size-limit',
    title: 'Each emptyDir has a size limit',
    why: 'Without one, a pod can fill the disk of its node, which then evicts its neighbours.',
    fix: "Set emptyDir.sizeLimit, for instance '64Mi'.",
    severity: 'low',
    subject: 'pod',
    cel: '!has(pod.spec.volumes) || pod.spec.volumes.all(v, !has(v.emptyDir) || has(v.emptyDir.sizeLimit))',
    at: 'volumes',
    seen: ({ pod }) => `the emptyDir volumes ${namesOf(pod.volumes, volume => 'emptyDir' in volume && !('sizeLimit' in (volume.emptyDir as object)))} have no sizeLimit`,
  }),
];
