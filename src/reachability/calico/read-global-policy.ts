import { CALICO_NAME_LABEL, CALICO_NAMESPACE_LABEL, CalicoRule, Entity, GlobalPolicy } from './global-policy';
import { CalicoSelector, readCalicoSelector } from './selector';
import { cidrRange } from '../../manifest/addresses';
import { isRecord, textOf } from '../../manifest/object';
import { Direction, PeerSpec, PortSpec } from '../network-policy';
import { Problem, refOf, SourcedObject } from '../source';
import { isPort, Protocol, PROTOCOLS } from '../traffic';

/** Where Calico puts the NetworkPolicies of Kubernetes in the tier 'default'. */
export const ORDER_OF_NETWORK_POLICIES = 1000;
const SPEC_FIELDS = new Set(['tier', 'order', 'selector', 'namespaceSelector', 'types', 'ingress', 'egress', 'performanceHints']);
const RULE_FIELDS = new Set(['action', 'protocol', 'source', 'destination', 'metadata']);
const ENTITY_FIELDS = new Set(['nets', 'notNets', 'selector', 'notSelector', 'namespaceSelector', 'ports', 'notPorts']);
const NOBODY: CalicoSelector = { matches: () => false, meant: [], keys: [] };
/** Labels that Calico makes up of what no manifest of the pod says. */
const MADE_UP = /^(pcns|pcsa)\.|^projectcalico\.org\//;

type Fields = Record<string, unknown>;

/** The policy; undefined where the whole of it is not read. What is not understood of a rule accepts nobody for certain, and may deny everybody. */
export function readGlobalPolicy(source: SourcedObject, report: (problem: Problem) => void): GlobalPolicy | undefined {
  const wrong = (rule: string, says: string): void => report({ ref: refOf(source, rule), says });
  const spec = isRecord(source.object.spec) ? source.object.spec : {};
  const { tier = 'default', order } = spec;
  if (tier !== 'default') return void wrong('/spec/tier', "is not 'default': no other tier of Calico is read here, and every answer is as if the policy were not there");
  const foreign = Object.keys(spec).find(key => isSet(spec[key]) && !SPEC_FIELDS.has(key));
  if (foreign !== undefined) wrong(`/spec/${foreign}`, 'is a field that is not read here');
  if (isSet(order) && typeof order !== 'number') wrong('/spec/order', 'must be a number');
  if (order === ORDER_OF_NETWORK_POLICIES) wrong('/spec/order', 'is that of NetworkPolicies, so that names decide which comes first. Give it one of its own');
  const types = readTypes(spec, wrong);
  const reader = new Reader(source, wrong);
  return {
    // Without one it comes last.
    ref: refOf(source, ''), order: typeof order === 'number' ? order : Infinity,
    pods: reader.selector(spec.selector, '/spec/selector', CALICO_NAMESPACE_LABEL) ?? NOBODY,
    namespaces: reader.selector(spec.namespaceSelector, '/spec/namespaceSelector', CALICO_NAME_LABEL) ?? NOBODY,
    ...(types.has('Ingress') ? { ingress: reader.rules(spec, 'ingress') } : {}),
    ...(types.has('Egress') ? { egress: reader.rules(spec, 'egress') } : {}),
  };
}

type Wrong = (rule: string, says: string) => void;

/** Left out: the directions of which there are rules, and ingress where there are none. */
function readTypes({ types, ingress, egress }: Fields, wrong: Wrong): ReadonlySet<unknown> {
  if (!isSet(types)) return new Set([...isSet(ingress) || !isSet(egress) ? ['Ingress'] : [], ...isSet(egress) ? ['Egress'] : []]);
  const all = Array.isArray(types) ? types as unknown[] : [];
  if (all.length > 0 && all.every(type => type === 'Ingress' || type === 'Egress')) return new Set(all);
  wrong('/spec/types', 'is no list of Ingress and Egress');
  return new Set(['Ingress', 'Egress']);
}

class Reader {
  public constructor(private readonly source: SourcedObject, private readonly wrong: Wrong) {}

  public selector(value: unknown, at: string, known: string): CalicoSelector | undefined {
    const selector = readCalicoSelector(value);
    const madeUp = selector?.keys.find(key => MADE_UP.test(key) && key !== known);
    if (selector && madeUp === undefined) return selector;
    this.wrong(at, madeUp === undefined ? 'is no selector that is read here: write all(), has(…), ==, !=, in, not in, joined by && and ||, with values in quotes'
      : `asks for '${madeUp}', which is not read here`);
    return undefined;
  }

  public rules(spec: Fields, direction: Direction): CalicoRule[] {
    const value = spec[direction];
    if (isSet(value) && !Array.isArray(value)) this.wrong(`/spec/${direction}`, 'is no list');
    return (Array.isArray(value) ? value as unknown[] : []).flatMap((rule, index) => this.rule(isRecord(rule) ? rule : {}, `/spec/${direction}/${index}`, direction));
  }

