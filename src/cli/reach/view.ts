import { PortAnswer, portAnswers } from './port-answers';
import { Endpoint } from '../../reachability/endpoint';
import { Profiles } from '../../reachability/profiles';
import { Flow } from '../../reachability/reachability';
import { Traffic } from '../../reachability/traffic';

/** Which flows were asked for. */
export interface View {
  readonly from?: Endpoint;
  readonly to?: Endpoint;
  /** What the workloads call outside the tree by selector or range, and what nodes may call, too. */
  readonly all: boolean;
}

/** Unless asked: who calls the workloads of the tree, and hosts by name. Each of them calls DNS, and its node calls each: nothing that a review looks for. */
export function inView({ from, to }: Pick<Flow, 'from' | 'to'>, view: View): boolean {
  if (view.from && from.id !== view.from.id) return false;
  if (view.to && to.id !== view.to.id) return false;
  return view.all || ((view.from !== undefined || from.kind !== 'node') && (view.to !== undefined || to.kind === 'workload' || to.host !== undefined));
}

/** What would open if the mesh held nothing: it is permissive, or a proxy is missing. */
export interface OpenWithoutMesh {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly PortAnswer[];
}

/** What the mesh alone holds back. A tunnel's own port opens nothing: without a mesh nobody listens on it. */
export function openWithoutMesh(profiles: Profiles, withoutMesh: Profiles, view: View): OpenWithoutMesh[] {
  const known = new Map(profiles.endpoints.map(endpoint => [endpoint.id, endpoint]));
  return withoutMesh.flows().flatMap(bare => {
    const [from, to] = [known.get(bare.from.id), known.get(bare.to.id)];
    if (!from || !to || !inView({ from, to }, view)) return [];
    const held = profiles.flow(from, to).bounds;
    const tunnels = Traffic.union([...profiles.first.tunnels(from, to)].flatMap(port => port === undefined ? [] : [Traffic.ports('TCP', port, port)]));
    const opens = bare.bounds.may.subtract(held.may).subtract(tunnels);
    if (opens.isEmpty) return [];
    const certain = opens.intersect(bare.bounds.must);
    return [{ from: from.id, to: to.id, ports: portAnswers(certain, opens.subtract(certain), profiles.space(to)) }];
  });
}
