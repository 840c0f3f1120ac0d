import { contains, overlaps, parseRange } from '../../manifest/addresses';
import { METADATA_ADDRESSES } from '../../manifest/metadata-addresses';
import { recordOf, recordsOf } from '../../manifest/object';
import { labelSelector } from '../../manifest/selectors';
import { Control, control, SetFinding } from '../control';
import { ManifestSet, Member } from '../manifest-set';
import { coveringPolicies, Direction, DIRECTIONS, directionsOf, hasItsPods, isForGateway, NETWORK_POLICY, PEERS, rulesOf } from '../network-rules';
import { JudgementSettings } from '../settings';

export const DEFAULT_DENY = 'default-deny';

/** Who may talk to whom. */
export const NETWORK_POLICIES: readonly Control[] = [
  ...DIRECTIONS.map(direction => control({
    id: `netpol-default-deny-${direction.toLowerCase()}`,
    title: `Namespaces deny ${direction.toLowerCase()} where nothing allows it`,
    why: direction === 'Ingress' ? 'Any pod of the cluster reaches every port of a pod that no policy selects.' : 'An intruder can call home, and every service of the cluster, from a pod that no policy selects.',
    fix: `Add a NetworkPolicy '${DEFAULT_DENY}' with an empty podSelector and policyTypes [Ingress, Egress], and no rule.`,
    severity: 'medium' as const,
    subject: 'set' as const,
    check: (set: ManifestSet, settings: JudgementSettings) => withoutDefaultDeny(set, settings, direction),
  })),
  control({
    id: 'netpol-both-directions',
    title: 'Each workload is held by network policies in both directions',
    why: 'What no policy selects is open in that direction.',
    fix: 'Add a NetworkPolicy that selects the pods, with policyTypes [Ingress, Egress] and the rules that the workload needs.',
    severity: 'medium',
    subject: 'set',
    check: uncovered,
  }),
  control({
    id: 'netpol-allow-all',
    title: 'Each rule names its peers',
    why: 'A rule without peers opens its ports, or all, to or from everyone.',
    fix: 'Name the peers under from or to; where everyone is meant, write the ipBlock 0.0.0.0/0 (and ::/0).',
    severity: 'medium',
    subject: 'set',
    check: set => rulesOf(set).filter(({ rule, direction }) => recordsOf(rule[PEERS[direction]]).length === 0)
      .map(({ member, pointer, direction }) => ({ member, pointer, says: `the rule names nobody ${direction === 'Ingress' ? 'under from, so everyone may call' : 'under to, so everyone may be called'}` })),
  }),
  control({
    id: 'netpol-ports-named',
    title: 'Each rule names its ports',
    why: 'A rule without ports, or with an empty list, opens all of them.',
    fix: 'List the ports under ports.',
    severity: 'low',
    subject: 'set',
    // One without peers is open as it is.
    check: set => rulesOf(set).filter(({ rule, direction }) => recordsOf(rule[PEERS[direction]]).length > 0 && recordsOf(rule.ports).length === 0)
      .map(({ member, pointer, rule }) => ({ member, pointer, says: rule.ports === undefined ? 'the rule names no ports, so all are open' : 'the rule has an empty list of ports, so all are open' })),
  }),
  control({
    id: 'netpol-empty-pod-selector',
    title: 'A policy that lets somebody through selects its pods',
    why: 'A rule for all pods also holds for those that are added later, which nobody thought of.',
    fix: 'Select the pods by label.',
    severity: 'low',
    subject: 'set',
    check: set => set.ofKind(NETWORK_POLICY)
      .filter(({ spec }) => labelSelector(spec.podSelector).all && [spec.ingress, spec.egress].some(rules => recordsOf(rules).length > 0))
      .map(member => ({ member, pointer: '/spec', says: 'spec.podSelector is empty: its rules hold for every pod of the namespace' })),
  }),
  control({
    id: 'netpol-dangling',
    title: 'A network policy selects pods of the set',
    why: 'One whose labels are mistyped protects nothing, and nobody is told.',
    fix: 'Correct spec.podSelector so that it matches the labels of a pod template in the same namespace.',
    severity: 'medium',
    subject: 'set',
    check: (set, settings) => set.ofKind(NETWORK_POLICY).filter(member => {
      const selector = labelSelector(member.spec.podSelector);
      return !selector.all && hasItsPods(set, settings, member.namespace) && set.select(member.namespace, selector).length === 0
        && !isForGateway(set, member.namespace, member.spec.podSelector);
    }).map(member => ({ member, pointer: '/spec/podSelector', says: `spec.podSelector ${JSON.stringify(member.spec.podSelector)} matches no pod template of the namespace` })),
  }),
  control({
    id: 'netpol-metadata-endpoint',
    title: 'Egress never reaches the metadata service of the cloud',
    why: 'It hands the credentials of the node to any pod that asks.',
    fix: 'List the metadata addresses under ipBlock.except, or name narrower ranges.',
    severity: 'high',
    subject: 'set',
    check: reachesMetadata,
  }),
  control({
    id: 'netpol-dns-egress',
    title: 'Pods that may call others may ask DNS',
    why: 'Without port 53, in UDP and TCP, no name resolves, and the pod fails in ways that look like anything else.',
    fix: 'Allow egress to the DNS pods on port 53, UDP and TCP.',
    severity: 'low',
    subject: 'set',
    check: withoutDns,
  }),
];

