import { readPeers, readPods, Wrong } from './peers';
import { readPortGroup } from './ports';
import { isClusterScoped } from '../../manifest/kinds';
import { identityOf, isRecord } from '../../manifest/object';
import { Environment } from '../environment';
import { Direction, Learning, NetworkPolicy, PeerSpec, PolicyRule } from '../network-policy';
import { Problem, refOf, SourcedObject } from '../source';

export const CILIUM_KINDS = ['cilium.io/CiliumNetworkPolicy', 'cilium.io/CiliumClusterwideNetworkPolicy'];

const SPEC_FIELDS = ['endpointSelector', 'nodeSelector', 'ingress', 'egress', 'ingressDeny', 'egressDeny', 'enableDefaultDeny', 'labels', 'description', 'log'];
const OTHER_MEMBERS = ['toPorts', 'icmps', 'authentication'];

/**
 * A CiliumNetworkPolicy, or one of the whole cluster, as Cilium's agent reads it: `spec`, and each of `specs`. What the agent would refuse, and what is not
 * understood here, is reported; it lets nothing through for certain.
 */
export function readCiliumPolicies(source: SourcedObject, environment: Environment, report: (problem: Problem) => void): NetworkPolicy[] {
  const { object } = source;
  const wrong: Wrong = (at, says) => report({ ref: refOf(source, at), says });
  const specs = [
    ...object.spec === undefined || object.spec === null ? [] : [[object.spec, '/spec'] as const],
    ...(Array.isArray(object.specs) ? object.specs as unknown[] : []).map((spec, index) => [spec, `/specs/${index}`] as const),
  ];
  if (specs.length === 0) wrong('', 'has neither spec nor specs');
  return specs.flatMap(([spec, at]) => {
    if (isRecord(spec)) return new Reader(source, at, environment, wrong).policy(spec);
    wrong(at, 'is no policy');
    return [];
  });
}

class Reader {
  private readonly own: string | undefined;
  private readonly learns: Learning[] = [];

  public constructor(
    private readonly source: SourcedObject, private readonly at: string, private readonly environment: Environment, private readonly wrong: Wrong,
  ) {
    const { object } = source;
    this.own = isClusterScoped(object.apiVersion, object.kind) ? undefined : identityOf(object).namespace ?? '';
  }

  public policy(spec: Record<string, unknown>): NetworkPolicy[] {
    const unknown = Object.keys(spec).find(key => !SPEC_FIELDS.includes(key));
    if (unknown !== undefined) this.wrong(`${this.at}/${unknown}`, 'is a field that is not read here');
    if (spec.nodeSelector !== undefined) {
      this.wrong(`${this.at}/nodeSelector`, 'selects nodes, whose own policies are not read here');
      return [];
    }
    const subject = readPods(spec.endpointSelector, this.own, `${this.at}/endpointSelector`, this.wrong);
    if (subject.isOpen) this.wrong(`${this.at}/endpointSelector`, 'selects pods by what no manifest of theirs says. It is taken to select all that the rest of it means');
    const rules = (field: string, direction: Direction): PolicyRule[] => this.rules(spec[field], `${this.at}/${field}`, direction, field.endsWith('Deny'));
    const [ingress, egress, ingressDeny, egressDeny] = [rules('ingress', 'ingress'), rules('egress', 'egress'), rules('ingressDeny', 'ingress'), rules('egressDeny', 'egress')];
    if ([ingress, egress, ingressDeny, egressDeny].every(({ length }) => length === 0)) this.wrong(this.at, 'has no rule, and Cilium takes no such policy');
    const speaks = { ingress: ingress.length + ingressDeny.length > 0, egress: egress.length + egressDeny.length > 0 };
    const closes: Record<string, unknown> = isRecord(spec.enableDefaultDeny) ? spec.enableDefaultDeny : {};
    // Without a rule in it, a direction stays open whatever the policy says of it.
    const isAdditive = (direction: Direction): boolean => closes[direction] !== undefined && closes[direction] !== true;
    return [{
      ref: refOf(this.source, this.at), ...(this.own === undefined ? {} : { namespace: this.own }), pods: subject.pods,
      ...(subject.namespaces ? { namespaces: subject.namespaces } : {}),
      ...(speaks.ingress ? { ingress } : {}), ...(speaks.egress ? { egress } : {}),
      denies: { ingress: ingressDeny, egress: egressDeny },
      additive: (['ingress', 'egress'] as const).filter(isAdditive),
      learns: this.learns,
    }];
  }

