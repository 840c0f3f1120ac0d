import { Bounds, either, EVERYTHING, exactly, Match, NOTHING, where } from './bounds';
import { Traffic } from './traffic';

export type TierAction = 'Accept' | 'Deny' | 'Pass';

/** A rule of a tier, for one pair of endpoints. */
export interface TierRule {
  readonly action: TierAction;
  readonly match: Match;
  readonly traffic: Traffic;
}

/** What a tier accepts, and what it leaves to the next. All else it denies. */
export interface TierVerdict {
  readonly accepted: Bounds;
  readonly passed: Bounds;
}

/**
 * The first match decides. `groups` holds the policies by priority, first priority first; which of two policies of one priority comes first is undefined,
 * so that what only one of them accepts is open.
 */
export function judgeTier(groups: readonly (readonly (readonly TierRule[])[])[]): TierVerdict {
  let open = EVERYTHING;
  let accepted = NOTHING;
  let passed = NOTHING;
  for (const policies of groups) {
    const verdicts = policies.map(rules => judgePolicy(rules, open));
    const other = (of: PolicyVerdict, actions: readonly TierAction[]): Traffic =>
      Traffic.union(verdicts.filter(each => each !== of).flatMap(each => actions.map(action => each.hits[action].may)));
    for (const verdict of verdicts) {
      accepted = either(accepted, { must: verdict.hits.Accept.must.subtract(other(verdict, ['Deny', 'Pass'])), may: verdict.hits.Accept.may });
      passed = either(passed, { must: verdict.hits.Pass.must.subtract(other(verdict, ['Deny', 'Accept'])), may: verdict.hits.Pass.may });
    }
    open = verdicts.reduce((left, { rest }) => ({ must: left.must.intersect(rest.must), may: left.may.intersect(rest.may) }), open);
  }
  return { accepted, passed: either(passed, open) };
}

interface PolicyVerdict {
  readonly hits: Readonly<Record<TierAction, Bounds>>;
  /** What no rule of the policy means. */
  readonly rest: Bounds;
}

function judgePolicy(rules: readonly TierRule[], start: Bounds): PolicyVerdict {
  let rest = start;
  const hits: Record<TierAction, Bounds> = { Accept: NOTHING, Deny: NOTHING, Pass: NOTHING };
  for (const { action, match, traffic } of rules) {
    const meant = where(match, exactly(traffic));
    hits[action] = either(hits[action], { must: rest.must.intersect(meant.must), may: rest.may.intersect(meant.may) });
    rest = { must: rest.must.subtract(meant.may), may: rest.may.subtract(meant.must) };
  }
  return { hits, rest };
}
