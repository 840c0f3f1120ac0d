import { identityKey, isLive, recordsOf, textsOf } from '../../manifest/object';
import { pathOf, valueAt } from '../../manifest/pointer';
import { labelSelector } from '../../manifest/selectors';
import { Control, control, SetFinding } from '../control';
import { changedFields } from '../immutable-fields';
import { describeMember, ManifestSet, Member } from '../manifest-set';
import { NETWORK_POLICY } from '../network-rules';
import { shadows } from '../shadow-workloads';

/**
 * What another set of objects shows: an earlier tree, or for a dump of a cluster the trees that own it. Which of the two is meant, each object says
 * itself: only one that comes from a cluster has a `metadata.uid`.
 */
export const DRIFT: readonly Control[] = [
  control({
    id: 'immutable-field-changed',
    title: 'No field changes that the API server refuses to change',
    why: 'Every sync fails at the object, and what stands behind it in the order is not applied.',
    fix: 'Write the old value, or give the object another name, so that the old one is removed and a new one made.',
    severity: 'high',
    subject: 'set',
    needs: 'against',
    check: set => {
      const before = new Map(set.against.map(old => [identityKey(old.identity), old]));
      return set.members.flatMap((member): SetFinding[] => {
        const was = before.get(identityKey(member.identity));
        if (was === undefined || isLive(member.object)) return [];
        return changedFields(was.object, member.object).map(pointer => ({ member, pointer, says: `${pointer} ${describeChange(was, member, pointer)}` }));
      });
    },
  }),
  control({
    id: 'object-removed',
    title: 'No object of the earlier tree is gone',
    why: 'Delivery removes from the cluster what the tree no longer has, and with a Namespace, a claim or a definition goes all that it holds.',
    fix: 'Write it again, or sign for its removal with a waiver.',
    severity: 'low',
    subject: 'set',
    needs: 'against',
    check: set => {
      // A dump is compared with its trees by shadow-workload, and has no earlier form.
      if (set.members.some(({ object }) => isLive(object))) return [];
      const present = new Set(set.members.map(({ identity }) => identityKey(identity)));
      return set.against.filter(old => !isLive(old.object) && !present.has(identityKey(old.identity)))
        .map(member => ({ member, says: `the earlier tree has ${describeMember(member)}, and this one does not` }));
    },
  }),
  control({
    id: 'shadow-workload',
    title: 'Whatever runs is owned by a tree',
    why: 'What somebody applied by hand is reviewed by nobody, updated by nobody, and is where an intruder hides.',
    fix: 'Remove it from the cluster, write it into a tree, or name the tree that owns it after --against.',
    severity: 'medium',
    subject: 'set',
    needs: 'against',
    check: (set, settings) => shadows(set, new Set(settings.externalNamespaces.map(({ name }) => name))),
  }),
  control({
    id: 'default-deny-cuts-off',
    title: 'A default deny cuts off nothing that runs',
    why: 'Pods that no tree declares have no policy that lets anything through: with the first sync they lose every connection.',
    fix: 'Write them into a tree, name the tree that owns them after --against too, or begin with enforcement OBSERVE until their owner is found.',
    severity: 'high',
    subject: 'set',
    needs: 'against',
    check: cutOff,
  }),
];

/** Where the tree denies by default what the cluster does not yet: the pods there that nobody owns. */
function cutOff(set: ManifestSet): SetFinding[] {
  const dump = set.against.filter(({ object }) => isLive(object));
  const denied = new Map(set.members.filter(member => deniesAll(member) && !isLive(member.object)).map(member => [member.namespace, member]));
  for (const { namespace } of dump.filter(deniesAll)) denied.delete(namespace);
  if (denied.size === 0 || dump.length === 0) return [];
  const cluster = new ManifestSet(dump, [...set.members, ...set.against.filter(({ object }) => !isLive(object))]);
  return shadows(cluster, new Set()).flatMap(({ member: stranger, says }) => {
    const member = denied.get(stranger.namespace);
    return member && cluster.workload(stranger) ? [{ member, says: `cuts off ${describeMember(stranger)}, which runs in the cluster and ${says}` }] : [];
  });
}

/** As the default deny of every namespace of ours: all pods, both directions, no rule. */
function deniesAll({ groupKind, spec }: Member): boolean {
  return groupKind === NETWORK_POLICY && labelSelector(spec.podSelector).all && textsOf(spec.policyTypes).length > 0
    && recordsOf(spec.ingress).length === 0 && recordsOf(spec.egress).length === 0;
}

/** Values are said where they are short: a template may hold what nobody should read. */
function describeChange(was: Member, now: Member, at: string): string {
  const [old, value] = [was, now].map(({ object }) => valueAt(object, pathOf(at)));
  const { file, line } = was.locate?.(at) ?? { file: was.file, line: undefined };
  const place = file === undefined ? 'before' : `in ${file}${line === undefined ? '' : `:${line}`}`;
  const said = [old, value].every(each => each === undefined || typeof each === 'string')
    ? `is ${describeText(value)}, and ${describeText(old)} ${place}` : `is not what it is ${place}`;
  return `${said}: the API server refuses to change it on a live object`;
}

function describeText(value: unknown): string {
  return value === undefined ? 'not set' : `'${String(value)}'`;
}
