import { Protocol } from '../../connectivity/endpoint';
import { ImpliedOpening } from '../../connectivity/implied';
import { Peer } from '../../connectivity/peer';
import { Platform } from '../../platform/platform';
import { SecretBackend } from '../../platform/secret-backend';

/** The way from a pod to Vault. */
export function vaultOpening(backend: SecretBackend, platform: Platform, where: string): ImpliedOpening {
  const { pods, cidrs, server } = backend;
  if (!pods && !cidrs) {
    throw new Error(`${where}: the agent calls Vault from within the pod, and the platform says not where Vault is. Set pods: { namespace: 'vault', labels: { 'app.kubernetes.io/name': 'vault' } } or cidrs in SecretBackend.vault().`);
  }
  const peers = pods
    ? Peer.pods({ namespace: pods.namespace, labels: pods.labels })._foreign(platform).peers
    : cidrs!.flatMap(range => Peer.cidr(range)._foreign(platform).peers);
  return { direction: 'egress', other: 'Vault', impliedBy: 'SecretDelivery.vaultAgent', peers, ports: [{ protocol: Protocol.TCP, port: pods?.port ?? Number(new URL(server).port || 443) }] };
}
