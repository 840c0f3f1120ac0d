import { SEVERITIES } from '../../controls/control';
import { describeIdentity } from '../../manifest/object';
import { EvaluationError, Finding, RiskCoverage } from '../../posture/report';
import { CheckResult, counts } from '../result';
import { count, printable } from '../text';

const RED = 31, YELLOW = 33, CYAN = 36, BOLD = 1, DIM = 2;
const COLORS = { critical: RED, high: RED, medium: YELLOW, low: CYAN };

type Paint = (code: number, text: string) => string;

/** For people at a terminal: by file and object, what is wrong and what to write; the totals last. */
export function* pretty({ report, skipped, failOn, showsCoverage }: CheckResult, color: boolean): Generator<string> {
  const paint: Paint = (code, text) => color ? `\u001b[${code}m${text}\u001b[0m` : text;
  let [file, object] = ['', ''];
  for (const [index, entry] of report.findings.entries()) {
    if (index === 0 || fileOf(entry) !== file) {
      yield `${index === 0 ? '' : '\n'}${paint(BOLD, printable(file = fileOf(entry)))}\n`;
      object = '';
    }
    if (nameOf(entry) !== object) yield `  ${printable(object = nameOf(entry))}\n`;
    yield `    ${place(entry)} ${entry.outcome === 'warn' ? `${paint(YELLOW, 'warns only')}, ` : ''}${paint(COLORS[entry.severity], entry.severity)} ${entry.control}: ${printable(entry.message)}\n`;
    // What to write is said once for containers that share a fault.
    const next = report.findings[index + 1];
    if (next?.fix !== entry.fix || nameOf(next) !== object || fileOf(next) !== file) yield `${paint(DIM, `      ${printable(entry.fix)}`)}\n`;
  }
  if (report.findings.length > 0) yield '\n';
  for (const error of report.errors) {
    yield `${paint(RED, 'error')} ${printable(`${fileOf(error)}:${place(error)} ${nameOf(error)}: ${error.control}: ${error.reason}`)}\n`;
  }
  for (const { control, object: signed, container, owner, expires, reason } of report.waived) {
    yield `${paint(DIM, `waived until ${expires}: ${printable(`${control} on ${describeIdentity(signed)}${container ? ` (${container})` : ''}, by ${owner}: ${reason}`)}`)}\n`;
  }
  for (const { control, reason } of skipped) yield `${paint(DIM, printable(`skipped: ${control}: ${reason}`))}\n`;
  if (showsCoverage) yield* coverage(report.coverage, paint);
  const { summary, profile } = report;
  const split = SEVERITIES.filter(severity => summary.findings[severity] > 0)
    .map(severity => `${summary.findings[severity]} ${paint(COLORS[severity], severity)}${counts(severity, failOn) ? '' : ' (below --fail-on)'}`);
  const all = SEVERITIES.reduce((sum, severity) => sum + summary.findings[severity], 0);
  yield `${count(all, 'finding')}${split.length > 0 ? ` (${split.join(', ')})` : ''}, ${summary.warnings > 0 ? `${count(summary.warnings, 'warning')}, ` : ''}${summary.waived} waived, ${summary.errors} not evaluated, in ${
    count(summary.objects, 'object')}; profile ${profile}, ${count(summary.controls, 'control')}, ${count(summary.evaluations, 'evaluation')}.\n`;
  if (all > 0) yield 'Why, and what other tools call it: cdk8s-hardened check --explain <control>. To sign for one: --waivers waivers.yaml.\n';
}

function* coverage(risks: readonly RiskCoverage[], paint: Paint): Generator<string> {
  const width = Math.max(...risks.map(({ name }) => name.length));
  yield `\n${paint(BOLD, `${''.padEnd(4)}${'risk'.padEnd(width)}  controls  applied  findings`)}\n`;
  for (const { risk, name, controls, applied, findings, waived, unseen } of risks) {
    const found = SEVERITIES.filter(severity => findings[severity] > 0).map(severity => `${findings[severity]} ${paint(COLORS[severity], severity)}`).join(', ') || '0';
    yield `${risk.padEnd(4)}${name.padEnd(width)}  ${String(controls).padStart(8)}  ${String(applied).padStart(7)}  ${found}${waived > 0 ? `; ${waived} waived` : ''}\n`;
    yield `${paint(DIM, `${''.padEnd(4)}not shown by manifests: ${unseen}`)}\n`;
  }
  yield '\n';
}

function fileOf({ source }: Finding | EvaluationError): string {
  return source?.file ?? '';
}

function nameOf({ object }: Finding | EvaluationError): string {
  return describeIdentity(object);
}

function place({ source }: Finding | EvaluationError): string {
  return source?.line === undefined ? '' : `${source.line}:${source.column}`;
}
