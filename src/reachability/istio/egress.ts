import { groups } from '../../manifest/lists';
import { identityOf, isRecord, recordOf, recordsOf, textOf, textsOf } from '../../manifest/object';
import { mapSelector, Selector } from '../../manifest/selectors';
import { Bounds } from '../bounds';
import { Endpoint } from '../endpoint';
import { Environment } from '../environment';
import { HostPattern } from '../host-pattern';
import { Inventory } from '../inventory';
import { Judgement } from '../judgement';
import { NOT_TCP } from '../mesh-layer';
import { Services } from '../services';
import { refOf, RuleRef } from '../source';
import { isPort, Traffic } from '../traffic';

/** A Sidecar: what the proxies of some pods know of the registry, and whether they let through what they do not know. */
interface Sidecar {
  readonly ref: RuleRef;
  readonly namespace: string;
  readonly selector?: Selector;
  readonly isRegistryOnly: boolean;
  /** `namespace/host` of what is known. */
  readonly hosts: readonly string[];
}

/** A ServiceEntry: hosts outside, by name, and who knows of them. */
interface Entry {
  readonly namespace: string;
  readonly hosts: readonly string[];
  readonly exportTo: readonly string[];
  readonly ports: Traffic;
}

/** Hosts that Istio is told of by name: no policy may name them. */
export function registeredHosts(inventory: Inventory): HostPattern[] {
  return inventory.ofKind('networking.istio.io/ServiceEntry').flatMap(({ object }) => textsOf(recordOf(object.spec).hosts).map(host => new HostPattern(host)));
}

/**
 * What the proxies of callers let out. Never a boundary: a program that goes around its proxy is not held, so that nothing is denied for certain here;
 * but what the proxy does not know does not get through for certain.
 */
export class Egress {
  private readonly sidecars: ReadonlyMap<string, readonly Sidecar[]>;
  private readonly entries: readonly Entry[];

  public constructor(inventory: Inventory, private readonly services: Services, private readonly environment: Environment) {
    this.sidecars = groups(inventory.ofKind('networking.istio.io/Sidecar').map(source => {
      const spec = recordOf(source.object.spec);
      const { labels } = recordOf(spec.workloadSelector);
      return {
        ref: refOf(source, '/spec'), namespace: identityOf(source.object).namespace ?? '',
        ...(isRecord(labels) ? { selector: mapSelector(labels) } : {}),
        isRegistryOnly: recordOf(spec.outboundTrafficPolicy).mode === 'REGISTRY_ONLY',
        hosts: spec.egress === undefined ? ['*/*'] : recordsOf(spec.egress).flatMap(({ hosts }) => textsOf(hosts)),
      };
    }), ({ namespace }) => namespace);
    this.entries = inventory.ofKind('networking.istio.io/ServiceEntry').map(({ object }) => {
      const spec = recordOf(object.spec);
      return {
        namespace: identityOf(object).namespace ?? '', hosts: textsOf(spec.hosts), exportTo: Array.isArray(spec.exportTo) ? textsOf(spec.exportTo) : ['*'],
        ports: Traffic.union(recordsOf(spec.ports).map(({ number }) => isPort(number) ? Traffic.ports('TCP', number, number) : Traffic.NONE)),
      };
    });
  }

  /** undefined: the proxy lets out whatever it is asked. */
  public judge(caller: Endpoint, callee: Endpoint): Judgement | undefined {
    const sidecar = this.of(caller);
    if (!sidecar?.isRegistryOnly) return undefined;
    const known = callee.kind === 'external' ? this.registered(sidecar, callee) : this.isKnown(sidecar, callee) ? Traffic.ports('TCP') : Traffic.NONE;
    const bounds: Bounds = { must: known.union(NOT_TCP), may: Traffic.ALL };
    return { bounds, decidedBy: [sidecar.ref] };
  }

  /** The one that selects the pod, else that of its namespace, else that of the mesh. */
  private of({ namespace, labels }: Endpoint): Sidecar | undefined {
    const near = this.sidecars.get(namespace) ?? [];
    return near.find(({ selector }) => selector?.matches(labels)) ?? near.find(({ selector }) => !selector)
      ?? (this.sidecars.get(this.environment.rootNamespace) ?? []).find(({ selector }) => !selector);
  }

  private registered(sidecar: Sidecar, { host }: Endpoint): Traffic {
    if (!host) return Traffic.NONE;
    return Traffic.union(this.entries.flatMap(({ namespace, hosts, exportTo, ports }) => {
      const isSeen = exportTo.some(to => to === '*' || to === sidecar.namespace || (to === '.' && namespace === sidecar.namespace));
      const isMeant = hosts.some(each => new HostPattern(each).means(host) === 'yes' && imports(sidecar, namespace, each));
      return isSeen && isMeant ? [ports] : [];
    }));
  }

  /** By a Service that leads to it; where none is in the tree, by its whole namespace. */
  private isKnown(sidecar: Sidecar, callee: Endpoint): boolean {
    const names = this.services.of(callee).map(({ name }) => name);
    if (names.length === 0) return callee.kind === 'workload' || imports(sidecar, callee.namespace, '*');
    return names.some(name => imports(sidecar, callee.namespace, `${name}.${callee.namespace}.svc.`));
  }
}

/** The Sidecar takes a host of a namespace; of a Service it is enough how its name begins, since the domain of the cluster is not known here. */
function imports({ hosts, namespace: own }: Sidecar, namespace: string, host: string): boolean {
  return hosts.some(each => {
    const [home, name] = textOf(each).split('/');
    const isThere = home === '*' || home === namespace || (home === '.' && namespace === own);
    return isThere && (name === '*' || name === host || (host.endsWith('.') && name.startsWith(host)));
  });
}
