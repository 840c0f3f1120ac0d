import { Bounds, Match } from './bounds';
import { Traffic } from './traffic';

export type TierAction = 'Accept' | 'Deny' | 'Pass';

/** A rule of a tier, for one pair of endpoints. */
export interface TierRule {
  readonly action: TierAction;
  readonly match: Match;
  readonly traffic: Traffic;
}

/** What a tier may do with each connection: more than one of the three where nobody can tell which. What it does not speak of it passes. */
export type TierVerdict = Readonly<Record<TierAction, Traffic>>;

/** The first match decides. `groups` holds the policies by priority, first priority first; which of two policies of one priority comes first is undefined. */
export function judgeTier(groups: readonly (readonly (readonly TierRule[])[])[]): TierVerdict {
  const verdict: Record<TierAction, Traffic> = { Accept: Traffic.NONE, Deny: Traffic.NONE, Pass: Traffic.NONE };
  let open = Traffic.ALL;
  for (const policies of groups) {
    const start = open;
    for (const rules of policies) open = open.intersect(judgePolicy(rules, start, verdict));
  }
  return { ...verdict, Pass: verdict.Pass.union(open) };
}

/** What gets through a tier, and through what is below it where the tier passes. */
export function throughTier({ Accept, Deny, Pass }: TierVerdict, below: Bounds): Bounds {
  return {
    must: Traffic.ALL.subtract(Deny).intersect(below.must.union(Traffic.ALL.subtract(Pass))),
    may: Accept.union(Pass.intersect(below.may)),
  };
}

/** Adds to the verdict what the policy may do, and returns what it leaves to the next. */
function judgePolicy(rules: readonly TierRule[], start: Traffic, verdict: Record<TierAction, Traffic>): Traffic {
  let rest = start;
  for (const { action, match, traffic } of rules.filter(each => each.match !== 'no')) {
    verdict[action] = verdict[action].union(rest.intersect(traffic));
    if (match === 'yes') rest = rest.subtract(traffic);
  }
  return rest;
}
