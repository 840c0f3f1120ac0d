import { contains, parseRange } from '../../manifest/addresses';
import { recordOf, recordsOf } from '../../manifest/object';
import { labelSelector } from '../../manifest/selectors';
import { Control, control, SetFinding } from '../control';
import { ManifestSet } from '../manifest-set';
import { coveringPolicies, hasItsPods, isForGateway, NETWORK_POLICY, PEERS, rulesOf } from '../network-rules';
import { JudgementSettings } from '../settings';

const CLUSTER_WIDE = ['cilium.io/CiliumClusterwideNetworkPolicy', 'projectcalico.org/GlobalNetworkPolicy', 'crd.projectcalico.org/GlobalNetworkPolicy', 'policy.networking.k8s.io/ClusterNetworkPolicy'];

/** Whom the rules of network policies mean, and the weaker forms of "every pod is held". */
export const NETWORK_PEERS: readonly Control[] = [
  control({
    id: 'netpol-egress-any-cidr',
    title: 'Egress to the whole Internet is limited to ports',
    why: 'With every port open to every address, an intruder calls home as they like, over any protocol.',
    fix: 'List the ports, or name narrower ranges.',
    severity: 'medium',
    subject: 'set',
    check: set => rulesOf(set).filter(({ direction, rule }) => direction === 'Egress' && recordsOf(rule.ports).length === 0).flatMap(({ member, pointer, rule }) => (
      recordsOf(rule.to).flatMap((peer, index): SetFinding[] => {
        const { cidr, except } = recordOf(peer.ipBlock);
        return /\/0$/.test(String(cidr)) && !(Array.isArray(except) && except.length > 0)
          ? [{ member, pointer: `${pointer}/to/${index}/ipBlock`, says: `ipBlock ${String(cidr)} is open on every port` }] : [];
      }))),
  }),
  control({
    id: 'netpol-selectors-used',
    title: 'Pods are named by label, and never by address',
    why: 'The address of a pod is that of another one tomorrow.',
    fix: 'Use podSelector and namespaceSelector instead of ipBlock.',
    severity: 'medium',
    subject: 'set',
    when: settings => settings.podCidrs.length > 0,
    check: podAddresses,
  }),
  control({
    id: 'netpol-peer-dangling',
    title: 'Peers of the same namespace are there',
    why: 'A rule for labels that nobody has lets nobody in; and whoever puts on those labels later is let in.',
    fix: 'Correct podSelector so that it matches the labels of a pod template in the namespace.',
    severity: 'low',
    subject: 'set',
    check: danglingPeers,
  }),
  control({
    id: 'netpol-namespace-covered',
    title: 'Each namespace has a network policy',
    why: 'Without one, every pod of the cluster reaches every pod of the namespace.',
    fix: "Add a NetworkPolicy 'default-deny'.",
    severity: 'medium',
    subject: 'set',
    weakerThan: 'netpol-default-deny-ingress',
    check: (set, settings) => {
      if (CLUSTER_WIDE.some(kind => set.ofKind(kind).length > 0)) return [];
      const covered = new Set([...set.ofKind(NETWORK_POLICY).map(member => member.namespace), ...deniedElsewhere(settings)]);
      return set.ofKind('Namespace').filter(member => !covered.has(member.name)).map(member => ({ member, says: `the namespace '${member.name}' has no NetworkPolicy` }));
    },
  }),
  control({
    id: 'netpol-pod-selected',
    title: 'Each workload is selected by a network policy',
    why: 'What no policy selects is open in both directions.',
    fix: 'Add a NetworkPolicy that selects the pods.',
    severity: 'medium',
    subject: 'set',
    weakerThan: 'netpol-default-deny-ingress',
    check: (set, settings) => {
      const covered = coveringPolicies(set);
      const external = new Set(deniedElsewhere(settings));
      return set.workloads.filter(member => !external.has(member.namespace) && member.template.spec.hostNetwork !== true)
        .filter(({ index }) => !covered.Ingress.has(index) && !covered.Egress.has(index))
        .map(member => ({ member, says: 'no NetworkPolicy selects its pods' }));
    },
  }),
];

function deniedElsewhere(settings: JudgementSettings): string[] {
  return settings.externalNamespaces.filter(each => each.defaultDeny).map(each => each.name);
}

function podAddresses(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  const pods = settings.podCidrs.flatMap(each => parseRange(each) ?? []);
  return rulesOf(set).flatMap(({ member, pointer, rule, direction }) => recordsOf(rule[PEERS[direction]]).flatMap((peer, index): SetFinding[] => {
    const { cidr } = recordOf(peer.ipBlock);
    const range = typeof cidr === 'string' ? parseRange(cidr) : undefined;
    return range && pods.some(each => contains(each, range))
      ? [{ member, pointer: `${pointer}/${PEERS[direction]}/${index}/ipBlock`, says: `ipBlock ${String(cidr)} is of pods` }] : [];
  }));
}

function danglingPeers(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  return rulesOf(set).filter(({ member }) => hasItsPods(set, settings, member.namespace)).flatMap(({ member, pointer, rule, direction }) => (
    recordsOf(rule[PEERS[direction]]).flatMap((peer, index): SetFinding[] => {
      const selector = labelSelector(peer.podSelector);
      const isHere = peer.podSelector !== undefined && peer.namespaceSelector === undefined && !selector.all;
      return isHere && set.select(member.namespace, selector).length === 0 && !isForGateway(set, member.namespace, peer.podSelector)
        ? [{ member, pointer: `${pointer}/${PEERS[direction]}/${index}/podSelector`, says: `podSelector ${JSON.stringify(peer.podSelector)} matches no pod template of the namespace` }] : [];
    })));
}
