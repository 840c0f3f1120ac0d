import { rulePlaceText } from './places';
import { describePorts } from './port-answers';
import { ReachFlow, ReachReport } from './report';
import { UNKNOWNS } from '../../reachability/explain';
import { hashOf, STYLE } from '../formats/html-page';
import { describeProblem } from '../problem';
import { count, escaped } from '../text';

/** More would open slowly and be read by nobody; the page says what it left out. */
const MOST_FLOWS = 5_000;

const OWN_STYLE = `${STYLE}
.picture { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; background: #ffffff; } .picture svg { display: block; max-width: none; height: auto; }
body { max-width: 100rem; } td:not(.number) .badge { word-break: normal; white-space: nowrap; }
.badge.allowed { background: #2f6f44; } .badge.depends { background: #8a5a00; }
`;

/** One page with the picture and the table: no network, no script, and nothing from the manifests that is not escaped. */
export function* html(report: ReachReport, svg: string): Generator<string> {
  const { tool, flows, cni, mesh, leftOut } = report;
  const depends = flows.filter(({ verdict }) => verdict === 'depends').length;
  const title = `${count(flows.length, 'flow')}${depends > 0 ? `, ${depends} of them not certain` : ''}`;
  yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n';
  // Even if something were not escaped, it would neither run nor call home.
  yield `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(OWN_STYLE)}'; base-uri 'none'; form-action 'none'">\n`;
  yield `<title>${escaped(`${tool.name}: who can reach whom`)}</title>\n<style>${OWN_STYLE}</style>\n</head>\n<body>\n<a class="skip" href="#flows">Skip to the flows</a>\n`;
  yield `<header>\n<h1>Who can reach whom: ${title}</h1>\n<p class="dim">${escaped(tool.name)} ${escaped(tool.version)}, network plugin ${cni}, mesh ${mesh}${
    leftOut > 0 ? `; ${count(leftOut, 'flow')} of nodes and to peers outside the tree left out` : ''}</p>\n</header>\n<main>\n`;
  yield notes('Not read', report.problems.map(problem => escaped(describeProblem(problem))));
  yield notes('Findings', report.findings.map(problem => escaped(describeProblem(problem))));
  yield `<section aria-labelledby="picture-title">\n<h2 id="picture-title">Picture</h2>\n<div class="picture" tabindex="0" role="region" aria-label="Picture">\n${svg.replace('<svg ', '<svg role="img" aria-label="The flows of the table below" ')}\n</div>\n`;
  yield '<p class="dim">Green: allowed. Amber, dashed: it depends.</p>\n</section>\n';
  yield '<section id="flows" aria-labelledby="flows-title">\n<h2 id="flows-title">Flows</h2>\n<div class="wide" tabindex="0" role="region" aria-label="Flows"><table><thead><tr>'
    + '<th scope="col">from</th><th scope="col">to</th><th scope="col">verdict</th><th scope="col">ports</th><th scope="col">held by</th><th scope="col">decided by</th></tr></thead><tbody>\n';
  for (const flow of flows.slice(0, MOST_FLOWS)) yield row(flow);
  yield '</tbody></table></div>\n';
  if (flows.length > MOST_FLOWS) yield `<p><strong>Left out: ${count(flows.length - MOST_FLOWS, 'flow')}.</strong> <code>--format json</code> has all.</p>\n`;
  yield '</section>\n';
  const found = new Set(flows.flatMap(({ dependsOn }) => dependsOn));
  yield notes('What it depends on', [...found].sort().map(name => `<code>${name}</code>: ${escaped(UNKNOWNS[name])}`));
  yield notes('Could become an allowed caller, by RBAC', report.couldBecome.map(({ subject, namespace, can, callers, reaches, binding }) => escaped(
    `${subject} can ${can.join(', ')} in ${namespace}, as ${callers.join(', ')}, and so reach ${reaches.join(', ')} (${rulePlaceText(binding)})`)));
  yield notes('What opens where the mesh is permissive or a proxy is missing', (report.openWithoutMesh ?? []).map(({ from, to, ports }) => escaped(`${from} → ${to}: ${describePorts(ports)}`)));
  yield '</main>\n</body>\n</html>\n';
}

function row({ from, to, verdict, dependsOn, ports, heldBy, decidedBy }: ReachFlow): string {
  const rules = [...new Set(decidedBy.filter(({ rule }) => rule !== '').map(rulePlaceText))].map(text => `<code>${escaped(text)}</code>`).join('<br>');
  return `<tr><th scope="row">${escaped(from)}</th><td>${escaped(to)}</td><td><span class="badge ${verdict}">${verdict}</span>${
    dependsOn.length > 0 ? `<br><span class="dim">${dependsOn.join(', ')}</span>` : ''}</td><td>${escaped(describePorts(ports))}</td><td>${heldBy.join(', ') || 'nothing'}</td><td>${rules}</td></tr>\n`;
}

function notes(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : `<section>\n<h2>${title}</h2>\n<ul>\n${entries.map(entry => `<li>${entry}</li>\n`).join('')}</ul>\n</section>\n`;
}
