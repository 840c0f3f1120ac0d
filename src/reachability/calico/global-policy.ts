import { CalicoSelector } from './selector';
import { NAMESPACE_NAME_LABEL } from '../../manifest/well-known';
import { and, Match, not, or } from '../bounds';
import { Endpoint, isPod } from '../endpoint';
import { Direction, PeerMatcher, PeerSpec, PortSpec } from '../network-policy';
import { RuleRef } from '../source';

/** The labels that Calico gives to pods and to namespaces. */
export const CALICO_NAMESPACE_LABEL = 'projectcalico.org/namespace';
export const CALICO_NAME_LABEL = 'projectcalico.org/name';

/** Who is on the other side. All that is given must hold. */
export interface Entity {
  readonly nets?: readonly PeerSpec[];
  readonly notNets?: readonly PeerSpec[];
  readonly pods?: CalicoSelector;
  readonly notPods?: CalicoSelector;
  readonly namespaces?: CalicoSelector;
  /** Also asks for what is not read here: means nobody for certain. */
  readonly isOpen?: boolean;
}

export interface CalicoRule {
  readonly ref: RuleRef;
  readonly action: 'Accept' | 'Deny';
  readonly entity: Entity;
  /** undefined: everything. */
  readonly ports?: readonly PortSpec[];
  readonly notPorts: readonly PortSpec[];
}

/** A GlobalNetworkPolicy in the tier 'default'. */
export interface GlobalPolicy extends Readonly<Partial<Record<Direction, readonly CalicoRule[]>>> {
  readonly ref: RuleRef;
  readonly order: number;
  readonly pods: CalicoSelector;
  readonly namespaces: CalicoSelector;
}

export function isSelected({ pods, namespaces }: GlobalPolicy, endpoint: Endpoint): boolean {
  return isPod(endpoint) && pods.matches(labelsOf(endpoint)) && namespaces.matches(namespaceLabelsOf(endpoint));
}

/** Whether an endpoint is on the other side; of selectors only pods are. */
export function meansEntity(entity: Entity, endpoint: Endpoint, matcher: PeerMatcher): Match {
  const { nets, notNets, pods, notPods, namespaces, isOpen } = entity;
  const within = (blocks: readonly PeerSpec[]): Match =>
    blocks.reduce((match: Match, peer) => or(match, matcher.peer(peer, undefined, endpoint)), matcher.blocks(blocks, endpoint));
  const isOf = (selector: CalicoSelector, labels: (of: Endpoint) => Record<string, unknown>): Match =>
    isPod(endpoint) && selector.matches(labels(endpoint)) ? 'yes' : 'no';
  return [
    nets ? within(nets) : 'yes', notNets ? not(within(notNets)) : 'yes', pods ? isOf(pods, labelsOf) : 'yes',
    notPods ? not(isOf(notPods, labelsOf)) : 'yes', namespaces ? isOf(namespaces, namespaceLabelsOf) : 'yes', isOpen ? 'maybe' : 'yes',
  ].reduce((all: Match, each) => and(all, each as Match), 'yes');
}

/** Pods and ranges of which the answer may differ: as those that other policies mean. */
export function mentioned({ nets = [], notNets = [], pods, notPods, namespaces }: Entity): PeerSpec[] {
  const around = (namespaces?.meant ?? [{}]).map(labels => renamed(labels, CALICO_NAME_LABEL));
  const labelled = [...pods?.meant ?? [{}], ...notPods?.meant ?? []].map(labels => renamed(labels, CALICO_NAMESPACE_LABEL));
  return [...nets, ...notNets, ...around.flatMap(outer => labelled.map(({ namespace = outer.namespace, labels }) => ({
    meant: { ...(namespace === undefined ? {} : { namespace }), namespaceLabels: outer.labels, labels },
  })))];
}

function renamed({ ...labels }: Readonly<Record<string, string>>, key: string): { namespace?: string; labels: Record<string, string> } {
  const { [key]: namespace, ...others } = labels as Record<string, string | undefined> as Record<string, string>;
  return { ...(namespace === undefined || namespace === 'any' ? {} : { namespace }), labels: others };
}

function labelsOf({ labels, namespaceLabels }: Endpoint): Record<string, unknown> {
  return { ...labels, [CALICO_NAMESPACE_LABEL]: namespaceLabels[NAMESPACE_NAME_LABEL] };
}

function namespaceLabelsOf({ namespaceLabels }: Endpoint): Record<string, unknown> {
  return { ...namespaceLabels, [CALICO_NAME_LABEL]: namespaceLabels[NAMESPACE_NAME_LABEL] };
}
