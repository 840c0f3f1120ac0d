import { TOKEN_PATH, tokenVolume } from './api-access';
import { hardenContainer, isConfined } from './hardening-container';
import { HardeningEdit, records } from './hardening-edit';
import { hardenIds } from './hardening-ids';
import { schedulingOf } from './scheduling';
import { DEFAULT_PATH_SIZE } from './volumes';
import { isRecord, Json, JsonObject, ManifestObject } from '../manifest/object';
import { ContainerRef, containersOf, podTemplateOf } from '../manifest/pod-template';
import { valueAt } from '../manifest/pointer';
import { Platform } from '../platform/platform';

/** Size given to an emptyDir that had no limit: its user never counted, so it is wide. */
export const ADOPTED_EMPTY_DIR_SIZE = '256Mi';

/** Tightens the pod template of a manifest, in place. An object without one is left as it is. */
export function hardenObject(edit: HardeningEdit, object: ManifestObject, platform: Platform): void {
  const template = podTemplateOf(object);
  if (!template) return;
  const spec = template.spec as JsonObject;
  const at = `${template.pointer}/spec`;
  if (valueAt(spec, ['os', 'name']) === 'windows' || valueAt(spec, ['nodeSelector', 'kubernetes.io/os']) === 'windows') {
    edit.gap(at, 'is a Windows pod, which takes none of the Linux settings. Harden it by hand.');
    return;
  }
  const claims = records(spec.volumes).some(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined)
    || records(valueAt(object, ['spec', 'volumeClaimTemplates'])).length > 0;
  hardenPod(edit, spec, at, platform);
  if (object.kind === 'Deployment' || object.kind === 'StatefulSet') hardenScheduling(edit, spec, at, valueAt(object, ['spec', 'selector', 'matchLabels']));
  const ids = hardenIds(edit, spec, at, claims, platform.ids);
  hardenVolumes(edit, spec, at);
  for (const container of containersOf(template)) addWritableTmp(edit, spec, at, container);
  const diskVolumes = new Map(records(spec.volumes).flatMap(({ name, emptyDir }): [string, string][] =>
    isRecord(emptyDir) && emptyDir.medium !== 'Memory' && emptyDir.sizeLimit !== undefined ? [[String(name), String(emptyDir.sizeLimit)]] : []));
  const securityContext = spec.securityContext as JsonObject;
  for (const container of containersOf(template)) hardenContainer(edit, container, { platform, securityContext, ids, diskVolumes });
}

function hardenPod(edit: HardeningEdit, spec: JsonObject, at: string, platform: Platform): void {
  if (spec.automountServiceAccountToken === true) keepToken(edit, spec, at);
  edit.set(spec, at, 'automountServiceAccountToken', false);
  edit.set(spec, at, 'enableServiceLinks', false);
  if (!spec.serviceAccountName || spec.serviceAccountName === 'default') {
    edit.gap(`${at}/serviceAccountName`, "is the namespace's default account, shared by every pod that names none. Give the workload an account of its own.");
  }
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) {
    if (spec[field] === true) edit.gap(`${at}/${field}`, "is true: the pod shares the node's own. Find out what it needs it for.");
  }
  if (platform.nodes.userNamespaces && spec.hostNetwork !== true && spec.hostPID !== true && spec.hostIPC !== true
    && !records(spec.volumes).some(({ nfs, iscsi, rbd }) => nfs ?? iscsi ?? rbd)) {
    edit.set(spec, at, 'hostUsers', false);
  }
  const context = edit.child(spec, 'securityContext');
  const here = `${at}/securityContext`;
  if (!isRecord(context.seccompProfile) || !isConfined(context.seccompProfile)) edit.set(context, here, 'seccompProfile', { type: 'RuntimeDefault' });
  if (platform.nodes.appArmor && (!isRecord(context.appArmorProfile) || !isConfined(context.appArmorProfile))) edit.set(context, here, 'appArmorProfile', { type: 'RuntimeDefault' });
  if (platform.nodes.strictSupplementalGroups) edit.set(context, here, 'supplementalGroupsPolicy', 'Strict');
}

/** Replicas prefer different nodes and zones: softly, so that no pod stays pending that was not before. */
function hardenScheduling(edit: HardeningEdit, spec: JsonObject, at: string, matchLabels: unknown): void {
  if (!isRecord(matchLabels)) return;
  const { affinity, topologySpreadConstraints } = schedulingOf({}, matchLabels as Record<string, string>, true) as Record<string, JsonObject>;
  const there = edit.child(spec, 'affinity');
  if (there.podAntiAffinity === undefined) edit.set(there, `${at}/affinity`, 'podAntiAffinity', affinity.podAntiAffinity);
  if (spec.topologySpreadConstraints === undefined) edit.set(spec, at, 'topologySpreadConstraints', topologySpreadConstraints);
}

/** Who asked for a token keeps one, at the same place, but bound to the pod and for an hour. */
function keepToken(edit: HardeningEdit, spec: JsonObject, at: string): void {
  const volume = tokenVolume(at, {});
  if (records(spec.volumes).some(({ name }) => name === volume.name)) return;
  edit.append(spec, at, 'volumes', volume);
  for (const list of ['initContainers', 'containers']) {
    records(spec[list]).forEach((container, index) => {
      if (!isMounted(container, TOKEN_PATH)) {
        edit.append(container, `${at}/${list}/${index}`, 'volumeMounts', { name: volume.name as Json, mountPath: TOKEN_PATH, readOnly: true });
      }
    });
  }
}

function hardenVolumes(edit: HardeningEdit, spec: JsonObject, at: string): void {
  records(spec.volumes).forEach((volume, index) => {
    const here = `${at}/volumes/${index}`;
    if (isRecord(volume.hostPath)) edit.gap(`${here}/hostPath`, `mounts ${String(volume.hostPath.path)} of the node. Use another kind of volume.`);
    // A volume without a source is an emptyDir.
    if (Object.keys(volume).every(key => key === 'name') || isRecord(volume.emptyDir) || volume.emptyDir === null) {
      const emptyDir = edit.child(volume, 'emptyDir');
      if (emptyDir.sizeLimit === undefined || emptyDir.sizeLimit === null) edit.set(emptyDir, `${here}/emptyDir`, 'sizeLimit', ADOPTED_EMPTY_DIR_SIZE);
    }
  });
}

/** Where the root file system becomes read-only, most programs still need /tmp. */
function addWritableTmp(edit: HardeningEdit, spec: JsonObject, at: string, { container, name, pointer, type }: ContainerRef): void {
  const json = container as JsonObject;
  if (type === 'ephemeralContainers' || isMounted(json, '/tmp') || valueAt(json, ['securityContext', 'readOnlyRootFilesystem']) === true) return;
  const taken = new Set(records(spec.volumes).map(volume => volume.name));
  const volume = [`tmp-${name}`.slice(0, 63).replace(/-$/, ''), 'tmp'].find(candidate => !taken.has(candidate)) ?? `tmp-${taken.size}`;
  edit.append(spec, at, 'volumes', { name: volume, emptyDir: { sizeLimit: DEFAULT_PATH_SIZE } });
  edit.append(json, pointer, 'volumeMounts', { name: volume, mountPath: '/tmp' });
}

function isMounted(container: JsonObject, path: string): boolean {
  return records(container.volumeMounts).some(({ mountPath }) => typeof mountPath === 'string' && mountPath.replace(/\/$/, '') === path);
}
