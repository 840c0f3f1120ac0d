import { groupKind } from '../manifest/kinds';
import { groupOf, ObjectIdentity } from '../manifest/object';
import { Waiver } from '../posture/waivers';

/** What a waiver is to a policy. */
export interface Exclusion {
  readonly waiver: Waiver;
  /** Says until when, since the API server's policies cannot read the clock: `check` fails when the day has passed. */
  readonly name: string;
  /** CEL over `object`: true for what is covered. */
  readonly covers: string;
}

/** The kinds that make pods through another kind, and how that one is called: `redis` -> `redis-5f7c9d4b8` -> the pod. */
const BETWEEN: Readonly<Record<string, { readonly kind: string; readonly suffix: string }>> = {
  'apps/Deployment': { kind: 'ReplicaSet', suffix: '-[a-z0-9]{1,10}' },
  'batch/CronJob': { kind: 'Job', suffix: '-[0-9]{1,11}' },
};

/** The exclusions of a control, one for each of its waivers that covers an object. */
export function exclusionsOf(control: string, waivers: readonly Waiver[]): Exclusion[] {
  return waivers.filter(waiver => waiver.control === control && waiver.objects.length > 0).map((waiver, index) => ({
    waiver,
    name: `waived_${identifier(control)}_${index + 1}_until_${identifier(waiver.expires)}`,
    covers: waiver.objects.map(covering).sort().join(' || '),
  }));
}

/** An id as a name in CEL. */
export function identifier(id: string): string {
  return id.replace(/[^A-Za-z0-9]/g, '_');
}

/** The object itself, what it makes, and the pods of that. Whoever can forge an owner could as well change the workload that is excluded. */
function covering({ apiVersion, kind, namespace, name }: ObjectIdentity): string {
  const group = groupOf(apiVersion);
  const self = `(object.kind == ${text(kind)} && ${group === '' ? "!object.apiVersion.contains('/')" : `object.apiVersion.startsWith(${text(`${group}/`)})`}`
    + ` && has(object.metadata.name) && object.metadata.name == ${text(name)})`;
  const { [groupKind(apiVersion, kind)]: between } = BETWEEN;
  const owners = [`(o.kind == ${text(kind)} && o.name == ${text(name)})`];
  if (between) owners.push(`(o.kind == ${text(between.kind)} && o.name.matches(${text(`^${name.replaceAll('.', '[.]')}${between.suffix}$`)}))`);
  const owned = `(has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(o, has(o.controller) && o.controller && (${owners.join(' || ')})))`;
  const where = namespace === undefined ? '' : `has(object.metadata.namespace) && object.metadata.namespace == ${text(namespace)} && `;
  return `(${where}(${self} || ${owned}))`;
}

function text(value: string): string {
  return JSON.stringify(value);
}
