import { AddressSet, nested } from './address-set';
import { Endpoint, isPod } from './endpoint';
import { HostPattern } from './host-pattern';
import { Inventory, UNNAMED } from './inventory';
import { MeantPod } from './network-policy';
import { AddressRange, cidrText, contains, parseRange } from '../manifest/addresses';
import { push } from '../manifest/lists';
import { METADATA_RANGES } from '../manifest/metadata-addresses';
import { textOf } from '../manifest/object';
import { mapSelector } from '../manifest/selectors';
import { NAMESPACE_NAME_LABEL } from '../manifest/well-known';

/** What the policies speak of, besides the workloads. */
export interface Mentioned {
  readonly pods: readonly MeantPod[];
  readonly ranges: readonly AddressRange[];
  readonly hosts: readonly HostPattern[];
}

const ANY_NAMESPACE = 'namespace:any';
const WORLD = ['0.0.0.0/0', '::/0'].map(cidr => parseRange(cidr)!);
/** Packets from and to these never leave the machine. */
const LOOPBACK = ['127.0.0.0/8', '::1/128'].map(cidr => parseRange(cidr)!);
const METADATA = METADATA_RANGES.map(cidr => parseRange(cidr)!);

/**
 * Everybody whose answer may differ from another's: the workloads; for each namespace a pod that no manifest has; a pod for each selector that means no
 * workload; a pod of a namespace that nobody named; a node; and the world, by the ranges that policies tell apart.
 */
export function endpointsOf(inventory: Inventory, { pods, ranges, hosts }: Mentioned): Endpoint[] {
  const found = new Map<string, Endpoint>(inventory.workloads.map(each => [each.id, each]));
  const add = (endpoint: Endpoint): void => { if (!found.has(endpoint.id)) found.set(endpoint.id, endpoint); };
  const named = pods.flatMap(({ namespace }) => namespace ?? []);
  const own = new Set(inventory.namespaceNames);
  for (const name of [...new Set([...own, ...named, ...inventory.workloads.map(({ namespace }) => namespace)])].sort()) {
    add({ ...STRANGER, id: `namespace:${name}/*`, kind: 'namespace', namespace: name, namespaceLabels: inventory.namespaceLabels(name), isForeign: !own.has(name) });
  }
  // Most rules mean the same few: DNS, a control plane; and the rest a workload, found by its labels.
  const byLabel = labelled(inventory.workloads);
  for (const pod of new Map(pods.map(each => [JSON.stringify(each), each])).values()) {
    podEndpoint(pod, inventory, byLabel).map(each => ({ ...each, isForeign: !own.has(each.namespace) })).forEach(add);
  }
  add({ ...STRANGER, id: ANY_NAMESPACE, kind: 'any-namespace', namespaceLabels: { [NAMESPACE_NAME_LABEL]: UNNAMED } });
  add({ ...STRANGER, id: 'node', kind: 'node', hostNetwork: true });
  externals(ranges).forEach(add);
  byName(hosts, ranges).forEach(add);
  return [...found.values()];
}

const STRANGER: Omit<Endpoint, 'id' | 'kind'> = { namespace: '', namespaceLabels: {}, labels: {}, annotations: {}, hostNetwork: false, ports: [], isForeign: true };

/** None where a workload, or the pod that stands for all of a namespace, is meant already, or where the namespace is known to have other labels. */
function podEndpoint({ namespace, namespaceLabels, labels }: MeantPod, inventory: Inventory, byLabel: ReadonlyMap<string, readonly Endpoint[]>): Endpoint[] {
  const isBare = Object.keys(labels).length === 0;
  if (isBare && (namespace !== undefined || Object.keys(namespaceLabels).length === 0)) return [];
  const isOf = mapSelector(namespaceLabels).matches;
  if (namespace !== undefined && inventory.hasNamespace(namespace) && !isOf(inventory.namespaceLabels(namespace))) return [];
  const around = { ...namespace === undefined ? { [NAMESPACE_NAME_LABEL]: UNNAMED } : inventory.namespaceLabels(namespace), ...namespaceLabels };
  const isMeant = (each: Endpoint): boolean => isPod(each) && (namespace === undefined || each.namespace === namespace)
    && isOf(each.namespaceLabels) && mapSelector(labels).matches(each.labels);
  if (!isBare && byLabel.get(Object.entries(labels)[0].join('='))?.some(isMeant)) return [];
  const where = namespace ?? (Object.keys(namespaceLabels).length > 0 ? `{${text(namespaceLabels)}}` : '*');
  return [{ ...STRANGER, id: `pods:${where}/${isBare ? '*' : text(labels)}`, kind: 'pods', namespace: namespace ?? '', namespaceLabels: around, labels }];
}

function labelled(workloads: readonly Endpoint[]): Map<string, Endpoint[]> {
  const found = new Map<string, Endpoint[]>();
  for (const workload of workloads) {
    for (const [key, value] of Object.entries(workload.labels)) push(found, `${key}=${textOf(value)}`, workload);
  }
  return found;
}

function text(labels: Readonly<Record<string, unknown>>): string {
  return Object.entries(labels).map(([key, value]) => `${key}=${textOf(value)}`).sort().join(',');
}

/** The world by range, each without the ranges inside it. IPv6 only where some policy speaks of it. */
function externals(ranges: readonly AddressRange[]): Endpoint[] {
  return nested([...families(ranges), ...ranges])
    .filter(({ range }) => !LOOPBACK.some(loopback => contains(loopback, range)))
    .flatMap(({ range, inside }) => {
      const addresses = inside.reduce((left, each) => left.without(each), new AddressSet([range]));
      return addresses.isEmpty ? [] : [{ ...STRANGER, id: `external:${cidrText(range)}`, kind: 'external' as const, addresses }];
    });
}

/**
 * Each host that a policy names, at an address of which no policy speaks: which one it has, no manifest says, and whoever reaches a range reaches what is
 * there by that range. Where ranges leave no other address, at any.
 */
function byName(hosts: readonly HostPattern[], ranges: readonly AddressRange[]): Endpoint[] {
  const world = new AddressSet(families(ranges));
  const isWorld = (range: AddressRange): boolean => WORLD.some(all => contains(range, all));
  const rest = [...LOOPBACK, ...METADATA, ...ranges.filter(range => !isWorld(range))].reduce((left, range) => left.without(range), world);
  return hosts.map(host => ({ ...STRANGER, id: `fqdn:${host.text}`, kind: 'external', addresses: rest.isEmpty ? world : rest, host }));
}

function families(ranges: readonly AddressRange[]): AddressRange[] {
  return WORLD.filter(world => world.family === 4 || ranges.some(({ family }) => family === world.family));
}
