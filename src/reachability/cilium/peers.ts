import { cidrRange, contains, parseRange } from '../../manifest/addresses';
import { isRecord, recordOf, textOf } from '../../manifest/object';
import { labelSelector, Selector } from '../../manifest/selectors';
import { CILIUM_NAMESPACE_LABEL, NAMESPACE_NAME_LABEL } from '../../manifest/well-known';
import { Environment } from '../environment';
import { HostPattern } from '../host-pattern';
import { PeerSpec } from '../network-policy';
import { podMeant, readSelector } from '../read-selector';

export type Wrong = (at: string, says: string) => void;

const NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.';
/** What Cilium adds to the labels of a pod, and no manifest of it says. */
const DERIVED = 'io.cilium.k8s.policy.';
/** Entities that are none of our endpoints: what has no policy of its own yet, Cilium's health checks and its proxy for Ingress. */
const NOBODY: readonly string[] = ['init', 'health', 'ingress', 'none'];
const ENTITIES: Readonly<Record<string, PeerSpec>> = {
  'all': { every: 'all' }, 'world': { every: 'world' }, 'cluster': { every: 'cluster' }, 'cluster-mesh': { every: 'cluster' },
  'world-ipv4': { some: 'external' }, 'world-ipv6': { some: 'external' }, 'host': { some: 'node' }, 'remote-node': { some: 'node' },
  'kube-apiserver': { some: 'node-or-external' }, 'unmanaged': { some: 'anybody' },
};

/** A selector of Cilium, taken apart: labels of the namespace and of the pod stand in one map there, told by prefix. */
export interface SelectedPods {
  readonly namespaces?: Selector;
  readonly pods: Selector;
  readonly isOpen: boolean;
  readonly spec: PeerSpec;
}

/** Of the policy's own namespace where no other is selected; `own` is undefined for policies of the whole cluster. */
export function readPods(value: unknown, own: string | undefined, at: string, wrong: Wrong): SelectedPods {
  const parts = { namespaces: {} as Record<string, unknown>, pods: {} as Record<string, unknown>, isOpen: false };
  const expressions = { namespaces: [] as unknown[], pods: [] as unknown[] };
  const place = (key: string): ['namespaces' | 'pods', string] | undefined => {
    const name = key.replace(/^(k8s|any)[:.]/, '');
    if (name === CILIUM_NAMESPACE_LABEL) return ['namespaces', NAMESPACE_NAME_LABEL];
    if (name.startsWith(NAMESPACE_LABELS)) return ['namespaces', name.slice(NAMESPACE_LABELS.length)];
    if (name.startsWith(DERIVED) || /^[a-z0-9]+:/.test(name)) return void (parts.isOpen = true);
    return ['pods', name];
  };
  const fields = recordOf(value);
  for (const [key, label] of Object.entries(recordOf(fields.matchLabels))) {
    const [of, name] = place(key) ?? [];
    if (of && name !== undefined) parts[of][name] = label;
  }
  for (const expression of Array.isArray(fields.matchExpressions) ? fields.matchExpressions as unknown[] : []) {
    const [of, name] = isRecord(expression) && typeof expression.key === 'string' ? place(expression.key) ?? [] : ['pods' as const, ''];
    if (of) expressions[of].push(isRecord(expression) && name !== '' ? { ...expression, key: name } : expression);
  }
  const unknown = isRecord(value) ? Object.keys(value).find(key => key !== 'matchLabels' && key !== 'matchExpressions') : undefined;
  if (!isRecord(value) || unknown !== undefined) wrong(at, unknown === undefined ? 'is no label selector' : `has the unknown field '${unknown}'`);
  const selector = (of: 'namespaces' | 'pods'): object => ({ matchLabels: parts[of], matchExpressions: expressions[of] });
  const read = (of: 'namespaces' | 'pods'): Selector => isRecord(value) && unknown === undefined
    ? readSelector(selector(of), says => wrong(at, says)) : { matches: () => false, all: false };
  const hasNamespaces = Object.keys(parts.namespaces).length > 0 || expressions.namespaces.length > 0;
  const namespaces = hasNamespaces ? read('namespaces') : own === undefined ? labelSelector({}) : undefined;
  const pods = read('pods');
  const meant = podMeant(hasNamespaces || own === undefined ? selector('namespaces') : undefined, selector('pods'), own ?? '');
  return {
    ...(namespaces ? { namespaces } : {}), pods, isOpen: parts.isOpen,
    spec: { ...(namespaces ? { namespaces } : {}), pods, ...(meant ? { meant } : {}), ...(parts.isOpen ? { isOpen: true } : {}) },
  };
}

/** The peers that one member of a rule names, as `toEndpoints`; undefined where it is no member that names any. */
export function readPeers(
  member: string, value: unknown, own: string | undefined, at: string, wrong: Wrong, { apiServerCidrs }: Environment,
): PeerSpec[] | undefined {
  const items = (Array.isArray(value) ? value : []) as unknown[];
  const each = (read: (item: unknown, at: string) => PeerSpec[]): PeerSpec[] => items.flatMap((item, index) => read(item, `${at}/${index}`));
  switch (member.replace(/^(from|to)/, '')) {
    case 'Endpoints': return each((item, where) => [readPods(item, own, where, wrong).spec]);
    case 'Entities': return each((item, where) => item === 'kube-apiserver' && apiServerCidrs.length > 0
      ? [...apiServerCidrs.map(cidr => block(cidr, [], where, wrong)), { some: 'node' }] : entity(item, where, wrong));
    case 'CIDR': return each((item, where) => [block(item, [], where, wrong)]);
    case 'CIDRSet': return each((item, where) => [cidrSet(item, where, wrong)]);
    case 'FQDNs': return each((item, where) => host(item, where, wrong).map(found => ({ host: found })));
    case 'Nodes': return [{ some: 'node' }];
    case 'Groups': return [{ some: 'external' }];
    case 'Services': return [{ some: 'anybody' }];
    default: return undefined;
  }
}

/** A host, or a pattern of hosts. */
export function host(value: unknown, at: string, wrong: Wrong): HostPattern[] {
  const { matchName, matchPattern } = recordOf(value);
  const text = matchName ?? matchPattern;
  if (typeof text === 'string' && /^[-a-zA-Z0-9_.*]+$/.test(text) && !(matchName !== undefined && text.includes('*'))) return [new HostPattern(text)];
  wrong(at, 'needs a matchName, or a matchPattern');
  return [];
}

function entity(value: unknown, at: string, wrong: Wrong): PeerSpec[] {
  const name = textOf(value);
  if (NOBODY.includes(name)) return [];
  const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  if (!known) wrong(at, `is none of ${[...Object.keys(ENTITIES), ...NOBODY].join(', ')}`);
  return known ? [known] : [];
}

function cidrSet(value: unknown, at: string, wrong: Wrong): PeerSpec {
  const { cidr, except, cidrGroupRef, cidrGroupSelector } = recordOf(value);
  // A CiliumCIDRGroup may be filled by others at any time.
  if (cidr === undefined && (cidrGroupRef !== undefined || cidrGroupSelector !== undefined)) return { some: 'external' };
  return block(cidr, Array.isArray(except) ? except : [], at, wrong);
}

/** A range, or a single address. */
function block(value: unknown, except: readonly unknown[], at: string, wrong: Wrong): PeerSpec {
  const range = typeof value === 'string' ? parseRange(value) : undefined;
  const cut = except.map(cidrRange);
  if (range && cut.every(each => each && contains(range, each))) return { block: { range, except: cut.map(each => each!), isOutside: true } };
  wrong(at, 'needs a range of addresses, and every except inside it');
  return {};
}
