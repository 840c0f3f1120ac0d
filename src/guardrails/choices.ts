/** Who enforces the policies of `ClusterGuardrails`. */
export enum GuardrailEngine {
  /** The API server itself (ValidatingAdmissionPolicy): nothing has to run beside it. */
  API_SERVER = 'vap',
  /** Kyverno 1.18 or newer. */
  KYVERNO = 'kyverno',
  /** Gatekeeper 3.18 or newer. */
  GATEKEEPER = 'gatekeeper',
}

/** What happens to a request that a guard rail does not let through. */
export enum GuardrailAction {
  /** It is noted in the audit log, and nobody is refused. */
  AUDIT = 'audit',
  /** Whoever asks is warned, and nobody is refused. */
  WARN = 'warn',
  /** It is refused. */
  DENY = 'deny',
}
