import { AuthorizationPolicy } from './read-authorization-policy';
import { identityOf, isRecord, textOf } from '../../manifest/object';
import { valueAt } from '../../manifest/pointer';
import { WAYPOINT_CLASS } from '../../manifest/well-known';
import { Endpoint } from '../endpoint';
import { GATEWAY, Inventory } from '../inventory';
import { Services } from '../services';
import { Traffic } from '../traffic';

export interface Waypoint {
  readonly endpoint: number;
  /** Calls to the address of a pod go through it too, not only those to a Service. */
  readonly takesAll: boolean;
}

/** The proxies that read HTTP for ambient workloads, and whose they are. */
export class Waypoints {
  private readonly byName = new Map<string, Waypoint>();
  private readonly found = new Map<number, Waypoint | undefined>();

  public constructor(private readonly endpoints: readonly Endpoint[], inventory: Inventory, private readonly services: Services) {
    const byId = new Map(endpoints.map((endpoint, index) => [endpoint.id, index]));
    for (const { object } of inventory.ofKind(GATEWAY)) {
      const { namespace = '', name } = identityOf(object);
      const endpoint = byId.get(`${namespace}/Gateway/${name}`);
      if (endpoint === undefined || valueAt(object, ['spec', 'gatewayClassName']) !== WAYPOINT_CLASS) continue;
      const labels = isRecord(object.metadata?.labels) ? object.metadata.labels : {};
      this.byName.set(`${namespace}/${name}`, { endpoint, takesAll: labels['istio.io/waypoint-for'] === 'all' });
    }
  }

  public get hasAny(): boolean {
    return this.byName.size > 0;
  }

  public is(endpoint: number): boolean {
    return [...this.byName.values()].some(waypoint => waypoint.endpoint === endpoint);
  }

  /** The waypoint of an endpoint: that of a Service that leads to it, else its own, else its namespace's. */
  public of(callee: number): Waypoint | undefined {
    if (!this.found.has(callee)) this.found.set(callee, this.find(this.endpoints[callee]));
    return this.found.get(callee);
  }

  /** The policies that a waypoint holds for a callee: those for the waypoint, for a Service of the callee, and for the class, from the root namespace. */
  public policies(waypoint: number, callee: number, policies: readonly AuthorizationPolicy[], rootNamespace: string): AuthorizationPolicy[] {
    const { namespace, id } = this.endpoints[waypoint];
    const services = new Set(this.services.of(this.endpoints[callee]).map(({ name }) => name));
    return policies.filter(policy => policy.targets.some(({ kind, name }) => policy.namespace === namespace
      ? (kind === 'Gateway' && id === `${namespace}/Gateway/${name}`) || (kind === 'Service' && namespace === this.endpoints[callee].namespace && services.has(name))
      : kind === 'GatewayClass' && name === WAYPOINT_CLASS && policy.namespace === rootNamespace));
  }

  /** What calls to the Services of a pod come to at its own ports. */
  public onPod(callee: number, traffic: Traffic): Traffic {
    return Traffic.union(this.services.of(this.endpoints[callee]).flatMap(({ targets }) => [...targets].flatMap(([port, pods]) =>
      pods.map(pod => Traffic.ports('TCP', pod, pod, traffic.at('TCP', port))))));
  }

  private find(endpoint: Endpoint): Waypoint | undefined {
    const labelled = [...this.services.of(endpoint).map(({ labels }) => labels), endpoint.labels, endpoint.namespaceLabels].find(labels => labels['istio.io/use-waypoint'] !== undefined);
    if (!labelled) return undefined;
    return this.byName.get(`${textOf(labelled['istio.io/use-waypoint-namespace'] ?? endpoint.namespace)}/${textOf(labelled['istio.io/use-waypoint'])}`);
  }
}
