import { and, Match, NOTHING } from './bounds';
import { DefaultTier } from './calico/default-tier';
import { GlobalPolicy } from './calico/global-policy';
import { Endpoint, isNode, isPod } from './endpoint';
import { Environment } from './environment';
import { Judgement, OPEN, Reasons, RuleHit } from './judgement';
import { Direction, isolates, NetworkPolicy, PeerMatcher, PolicyRule, portsOn, PortSpec, selects } from './network-policy';
import { ClusterNetworkPolicy, ClusterRule, Tier } from './read-cluster-network-policy';
import { RuleMatches } from './rule-matches';
import { RuleRef } from './source';
import { judgeTier, throughTier, TierAction } from './tier';
import { Traffic } from './traffic';
import { groups } from '../manifest/lists';

/** The network policies of a tree, of every API, ready to be asked about any two endpoints. */
export class NetworkLayer {
  private readonly matches: RuleMatches;
  private readonly clusterMatches: RuleMatches;
  private readonly policiesOf: readonly (readonly NetworkPolicy[])[];
  private readonly calico: DefaultTier;
  private readonly groupsOf: Readonly<Record<Tier, readonly (readonly (readonly ClusterNetworkPolicy[])[])[]>>;

  public constructor(
    private readonly endpoints: readonly Endpoint[], policies: readonly NetworkPolicy[], clusterPolicies: readonly ClusterNetworkPolicy[],
    globalPolicies: readonly GlobalPolicy[], environment: Environment,
  ) {
    this.matches = new RuleMatches(endpoints, new PeerMatcher(environment));
    // `networks` mean packets by their address, whatever the plugin makes of ipBlock.
    this.clusterMatches = new RuleMatches(endpoints, new PeerMatcher({ ...environment, cni: 'pod-ip' }));
    this.calico = new DefaultTier(endpoints, globalPolicies, environment);
    const byNamespace = groups(policies, ({ namespace }) => namespace);
    const near = (namespace: string): NetworkPolicy[] => [...byNamespace.get(namespace) ?? [], ...byNamespace.get(undefined) ?? []];
    this.policiesOf = endpoints.map(endpoint => near(endpoint.namespace).filter(policy => selects(policy, endpoint)));
    const ofTier = (tier: Tier) => endpoints.map(each => byPriority(clusterPolicies.filter(policy => policy.tier === tier && isSubject(policy, each))));
    this.groupsOf = { Admin: ofTier('Admin'), Baseline: ofTier('Baseline') };
  }

  /** The endpoint's own side of a connection with another: `ingress` where it is called, `egress` where it calls. */
  public judge(direction: Direction, subject: number, other: number): Judgement {
    const callee = this.endpoints[direction === 'ingress' ? subject : other];
    // Nothing holds what a node sends to its own pods, and no policy selects what has no pod's address.
    if (!isPod(this.endpoints[subject]) || this.endpoints[other].kind === 'node' && direction === 'ingress') return OPEN;
    const judgement = this.judgeHeld(direction, subject, other, callee);
    // Whoever shares the network of a node may share that of the callee.
    const isNodes = direction === 'ingress' && isNode(this.endpoints[other]);
    return isNodes ? { ...judgement, bounds: { must: judgement.bounds.must, may: Traffic.ALL } } : judgement;
  }

  private judgeHeld(direction: Direction, subject: number, other: number, callee: Endpoint): Judgement {
    const namespaced = this.namespaced(direction, subject, other, callee);
    const below = this.calico.judge(direction, subject, other, namespaced) ?? namespaced ?? this.tier('Baseline', direction, subject, other, OPEN);
    return this.tier('Admin', direction, subject, other, below);
  }

  /** Some policy holds this side of the endpoint's connections. */
  public isHeld(direction: Direction, subject: number): boolean {
    return this.policiesOf[subject].some(policy => isolates(policy, direction) || denied(policy, direction).length > 0)
      || this.calico.holding(direction, subject).length > 0 || (['Admin', 'Baseline'] as const).some(tier => this.groupsOf[tier][subject].flat().some(policy => policy[direction].length > 0));
  }

  /** For whoever asks why: what `judge` puts together, rule by rule. */
  public reasons(direction: Direction, subject: number, other: number): Reasons {
    const callee = this.endpoints[direction === 'ingress' ? subject : other];
    const own = this.policiesOf[subject].filter(policy => policy[direction] !== undefined);
    const tiers = [...this.groupsOf.Admin[subject], ...this.groupsOf.Baseline[subject]].flat().filter(policy => policy[direction].length > 0);
    const hit = (rule: PolicyRule, action: TierAction, match: Match): RuleHit[] => match === 'no' ? [] : [{ ref: rule.ref, action, match, traffic: portsOf(rule, callee) }];
    return {
      holding: [...own, ...this.calico.holding(direction, subject), ...tiers].map(({ ref }) => ref),
      hits: [
        ...own.flatMap(policy => denied(policy, direction).flatMap(rule => hit(rule, 'Deny', this.matches.of(rule, policy.namespace, other)))),
        ...own.flatMap(policy => policy[direction]!.flatMap(rule => hit(rule, 'Accept', this.match(rule, policy, subject, other)))),
        ...this.calico.hits(direction, subject, other),
        ...tiers.flatMap(policy => policy[direction].flatMap(rule => hit(rule, rule.action, this.clusterMatches.of(rule, '', other)))),
      ],
    };
  }

