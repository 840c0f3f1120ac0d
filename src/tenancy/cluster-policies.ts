import { Construct } from 'constructs';
import { RailRule, railRules } from './rail-rules';
import { dnsOpenings, meshOpenings } from '../connectivity/implied';
import { Opening } from '../connectivity/rules';
import { namespaceNamed, PortRule } from '../connectivity/selection';
import { NAMESPACE_NAME_LABEL } from '../manifest/well-known';
import { SYNC_WAVES, waveAnnotations } from '../platform/delivery-marks';
import { emit } from '../platform/emit';
import { CLASS_PORTS } from '../platform/guard-rail';
import { NetworkPolicyApi } from '../platform/network-policy-api';
import { Platform } from '../platform/platform';

/** In the middle: a platform team's own policies fit before and behind. Those of two namespaces never select one pod. */
const PRIORITY = 500;
/** More the API server refuses. */
const MOST_RULES = 25;
const WORLD = { networks: ['0.0.0.0/0', '::/0'] };

/**
 * What holds in a namespace whatever its own policies say: above them the guard rails of the platform, below them a deny of everything, for the day that
 * the NetworkPolicy 'default-deny' is missing. Cluster-scoped: who may write in the namespace alone cannot change them.
 */
export function emitClusterPolicies(scope: Construct, name: string, isObserved: boolean): void {
  const platform = Platform.of(scope);
  if (!platform.networkPolicyApis.includes(NetworkPolicyApi.CLUSTER)) return;
  const rules = railRules(platform.forbid, name);
  const policy = (id: string, tier: string, spec: object): void => {
    emit(scope, `${tier}Policy`, {
      apiVersion: NetworkPolicyApi.CLUSTER, kind: 'ClusterNetworkPolicy', metadata: { name: `${id}-${name}`, annotations: waveAnnotations(platform, SYNC_WAVES.DENY) },
      spec: { tier, priority: PRIORITY, subject: { namespaces: namespaceNamed(name) }, ...spec },
    });
  };
  // A range of the world means the own pods too: they are passed on before it.
  const own = [{ name: 'own-pods', action: 'Pass', to: [{ namespaces: namespaceNamed(name) }] }];
  if (rules.length > 0) {
    const where = scope.node.path;
    policy('guard-rails', 'Admin', { ingress: denials(where, rules, 'ingress', [], []), egress: denials(where, rules, 'egress', impliedPasses(scope, platform), own) });
  }
  // A live pod that nobody declared would be cut off at once.
  if (isObserved) return;
  policy('default-deny', 'Baseline', {
    ingress: [{ name: 'default-deny', action: 'Deny', from: [{ namespaces: {} }] }],
    egress: [{ name: 'default-deny', action: 'Deny', to: [{ namespaces: {} }, WORLD] }],
  });
}

function denials(where: string, rules: readonly RailRule[], direction: RailRule['direction'], implied: readonly object[], own: readonly object[]): object[] {
  const of = rules.filter(rule => rule.direction === direction);
  const [others, outward] = [of.filter(({ but }) => but === undefined), of.filter(({ but }) => but !== undefined)];
  const all = of.length === 0 ? [] : [...implied, ...others.map(denial), ...(outward.length > 0 ? [...own, ...outward.map(denial)] : [])];
  if (all.length > MOST_RULES) {
    throw new Error(`${where}: platform.forbid: ${of.length} guard rails meet the namespace, and a ClusterNetworkPolicy holds ${MOST_RULES} rules. Join some, as several ports of one guard rail.`);
  }
  return all;
}

function denial(rule: RailRule): object {
  const protocols = rule.ports?.flatMap(each => CLASS_PORTS[each]).map(([protocol, first, last]) => protocolOf(protocol, first, last));
  return { name: `forbid-${rule.rail}`, action: 'Deny', [rule.direction === 'ingress' ? 'from' : 'to']: peers(rule), ...(protocols ? { protocols } : {}) };
}

function peers({ direction, namespace, but }: RailRule): object[] {
  if (namespace !== undefined) return [{ namespaces: namespaceNamed(namespace) }];
  const namespaces = but === undefined ? {} : { matchExpressions: [{ key: NAMESPACE_NAME_LABEL, operator: 'NotIn', values: [but] }] };
  return [{ namespaces }, ...(direction === 'egress' ? [WORLD] : [])];
}

/** What the platform implies that the pods of a namespace call: it crosses no guard rail. */
export function impliedCalls(scope: Construct, platform: Platform): Opening[] {
  return [...dnsOpenings(platform), ...meshOpenings(scope, [], platform)];
}

function impliedPasses(scope: Construct, platform: Platform): object[] {
  return impliedCalls(scope, platform).map(({ peers: each, ports = [] }, index) => ({
    name: `implied-${index}`, action: 'Pass', protocols: ports.map(portOf),
    to: each.map(({ ipBlock, namespaceSelector, podSelector }) => ipBlock ? { networks: [ipBlock.cidr] } : { pods: { namespaceSelector, podSelector } }),
  }));
}

function portOf({ protocol, port }: PortRule): object {
  return protocolOf(protocol, port, port);
}

function protocolOf(protocol: string, start: number, end: number): object {
  return { [protocol.toLowerCase()]: { destinationPort: start === end ? { number: start } : { range: { start, end } } } };
}
