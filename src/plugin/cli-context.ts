/** What cdk8s-cli hands a validation, as far as it is used here. Declared by shape: nobody who does not use cdk8s-cli has to install it. */
export interface ValidationContext {
  /** Paths of the files that synth wrote; with `--stdout`, of temporary ones. */
  readonly manifests: readonly string[];
  /** Construct paths by the bare name of a resource: of two with one name, the later. Also where the report looks `resourceName` up. */
  readonly metadata: { [resourceName: string]: { path: string } };
  readonly stdout?: boolean;
  readonly report: ValidationReport;
}

/** cdk8s-cli's own documentation speaks of `pass()` and `fail()`: there are none. What is added after `submit` throws, and so does a report without it. */
export interface ValidationReport {
  addViolation(violation: Violation): void;
  submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
}

/** A rule that is broken, and by whom. */
export interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly ViolatingResource[];
}

/** The key of the construct path, too. */
export interface ViolatingResource {
  readonly resourceName: string;
  readonly locations: readonly string[];
  readonly manifestPath: string;
}
