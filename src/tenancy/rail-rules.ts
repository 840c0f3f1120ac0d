import { GuardRail, PortClass } from '../platform/guard-rail';

/** What a guard rail denies the pods of one namespace, in one direction. */
export interface RailRule {
  readonly direction: 'ingress' | 'egress';
  /** The guard rail, as its error names it. */
  readonly rail: number;
  /** Pods of this namespace; left out with `but`: of every one. */
  readonly namespace?: string;
  /** Everybody who is not of this namespace, the world included where calls go out. */
  readonly but?: string;
  /** Left out: every port. */
  readonly ports?: readonly PortClass[];
}

/**
 * The guard rails as rules of one namespace, those that leave out its own pods last. Calls to "anywhere" are no rule: who may call a range of the world
 * would be denied it with the rest, so that synth alone holds them.
 */
export function railRules(rails: readonly GuardRail[], own: string): RailRule[] {
  const rules = rails.flatMap(({ from, to, ports, anywhereEgress }, rail): RailRule[] => {
    if (anywhereEgress) return [];
    const rule = (direction: RailRule['direction'], other: Pick<RailRule, 'namespace' | 'but'>): RailRule => ({ direction, rail, ...other, ...(ports ? { ports } : {}) });
    const out = (other: Pick<RailRule, 'namespace' | 'but'>): RailRule => rule('egress', other);
    const into = (other: Pick<RailRule, 'namespace' | 'but'>): RailRule => rule('ingress', other);
    if (from === undefined && to === undefined) return [out({}), into({})];
    if (from !== undefined && to !== undefined) return [...from === own ? [out({ namespace: to })] : [], ...to === own ? [into({ namespace: from })] : []];
    if (from !== undefined) return from === own ? [out({ but: own })] : [into({ namespace: from })];
    return to === own ? [into({ but: own })] : [out({ namespace: to! })];
  });
  return [...rules.filter(({ but }) => but === undefined), ...rules.filter(({ but }) => but !== undefined)];
}
