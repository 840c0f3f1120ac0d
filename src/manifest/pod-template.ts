import { groupKind, POD_TEMPLATE_PATHS } from './kinds';
import { isRecord, ManifestObject, textOf } from './object';
import { pointer, valueAt } from './pointer';

/** A pod template found in a manifest, and where. */
export interface PodTemplate {
  /** JSON pointer of the template: '' for a Pod, '/spec/template' for a Deployment. */
  readonly pointer: string;
  readonly metadata: Record<string, unknown>;
  readonly spec: Record<string, unknown>;
}

/** A container of a pod template, and where. */
export interface ContainerRef {
  readonly type: ContainerType;
  readonly name: string;
  /** JSON pointer from the root of the object: '/spec/template/spec/containers/0'. */
  readonly pointer: string;
  readonly container: Record<string, unknown>;
}

export type ContainerType = 'containers' | 'initContainers' | 'ephemeralContainers';

/** The order in which the Pod Security Standards visit containers. */
export const CONTAINER_TYPES: readonly ContainerType[] = ['initContainers', 'containers', 'ephemeralContainers'];

export function carriesPodTemplate(object: ManifestObject): boolean {
  return templatePathOf(object) !== undefined;
}

/** The pod template of any of the nine kinds that carry one; undefined for all others, and where the template is missing or no object. */
export function podTemplateOf(object: ManifestObject): PodTemplate | undefined {
  const path = templatePathOf(object);
  if (path === undefined) return undefined;
  const template = valueAt(object, path);
  if (!isRecord(template) || !isRecord(template.spec)) return undefined;
  return { pointer: pointer(...path), metadata: isRecord(template.metadata) ? template.metadata : {}, spec: template.spec };
}

/** Own keys only: a kind may be called 'constructor'. */
function templatePathOf(object: ManifestObject): readonly string[] | undefined {
  const kind = groupKind(object.apiVersion, object.kind);
  return Object.hasOwn(POD_TEMPLATE_PATHS, kind) ? POD_TEMPLATE_PATHS[kind] : undefined;
}

/** Every container of a template: init, regular and ephemeral. A list entry that is no object is left to the schema. */
export function containersOf(template: PodTemplate): ContainerRef[] {
  return CONTAINER_TYPES.flatMap(type => {
    const list = template.spec[type];
    if (!Array.isArray(list)) return [];
    return list.flatMap((container: unknown, index) => isRecord(container)
      ? [{ type, name: textOf(container.name ?? ''), pointer: `${template.pointer}${pointer('spec', type, index)}`, container }]
      : []);
  });
}