  /** Whom the endpoint may call or be called by, as far as its own side goes; undefined: anyone. So that nobody asks for all pairs where few are open. */
  public others(direction: Direction, subject: number): readonly number[] | undefined {
    const holding = this.policiesOf[subject].filter(policy => policy[direction] !== undefined);
    if (!holding.some(policy => isolates(policy, direction)) || this.groupsOf.Admin[subject].length > 0 || this.calico.holding(direction, subject).length > 0
      || !isPod(this.endpoints[subject])) return undefined;
    const lists = holding.flatMap(policy => policy[direction]!.map(rule => this.matches.meant(rule, policy.namespace)));
    return lists.some(list => list === undefined) ? undefined : [...new Set((lists as number[][]).flat())].sort((a, b) => a - b);
  }

  /** undefined: no policy of a namespace speaks of the endpoint in this direction. Those that let through add up; of those that deny, one is enough. */
  private namespaced(direction: Direction, subject: number, other: number, callee: Endpoint): Judgement | undefined {
    const holding = this.policiesOf[subject].filter(policy => policy[direction] !== undefined);
    if (holding.length === 0) return undefined;
    const isHeld = holding.some(policy => isolates(policy, direction));
    const around = isHeld ? undefined : this.tier('Baseline', direction, subject, other, OPEN);
    let { must, may } = around?.bounds ?? NOTHING;
    const refs: RuleRef[] = [];
    const each = (rule: PolicyRule, match: Match, apply: (traffic: Traffic, isCertain: boolean) => void): void => {
      const traffic = match === 'no' ? Traffic.NONE : portsOf(rule, callee);
      if (traffic.isEmpty) return;
      refs.push(rule.ref);
      apply(traffic, match === 'yes');
    };
    for (const policy of holding) {
      for (const rule of policy[direction]!) {
        each(rule, this.match(rule, policy, subject, other), (traffic, isCertain) => {
          if (isCertain) must = must.union(traffic);
          may = may.union(traffic);
        });
      }
    }
    for (const policy of holding) {
      for (const rule of denied(policy, direction)) {
        each(rule, this.matches.of(rule, policy.namespace, other), (traffic, isCertain) => {
          must = must.subtract(traffic);
          if (isCertain) may = may.subtract(traffic);
        });
      }
    }
    return { bounds: { must, may }, decidedBy: refs.length > 0 ? refs : [...holding.map(({ ref }) => ref), ...around?.decidedBy ?? []] };
  }

  /** Whether a rule that lets through means the other end, for one whom its policy selects. */
  private match(rule: PolicyRule, policy: NetworkPolicy, subject: number, other: number): Match {
    const match = this.matches.of(rule, policy.namespace, other);
    const isByName = rule.peers?.every(({ host }) => host) === true;
    return and(match, rule.isNarrowed || (isByName && !this.isLearned(subject, other)) ? 'maybe' : 'yes');
  }

  /** What the pod asks for this name passes the plugin's proxy, over both protocols: an answer that does not fit one datagram is asked for again over TCP. */
  private isLearned(subject: number, other: number): boolean {
    const { host } = this.endpoints[other];
    const asked = this.policiesOf[subject].flatMap(({ learns = [] }) => learns.filter(each => host && each.host.means(host) === 'yes'));
    const { spans } = Traffic.union(asked.map(each => portsOn(each.ports, this.endpoints[other])));
    return spans.some(udp => udp.protocol === 'UDP' && spans.some(tcp => tcp.protocol === 'TCP' && tcp.from <= udp.to && udp.from <= tcp.to));
  }

  /** The tier, and below it what is there already. */
  private tier(tier: Tier, direction: Direction, subject: number, other: number, below: Judgement): Judgement {
    const ordered = this.groupsOf[tier][subject];
    if (ordered.length === 0) return below;
    const callee = this.endpoints[direction === 'ingress' ? subject : other];
    const refs: RuleRef[] = [];
    const verdict = judgeTier(ordered.map(group => group.map(policy => policy[direction].map(rule => {
      const match = this.clusterMatches.of(rule, '', other);
      if (match !== 'no') refs.push(rule.ref);
      return { action: rule.action, match, traffic: portsOf(rule, callee) };
    }))));
    return { bounds: throughTier(verdict, below.bounds), decidedBy: [...refs, ...below.decidedBy] };
  }
}

function denied({ denies }: NetworkPolicy, direction: Direction): readonly PolicyRule[] {
  return denies?.[direction] ?? [];
}

const FIXED = new WeakMap<readonly PortSpec[], Traffic>();

/** Ports by number are the same on every callee. */
function portsOf({ ports }: PolicyRule | ClusterRule, callee: Endpoint): Traffic {
  if (ports === undefined || ports.some(({ port }) => typeof port === 'string')) return portsOn(ports, callee);
  const known = FIXED.get(ports) ?? portsOn(ports, callee);
  FIXED.set(ports, known);
  return known;
}

function isSubject({ subject }: ClusterNetworkPolicy, endpoint: Endpoint): boolean {
  return isPod(endpoint) && subject.namespaces.matches(endpoint.namespaceLabels) && subject.pods.matches(endpoint.labels);
}

function byPriority(policies: readonly ClusterNetworkPolicy[]): ClusterNetworkPolicy[][] {
  return [...groups(policies, ({ priority }) => priority)].sort(([a], [b]) => a - b).map(([, group]) => group);
}
