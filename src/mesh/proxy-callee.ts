import { Construct } from 'constructs';
import { Endpoint, Protocol } from '../connectivity/endpoint';
import { implyEgress } from '../connectivity/implied';
import { IPeer } from '../connectivity/peer';
import { meshWire } from '../connectivity/wire';
import { Platform } from '../platform/platform';

/** Pods that the proxies of the mesh call by themselves: a collector of traces, an authorizer. */
export interface ProxyCallee {
  /** Pods that this app does not own, such as `Peer.pods({ namespace, labels })`. */
  readonly peer: IPeer;
  /** Their port. */
  readonly port: number;
}

/** The edge from the proxies of a namespace, or of one workload, which nobody else would open. */
export function openProxyCall(scope: Construct, { peer, port }: ProxyCallee, from: { namespace: string; target?: Endpoint }, where: string): void {
  const callee = peer.toPeer();
  if (callee._endpoint) {
    throw new Error(`${where}: ${callee._name}, which proxies are to call, is a workload of this app. Name it as Peer.pods({ namespace, labels }), and let callers in at its side with connections.allowFrom.`);
  }
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`${where}: the port ${port} of ${callee._name} is none. Write a number from 1 to 65535.`);
  const { peers, source } = callee._foreign(Platform.of(scope));
  const ports = [{ protocol: Protocol.TCP, port }];
  const wire = source === undefined ? { inMesh: false } : meshWire(scope, undefined);
  implyEgress(scope, { ...from, other: callee._name, impliedBy: where, peers, ports, ...wire });
}
