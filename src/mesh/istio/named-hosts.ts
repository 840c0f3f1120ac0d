import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { CiliumEdges, isSpoken, SPOKEN } from '../../connectivity/cilium-edges';
import { Connections } from '../../connectivity/connections';
import { ConnectionGraph, Edge } from '../../connectivity/graph';
import { NetworkPeer } from '../../connectivity/selection';
import { compareTexts } from '../../manifest/lists';
import { NAMESPACE_NAME_LABEL } from '../../manifest/well-known';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';

/** Everything that is registered. */
const ALL = '*/*';

/** By namespace and host: one entry, whoever in the namespace calls it. */
const ENTRIES = new WeakMap<Construct, Map<string, CiliumEdges[]>>();

/**
 * The proxy's side of calls to hosts by name: each host is registered for its namespace, and the proxy of who calls one refuses what is not registered.
 * No boundary: a program can go around its proxy. The network policies hold the same edges.
 */
export function registerNamedHosts(scope: Construct, { _endpoint: endpoint, _cilium: named }: Connections): void {
  let isFirst = true;
  named.onHost = (fqdn, ports) => {
    if (isFirst) emitSidecar(scope, endpoint, named);
    isFirst = false;
    if (ports.some(isSpoken)) registerHost(scope, fqdn, named);
  };
}

/** The entry of a host in the caller's namespace, made with its first caller; whether this is the first. */
export function registerHost(scope: Construct, fqdn: string, named: CiliumEdges, labels?: Record<string, string>, seenFrom: readonly string[] = []): boolean {
  const chart = Chart.of(scope);
  const root = scope.node.root as Construct;
  const entries = ENTRIES.get(root) ?? new Map<string, CiliumEdges[]>();
  ENTRIES.set(root, entries);
  const key = `${chart.namespace ?? chart.node.path}/${fqdn}`;
  const callers = entries.get(key);
  if (callers) {
    callers.push(named);
    return false;
  }
  const own = [named];
  entries.set(key, own);
  emit(chart, `ServiceEntry-${fqdn}`, {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: fqdn, ...(labels ? { labels } : {}), annotations: waveAnnotations(Platform.of(scope), SYNC_WAVES.ALLOW) },
    spec: () => {
      const called = own.flatMap(({ hosts }) => hosts).filter(host => host.fqdn === fqdn);
      const ports = called.flatMap(host => host.ports).filter(isSpoken).map(({ port }) => port);
      return {
        hosts: [fqdn], location: 'MESH_EXTERNAL', resolution: 'DNS', exportTo: ['.', ...seenFrom],
        ports: [...new Set(ports)].sort((a, b) => a - b).map(number => ({ number, name: `${SPOKEN[number].toLowerCase()}-${number}`, protocol: SPOKEN[number] })),
      };
    },
  });
  return true;
}

function emitSidecar(scope: Construct, endpoint: Connections['_endpoint'], named: CiliumEdges): void {
  const { name, namespace, labels, selector } = endpoint;
  const platform = Platform.of(scope);
  emit(scope, 'Sidecar', {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: { name, namespace, labels, annotations: waveAnnotations(platform, SYNC_WAVES.ALLOW) },
    spec: () => {
      const edges = ConnectionGraph.of(scope).edges.filter(({ from }) => from.endpoint === endpoint);
      const hosts = new Set(edges.flatMap(edge => hostsOf(edge, platform.clusterDomain)));
      return {
        workloadSelector: { labels: selector },
        outboundTrafficPolicy: { mode: hasOnlyNames(edges, named) ? 'REGISTRY_ONLY' : 'ALLOW_ANY' },
        egress: [{ hosts: hosts.has(ALL) ? [ALL] : [...hosts].sort(compareTexts) }],
      };
    },
  });
}

/** What has no name in the registry, a range or a port of unknown speech, would be refused with everything else. */
export function hasOnlyNames(edges: readonly Edge[], named: CiliumEdges): boolean {
  return !edges.some(({ to }) => to.peers?.some(({ ipBlock }) => ipBlock)) && named.hosts.every(({ ports }) => ports.every(isSpoken));
}

/** The registry's names for whom an edge leads to, as `namespace/host`. */
function hostsOf({ to: { endpoint, peers, fqdn } }: Edge, clusterDomain: string): string[] {
  if (fqdn !== undefined) return [`./${fqdn}`];
  if (endpoint) {
    const { serviceName, namespace } = endpoint;
    return serviceName === undefined || namespace === undefined ? ['./*'] : [`${namespace}/${serviceName}.${namespace}.svc.${clusterDomain}`];
  }
  return peers ? peers.filter(({ ipBlock }) => !ipBlock).map(services) : [ALL];
}

/** Which Services lead to pods that are selected by label, nobody knows but by their namespace. */
function services({ namespaceSelector }: NetworkPeer): string {
  if (!namespaceSelector) return './*';
  const name = namespaceSelector.matchLabels?.[NAMESPACE_NAME_LABEL];
  return name === undefined ? ALL : `${name}/*`;
}
