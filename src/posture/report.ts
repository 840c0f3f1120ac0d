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
  /** What was judged of each container risk, and what manifests cannot show of it. */
  readonly coverage: readonly RiskCoverage[];
  /** Waivers that do not hold (expired, unknown control, too long a term, …): each fails the gate. What they cover stays a finding. */
  readonly waiverProblems: readonly WaiverProblem[];
  /** Waivers that expire within 30, 14 or 7 days. */
  readonly waiverWarnings: readonly WaiverWarning[];
  /** Waivers that covered no finding here. Whether that is an error only the caller knows, who has seen every target. */
  readonly unusedWaivers: readonly Waiver[];
  /** Only where they were asked for. */
  readonly passes?: readonly Pass[];
}

/** How far a check has looked at one of the ten container risks. */
export interface RiskCoverage {
  /** `C1` to `C10`. */
  readonly risk: string;
  readonly name: string;
  /** Controls that lower it, and were judged. */
  readonly controls: number;
  /** Of these, those that had something to judge; what judges all objects together always has. */
  readonly applied: number;
  /** Findings of these that count. One control may lower several risks, and its findings stand under each. */
  readonly findings: Readonly<Record<Severity, number>>;
  readonly waived: number;
  /** What no manifest shows of the risk, and who can see it. */
  readonly unseen: string;
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
  /** Findings of controls newer than the pinned profile: they count for nothing yet. */
  readonly warnings: number;
  readonly waived: number;
  readonly errors: number;
}

/** A control that an object fails. */
export interface Finding {
  readonly control: string;
  readonly severity: Severity;
  /** `warn`: the control is newer than the pinned profile. Only `fail` counts for gate and exit code. */
  readonly outcome: 'fail' | 'warn';
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

/** How many there are of each severity. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

/** The findings that count: all but those that only warn. */
export function failures({ findings }: Pick<PostureReport, 'findings'>): Finding[] {
  return findings.filter(({ outcome }) => outcome !== 'warn');
}

/** Whether the gate lets this through: no finding that counts, no error, no waiver that does not hold. */
export function passes(report: PostureReport): boolean {
  return failures(report).length === 0 && report.errors.length === 0 && report.waiverProblems.length === 0;
}
