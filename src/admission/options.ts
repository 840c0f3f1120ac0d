/** What happens to an object of which a control does not hold: it is noted in the audit log, answered with a warning, or refused. */
export type AdmissionAction = 'audit' | 'warn' | 'deny';
export const ADMISSION_ACTIONS: readonly AdmissionAction[] = ['audit', 'warn', 'deny'];

/** Who enforces the policies: the API server itself, or a controller that is called by it. */
export type AdmissionEngine = 'vap' | 'kyverno' | 'gatekeeper';
export const ADMISSION_ENGINES: readonly AdmissionEngine[] = ['vap', 'kyverno', 'gatekeeper'];

export interface AdmissionOptions {
  readonly action: AdmissionAction;
  /** Namespaces whose objects are not judged. */
  readonly exemptNamespaces: readonly string[];
}

/** Kubernetes' own namespaces: what runs there comes with the cluster, and a refusal there stops the cluster. */
export const EXEMPT_NAMESPACES: readonly string[] = ['kube-node-lease', 'kube-public', 'kube-system'];

/** What is done for a policy: newer controls than the profile is pinned to refuse nothing. */
export function actionOf(onlyWarns: boolean, { action }: AdmissionOptions): AdmissionAction {
  return onlyWarns && action === 'deny' ? 'warn' : action;
}
