import { RestartedBy, SecretRotation } from './rotation';
import { IdAssignment, Reloader } from '../platform/choices';
import { Platform } from '../platform/platform';
import { HardenedWorkload } from '../workloads/hardened-workload';

/** With fixed IDs the volume's group is the pod's fsGroup, and the kubelet lets it read. Elsewhere nobody promises a group: other than all, none could. */
export function fileMode(platform: Platform): number {
  return platform.ids === IdAssignment.FIXED ? 0o400 : 0o444;
}

/** Mounts a Secret read-only. Where its keys have other names than the files, each is named: a key that is missing then keeps the pod from starting. */
export function mountSecret(
  workload: HardenedWorkload, secretName: string, keys: Readonly<Record<string, string>>, path: string, containers: readonly string[] | undefined,
): void {
  const renamed = Object.entries(keys).some(([file, key]) => file !== key);
  const volume = {
    name: secretName,
    secret: {
      secretName,
      defaultMode: fileMode(Platform.of(workload)),
      optional: false,
      ...(renamed && { items: Object.entries(keys).map(([file, key]) => ({ key, path: file })) }),
    },
  };
  workload.mountVolume(volume, path, { readOnly: true, ...(containers && { containers: [...containers] }) });
}

/** Of a Secret that some controller writes: the kubelet renews the files, the reloader starts pods anew. */
export function reloadedRotation(workloadPlatform: Platform, written: string): SecretRotation {
  return workloadPlatform.reloader === Reloader.STAKATER
    ? { renewsFiles: true, restartedBy: RestartedBy.RELOADER, says: `${written}; the kubelet renews the files of running pods, and Stakater Reloader starts them anew.` }
    : { renewsFiles: true, restartedBy: RestartedBy.NOTHING, says: `${written}; the kubelet renews the files of running pods, and nothing starts them anew: set platform.reloader, or have the program read the file again.` };
}

