import { ClusterGuardrailsProps, Delivery, GuardrailAction, PlatformProps } from 'cdk8s-hardened';

/** What the platform team says of its cluster once, for its own app and for those of the others. */
export const PLATFORM: PlatformProps = {
  kubernetesVersion: '1.34',
  registries: ['registry.example'],
  ownerLabel: 'owner',
  delivery: Delivery.ARGO_CD,
};

export const GUARDRAILS: ClusterGuardrailsProps = {
  platformGroups: ['platform-team', 'system:serviceaccounts:argocd'],
  profile: 'restricted',
  // The one switch. Before it: `cdk8s-hardened admission --dry-run` over a dump of the cluster, and a look at the audit log.
  action: GuardrailAction.DENY,
};
