import { WaiverProblem, WaiverWarning } from './waiver-terms';
import { Waiver } from './waivers';
import { Severity } from '../controls/control';
import { SourcePlace } from '../controls/manifest-set';
import { ObjectIdentity } from '../manifest/object';

/** The result of `check`, as in the command line's JSON. Sorted, without a clock and without an absolute path. */
export interface PostureReport {
  readonly schemaVersion: 1;
  /** The profile as asked for: `hardened`, `restricted@1.31`. */
  readonly profile: string;
  readonly summary: PostureSummary;
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
  readonly errors: readonly EvaluationError[];
  /** Waivers that do not hold (expired, unknown control, too long a term, …): each fails the gate. What they cover stays a finding. */
  readonly waiverProblems: readonly WaiverProblem[];
  /** Waivers that expire within 30, 14 or 7 days. */
  readonly waiverWarnings: readonly WaiverWarning[];
  /** Waivers that covered no finding here. Whether that is an error only the caller knows, who has seen every target. */
  readonly unusedWaivers: readonly Waiver[];
  /** Only where they were asked for. */
  readonly passes?: readonly Pass[];
}

/** A control that an object, or one of its containers, passes. */
export interface Pass {
  readonly control: string;
  /** Left out for a control that judges the set as a whole, and finds nothing wrong in it. */
  readonly object?: ObjectIdentity;
  readonly container?: string;
}

export interface PostureSummary {
  readonly objects: number;
  readonly controls: number;
  readonly evaluations: number;
  readonly findings: Readonly<Record<Severity, number>>;
  readonly waived: number;
  readonly errors: number;
}

/** A control that an object fails. */
export interface Finding {
  readonly control: string;
  readonly severity: Severity;
  readonly outcome: 'fail';
  readonly object: ObjectIdentity;
  readonly container?: string;
  /** JSON pointer of the nearest field that exists. */
  readonly pointer: string;
  readonly construct?: string;
  readonly source?: SourcePlace;
  /** What is wrong, with the value seen. */
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
  readonly standards: Readonly<Record<string, string | readonly string[]>>;
}

/** A finding that a waiver signs for. */
export interface WaivedFinding {
  readonly control: string;
  readonly object: ObjectIdentity;
  readonly container?: string;
  /** Only where the file is known. */
  readonly source?: SourcePlace;
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  readonly ticket?: string;
  readonly message: string;
}

/** A control that could not be evaluated on an object: never a pass. */
export interface EvaluationError {
  readonly control: string;
  readonly object: ObjectIdentity;
  readonly container?: string;
  readonly construct?: string;
  readonly source?: SourcePlace;
  /** `could not evaluate: …` */
  readonly reason: string;
}

/** Whether the gate lets this through: no finding, no error, no waiver that does not hold. */
export function passes(report: PostureReport): boolean {
  return report.findings.length === 0 && report.errors.length === 0 && report.waiverProblems.length === 0;
}
