import { hashOf, SCRIPT, STYLE } from './html-page';
import { standardName } from './standard-names';
import { Control, SEVERITIES } from '../../controls/control';
import { describeIdentity } from '../../manifest/object';
import { failures, Finding, RiskCoverage } from '../../posture/report';
import { Excerpt } from '../excerpt';
import { byControl, CheckResult, controlOf, exitCodeOf } from '../result';
import { count, escaped, placeText } from '../text';

/** More would open slowly and be read by nobody; the page says what it left out. */
const MOST_FINDINGS = 5_000;
/** A page of few findings shows all of each. */
const FEW = 20;
const NO_NAMESPACE = '(no namespace)';
const VERDICTS = ['Passed', 'Not passed', 'Not all could be judged'];

/** One page with everything in it: no network, no fonts, and nothing from the manifests that is not escaped. */
export function* html(result: CheckResult): Generator<string> {
  const { report, tool } = result;
  const shown = cut(byControl(report.findings));
  const counted = failures(report).length;
  const title = `${counted === 0 ? 'no finding' : count(counted, 'finding')} in ${count(report.summary.objects, 'object')}`;
  yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n';
  // Even if something were not escaped, it would neither run nor call home.
  yield `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'">\n`;
  yield `<title>${escaped(`${tool.name}: ${title}`)}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<a class="skip" href="#findings">Skip to the findings</a>\n`;
  yield `<header>\n<h1>${VERDICTS[exitCodeOf(result)]}: ${title}</h1>\n<p class="dim">${escaped(tool.name)} ${escaped(tool.version)}, profile <code>${
    escaped(report.profile)}</code>, ${count(report.summary.controls, 'control')}, ${count(report.summary.evaluations, 'evaluation')}</p>\n</header>\n<main>\n`;
  yield* summary(result);
  yield notes('Not read', result.problems.map(problem => `<code>${escaped(placeText(problem))}</code>: ${escaped(problem.says)}`));
  yield notes('Could not be evaluated', report.errors.map(({ control, object, source, reason }) =>
    `<code>${escaped(source ? placeText(source) : '')}</code> ${escaped(describeIdentity(object))}: <code>${escaped(control)}</code>: ${escaped(reason)}`));
  if (report.findings.length > 0) yield filter(report.findings);
  yield '<section id="findings" aria-labelledby="findings-title">\n<h2 id="findings-title">Findings</h2>\n';
  if (report.findings.length === 0) yield '<p>None.</p>\n';
  for (const [id, findings] of shown) yield* section(controlOf(result, id), findings, result);
  const left = report.findings.length - shown.reduce((sum, [, findings]) => sum + findings.length, 0);
  if (left > 0) yield `<p><strong>Left out: ${count(left, 'finding')}, the least severe.</strong> <code>--format json</code> has all.</p>\n`;
  yield '</section>\n';
  yield* signed(result);
  yield* coverage(result.report.coverage);
  yield notes('Skipped controls', result.skipped.map(({ control, reason }) => `<code>${escaped(control)}</code>: ${escaped(reason)}`));
  yield `</main>\n<script>${SCRIPT}</script>\n</body>\n</html>\n`;
}

function* summary({ report }: CheckResult): Generator<string> {
  const counted = failures(report);
  yield '<section aria-labelledby="summary-title">\n<h2 id="summary-title">Summary</h2>\n<ul class="tiles">\n';
  for (const severity of SEVERITIES) yield `<li class="${severity}"><strong>${report.summary.findings[severity]}</strong> ${severity}</li>\n`;
  yield `<li><strong>${report.summary.warnings}</strong> warnings</li>\n<li><strong>${report.summary.waived}</strong> waived</li>\n<li><strong>${report.summary.errors}</strong> not evaluated</li>\n</ul>\n<div class="tables">\n`;
  yield table('By namespace', 'namespace', tally(counted, finding => [namespaceOf(finding)]));
  yield table('By standard', 'standard', tally(counted, finding => Object.keys(finding.standards).map(book => standardName(book))));
  yield '</div>\n</section>\n';
}

