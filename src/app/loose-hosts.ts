import { DeclaredEdges } from './declared-edges';
import { Where } from './where';
import { metadataBlocks } from '../connectivity/cilium-edges';
import { Connections } from '../connectivity/connections';
import { Endpoint as Workload } from '../connectivity/endpoint';
import { ConnectionGraph, Edge } from '../connectivity/graph';
import { isMigrating, meshKindOf } from '../connectivity/namespace-facts';
import { egressWaypointOf } from '../connectivity/wire';
import { NAMESPACE_NAME_LABEL } from '../manifest/well-known';
import { hasOnlyNames } from '../mesh/istio/named-hosts';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';
import { describeTraffic } from '../reachability/describe';
import { Endpoint } from '../reachability/endpoint';
import { Reachability } from '../reachability/reachability';
import { Traffic } from '../reachability/traffic';

/**
 * What is held beside the edges of those who call hosts by name, and what nothing else would miss: the addresses that a name must not come to stand for, the
 * proxies that know no other host, the waypoint that lets in no other caller.
 */
export function looseHosts(graph: ConnectionGraph, reachability: Reachability, edges: DeclaredEdges, where: Where, platform: Platform): string[] {
  if (!edges.hasHosts) return [];
  return [
    ...undeniedMetadata(reachability, edges, metadataBlocks(platform)), ...widenedProxies(graph, reachability, edges),
    ...widenedWaypoints(reachability, edges, where),
  ];
}

/** Whoever answers DNS for a name decides where calls to it go. */
function undeniedMetadata(reachability: Reachability, edges: DeclaredEdges, blocks: readonly string[]): string[] {
  const hosts = reachability.endpoints.filter(({ host }) => host);
  const metadata = blocks.flatMap(range => reachability.endpoint(`external:${range}`) ?? []);
  return callers(reachability, edges).filter(({ own }) => !egressWaypointOf(own.construct)).flatMap(({ from }) => hosts.flatMap(host => {
    const called = edges.byName(from, host);
    return metadata.flatMap(address => {
      const open = called.subtract(reachability.denied(from, address)).subtract(edges.permitted(from, address, undefined, false));
      return open.isEmpty ? [] : [`whoever answers DNS for ${host.id} can lead ${edges.ownName(from)} to ${address.id} on ${describeTraffic(open)}, where clouds hand out credentials, and no policy denies it. `
        + 'Put back egressDeny in its CiliumNetworkPolicy.'];
    }).slice(0, 1);
  }).slice(0, 1));
}

/** A proxy that knows more than its workload declares. */
function widenedProxies(graph: ConnectionGraph, reachability: Reachability, edges: DeclaredEdges): string[] {
  const calling = callers(reachability, edges);
  const byProxy = calling.filter(({ own: { construct } }) => meshKindOf(construct) === ServiceMeshKind.ISTIO_SIDECAR && !isMigrating(construct));
  return byProxy.flatMap(({ from, own }) => {
    const leading = graph.edges.filter(each => each.from.endpoint === own);
    const { _cilium: named } = Connections._of(own);
    if (named.hosts.length === 0 || !hasOnlyNames(leading, named)) return [];
    const [world, pods] = [reachability.endpoints.filter(({ kind }) => kind === 'external'), reachability.endpoints.filter(({ kind }) => kind !== 'external')];
    const others = [...world, ...pods
      .filter(to => edges.workloadOf(to)?.serviceName !== undefined && to.id !== from.id && !leading.some(edge => meansWhole(edge, from, to)))];
    for (const to of others) {
      const called = edges.permitted(from, to, undefined, true);
      // An entry is of a namespace, and knows the ports that anybody there calls.
      const isShared = to.host !== undefined && (!called.isEmpty || leading.some(edge => meansWhole(edge, from, from)));
      const near = isShared ? calling.filter(each => each.from.namespace === from.namespace) : [];
      const declared = Traffic.union([called, ...near.map(each => edges.permitted(each.from, to, undefined, true))]);
      const open = reachability.letOut(from, to) ?? Traffic.ports('TCP');
      const traffic = to.kind === 'external' || declared.isEmpty ? open.subtract(declared) : Traffic.NONE;
      if (!traffic.isEmpty) return [`the proxy of ${edges.ownName(from)} lets it call ${edges.ownName(to) ?? to.id} on ${describeTraffic(traffic)}, and nothing declares it. Remove what widens its Sidecar and the ServiceEntries that it knows.`];
    }
    return [];
  });
}

/** Its policies hold on their own who calls which host: the network knows the waypoint alone. */
function widenedWaypoints(reachability: Reachability, edges: DeclaredEdges, where: Where): string[] {
  const pairs = reachability.endpoints.filter(({ host }) => host).flatMap(to => callers(reachability, edges).map(({ from }) => ({ from, to })));
  return pairs.flatMap(({ from, to }) => reachability.paths(from, to).flatMap(({ steps, mesh }) => {
    const traffic = steps.length === 1 ? Traffic.NONE : mesh.bounds.may.subtract(edges.permitted(from, to, reachability.space(to), true));
    return traffic.isEmpty ? [] : [`the policies of the waypoint ${steps[0].id} let ${edges.ownName(from)} call ${to.id} on ${
      describeTraffic(traffic, reachability.space(to))}, and nothing declares it: ${mesh.decidedBy.map(where).join(' and ')}. Declare it with connections.allowTo, or remove what lets it through.`];
  }));
}

/** Of pods by label, and of workloads without a Service, a proxy knows the whole namespace. */
function meansWhole({ to: { endpoint, peers = [] } }: Edge, { namespace: home }: Endpoint, { namespace }: Endpoint): boolean {
  if (endpoint) return endpoint.serviceName === undefined && namespace === home;
  const named = peers.filter(({ ipBlock }) => !ipBlock)
    .map(({ namespaceSelector }) => namespaceSelector ? namespaceSelector.matchLabels?.[NAMESPACE_NAME_LABEL] : home);
  return named.includes(undefined) || named.includes(namespace);
}

function callers(reachability: Reachability, edges: DeclaredEdges): { readonly from: Endpoint; readonly own: Workload }[] {
  return reachability.endpoints.flatMap(from => {
    const own = edges.workloadOf(from);
    return own && !edges.isObserved(from) ? [{ from, own }] : [];
  });
}
