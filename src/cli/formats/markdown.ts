import { SEVERITIES } from '../../controls/control';
import { describeIdentity } from '../../manifest/object';
import { failures, Finding, RiskCoverage } from '../../posture/report';
import { byControl, CheckResult, controlOf, exitCodeOf } from '../result';
import { count, placeText, printable } from '../text';

/** GitHub takes 65,536 characters for a comment, and counts some of them more than once. */
const LONGEST = 60_000;
/** Kept for what is said of the cut, and for the end of an open list. */
const RESERVE = 600;

/** A comment for a pull request: the totals, then each control that is not passed, most severe first, with its places folded; it says what it cut. */
export function* markdown(result: CheckResult): Generator<string> {
  const { report, problems, skipped, tool } = result;
  let left = LONGEST - RESERVE;
  const fits = (text: string): boolean => {
    if (text.length > left) return false;
    left -= text.length;
    return true;
  };
  const head = `${headline(result)}\n\n| critical | high | medium | low | warnings | waived | not evaluated |\n|---|---|---|---|---|---|---|\n| ${
    [...SEVERITIES.map(severity => report.summary.findings[severity]), report.summary.warnings, report.summary.waived, report.summary.errors].join(' | ')} |\n\n`;
  fits(head);
  yield head;

  const cut: string[] = [];
  const notes = [
    ...listed('Not read', problems.map(problem => `${code(placeText(problem))}: ${code(problem.says)}`)),
    ...listed('Not evaluated', report.errors.map(({ control, object, reason }) => `${code(describeIdentity(object))}: ${code(`${control}: ${reason}`)}`)),
  ];
  if (!(yield* all(notes, fits))) cut.push('errors');

  const groups = byControl(report.findings);
  let unsaid = 0;
  for (const [id, findings] of groups) {
    const { title, severity, fix: remedy } = controlOf(result, id);
    const opening = `<details><summary>${findings[0].outcome === 'warn' ? 'warns only, ' : ''}${severity}: <code>${id}</code> (${count(findings.length, 'finding')}): ${markup(title)}</summary>\n\n`;
    const closing = '\n</details>\n\n';
    const lines = findings.map(line);
    const fix = `${remedy}\n\n`;
    if (unsaid > 0 || !fits(opening + fix + lines[0] + closing)) {
      unsaid += findings.length;
      continue;
    }
    yield opening + fix + lines[0];
    for (const [index, text] of lines.entries()) {
      if (index === 0) continue;
      if (unsaid > 0 || !fits(text)) unsaid++;
      else yield text;
    }
    yield closing;
  }
  if (unsaid > 0) cut.push(`the last ${unsaid} of ${count(report.findings.length, 'finding')}`);

  const ends = [
    coverage(report.coverage),
    ...listed('Waived', report.waived.map(({ control, object, owner, expires, reason }) => `${control} on ${code(describeIdentity(object))} until ${expires}, by ${code(owner)}: ${code(reason)}`)),
    ...listed('Skipped', skipped.map(({ control, reason }) => `${control}: ${code(reason)}`)),
  ];
  if (cut.length > 0 || !(yield* all(ends, fits))) cut.push('coverage, and what is waived or skipped');
  if (cut.length > 0) yield `**Cut to fit ${LONGEST.toLocaleString('en')} characters:** ${cut.join(', ')}. \`--format json\` or \`--format html\` has everything.\n\n`;
  yield `<sub>${tool.name} ${tool.version}, profile ${code(report.profile)}, ${count(report.summary.controls, 'control')}, ${count(report.summary.evaluations, 'evaluation')}</sub>\n`;
}

function headline(result: CheckResult): string {
  const { objects } = result.report.summary;
  const { length } = failures(result.report);
  return `### ${['✅', '❌', '⚠️'][exitCodeOf(result)]} ${length === 0 ? 'No finding' : count(length, 'finding')} in ${count(objects, 'object')}`;
}

/** Folded: what was looked at, and what no manifest shows. */
function coverage(risks: readonly RiskCoverage[]): string {
  const rows = risks.map(({ risk, name, controls, applied, findings, waived, unseen }) => (
    `| ${risk} ${name} | ${controls} | ${applied} | ${SEVERITIES.map(severity => findings[severity]).join(' / ')} | ${waived} | ${unseen} |`));
  return ['<details><summary>Coverage of the ten container risks, and what manifests alone cannot show</summary>\n',
    `| risk | controls | applied | ${SEVERITIES.join(' / ')} | waived | not shown by manifests |`, '|---|---|---|---|---|---|', ...rows, '\n</details>\n\n'].join('\n');
}

/** A control's own words, which may be a user's. */
function markup(text: string): string {
  return printable(text).replace(/[&<>]/g, each => `&#${each.charCodeAt(0)};`);
}

/** True where everything fitted. */
function* all(texts: readonly string[], fits: (text: string) => boolean): Generator<string, boolean> {
  for (const text of texts) {
    if (!fits(text)) return false;
    yield text;
  }
  return true;
}

function listed(title: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [`**${title}**\n\n`, ...entries.map(entry => `- ${entry}\n`), '\n'];
}

function line({ source, object, message }: Finding): string {
  return `- ${source ? `${code(placeText(source))} ` : ''}${code(describeIdentity(object))}: ${code(message)}\n`;
}

/** As code, nothing of a name or a value is markup, a link, a mention of someone or a reference to an issue. */
function code(text: string): string {
  const plain = printable(text);
  const fence = '`'.repeat(Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return fence.length > 1 || plain === '' ? `${fence} ${plain} ${fence}` : `\`${plain}\``;
}
