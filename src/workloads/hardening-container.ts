import { HardeningEdit, records } from './hardening-edit';
import { hardenContainerIds, PodIds } from './hardening-ids';
import { DEFAULT_INIT_RESOURCES, DEFAULT_RESOURCES, resourcesOf } from './resources';
import { resolveImage } from '../images/resolve';
import { isRecord, JsonObject } from '../manifest/object';
import { ContainerRef } from '../manifest/pod-template';
import { compareQuantities } from '../manifest/quantity';
import { CpuLimits, ImagePullPolicy } from '../platform/choices';
import { Platform } from '../platform/platform';

/** What the pod tells its containers. */
export interface PodFacts {
  readonly platform: Platform;
  readonly securityContext: JsonObject;
  readonly ids: PodIds;
  /** Sizes of the emptyDirs on disk, by volume. */
  readonly diskVolumes: ReadonlyMap<string, string>;
}

/** One container, of any type: what can be tightened is, what a person must decide about is named. */
export function hardenContainer(edit: HardeningEdit, { type, pointer, container }: ContainerRef, pod: PodFacts): void {
  const json = container as JsonObject;
  hardenSecurityContext(edit, json, pointer, pod);
  hardenImage(edit, json, pointer, pod.platform);
  // Ephemeral containers may have neither.
  if (type === 'ephemeralContainers') return;
  hardenResources(edit, json, pointer, pod, type === 'initContainers' && json.restartPolicy !== 'Always');
  records(json.ports).forEach((port, index) => {
    if (port.hostPort) edit.gap(`${pointer}/ports/${index}/hostPort`, `is ${JSON.stringify(port.hostPort)}, a port of the node, past every network policy. Use a Service.`);
  });
}

function hardenSecurityContext(edit: HardeningEdit, container: JsonObject, pointer: string, pod: PodFacts): void {
  const context = edit.child(container, 'securityContext');
  const at = `${pointer}/securityContext`;
  edit.set(context, at, 'readOnlyRootFilesystem', true);
  if (isRecord(context.seccompProfile) && !isConfined(context.seccompProfile)) edit.set(context, at, 'seccompProfile', { type: 'RuntimeDefault' });
  if (context.procMount !== undefined && context.procMount !== 'Default') edit.gap(`${at}/procMount`, 'unmasks /proc. Remove it.');
  if (isRecord(context.appArmorProfile) && !isConfined(context.appArmorProfile)) edit.gap(`${at}/appArmorProfile`, 'is Unconfined. Remove it.');
  if (context.privileged === true) {
    // The API server refuses privileged with anything less, and such a container mostly needs root too.
    edit.gap(`${at}/privileged`, 'is true: the container is root on the node. Find out what it needs it for; no other field can make up for it.');
    return;
  }
  hardenContainerIds(edit, context, at, pod.securityContext, pod.ids);
  edit.set(context, at, 'privileged', false);
  const capabilities = edit.child(context, 'capabilities');
  const added = Array.isArray(capabilities.add) ? capabilities.add.map(String) : [];
  if (!Array.isArray(capabilities.drop) || !capabilities.drop.includes('ALL')) edit.set(capabilities, `${at}/capabilities`, 'drop', ['ALL']);
  const weak = added.filter(name => name !== 'NET_BIND_SERVICE');
  if (weak.length > 0) edit.gap(`${at}/capabilities/add`, `adds ${weak.join(', ')}. Remove what the program can do without.`);
  if (added.some(name => name.replace('CAP_', '') === 'SYS_ADMIN')) {
    edit.gap(`${at}/allowPrivilegeEscalation`, 'is left: the API server refuses false beside SYS_ADMIN.');
  } else {
    edit.set(context, at, 'allowPrivilegeEscalation', false);
  }
}

export function isConfined(profile: Record<string, unknown>): boolean {
  return profile.type === 'RuntimeDefault' || profile.type === 'Localhost';
}

/** A digest is never invented: it comes from the reference or from the lock. */
function hardenImage(edit: HardeningEdit, container: JsonObject, pointer: string, platform: Platform): void {
  try {
    const image = resolveImage(String(container.image ?? ''), platform.registries, platform._imageLock);
    edit.set(container, pointer, 'image', image);
    if (!image.includes('@')) edit.gap(`${pointer}/image`, `'${image}' has no digest: a tag can be moved to another image. Add it to the image lock (platform.imageLock).`);
  } catch (error) {
    edit.gap(`${pointer}/image`, (error as Error).message);
  }
  const strict = container.imagePullPolicy === 'Always' || container.imagePullPolicy === platform.imagePullPolicy;
  if (!strict || platform.imagePullPolicy === ImagePullPolicy.ALWAYS) edit.set(container, pointer, 'imagePullPolicy', platform.imagePullPolicy);
}

function hardenResources(edit: HardeningEdit, container: JsonObject, pointer: string, { platform, diskVolumes }: PodFacts, init: boolean): void {
  const at = `${pointer}/resources`;
  const resources = edit.child(container, 'resources');
  const defaults = init ? DEFAULT_INIT_RESOURCES : DEFAULT_RESOURCES;
  const stated = { requests: texts(resources.requests), limits: texts(resources.limits) };
  try {
    // A request alone says what the program usually takes, not its most: room is left for it before the limit is set.
    if (stated.limits.memory === undefined && stated.requests.memory !== undefined && compareQuantities(stated.requests.memory, defaults.memory) < 0) {
      stated.requests.memory = defaults.memory;
    }
    if (stated.limits.memory !== undefined) stated.requests.memory = stated.limits.memory;
    const disk = records(container.volumeMounts).map(({ name }) => diskVolumes.get(String(name))).filter(size => size !== undefined);
    const complete = resourcesOf(at, { resources: stated, cpuLimits: platform.cpuLimits, defaults, diskPaths: disk }) as Record<string, JsonObject>;
    for (const list of ['requests', 'limits']) {
      const target = edit.child(resources, list);
      for (const [name, quantity] of Object.entries(complete[list])) {
        const there = target[name];
        // Another spelling of the same quantity is left.
        if (there === undefined || compareQuantities(String(there), String(quantity)) !== 0) edit.set(target, `${at}/${list}`, name, quantity);
      }
    }
  } catch (error) {
    edit.gap(at, `are left, since they cannot be read. ${(error as Error).message}`);
  }
  if (platform.cpuLimits === CpuLimits.FORBIDDEN && stated.limits.cpu !== undefined) edit.gap(`${at}/limits/cpu`, 'is set, and the platform forbids CPU limits. Remove it.');
}

/** YAML has quantities as numbers too: `cpu: 1`. */
function texts(quantities: unknown): Record<string, string> {
  return isRecord(quantities) ? Object.fromEntries(Object.entries(quantities).map(([name, value]) => [name, String(value)])) : {};
}
