import { Inventory } from './inventory';
import { Problem, refOf } from './source';

/** Network policies of APIs that are not read: what they let through or hold, no answer knows. */
const UNREAD: readonly string[] = [
  'projectcalico.org/NetworkPolicy', 'crd.projectcalico.org/NetworkPolicy', 'crd.projectcalico.org/GlobalNetworkPolicy',
  'policy.networking.k8s.io/AdminNetworkPolicy', 'policy.networking.k8s.io/BaselineAdminNetworkPolicy',
  'crd.antrea.io/ClusterNetworkPolicy', 'crd.antrea.io/NetworkPolicy', 'networking.gke.io/FQDNNetworkPolicy', 'k8s.ovn.org/EgressFirewall',
];

export function unreadPolicies(inventory: Inventory): Problem[] {
  return UNREAD.flatMap(kind => inventory.ofKind(kind)).map(source => ({
    ref: refOf(source, ''), says: 'is of an API that is not read here: every answer is as if it were not there',
  }));
}