  private rule(rule: Fields, at: string, direction: Direction): CalicoRule[] {
    if (rule.action === 'Log') return [];
    const action = rule.action === 'Allow' ? 'Accept' : 'Deny';
    if (rule.action !== 'Allow' && rule.action !== 'Deny') this.wrong(`${at}/action`, rule.action === 'Pass' ? 'hands on to tiers that are not read here' : 'must be Allow, Deny or Log');
    const [other, own] = direction === 'ingress' ? ['source', 'destination'] : ['destination', 'source'];
    const [far, near] = [other, own].map(side => isRecord(rule[side]) ? rule[side] as Fields : {});
    const unread = [
      ...this.foreign(rule, RULE_FIELDS, at), ...this.foreign(far, ENTITY_FIELDS, `${at}/${other}`),
      // The ports are those of the callee; who the own pods are, the policy says.
      ...this.foreign(near, direction === 'ingress' ? new Set(['ports', 'notPorts']) : new Set(), `${at}/${own}`),
      ...direction === 'ingress' ? this.foreign({ ports: far.ports, notPorts: far.notPorts }, new Set(), `${at}/${other}`) : [],
    ];
    const called = direction === 'ingress' ? near : far;
    const protocols = this.protocols(rule.protocol, at);
    const to = `${at}/destination`;
    const ports = isSet(called.ports) ? this.ports(called.ports, protocols, `${to}/ports`) : isSet(rule.protocol) ? protocols.map(protocol => ({ protocol })) : undefined;
    if (!isSet(rule.protocol) && (isSet(called.ports) || isSet(called.notPorts))) this.wrong(to, 'has ports without a protocol');
    return [{
      ref: refOf(this.source, at), action, entity: { ...this.entity(far, `${at}/${other}`), ...(unread.length > 0 ? { isOpen: true } : {}) },
      ...(ports ? { ports } : {}), notPorts: isSet(called.notPorts) ? this.ports(called.notPorts, protocols, `${to}/notPorts`) : [],
    }];
  }

  private entity(fields: Fields, at: string): Entity {
    const selector = (field: string, known: string): CalicoSelector | undefined =>
      isSet(fields[field]) ? this.selector(fields[field], `${at}/${field}`, known) : undefined;
    const [pods, notPods] = ['selector', 'notSelector'].map(field => selector(field, CALICO_NAMESPACE_LABEL));
    const namespaces = selector('namespaceSelector', CALICO_NAME_LABEL);
    const isOpen = [[fields.selector, pods], [fields.notSelector, notPods], [fields.namespaceSelector, namespaces]]
      .some(([given, read]) => isSet(given) && !read);
    return {
      ...(isSet(fields.nets) ? { nets: this.nets(fields.nets, `${at}/nets`) } : {}),
      ...(isSet(fields.notNets) ? { notNets: this.nets(fields.notNets, `${at}/notNets`) } : {}),
      ...(pods ? { pods } : {}), ...(notPods ? { notPods } : {}), ...(namespaces ? { namespaces } : {}), ...(isOpen ? { isOpen } : {}),
    };
  }

  private nets(value: unknown, at: string): PeerSpec[] {
    const ranges = (Array.isArray(value) ? value as unknown[] : [undefined]).map(cidrRange);
    if (ranges.some(range => range === undefined)) this.wrong(at, 'is no list of ranges');
    return ranges.flatMap(range => range ? [{ block: { range, except: [] } }] : []);
  }

  /** Of others than these three nothing here speaks. */
  private protocols(value: unknown, at: string): Protocol[] {
    const found = PROTOCOLS.find(protocol => protocol === textOf(value).toUpperCase());
    if (found) return [found];
    if (isSet(value) && !/^(ICMP|ICMPv6|UDPLite)$/.test(textOf(value))) this.wrong(`${at}/protocol`, 'must be TCP, UDP, SCTP, ICMP, ICMPv6 or UDPLite');
    return [];
  }

  private ports(value: unknown, protocols: readonly Protocol[], at: string): PortSpec[] {
    return (Array.isArray(value) ? value as unknown[] : [undefined]).flatMap((port, index): PortSpec[] => {
      const [first, last] = typeof port === 'string' && /^\d+:\d+$/.test(port) ? port.split(':').map(Number) : [port, port];
      if (isPort(first) && isPort(last) && first <= last) return protocols.map(protocol => ({ protocol, port: first, endPort: last }));
      if (typeof port === 'string' && /[a-z]/.test(port)) return protocols.map(protocol => ({ protocol, port }));
      this.wrong(`${at}/${index}`, "must be a number, a range '1:9' or a name");
      return [];
    });
  }

  private foreign(fields: Fields, known: ReadonlySet<string>, at: string): string[] {
    const found = Object.keys(fields).filter(key => isSet(fields[key]) && !known.has(key));
    for (const key of found) this.wrong(`${at}/${key}`, 'is a field that is not read here');
    return found;
  }
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
