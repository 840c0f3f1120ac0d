import { Construct } from 'constructs';
import { impliedCalls } from './cluster-policies';
import { RailRule, railRules } from './rail-rules';
import { Opening } from '../connectivity/rules';
import { NetworkPeer, PortRule } from '../connectivity/selection';
import { groups } from '../manifest/lists';
import { NAMESPACE_NAME_LABEL } from '../manifest/well-known';
import { SYNC_WAVES, waveAnnotations } from '../platform/delivery-marks';
import { emit } from '../platform/emit';
import { CLASS_PORTS } from '../platform/guard-rail';
import { NetworkPolicyApi } from '../platform/network-policy-api';
import { Platform } from '../platform/platform';

/** NetworkPolicies stand at 1000: the guard rails are asked before them, the deny after them. */
const ORDERS = { 'guard-rails': 500, 'default-deny': 2000 } as const;
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

/** Ports by protocol: numbers, and ranges as texts. */
type Ports = Readonly<Partial<Record<typeof PROTOCOLS[number], readonly (number | string)[]>>>;

/** Somebody whom the pods of the namespace must be able to call whatever a guard rail says. */
interface Implied {
  readonly peer: Readonly<Record<'selector', string>> | Readonly<Record<'nets', readonly string[]>>;
  readonly namespace?: string;
  readonly ports: readonly PortRule[];
}

/**
 * What `emitClusterPolicies` writes, for a cluster whose plugin is Calico before 3.32. Rules that deny, and none that allows or passes on: both would open
 * what no NetworkPolicy opens. Not in a namespace that is observed: to select a pod is to deny it whatever no policy of the tier allows.
 */
export function emitCalicoPolicies(scope: Construct, name: string, isObserved: boolean): void {
  const platform = Platform.of(scope);
  if (!platform.networkPolicyApis.includes(NetworkPolicyApi.CALICO) || isObserved) return;
  const policy = (id: keyof typeof ORDERS, constructId: string, spec: object): void => {
    emit(scope, constructId, {
      apiVersion: NetworkPolicyApi.CALICO, kind: 'GlobalNetworkPolicy', metadata: { name: `${id}-${name}`, annotations: waveAnnotations(platform, SYNC_WAVES.DENY) },
      spec: { tier: 'default', order: ORDERS[id], selector: 'all()', namespaceSelector: `projectcalico.org/name == '${name}'`, ...spec },
    });
  };
  const rules = railRules(platform.forbid, name);
  const implied = impliedCalls(scope, platform).flatMap(impliedOf);
  const ingress = rules.filter(({ direction }) => direction === 'ingress').flatMap(intoDenials);
  const egress = rules.filter(({ direction }) => direction === 'egress').flatMap(rule => outOfDenials(rule, implied));
  const types = [...ingress.length > 0 ? ['Ingress'] : [], ...egress.length > 0 ? ['Egress'] : []];
  if (types.length > 0) {
    policy('guard-rails', 'CalicoGuardRails', { types, ...(ingress.length > 0 ? { ingress } : {}), ...(egress.length > 0 ? { egress } : {}) });
  }
  policy('default-deny', 'CalicoDefaultDeny', { types: ['Ingress', 'Egress'] });
}

function intoDenials(rule: RailRule): object[] {
  const { namespace, but } = rule;
  const from = namespace !== undefined ? `projectcalico.org/name == '${namespace}'` : but === undefined ? 'all()' : `projectcalico.org/name != '${but}'`;
  return denials(rule, portsOf(rule), ports => ({ source: { namespaceSelector: from }, ...(ports ? { destination: { ports } } : {}) }));
}

