import { AddressSet } from './address-set';
import { HostPattern } from './host-pattern';
import { Protocol } from './traffic';

/** A port of a pod, by the name that policies may call it. */
export interface NamedPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly appProtocol?: string;
}

/**
 * Somebody who calls or is called. Those of kind `pods`, `namespace` and `any-namespace` stand for pods that are in no manifest: a pod with just these
 * labels, in a namespace with just these labels.
 */
export interface Endpoint {
  /** `shop/Deployment/cart`, `pods:monitoring/app=prometheus`, `namespace:shop/*`, `namespace:any`, `node`, `external:10.0.0.0/8`, `fqdn:api.example`. */
  readonly id: string;
  readonly kind: 'workload' | 'pods' | 'namespace' | 'any-namespace' | 'node' | 'external';
  /** Empty for those that are no pods, and where the name is not known. */
  readonly namespace: string;
  readonly namespaceLabels: Readonly<Record<string, unknown>>;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly annotations: Readonly<Record<string, unknown>>;
  /** undefined: any of its namespace. */
  readonly serviceAccount?: string;
  /** In the network of its node, which no selector means. */
  readonly hostNetwork: boolean;
  /** The declared ports. */
  readonly ports: readonly NamedPort[];
  /** Addresses of the Services that lead to it, where their manifests say them. Which address a range is held against is undefined. */
  readonly serviceAddresses?: AddressSet;
  /** Nothing of the tree runs there: it only speaks of it. */
  readonly isForeign: boolean;
  /** Those of `external` alone. */
  readonly addresses?: AddressSet;
  /** One of `external` that is known by name, at some address of `addresses`. */
  readonly host?: HostPattern;
}

/** A pod with an address of its own: what policies select. */
export function isPod({ kind, hostNetwork }: Endpoint): boolean {
  return kind !== 'node' && kind !== 'external' && !hostNetwork;
}

/** A node, or what shares its network. */
export function isNode({ kind, hostNetwork }: Endpoint): boolean {
  return kind === 'node' || hostNetwork;
}
