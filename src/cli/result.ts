import { Excerpt } from './excerpt';
import { Problem } from './problem';
import { controlById } from '../controls/catalogue';
import { Control, Severity, SEVERITIES } from '../controls/control';
import { SourcePlace } from '../controls/manifest-set';
import { failures, Finding, PostureReport } from '../posture/report';
import { Tool } from '../posture/tool';

/** All that a format may show of a check. */
export interface CheckResult {
  readonly tool: Tool;
  readonly report: PostureReport;
  /** Input that could not be read, and waivers that do not hold. */
  readonly problems: readonly Problem[];
  readonly skipped: readonly SkippedControl[];
  readonly failOn: Severity;
  /** Whether the table of the container risks was asked for. */
  readonly showsCoverage: boolean;
  /** The controls that are not of the catalogue. */
  readonly own: readonly Control[];
  /** The lines of the file at a place, without what is secret; undefined where the file has no such line. */
  readonly excerptAt: (place: SourcePlace) => Excerpt | undefined;
}

/** A control that `--skip` left out. */
export interface SkippedControl {
  readonly control: string;
  readonly reason: string;
}

/** Findings of this severity make the exit code 1. */
export function counts(severity: Severity, failOn: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
}

/** A control that the report names. */
export function controlOf({ own }: Pick<CheckResult, 'own'>, id: string): Control {
  return controlById(id, own)!;
}

/** 2 wins over 1: what could not be read may hide anything. */
export function exitCodeOf({ problems, report, failOn }: CheckResult): 0 | 1 | 2 {
  if (problems.length > 0) return 2;
  return report.errors.length > 0 || failures(report).some(({ severity }) => counts(severity, failOn)) ? 1 : 0;
}

/** The findings of each control: those that count, the most severe first, then the most frequent. */
export function byControl(findings: readonly Finding[]): [string, Finding[]][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.control);
    if (group) group.push(finding);
    else groups.set(finding.control, [finding]);
  }
  const rank = ([{ severity, outcome }]: readonly Finding[]): number => SEVERITIES.indexOf(severity) + (outcome === 'warn' ? SEVERITIES.length : 0);
  return [...groups].sort(([, a], [, b]) => rank(a) - rank(b) || b.length - a.length);
}
