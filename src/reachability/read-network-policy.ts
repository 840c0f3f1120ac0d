import { Direction, NetworkPolicy, PeerSpec, PolicyRule, PortSpec } from './network-policy';
import { podMeant, readSelector } from './read-selector';
import { Problem, refOf, RuleRef, SourcedObject } from './source';
import { isPort, Protocol, PROTOCOLS } from './traffic';
import { AddressRange, cidrRange, contains } from '../manifest/addresses';
import { identityOf, isRecord } from '../manifest/object';
import { pointer } from '../manifest/pointer';

const PEER_FIELDS = new Set(['podSelector', 'namespaceSelector', 'ipBlock']);

/** A NetworkPolicy with the API server's defaults. What the API server would refuse lets nothing through, and is reported. */
export function readNetworkPolicy(source: SourcedObject, report: (problem: Problem) => void): NetworkPolicy {
  const reader = new Reader(source, report);
  const { object } = source;
  const spec = isRecord(object.spec) ? object.spec : {};
  const types = reader.types(spec);
  return {
    ref: reader.ref(''),
    namespace: identityOf(object).namespace ?? '',
    pods: reader.selector(spec.podSelector, '/spec/podSelector'),
    ...(types.has('Ingress') ? { ingress: reader.rules(spec.ingress, 'ingress') } : {}),
    ...(types.has('Egress') ? { egress: reader.rules(spec.egress, 'egress') } : {}),
  };
}

class Reader {
  public constructor(private readonly source: SourcedObject, private readonly report: (problem: Problem) => void) {}

  public ref(rule: string): RuleRef {
    return refOf(this.source, rule);
  }

  /** Left out or empty: Ingress always, and Egress where there are egress rules. */
  public types({ policyTypes, egress }: Record<string, unknown>): ReadonlySet<unknown> {
    if (policyTypes === undefined || policyTypes === null || (Array.isArray(policyTypes) && policyTypes.length === 0)) return new Set(Array.isArray(egress) && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
    const types = Array.isArray(policyTypes) ? policyTypes as unknown[] : [];
    const unknown = types.find(type => type !== 'Ingress' && type !== 'Egress');
    if (!Array.isArray(policyTypes) || unknown !== undefined) this.wrong('/spec/policyTypes', 'is no list of Ingress and Egress');
    // Rather closed than open: what was meant is not known.
    return new Set(unknown !== undefined || types.length === 0 ? ['Ingress', 'Egress'] : types);
  }

  public selector(value: unknown, at: string): PeerSpec['pods'] & object {
    return readSelector(value, says => this.wrong(at, says));
  }

  public rules(value: unknown, direction: Direction): PolicyRule[] {
    return this.list(value, pointer('spec', direction)).map(([rule, at]) => {
      if (!isRecord(rule)) {
        this.wrong(at, 'is no rule');
        return { ref: this.ref(at), peers: [], ports: [] };
      }
      const field = direction === 'ingress' ? 'from' : 'to';
      const peers = this.list(rule[field], at + pointer(field));
      const ports = this.list(rule.ports, at + pointer('ports'));
      return {
        ref: this.ref(at),
        ...(peers.length > 0 ? { peers: peers.map(([peer, where]) => this.peer(peer, where)) } : {}),
        ...(ports.length > 0 ? { ports: ports.flatMap(([port, where]) => this.port(port, where) ?? []) } : {}),
      };
    });
  }

  private peer(value: unknown, at: string): PeerSpec {
    const fields = isRecord(value) ? value : {};
    const set = Object.keys(fields).filter(key => fields[key] !== undefined && fields[key] !== null);
    if (set.length === 0 || set.some(key => !PEER_FIELDS.has(key)) || (set.includes('ipBlock') && set.length > 1)) {
      this.wrong(at, 'must have podSelector, namespaceSelector or both, or else ipBlock alone');
      return {};
    }
    if (set[0] === 'ipBlock') return this.block(fields.ipBlock, `${at}/ipBlock`);
    const meant = podMeant(fields.namespaceSelector, fields.podSelector, identityOf(this.source.object).namespace ?? '');
    return {
      ...(meant ? { meant } : {}),
      ...(set.includes('namespaceSelector') ? { namespaces: this.selector(fields.namespaceSelector, `${at}/namespaceSelector`) } : {}),
      ...(set.includes('podSelector') ? { pods: this.selector(fields.podSelector, `${at}/podSelector`) } : {}),
    };
  }

  private block(value: unknown, at: string): PeerSpec {
    const { cidr, except }: Record<string, unknown> = isRecord(value) ? value : {};
    const range = cidrRange(cidr);
    const cut = (Array.isArray(except) ? except : [except ?? []].flat()).map(cidrRange);
    if (!range || cut.some(each => each === undefined || !contains(range, each) || (each.first === range.first && each.last === range.last))) {
      this.wrong(at, 'needs a cidr, and every except strictly inside it');
      return {};
    }
    return { block: { range, except: cut as AddressRange[] } };
  }

  private port(value: unknown, at: string): PortSpec | undefined {
    const fields = isRecord(value) ? value : {};
    const protocol = fields.protocol ?? 'TCP';
    const [port, endPort] = [fields.port ?? undefined, fields.endPort ?? undefined];
    const problem = !isRecord(value) ? 'is no port'
      : !PROTOCOLS.includes(protocol as Protocol) ? 'has a protocol that is none of TCP, UDP, SCTP'
        : port !== undefined && !isPort(port) && !(typeof port === 'string' && /^[a-z0-9-]*[a-z][a-z0-9-]*$/.test(port)) ? 'has a port that is neither a number from 1 to 65535 nor a name'
          : endPort !== undefined && !(isPort(endPort) && isPort(port) && Number(endPort) >= Number(port)) ? 'has an endPort without a smaller numeric port'
            : undefined;
    if (problem === undefined) return { protocol: protocol as Protocol, port: port as PortSpec['port'], endPort: endPort as number | undefined };
    this.wrong(at, problem);
    return undefined;
  }

  private list(value: unknown, at: string): [unknown, string][] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((item: unknown, index) => [item, `${at}/${index}`]);
    this.wrong(at, 'is no list');
    return [];
  }

  private wrong(at: string, says: string): void {
    this.report({ ref: this.ref(at), says });
  }
}
