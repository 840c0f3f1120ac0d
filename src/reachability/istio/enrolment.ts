import { parseRange } from '../../manifest/addresses';
import { AMBIENT_PROBES } from '../../manifest/well-known';
import { Match } from '../bounds';
import { Endpoint } from '../endpoint';

/** How a pod takes part in the mesh: by a proxy of its own, by that of its node, or not at all. `maybe` where its namespace is not in the manifests. */
export type Enrolment = { readonly mode: 'sidecar' | 'ambient' | 'none'; readonly match: Match };

/** The ranges that probes of ambient pods come from. */
export const PROBE_RANGES = Object.values(AMBIENT_PROBES).map(cidr => parseRange(cidr)!);

/** The mesh holds no probe: the network alone does. */
export function isAmbientProbe({ addresses }: Endpoint): boolean {
  return addresses?.ranges.length === 1 && PROBE_RANGES.some(({ first, last }) => addresses.ranges[0].first === first && addresses.ranges[0].last === last);
}

const OUTSIDE: Enrolment = { mode: 'none', match: 'yes' };

/** By the labels that Istio's webhook and istio-cni read, the pod's own before the namespace's. */
export function enrolmentOf(endpoint: Endpoint, isAmbientMesh: boolean, isNamespaceKnown: boolean): Enrolment {
  const { labels, namespaceLabels, kind, hostNetwork } = endpoint;
  if (kind === 'node' || kind === 'external' || hostNetwork) return OUTSIDE;
  const own = labels['sidecar.istio.io/inject'];
  if (own === 'true') return { mode: 'sidecar', match: 'yes' };
  const injects = own !== 'false' && namespaceLabels['istio-injection'] !== 'disabled'
    && (namespaceLabels['istio-injection'] === 'enabled' || namespaceLabels['istio.io/rev'] !== undefined || labels['istio.io/rev'] !== undefined);
  // With both labels the sidecar wins, and ztunnel leaves the pod alone.
  if (injects && labels['istio.io/dataplane-mode'] !== 'ambient' && namespaceLabels['istio.io/dataplane-mode'] !== 'ambient') return { mode: 'sidecar', match: 'yes' };
  const dataplane = labels['istio.io/dataplane-mode'] ?? namespaceLabels['istio.io/dataplane-mode'];
  if (dataplane === 'ambient') return { mode: 'ambient', match: 'yes' };
  if (isNamespaceKnown || dataplane === 'none' || own === 'false') return OUTSIDE;
  return { mode: isAmbientMesh ? 'ambient' : 'sidecar', match: 'maybe' };
}
