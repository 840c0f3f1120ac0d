import { IConstruct } from 'constructs';
import { DeclaredEdges } from './declared-edges';
import { describeRail } from './guard-rails';
import { ReadObject } from './read';
import { environmentOf } from './verify-reachability';
import { ConnectionGraph } from '../connectivity/graph';
import { observedNamespaces } from '../connectivity/namespace-facts';
import { groupKind } from '../manifest/kinds';
import { identityOf, ManifestObject } from '../manifest/object';
import { CLASS_PORTS, GuardRail } from '../platform/guard-rail';
import { NetworkPolicyApi } from '../platform/network-policy-api';
import { Platform } from '../platform/platform';
import { describeTraffic } from '../reachability/describe';
import { Endpoint, isPod } from '../reachability/endpoint';
import { Reachability } from '../reachability/reachability';
import { Traffic } from '../reachability/traffic';

const APIS: readonly NetworkPolicyApi[] = [NetworkPolicyApi.CLUSTER, NetworkPolicyApi.CALICO];
/** What whoever may write in a namespace can change: a guard rail that needs one of these holds nothing against them. */
const OF_NAMESPACES = ['networking.k8s.io/NetworkPolicy', 'cilium.io/CiliumNetworkPolicy'];

/**
 * Each guard rail that the cluster's own policies do not hold, with a flow that crosses it: read from the manifests, with one NetworkPolicy in the place of all
 * that a namespace has, which lets everything through. Of namespaces that this app creates; none where the platform has no such policies.
 */
export function unheldGuardRails(root: IConstruct, objects: readonly ReadObject[]): string[] {
  const platform = Platform.of(root);
  const apis = platform.networkPolicyApis.filter(api => APIS.includes(api));
  if (apis.length === 0) return [];
  const edges = new DeclaredEdges(ConnectionGraph.of(root));
  // What is observed nothing of Calico's holds.
  const unheld = apis.includes(NetworkPolicyApi.CLUSTER) ? [] : observedNamespaces(root);
  const namespaces = objects.filter(({ object }) => groupKind(object.apiVersion, object.kind) === 'Namespace').map(({ object }) => identityOf(object).name);
  const own = new Set(namespaces.filter(name => !unheld.includes(name)));
  const others = objects.filter(({ object }) => !OF_NAMESPACES.includes(groupKind(object.apiVersion, object.kind)));
  const reachability = new Reachability([...others, ...namespaces.map(open)], { ...environmentOf(platform), mesh: 'none' }, { rules: edges.rules });
  const pairs = reachability.endpoints.flatMap(from => reachability.endpoints.map(to => [from, to] as const))
    .filter(([from, to]) => isPod(from) && from.id !== to.id && (own.has(from.namespace) || own.has(to.namespace)));
  return platform.forbid.flatMap((rail, index) => {
    const forbidden = rail.ports ? Traffic.union(rail.ports.flatMap(each => CLASS_PORTS[each]).map(ports => Traffic.ports(...ports))) : Traffic.ALL;
    for (const [from, to] of pairs.filter(([caller, callee]) => crosses(rail, caller, callee))) {
      // What the platform implies crosses no guard rail; what was declared and does is an error already.
      const traffic = reachability.alone('network', from, to).may.intersect(forbidden).subtract(edges.permitted(from, to, undefined, false)).subtract(edges.implied(to));
      if (!traffic.isEmpty) {
        return [`platform.forbid[${index}] (${describeRail(rail)}) is not held by the cluster's policies: ${from.id} may call ${to.id} on ${
          describeTraffic(traffic)} as soon as a NetworkPolicy lets it. Remove what was changed in the policies 'guard-rails-…'.`];
      }
    }
    return [];
  });
}

/** The most that whoever writes in a namespace can say. */
function open(namespace: string): { readonly object: ManifestObject } {
  return {
    object: {
      apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'everything', namespace },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
    },
  };
}

/** Calls from outside are no matter of such policies: those of namespaces and the ways into the cluster hold them. */
function crosses({ from, to, anywhereEgress }: GuardRail, caller: Endpoint, callee: Endpoint): boolean {
  if (anywhereEgress) return false;
  const [home, there] = [caller.namespace, isPod(callee) ? callee.namespace : undefined];
  if (from !== undefined && to !== undefined) return home === from && there === to;
  if (from !== undefined) return home === from && there !== from;
  return to === undefined || (there === to && home !== to);
}
