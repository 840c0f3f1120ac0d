import { AuthorizationPolicy } from './read-authorization-policy';
import { identityOf, recordOf, recordsOf, textOf, textsOf } from '../../manifest/object';
import { GATEWAY_NAME_LABEL, WAYPOINT_CLASS } from '../../manifest/well-known';
import { Endpoint, isPod } from '../endpoint';
import { HostPattern } from '../host-pattern';
import { Inventory } from '../inventory';
import { refOf, RuleRef, SourcedObject } from '../source';
import { isPort, Traffic } from '../traffic';

/** A ServiceEntry whose hosts ambient pods call through a waypoint. */
export interface LeavingEntry {
  readonly ref: RuleRef;
  readonly namespace: string;
  readonly name: string;
  readonly hosts: readonly HostPattern[];
  readonly ports: Traffic;
  /** Namespace and name of the Gateway. */
  readonly gateway: readonly [namespace: string, name: string];
  /** Its pods. */
  readonly waypoint: number;
}

const SERVICE_ENTRY = 'networking.istio.io/ServiceEntry';
const USE = 'istio.io/use-waypoint';

/** Where calls of ambient pods to hosts by name leave the mesh. */
export class EgressWaypoints {
  private readonly entries: readonly LeavingEntry[];

  public constructor(endpoints: readonly Endpoint[], inventory: Inventory) {
    this.entries = inventory.ofKind(SERVICE_ENTRY).flatMap(source => {
      const gateway = gatewayOf(source);
      const waypoint = gateway ? endpoints.findIndex(each => isOf(gateway, each)) : -1;
      // To pods that no policy and no object of the tree speaks of, nobody knows a way.
      if (!gateway || waypoint < 0) return [];
      const { namespace = '', name } = identityOf(source.object);
      const spec = recordOf(source.object.spec);
      const ports = recordsOf(spec.ports).map(({ number }) => isPort(number) ? Traffic.ports('TCP', number, number) : Traffic.NONE);
      return [{ ref: refOf(source, ''), namespace, name, gateway, waypoint, hosts: textsOf(spec.hosts).map(host => new HostPattern(host)), ports: Traffic.union(ports) }];
    });
  }

  public get hasAny(): boolean {
    return this.entries.length > 0;
  }

  /** The entries of a host. */
  public to({ host }: Endpoint): LeavingEntry[] {
    return host ? this.entries.filter(({ hosts }) => hosts.some(each => each.means(host) === 'yes')) : [];
  }

  /** Those by which a caller reaches it: of its own namespace before all others. */
  public of({ namespace }: Endpoint, callee: Endpoint): LeavingEntry[] {
    const all = this.to(callee);
    const own = all.filter(entry => entry.namespace === namespace);
    return own.length > 0 ? own : all;
  }

  /** What the waypoint holds of them: the policies for the entry, for the waypoint itself, and for the class, from the root namespace. */
  public policies({ namespace, name, gateway }: LeavingEntry, policies: readonly AuthorizationPolicy[], rootNamespace: string): AuthorizationPolicy[] {
    return policies.filter(policy => policy.targets.some(target => (target.kind === 'ServiceEntry' && policy.namespace === namespace && target.name === name)
      || (target.kind === 'Gateway' && policy.namespace === gateway[0] && target.name === gateway[1])
      || (target.kind === 'GatewayClass' && target.name === WAYPOINT_CLASS && policy.namespace === rootNamespace)));
  }
}

function isOf([namespace, name]: LeavingEntry['gateway'], endpoint: Endpoint): boolean {
  return isPod(endpoint) && endpoint.namespace === namespace && endpoint.labels[GATEWAY_NAME_LABEL] === name;
}

/** `none` is how an object says that it has none, whatever its namespace says. */
function gatewayOf({ object }: SourcedObject): readonly [string, string] | undefined {
  const labels = recordOf(object.metadata?.labels);
  if (labels[USE] === undefined || labels[USE] === 'none') return undefined;
  return [textOf(labels[`${USE}-namespace`] ?? identityOf(object).namespace ?? ''), textOf(labels[USE])];
}
