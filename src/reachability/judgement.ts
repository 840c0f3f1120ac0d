import { Bounds, EVERYTHING, Match } from './bounds';
import { RuleRef } from './source';
import { TierAction } from './tier';
import { Traffic } from './traffic';

/** What the network lets through in one direction, and which rules say so. */
export interface Judgement {
  readonly bounds: Bounds;
  readonly decidedBy: readonly RuleRef[];
}

/** A rule that means the other side of a connection, and what it says of it. */
export interface RuleHit {
  readonly ref: RuleRef;
  readonly action: TierAction;
  readonly match: Match;
  readonly traffic: Traffic;
}

/** Why one direction is judged as it is: the policies that select the endpoint, and those of their rules that mean the other. */
export interface Reasons {
  readonly holding: readonly RuleRef[];
  readonly hits: readonly RuleHit[];
}

export const OPEN: Judgement = { bounds: EVERYTHING, decidedBy: [] };