function table(caption: string, what: string, rows: ReadonlyMap<string, readonly number[]>): string {
  if (rows.size === 0) return '';
  const cells = (numbers: readonly number[]): string => numbers.map(number => `<td class="number">${number}</td>`).join('');
  return `${scrolling(caption)}<table><caption>${caption}</caption><thead><tr><th scope="col">${what}</th>${
    SEVERITIES.map(severity => `<th scope="col" class="number">${severity}</th>`).join('')}</tr></thead><tbody>\n${
    [...rows].sort(([a], [b]) => a < b ? -1 : 1).map(([name, numbers]) => `<tr><th scope="row">${escaped(name)}</th>${cells(numbers)}</tr>\n`).join('')}</tbody></table></div>\n`;
}

function tally(findings: readonly Finding[], keysOf: (finding: Finding) => readonly string[]): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  for (const finding of findings) {
    for (const key of keysOf(finding)) {
      const row = rows.get(key) ?? rows.set(key, SEVERITIES.map(() => 0)).get(key)!;
      row[SEVERITIES.indexOf(finding.severity)]++;
    }
  }
  return rows;
}

/** Hidden until the script that it needs has run. */
function filter(findings: readonly Finding[]): string {
  const choice = (name: string, label: string, values: readonly (readonly [value: string, text: string])[]): string => `<select name="${name}" aria-label="${label}"><option value="">${
    label}: all</option>${values.map(([value, text]) => `<option value="${escaped(value)}">${escaped(text)}</option>`).join('')}</select>\n`;
  const namespaces = [...new Set(findings.map(namespaceOf))].sort();
  const books = [...new Set(findings.flatMap(({ standards }) => Object.keys(standards)))].sort();
  return `<form id="filter" role="search" aria-label="Filter the findings" hidden>\n<input type="search" name="search" placeholder="Search" aria-label="Search">\n<fieldset><legend>Severity</legend>${
    SEVERITIES.map(severity => `<label><input type="checkbox" value="${severity}" checked>${severity}</label>`).join('')}</fieldset>\n${
    choice('namespace', 'Namespace', namespaces.map(name => [name, name] as const))}${
    choice('standard', 'Standard', books.map(book => [book, standardName(book)] as const))}<button type="reset">Reset</button>\n<p role="status" id="shown" class="dim"></p>\n</form>\n`;
}

function* section(control: Control, findings: readonly Finding[], { report, excerptAt }: CheckResult): Generator<string> {
  const { id, title, why, fix, severity, standards, alsoKnownAs } = control;
  const books = Object.entries(standards).map(([book, ids]) => `${standardName(book)}: ${[ids].flat().join(', ')}`);
  const tools = Object.entries(alsoKnownAs).map(([name, ids]) => `${name}: ${ids.join(', ')}`);
  yield `<section class="control" data-severity="${severity}" data-standards="${escaped(Object.keys(standards).join(' '))}" aria-labelledby="c-${escaped(id)}">\n<h3 id="c-${escaped(id)}"><span class="badge ${
    severity}">${severity}${findings[0].outcome === 'warn' ? ', warns only' : ''}</span> ${escaped(title)} <code>${escaped(id)}</code> <span class="dim count">${count(findings.length, 'finding')}</span></h3>\n<p>${escaped(why)}</p>\n<p><strong>What to write.</strong> ${escaped(fix)}</p>\n`;
  if (books.length > 0) yield `<p class="dim">${escaped(books.join(' · '))}</p>\n`;
  if (tools.length > 0) yield `<p class="dim">Other tools: ${escaped(tools.join(' · '))}</p>\n`;
  for (const finding of findings) {
    const { object, source, message, construct } = finding;
    const excerpt = source && excerptAt(source);
    yield `<details data-namespace="${escaped(namespaceOf(finding))}"${report.findings.length <= FEW ? ' open' : ''}><summary><strong>${
      escaped(describeIdentity(object))}</strong> ${escaped(message)}</summary>\n<div><p class="dim"><code>${escaped(source ? placeText(source) : '')}</code>${
      construct ? ` ${escaped(construct)}` : ''}</p>\n${excerpt ? lines(excerpt, source.file) : ''}${
      finding.fix === fix ? '' : `<p><strong>Here:</strong> ${escaped(finding.fix)}</p>\n`}</div></details>\n`;
  }
  yield '</section>\n';
}

