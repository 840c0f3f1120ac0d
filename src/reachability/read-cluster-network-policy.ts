import { PeerSpec, PortSpec } from './network-policy';
import { podMeant, readSelector } from './read-selector';
import { Problem, refOf, RuleRef, SourcedObject } from './source';
import { TierAction } from './tier';
import { isPort, Protocol } from './traffic';
import { cidrRange } from '../manifest/addresses';
import { isRecord, textOf } from '../manifest/object';
import { labelSelector, Selector } from '../manifest/selectors';

export type Tier = 'Admin' | 'Baseline';

export interface ClusterRule {
  readonly ref: RuleRef;
  readonly action: TierAction;
  readonly peers: readonly PeerSpec[];
  /** undefined: everything. */
  readonly ports?: readonly PortSpec[];
}

/** A ClusterNetworkPolicy, v1alpha2 of policy.networking.k8s.io. */
export interface ClusterNetworkPolicy {
  readonly ref: RuleRef;
  readonly tier: Tier;
  readonly priority: number;
  readonly subject: { readonly namespaces: Selector; readonly pods: Selector };
  readonly ingress: readonly ClusterRule[];
  readonly egress: readonly ClusterRule[];
}

const ACTIONS: readonly string[] = ['Accept', 'Deny', 'Pass'];
/** Kinds of peer of whom no manifest says all: nodes by label, names by DNS. */
const OPEN_PEERS = { nodes: 'node', domainNames: 'external' } as const;
const EVERYONE = labelSelector({});
const NOBODY: PeerSpec = {};

/** The policy; undefined where its tier, priority or subject is none. A peer that is not understood fails closed: it accepts nobody, and denies everybody. */
export function readClusterNetworkPolicy(source: SourcedObject, report: (problem: Problem) => void): ClusterNetworkPolicy | undefined {
  const spec = isRecord(source.object.spec) ? source.object.spec : {};
  const { tier, priority, subject } = spec;
  const wrong = (rule: string, says: string): void => report({ ref: refOf(source, rule), says });
  if (tier !== 'Admin' && tier !== 'Baseline') return void wrong('/spec/tier', 'must be Admin or Baseline');
  if (!Number.isInteger(priority) || Number(priority) < 0 || Number(priority) > 1000) return void wrong('/spec/priority', 'must be a number from 0 to 1000');
  const peer = isRecord(subject) ? readPods(subject, '/spec/subject', wrong) : undefined;
  if (!peer) return void wrong('/spec/subject', 'must have namespaces or pods');
  return {
    ref: refOf(source, ''), tier, priority: Number(priority), subject: { namespaces: peer.namespaces ?? EVERYONE, pods: peer.pods ?? EVERYONE },
    ingress: readRules(spec, 'ingress', 'from', source, wrong), egress: readRules(spec, 'egress', 'to', source, wrong),
  };
}

type Wrong = (rule: string, says: string) => void;

function readRules(spec: Record<string, unknown>, direction: string, field: string, source: SourcedObject, wrong: Wrong): ClusterRule[] {
  const rules = spec[direction];
  if (rules !== undefined && rules !== null && !Array.isArray(rules)) wrong(`/spec/${direction}`, 'is no list');
  return (Array.isArray(rules) ? rules : []).map((rule: unknown, index) => {
    const at = `/spec/${direction}/${index}`;
    const fields = isRecord(rule) ? rule : {};
    const action = ACTIONS.includes(textOf(fields.action)) ? fields.action as TierAction : 'Deny';
    if (action !== fields.action) wrong(`${at}/action`, 'must be Accept, Deny or Pass');
    const peers = Array.isArray(fields[field]) ? fields[field] as unknown[] : [];
    if (peers.length === 0) wrong(`${at}/${field}`, 'must name a peer');
    const read = peers.flatMap((each, at_) => readPeer(each, `${at}/${field}/${at_}`, action, wrong));
    const protocols = fields.protocols ?? undefined;
    if (protocols !== undefined && !Array.isArray(protocols)) wrong(`${at}/protocols`, 'is no list');
    return {
      ref: refOf(source, at), action, peers: read,
      ...(Array.isArray(protocols) && protocols.length > 0 ? { ports: protocols.flatMap((each, at_) => readPort(each, `${at}/protocols/${at_}`, wrong)) } : {}),
    };
  });
}

function readPeer(value: unknown, at: string, action: TierAction, wrong: Wrong): PeerSpec[] {
  const fields = isRecord(value) ? value : {};
  const set = Object.keys(fields).filter(key => fields[key] !== undefined && fields[key] !== null);
  if (set.length === 1 && set[0] === 'networks') {
    const blocks = (Array.isArray(fields.networks) ? fields.networks as unknown[] : []).map(cidrRange);
    if (blocks.length > 0 && blocks.every(range => range !== undefined)) return blocks.map(range => ({ block: { range, except: [] } }));
  }
  if (set.length === 1 && (set[0] === 'nodes' || set[0] === 'domainNames')) return [{ some: OPEN_PEERS[set[0]] }];
  const pods = set.length === 1 ? readPods(fields, at, wrong) : undefined;
  if (pods) return [pods];
  wrong(at, 'must have one of namespaces, pods, networks, nodes or domainNames');
  return [action === 'Accept' ? NOBODY : { namespaces: EVERYONE, pods: EVERYONE }];
}

function readPods(fields: Record<string, unknown>, at: string, wrong: Wrong): PeerSpec | undefined {
  const selector = (value: unknown, path: string): Selector => readSelector(value, says => wrong(path, says));
  if (isRecord(fields.namespaces)) {
    const meant = podMeant(fields.namespaces, undefined, '');
    return { namespaces: selector(fields.namespaces, `${at}/namespaces`), ...(meant ? { meant } : {}) };
  }
  if (!isRecord(fields.pods)) return undefined;
  const { namespaceSelector = {}, podSelector } = fields.pods;
  const meant = podMeant(namespaceSelector, podSelector, '');
  return {
    namespaces: selector(namespaceSelector, `${at}/pods/namespaceSelector`), pods: selector(podSelector, `${at}/pods/podSelector`), ...(meant ? { meant } : {}),
  };
}

/** A port that is not understood is none: the rule then means less, which a Deny must not, so that it is reported. */
function readPort(value: unknown, at: string, wrong: Wrong): PortSpec[] {
  const fields = isRecord(value) ? value : {};
  const { destinationNamedPort } = fields;
  if (typeof destinationNamedPort === 'string' && destinationNamedPort !== '') {
    return (['TCP', 'UDP', 'SCTP'] as const).map(protocol => ({ protocol, port: destinationNamedPort }));
  }
  const [name] = Object.keys(fields).filter(key => ['tcp', 'udp', 'sctp'].includes(key));
  const inner = name === undefined ? undefined : fields[name];
  const port = isRecord(inner) ? inner.destinationPort ?? {} : undefined;
  if (name !== undefined && isRecord(port)) {
    const protocol = name.toUpperCase() as Protocol;
    if (Object.keys(port).length === 0) return [{ protocol }];
    const range = isRecord(port.range) ? port.range : { start: port.number, end: port.number };
    const { start, end } = range;
    if (isPort(start) && isPort(end) && start <= end) return [{ protocol, port: start, endPort: end }];
  }
  wrong(at, 'must be tcp, udp or sctp with a destinationPort, or a destinationNamedPort');
  return [];
}