function deniesByDefault(settings: JudgementSettings, namespace: string): boolean {
  return settings.externalNamespaces.some(each => each.name === namespace && each.defaultDeny);
}

function withoutDefaultDeny(set: ManifestSet, settings: JudgementSettings, direction: Direction): SetFinding[] {
  const denying = new Set(set.ofKind(NETWORK_POLICY).filter(member => labelSelector(member.spec.podSelector).all && directionsOf(member).includes(direction)
    && recordsOf(member.spec[direction.toLowerCase()]).length === 0).map(member => member.namespace));
  // What stands in the network of its node alone is held by no network policy, and its namespace is often not its own: kube-system.
  const held = set.namespacesWithWorkloads.filter(name => set.workloadsIn(name).some(({ template }) => template.spec.hostNetwork !== true));
  const namespaces = new Set([...set.ofKind('Namespace').map(member => member.name), ...held]);
  return [...namespaces].filter(name => !denying.has(name) && !deniesByDefault(settings, name)).map(name => ({
    member: set.find('Namespace', '', name) ?? set.workloadsIn(name)[0],
    says: `no NetworkPolicy denies ${direction.toLowerCase()} by default in ${name ? `the namespace '${name}'` : 'the namespace of the objects that name none'}`,
  }));
}

/** The workloads that were forgotten: where no policy of the namespace holds any pod in a direction, the missing default deny says it for all. */
function uncovered(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  const covered = coveringPolicies(set);
  const begun = (direction: Direction, namespace: string) => set.workloadsIn(namespace).some(each => covered[direction].has(each.index));
  // No network policy holds a pod in the network of its node: another control says so.
  return set.workloads.filter(member => !deniesByDefault(settings, member.namespace) && member.template.spec.hostNetwork !== true).flatMap(member => {
    const open = DIRECTIONS.filter(direction => !covered[direction].has(member.index) && begun(direction, member.namespace));
    return open.length === 0 ? [] : [{ member, says: `no NetworkPolicy holds its pods for ${open.join(' and ').toLowerCase()}` }];
  });
}

function reachesMetadata(set: ManifestSet): SetFinding[] {
  const addresses = METADATA_ADDRESSES.map(text => ({ text, range: parseRange(text)! }));
  return rulesOf(set).filter(({ direction }) => direction === 'Egress').flatMap(({ member, rule, pointer }) => recordsOf(rule.to).flatMap((peer, index) => {
    const { cidr, except } = recordOf(peer.ipBlock);
    const range = typeof cidr === 'string' ? parseRange(cidr) : undefined;
    if (!range) return [];
    const cut = (Array.isArray(except) ? except : []).flatMap(each => parseRange(String(each)) ?? []);
    const reached = addresses.filter(address => overlaps(range, address.range) && !cut.some(each => contains(each, address.range)));
    return reached.length === 0 ? [] : [{
      member,
      pointer: `${pointer}/to/${index}/ipBlock`,
      says: `ipBlock ${String(cidr)} reaches ${reached.map(each => each.text).join(', ')}`,
      fix: `List ${reached.map(each => `${each.text}/${each.range.family === 4 ? 32 : 128}`).join(', ')} under ipBlock.except, or name narrower ranges.`,
    }];
  }));
}

function withoutDns(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  const calling = new Map<number, { member: Member; dns: Set<string> }>();
  for (const { member: policy, direction, rule } of rulesOf(set)) {
    if (direction !== 'Egress') continue;
    const protocols = dnsProtocols(rule, settings.dns.port);
    for (const member of set.select(policy.namespace, labelSelector(policy.spec.podSelector))) {
      const entry = calling.get(member.index) ?? { member, dns: new Set<string>() };
      calling.set(member.index, entry);
      for (const protocol of protocols) entry.dns.add(protocol);
    }
  }
  return [...calling.values()].flatMap(({ member, dns }) => {
    const missing = ['UDP', 'TCP'].filter(protocol => !dns.has(protocol));
    return missing.length === 0 ? [] : [{ member, says: `its network policies let it call others, and not DNS on port 53 in ${missing.join(' and ')}` }];
  });
}

/** The protocols in which the rule lets port 53 through. DNS pods may listen on another port behind their Service, as OpenShift's on 5353. */
function dnsProtocols(rule: Record<string, unknown>, ofPods: number): string[] {
  const ports = recordsOf(rule.ports);
  if (ports.length === 0) return ['UDP', 'TCP'];
  return ports.filter(({ port, endPort }) => port === undefined || ['53', '5353', 'dns', 'dns-tcp', String(ofPods)].includes(String(port)) || (Number(port) <= 53 && Number(endPort) >= 53))
    .map(({ protocol = 'TCP' }) => String(protocol));
}