  /** A rule with several items of `toPorts` is one rule for each: what they ask of requests differs. A rule without any member means nobody. */
  private rules(value: unknown, at: string, direction: Direction, isDeny: boolean): PolicyRule[] {
    if (value !== undefined && value !== null && !Array.isArray(value)) this.wrong(at, 'is no list');
    return (Array.isArray(value) ? value as unknown[] : []).flatMap((rule, index) => this.rule(isRecord(rule) ? rule : {}, `${at}/${index}`, direction, isDeny));
  }

  private rule(fields: Record<string, unknown>, at: string, direction: Direction, isDeny: boolean): PolicyRule[] {
    const prefix = direction === 'ingress' ? 'from' : 'to';
    const members = Object.keys(fields).filter(key => fields[key] !== undefined && fields[key] !== null);
    const named = members.filter(key => !OTHER_MEMBERS.includes(key));
    const peers = named.map(key => key.startsWith(prefix) ? readPeers(key, fields[key], this.own, `${at}/${key}`, this.wrong, this.environment) : undefined);
    const foreign = named.find((_, index) => peers[index] === undefined);
    if (foreign !== undefined) this.wrong(`${at}/${foreign}`, 'is a member that is not read here');
    if (named.length > 1 && foreign === undefined) this.wrong(at, `names peers by ${named.join(' and ')} at once, which Cilium refuses. Write a rule for each`);
    const groups = (Array.isArray(fields.toPorts) ? fields.toPorts as unknown[] : []).map((group, index) => readPortGroup(group, `${at}/toPorts/${index}`, this.wrong));
    // What is not understood may mean anybody, and nobody for certain.
    const means: readonly PeerSpec[] | undefined = foreign !== undefined ? [{ some: 'anybody' }] : named.length > 1 ? [] : peers[0];
    if (!isDeny && means?.length !== 0) this.learns.push(...groups.flatMap(({ learns }) => learns));
    const ref = refOf(this.source, at);
    const rule = { ref, ...(means ? { peers: means } : {}), ...(fields.authentication === undefined ? {} : { isNarrowed: true }) };
    // ICMP has no ports; of it nothing here speaks.
    if (fields.icmps !== undefined || (members.length === 0)) return [{ ...rule, peers: means ?? [], ports: [] }];
    if (groups.length === 0) return [rule];
    return groups.map(({ ports, isNarrowed }) => ({ ...rule, ...(ports ? { ports } : {}), ...(isNarrowed ? { isNarrowed: true } : {}) }));
  }
}

/** Names that rules let through, and no policy of the tree sends to the proxy from which their addresses are learnt. */
export function unlearnedNames(policies: readonly NetworkPolicy[]): Problem[] {
  return policies.flatMap(policy => (policy.egress ?? []).flatMap(({ ref, peers = [] }) => {
    // Few rules name hosts, and only for these is every policy looked at.
    if (!peers.some(({ host }) => host)) return [];
    const near = policies.filter(({ namespace }) => namespace === undefined || policy.namespace === undefined || namespace === policy.namespace);
    const learnt = near.flatMap(({ learns = [] }) => learns.map(({ host }) => host));
    const missing = peers.flatMap(({ host }) => host && !learnt.some(each => each.means(host) === 'yes') ? host.text : []);
    return missing.length === 0 ? [] : [{
      ref, says: `names ${missing.join(', ')}, and no rule sends what its pods ask of DNS to Cilium's proxy: addresses are then not learnt. Add a rule for the DNS pods with rules.dns`,
    }];
  }));
}
