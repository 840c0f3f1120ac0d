import { ManifestSet, Member } from './manifest-set';
import { JudgementSettings } from './settings';
import { recordOf, recordsOf } from '../manifest/object';
import { labelSelector } from '../manifest/selectors';
import { GATEWAY_NAME_LABEL } from '../manifest/well-known';

export const NETWORK_POLICY = 'networking.k8s.io/NetworkPolicy';
export type Direction = 'Ingress' | 'Egress';
export const DIRECTIONS: readonly Direction[] = ['Ingress', 'Egress'];
/** The field that lists the peers of a rule. */
export const PEERS = { Ingress: 'from', Egress: 'to' } as const;

/** A rule of a policy, and where it stands. */
export interface Rule { readonly member: Member; readonly direction: Direction; readonly rule: Record<string, unknown>; readonly pointer: string }

export function rulesOf(set: ManifestSet): Rule[] {
  return set.ofKind(NETWORK_POLICY).flatMap(member => DIRECTIONS.flatMap(direction => recordsOf(member.spec[direction.toLowerCase()])
    .map((rule, index) => ({ member, direction, rule, pointer: `/spec/${direction.toLowerCase()}/${index}` }))));
}

/** As the API server fills it in: Ingress always, Egress where there are egress rules. */
export function directionsOf({ spec }: Member): readonly unknown[] {
  return Array.isArray(spec.policyTypes) && spec.policyTypes.length > 0 ? spec.policyTypes : recordsOf(spec.egress).length > 0 ? DIRECTIONS : ['Ingress'];
}

/** The workloads, by index, whose pods some policy holds in a direction. */
export function coveringPolicies(set: ManifestSet): Readonly<Record<Direction, ReadonlySet<number>>> {
  const covered = Object.fromEntries(DIRECTIONS.map(direction => [direction, new Set<number>()])) as Record<Direction, Set<number>>;
  for (const policy of set.ofKind(NETWORK_POLICY)) {
    const directions = directionsOf(policy);
    for (const member of set.select(policy.namespace, labelSelector(policy.spec.podSelector))) {
      for (const direction of DIRECTIONS) if (directions.includes(direction)) covered[direction].add(member.index);
    }
  }
  return covered;
}

/** The set shows the pods of the namespace. Where it has none at all, or others own the namespace, another tree has them. */
export function hasItsPods(set: ManifestSet, settings: JudgementSettings, namespace: string): boolean {
  return set.workloadsIn(namespace).length > 0 && !settings.externalNamespaces.some(each => each.name === namespace);
}

/** The selector is for the pods that a controller makes of a Gateway in the set, under this label of the Gateway API. */
export function isForGateway(set: ManifestSet, namespace: string, selector: unknown): boolean {
  const name = recordOf(recordOf(selector).matchLabels)[GATEWAY_NAME_LABEL];
  return typeof name === 'string' && set.find('gateway.networking.k8s.io/Gateway', namespace, name) !== undefined;
}
