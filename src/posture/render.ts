import { EvaluationError, failures, Finding, PostureReport } from './report';
import { SEVERITIES } from '../controls/control';
import { groups } from '../manifest/lists';
import { describeIdentity } from '../manifest/object';

/** How a report is printed. */
export interface RenderOptions {
  /** ANSI colours, for terminals. */
  readonly color?: boolean;
}

const RED = 31, YELLOW = 33, CYAN = 36, BOLD = 1, DIM = 2;
const SEVERITY_COLORS = { critical: RED, high: RED, medium: YELLOW, low: CYAN };

/** The report as text: what is wrong and what to write, grouped by construct, or by file; the way out; the totals. */
export function renderReport(report: PostureReport, options: RenderOptions = {}): string {
  const paint = (code: number, text: string) => options.color ? `\u001b[${code}m${text}\u001b[0m` : text;
  const lines: string[] = [];
  for (const [group, entries] of byPlace([...report.findings, ...report.errors])) {
    lines.push(paint(BOLD, group));
    // An object that stands in no file and comes from no construct is a group of its own.
    let object = group;
    for (const [index, entry] of entries.entries()) {
      const name = describeIdentity(entry.object);
      if (name !== object) lines.push(`  ${object = name}`);
      if ('reason' in entry) {
        lines.push(`    ${paint(RED, 'error')} ${entry.control}: ${entry.reason}`);
      } else {
        lines.push(`    ${entry.outcome === 'warn' ? `${paint(YELLOW, 'warns only')}, ` : ''}${paint(SEVERITY_COLORS[entry.severity], entry.severity)} ${entry.control}: ${entry.message}`);
        const next = entries[index + 1];
        // What to write is said once for containers that share a fault.
        if (!next || !('fix' in next) || next.fix !== entry.fix || describeIdentity(next.object) !== name) lines.push(paint(DIM, `      ${entry.fix}`));
      }
    }
    lines.push('');
  }
  for (const { message } of report.waiverProblems) lines.push(`${paint(RED, 'waiver')} ${message}`);
  for (const { message } of report.waiverWarnings) lines.push(`${paint(YELLOW, 'waiver')} ${message}`);
  if (report.waiverProblems.length + report.waiverWarnings.length > 0) lines.push('');
  if (failures(report).length > 0) lines.push(wayOut(report), '');
  return [...lines, totals(report)].join('\n');
}

/** Only a construct can carry a waiver. */
function wayOut(report: PostureReport): string {
  const signed = failures(report).some(({ construct }) => construct !== undefined)
    ? ", or sign for it with a waiver on the construct: { control, reason, owner, expires: 'YYYY-MM-DD' }" : '';
  return `The way out: write what stands under each finding${signed}.`;
}

function totals({ profile, summary }: PostureReport): string {
  const all = SEVERITIES.reduce((sum, severity) => sum + summary.findings[severity], 0);
  const split = SEVERITIES.filter(severity => summary.findings[severity] > 0).map(severity => `${summary.findings[severity]} ${severity}`);
  return [
    `${all} finding${all === 1 ? '' : 's'}${split.length > 0 ? ` (${split.join(', ')})` : ''}`,
    ...summary.warnings > 0 ? [`${summary.warnings} warning${summary.warnings === 1 ? '' : 's'}`] : [],
    `${summary.waived} waived`, `${summary.errors} not evaluated`,
  ].join(', ') + ` in ${summary.objects} object${summary.objects === 1 ? '' : 's'}, profile ${profile}.`;
}

/** In the order of the report: by construct where one is known, else by file. */
function byPlace(entries: readonly (Finding | EvaluationError)[]): Map<string, (Finding | EvaluationError)[]> {
  return groups(entries, ({ construct, source, object }) => construct ?? source?.file ?? describeIdentity(object));
}
