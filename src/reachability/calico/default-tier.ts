import { CalicoRule, GlobalPolicy, isSelected, meansEntity } from './global-policy';
import { ORDER_OF_NETWORK_POLICIES } from './read-global-policy';
import { compareTexts } from '../../manifest/lists';
import { either, Match, NOTHING } from '../bounds';
import { Endpoint } from '../endpoint';
import { Environment } from '../environment';
import { Judgement, RuleHit } from '../judgement';
import { Direction, PeerMatcher, portsOn } from '../network-policy';
import { RuleRef } from '../source';
import { judgeTier, throughTier } from '../tier';

/**
 * Calico's tier 'default', in which its own policies stand before and behind the NetworkPolicies, by `order`. The first rule that means a connection decides
 * it, and what none means is denied to every pod that one of them selects.
 */
export class DefaultTier {
  private readonly policiesOf: readonly (readonly GlobalPolicy[])[];
  private readonly matcher: PeerMatcher;
  private readonly known = new Map<CalicoRule, Match[]>();

  public constructor(private readonly endpoints: readonly Endpoint[], policies: readonly GlobalPolicy[], environment: Environment) {
    // Nets mean packets by their address, whatever the plugin is said to make of ipBlock.
    this.matcher = new PeerMatcher({ ...environment, cni: 'pod-ip' });
    const sorted = [...policies].sort((a, b) => a.order === b.order ? compareTexts(a.ref.object.name, b.ref.object.name) : a.order - b.order);
    this.policiesOf = endpoints.map(endpoint => sorted.filter(policy => isSelected(policy, endpoint)));
  }

  public holding(direction: Direction, subject: number): readonly GlobalPolicy[] {
    return this.policiesOf[subject].filter(policy => policy[direction] !== undefined);
  }

  /** undefined: none of them selects the endpoint. `namespaced` is what NetworkPolicies say, where any does. */
  public judge(direction: Direction, subject: number, other: number, namespaced: Judgement | undefined): Judgement | undefined {
    const own = this.holding(direction, subject);
    if (own.length === 0) return undefined;
    const refs: RuleRef[] = [];
    const ordered = (isFirst: boolean) => own.filter(({ order }) => order < ORDER_OF_NETWORK_POLICIES === isFirst);
    const part = (isFirst: boolean) => judgeTier(ordered(isFirst).map(policy => [policy[direction]!.map(rule => {
      const match = this.match(rule, other);
      if (match !== 'no') refs.push(rule.ref);
      return { action: rule.action, match, traffic: this.traffic(rule, direction, subject, other) };
    })]));
    const first = part(true);
    const last = throughTier(part(false), NOTHING);
    return {
      bounds: throughTier(first, namespaced ? either(namespaced.bounds, last) : last),
      decidedBy: [...refs.length > 0 || namespaced ? refs : own.map(({ ref }) => ref), ...namespaced?.decidedBy ?? []],
    };
  }

  public hits(direction: Direction, subject: number, other: number): RuleHit[] {
    return this.holding(direction, subject).flatMap(policy => policy[direction]!.flatMap(rule => {
      const match = this.match(rule, other);
      return match === 'no' ? [] : [{ ref: rule.ref, action: rule.action, match, traffic: this.traffic(rule, direction, subject, other) }];
    }));
  }

  private match(rule: CalicoRule, other: number): Match {
    const known = this.known.get(rule) ?? this.endpoints.map(endpoint => meansEntity(rule.entity, endpoint, this.matcher));
    this.known.set(rule, known);
    return known[other];
  }

  private traffic({ ports, notPorts }: CalicoRule, direction: Direction, subject: number, other: number) {
    const callee = this.endpoints[direction === 'ingress' ? subject : other];
    return notPorts.length === 0 ? portsOn(ports, callee) : portsOn(ports, callee).subtract(portsOn(notPorts, callee));
  }
}
