import { count, printable } from './text';
import { groupKind } from '../manifest/kinds';
import { groups } from '../manifest/lists';
import { identityKey, ManifestObject, ObjectIdentity } from '../manifest/object';
import { PostureReport } from '../posture/report';

/** An object that would be refused, and the controls that it does not hold. */
export interface Refusal {
  /** Who owns its namespace: what the owner label says, else the namespace. */
  readonly team: string;
  readonly object: ObjectIdentity;
  readonly controls: readonly string[];
}

const NOBODY = '(no namespace)';

/** What policies of the judged controls would refuse today, by team and object. */
export function refusals({ findings }: PostureReport, objects: readonly ManifestObject[], exemptNamespaces: readonly string[], ownerLabel: string): Refusal[] {
  const owners = new Map(objects.filter(({ apiVersion, kind }) => groupKind(apiVersion, kind) === 'Namespace')
    .map(({ metadata }) => [metadata?.name, ownerLabel === '' ? undefined : metadata?.labels?.[ownerLabel]]));
  const byObject = groups(findings.filter(({ outcome, object }) => outcome === 'fail' && !exemptNamespaces.includes(object.namespace ?? '')), ({ object }) => identityKey(object));
  return [...byObject.values()].map(([first, ...more]) => {
    const { object } = first;
    const namespace = object.kind === 'Namespace' ? object.name : object.namespace;
    const controls = [...new Set([first, ...more].map(({ control }) => control))];
    return { team: (namespace && owners.get(namespace)) ?? namespace ?? NOBODY, object, controls };
  }).sort((a, b) => a.team < b.team ? -1 : a.team > b.team ? 1 : 0);
}

/** A list for people: team by team, each object with its controls. */
export function refusalsText(found: readonly Refusal[], objects: number): string {
  const lines = [...groups(found, ({ team }) => team)].flatMap(([team, refused]) => [
    `${printable(team)}: ${count(refused.length, 'object')}`,
    ...refused.map(({ object: { kind, namespace, name }, controls }) => `  ${printable(`${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`)}: ${controls.join(', ')}`),
  ]);
  return [...lines, `${count(objects, 'object')} read, ${found.length} would be refused.`, ''].join('\n');
}
