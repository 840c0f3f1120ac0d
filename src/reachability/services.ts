import { AddressSet } from './address-set';
import { Endpoint } from './endpoint';
import { Inventory } from './inventory';
import { cidrRange } from '../manifest/addresses';
import { push } from '../manifest/lists';
import { identityOf, isRecord, ManifestObject, textOf } from '../manifest/object';
import { mapSelector } from '../manifest/selectors';

/** A Service that leads to a pod. */
export interface ServiceOf {
  readonly name: string;
  readonly labels: Readonly<Record<string, unknown>>;
  /** TCP alone: by the pod's port, what the Service says is spoken there. */
  readonly protocols: ReadonlyMap<number, string | undefined>;
  /** TCP alone: by the Service's own port, those of the pod. */
  readonly targets: ReadonlyMap<number, readonly number[]>;
}

/** The Services of a tree, by namespace, so that no pod is held against all. */
export class Services {
  private readonly byNamespace = new Map<string, { readonly object: ManifestObject; readonly spec: Record<string, unknown>; readonly name: string }[]>();

  public constructor(inventory: Inventory) {
    for (const { object } of inventory.ofKind('Service')) {
      const { namespace = '', name } = identityOf(object);
      const spec = isRecord(object.spec) ? object.spec : {};
      if (!isRecord(spec.selector) || Object.keys(spec.selector).length === 0 || spec.type === 'ExternalName') continue;
      push(this.byNamespace, namespace, { object, spec, name });
    }
  }

  /** The endpoint, with the addresses of its Services. */
  public withAddresses(endpoint: Endpoint): Endpoint {
    const texts = this.leadingTo(endpoint)
      .flatMap(({ spec: { clusterIP, clusterIPs } }) => [clusterIP, ...Array.isArray(clusterIPs) ? clusterIPs as unknown[] : []]);
    const ranges = texts.flatMap(text => cidrRange(typeof text === 'string' ? `${text}/${text.includes(':') ? 128 : 32}` : undefined) ?? []);
    return ranges.length === 0 ? endpoint : { ...endpoint, serviceAddresses: new AddressSet(ranges) };
  }

  public of(endpoint: Endpoint): ServiceOf[] {
    return this.leadingTo(endpoint)
      .map(({ object, spec, name }) => ({
        name,
        labels: isRecord(object.metadata) && isRecord(object.metadata.labels) ? object.metadata.labels : {},
        protocols: new Map(tcpPorts(spec).flatMap(port => targets(port, endpoint).map(target => [target, spokenOn(port)] as const))),
        targets: new Map(tcpPorts(spec).map(port => [Number(textOf(port.port)), targets(port, endpoint)])),
      }));
  }

  private leadingTo(endpoint: Endpoint): { readonly object: ManifestObject; readonly spec: Record<string, unknown>; readonly name: string }[] {
    return (this.byNamespace.get(endpoint.namespace) ?? [])
      .filter(({ spec }) => mapSelector(spec.selector as Record<string, unknown>).matches(endpoint.labels));
  }
}

function tcpPorts({ ports }: Record<string, unknown>): Record<string, unknown>[] {
  return (Array.isArray(ports) ? ports : []).filter(isRecord).filter(({ protocol }) => (protocol ?? 'TCP') === 'TCP');
}

function targets({ targetPort, port }: Record<string, unknown>, endpoint: Endpoint): number[] {
  if (typeof targetPort === 'string' && !/^\d+$/.test(targetPort)) return endpoint.ports.filter(each => each.name === targetPort && each.protocol === 'TCP').map(each => each.port);
  const number = Number(textOf(targetPort ?? port));
  return Number.isInteger(number) ? [number] : [];
}

/** What a mesh takes to be spoken: `appProtocol`, else the name up to its first hyphen. */
function spokenOn({ appProtocol, name }: Record<string, unknown>): string | undefined {
  if (typeof appProtocol === 'string') return appProtocol.toLowerCase();
  return typeof name === 'string' ? name.split('-')[0].toLowerCase() : undefined;
}
