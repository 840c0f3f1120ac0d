import { RuleRef } from '../reachability/source';

/** Names the construct that wrote a rule. */
export type Where = (ref: RuleRef) => string;
