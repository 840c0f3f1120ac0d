/** Where other rule books ask for the same as a control. */
export interface References {
  /** Standards: CIS Kubernetes Benchmark, NSA/CISA guide, OWASP, BSI, NIST SP 800-190. */
  readonly standards: Readonly<Record<string, string | readonly string[]>>;
  /** Rule ids of scanners. */
  readonly alsoKnownAs: Readonly<Record<string, readonly string[]>>;
}

export const REFERENCES: Readonly<Record<string, References>> = {};
