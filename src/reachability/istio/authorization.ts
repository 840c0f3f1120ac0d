import { AuthorizationPolicy } from './read-authorization-policy';
import { Caller, Judge, ruleTraffic } from './rule-traffic';
import { Bounds, either, NOTHING } from '../bounds';
import { Judgement } from '../judgement';
import { RuleRef } from '../source';
import { Traffic } from '../traffic';

/**
 * What the policies that apply to a callee let a caller ask: CUSTOM, then DENY, then ALLOW. Where no ALLOW applies, all that is not denied; where one
 * does, only what some ALLOW matches. AUDIT and what is only watched change nothing.
 */
export function authorize(policies: readonly AuthorizationPolicy[], caller: Caller, judge: Judge): Judgement {
  const enforced = policies.filter(({ isDryRun }) => !isDryRun);
  const refs: RuleRef[] = [];
  const matched = (action: AuthorizationPolicy['action']): Bounds => {
    let bounds: Bounds = NOTHING;
    for (const policy of enforced.filter(each => each.action === action)) {
      for (const rule of policy.rules) {
        const hit = ruleTraffic(rule, action, policy.namespace, caller, judge);
        if (hit.may.isEmpty) continue;
        refs.push(rule.ref);
        bounds = either(bounds, hit);
      }
    }
    return bounds;
  };
  const tcp = Traffic.ports('TCP');
  // An authorizer of the user's own decides: nobody knows how. ztunnel has none.
  const custom = judge.readsHttp ? matched('CUSTOM') : NOTHING;
  const denied = matched('DENY');
  const allows = enforced.filter(({ action }) => action === 'ALLOW');
  const allowed = allows.length > 0 ? matched('ALLOW') : { must: tcp, may: tcp };
  if (refs.length === 0) refs.push(...allows.map(({ ref }) => ref));
  return {
    bounds: { must: allowed.must.subtract(denied.may).subtract(custom.may), may: allowed.may.subtract(denied.must) },
    decidedBy: refs,
  };
}