function lines({ from, lines: texts, line }: Excerpt, file: string): string {
  const numbered = texts.map((text, index) => `<span${from + index === line ? ' class="here"' : ''}><i>${from + index}</i>${escaped(text.replaceAll('\t', '  '))}</span>`);
  return `<pre ${focusable(`${file}, from line ${from}`)}><code>${numbered.join('')}</code></pre>\n`;
}

function scrolling(name: string): string {
  return `<div class="wide" ${focusable(name)}>`;
}

/** What scrolls sideways has to take the focus, for those who use no mouse. */
function focusable(name: string): string {
  return `tabindex="0" role="region" aria-label="${escaped(name)}"`;
}

/** What was looked at of each risk, so that nobody takes a clean page for more than it is. */
function* coverage(risks: readonly RiskCoverage[]): Generator<string> {
  yield '<section aria-labelledby="coverage-title">\n<h2 id="coverage-title">Coverage of the ten container risks</h2>\n'
    + '<p>A control may lower several risks, and counts for each. It applied where the manifests have something that it judges; what judges all objects together always does.</p>\n'
    + `${scrolling('Coverage')}<table><thead><tr><th scope="col">risk</th>`
    + `${['controls', 'applied', ...SEVERITIES, 'waived'].map(title => `<th scope="col" class="number">${title}</th>`).join('')}<th scope="col">what manifests alone cannot show</th></tr></thead><tbody>\n`;
  for (const { risk, name, controls, applied, findings, waived, unseen } of risks) {
    const numbers = [controls, applied, ...SEVERITIES.map(severity => findings[severity]), waived];
    yield `<tr><th scope="row">${risk} ${escaped(name)}</th>${numbers.map(number => `<td class="number">${number}</td>`).join('')}<td>${escaped(unseen)}</td></tr>\n`;
  }
  yield '</tbody></table></div>\n</section>\n';
}

function* signed({ report }: CheckResult): Generator<string> {
  if (report.waived.length === 0) return;
  yield `<section aria-labelledby="waived-title">\n<h2 id="waived-title">Waived</h2>\n${scrolling('Waived')}<table><thead><tr><th scope="col">control</th><th scope="col">object</th><th scope="col">what</th>`
    + '<th scope="col">reason</th><th scope="col">owner</th><th scope="col">expires</th></tr></thead><tbody>\n';
  for (const { control, object, message, reason, owner, expires, ticket } of report.waived) {
    yield `<tr>${[`<code>${escaped(control)}</code>`, ...[describeIdentity(object), message, ticket ? `${reason} (${ticket})` : reason, owner, expires].map(escaped)].map(cell => `<td>${cell}</td>`).join('')}</tr>\n`;
  }
  yield '</tbody></table></div>\n</section>\n';
}

function notes(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : `<section>\n<h2>${title}</h2>\n<ul>\n${entries.map(entry => `<li>${entry}</li>\n`).join('')}</ul>\n</section>\n`;
}

function cut(groups: readonly [string, Finding[]][]): [string, Finding[]][] {
  let left = MOST_FINDINGS;
  return groups.flatMap(([id, findings]): [string, Finding[]][] => {
    const kept = findings.slice(0, left);
    left -= kept.length;
    return kept.length === 0 ? [] : [[id, kept]];
  });
}

function namespaceOf({ object }: Finding): string {
  return object.namespace ?? NO_NAMESPACE;
}