/** What is implied is left out of the denial, and of it all is denied again but the implied ports. */
function outOfDenials(rule: RailRule, implied: readonly Implied[]): object[] {
  const { namespace, but } = rule;
  const ports = portsOf(rule);
  const met = implied
    .filter(each => (namespace === undefined || each.namespace === namespace) && each.namespace !== but && (!ports || meets(each.ports, rule)));
  const selectors = [...but === undefined ? [] : [`projectcalico.org/namespace == '${but}'`], ...met.flatMap(({ peer }) => 'selector' in peer ? peer.selector : [])];
  const notNets = met.flatMap(({ peer }) => 'nets' in peer ? peer.nets : []);
  const destination = {
    ...(namespace === undefined ? {} : { namespaceSelector: `projectcalico.org/name == '${namespace}'` }),
    ...(selectors.length > 0 ? { notSelector: selectors.join(' || ') } : {}), ...(notNets.length > 0 ? { notNets } : {}),
  };
  const around = denials(rule, ports, of => {
    const to = { ...destination, ...(of ? { ports: of } : {}) };
    return Object.keys(to).length > 0 ? { destination: to } : {};
  });
  return [...around, ...met.flatMap(({ peer, ports: open }) => {
    const notPorts = (protocol: string): (number | string)[] => open.filter(each => each.protocol === protocol).map(textOf);
    const left = ports ? withoutPorts(ports, notPorts) : { TCP: [], UDP: [], SCTP: [] };
    return denials(rule, left, (of, protocol) => {
      const not = notPorts(protocol!);
      return { destination: { ...peer, ...(of!.length > 0 ? { ports: of } : {}), ...(not.length > 0 ? { notPorts: not } : {}) } };
    });
  })];
}

type Sides = (ports: readonly (number | string)[] | undefined, protocol?: string) => object;

function denials({ rail }: RailRule, ports: Ports | undefined, sides: Sides): object[] {
  const rule = { action: 'Deny', metadata: { annotations: { rule: `forbid-${rail}` } } };
  if (!ports) return [{ ...rule, ...sides(undefined) }];
  return PROTOCOLS.filter(protocol => ports[protocol]).map(protocol => ({ ...rule, protocol, ...sides(ports[protocol], protocol) }));
}

/** Where nothing is left of a protocol, no rule is needed. */
function withoutPorts(ports: Ports, open: (protocol: string) => readonly (number | string)[]): Ports {
  const left = PROTOCOLS.map(protocol => [protocol, ports[protocol]?.filter(port => !open(protocol).includes(port)) ?? []] as const);
  return Object.fromEntries(left.filter(([, each]) => each.length > 0));
}

function portsOf({ ports }: RailRule): Ports | undefined {
  if (!ports) return undefined;
  const byProtocol = groups(ports.flatMap(each => CLASS_PORTS[each]), ([protocol]) => protocol);
  return Object.fromEntries([...byProtocol].map(([protocol, all]) => [protocol, all.map(([, first, last]) => textOf({ port: first, endPort: last }))]));
}

function meets(open: readonly PortRule[], { ports = [] }: RailRule): boolean {
  return ports.flatMap(each => CLASS_PORTS[each])
    .some(([protocol, first, last]) => open.some(each => each.protocol === protocol && each.port <= last && (each.endPort ?? each.port) >= first));
}

function textOf({ port, endPort = port }: Pick<PortRule, 'port' | 'endPort'>): number | string {
  return port === endPort ? port : `${port}:${endPort}`;
}

function impliedOf({ peers, ports = [] }: Opening): Implied[] {
  return peers.map(peer => peer.ipBlock ? { peer: { nets: [peer.ipBlock.cidr] }, ports }
    : { peer: { selector: selectorOf(peer) }, namespace: peer.namespaceSelector?.matchLabels?.[NAMESPACE_NAME_LABEL], ports });
}

function selectorOf({ namespaceSelector, podSelector }: NetworkPeer): string {
  const labels = { 'projectcalico.org/namespace': namespaceSelector?.matchLabels?.[NAMESPACE_NAME_LABEL], ...podSelector?.matchLabels };
  return `(${Object.entries(labels).map(([key, value]) => `${key} == '${value}'`).join(' && ')})`;
}
