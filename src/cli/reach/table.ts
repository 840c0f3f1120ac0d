import { rulePlaceText } from './places';
import { describePorts } from './port-answers';
import { ReachReport } from './report';
import { Row, rowsOf } from './rows';
import { groups } from '../../manifest/lists';
import { UNKNOWNS } from '../../reachability/explain';
import { describeProblem } from '../problem';
import { count, printable } from '../text';

const RED = 31, GREEN = 32, YELLOW = 33, BOLD = 1, DIM = 2;
const COLORS = { allowed: GREEN, depends: YELLOW };
/** More of a kind would be a wall; `--format json` has all. */
const MOST = 10;

type Paint = (code: number, text: string) => string;

/** For people at a terminal: by caller, whom it reaches on which ports, who holds that, and the rules that let it through; the totals last. */
export function* table(report: ReachReport, color: boolean): Generator<string> {
  const paint: Paint = (code, text) => color ? `\u001b[${code}m${text}\u001b[0m` : text;
  const rows = [...groups(rowsOf(report), ({ from }) => from).values()].flat();
  const folder = commonFolder(report.flows.flatMap(({ decidedBy }) => decidedBy.flatMap(({ file }) => file ?? [])));
  const widths = [widest(rows.map(({ to }) => to)), Math.min(WIDEST, widest(rows.map(({ text }) => text)))];
  let from: string | undefined;
  for (const row of rows) {
    if (row.from !== from) yield `${from === undefined ? '' : '\n'}${paint(BOLD, printable(from = row.from))}\n`;
    yield `  ${printable(row.to).padEnd(widths[0])}  ${paint(COLORS[row.verdict], row.verdict)}  ${printable(row.text).padEnd(widths[1])}  ${paint(DIM, printable(held(row, folder)))}\n`;
  }
  if (rows.length > 0) yield '\n';
  yield* unknowns(report, paint);
  yield* section('Could become an allowed caller, by RBAC', report.couldBecome.map(({ subject, namespace, can, callers, reaches, binding }) =>
    `${subject} can ${can.join(', ')} in ${namespace}, and so stand in for ${some(callers)}, who ${callers.length === 1 ? 'reaches' : 'reach'} ${some(reaches)} (${rulePlaceText(binding)})`), paint);
  yield* section('What opens where the mesh is permissive or a proxy is missing', (report.openWithoutMesh ?? []).map(({ from: caller, to, ports }) =>
    `${caller} → ${to}: ${describePorts(ports)}`), paint);
  for (const finding of report.findings) yield `${paint(RED, 'finding')} ${describeProblem(finding)}\n`;
  if (folder !== '') yield `${paint(DIM, `The files of the rules are below ${printable(folder)}`)}\n`;
  yield* totals(report);
}

/** The folder of all files, with its slash; it is said once. */
function commonFolder(files: readonly string[]): string {
  const folders = files.map(file => file.slice(0, file.lastIndexOf('/') + 1));
  const [first = ''] = folders;
  const steps = first.split('/').slice(0, -1);
  const shared = steps.findIndex((_, index) => folders.some(folder => !folder.startsWith(`${steps.slice(0, index + 1).join('/')}/`)));
  return steps.slice(0, shared < 0 ? steps.length : shared).map(step => `${step}/`).join('');
}

const WIDEST = 40;

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, printable(text).length), 0);
}

function held({ flows: [{ heldBy, decidedBy }], flows }: Row, folder: string): string {
  const rules = flows.length > 1 ? [] : decidedBy.filter(({ rule }) => rule !== '').map(place => rulePlaceText(place).slice(place.file === undefined ? 0 : folder.length));
  return [heldBy.length > 0 ? `held by ${heldBy.join(' and ')}` : 'held by nothing', ...new Set(rules)].join('  ');
}

function* unknowns({ flows }: ReachReport, paint: Paint): Generator<string> {
  const found = new Set(flows.flatMap(({ dependsOn }) => dependsOn));
  for (const [name, words] of Object.entries(UNKNOWNS)) {
    if (found.has(name as keyof typeof UNKNOWNS)) {
      yield `${paint(YELLOW, 'depends')} on ${words}: ${some(flows.filter(({ dependsOn }) => dependsOn.includes(name as keyof typeof UNKNOWNS)).map(flow => `${flow.from} → ${flow.to}`))}.\n`;
    }
  }
}

function* section(title: string, lines: readonly string[], paint: Paint): Generator<string> {
  if (lines.length === 0) return;
  yield `${paint(BOLD, title)}\n`;
  for (const line of lines.slice(0, MOST)) yield `  ${printable(line)}\n`;
  if (lines.length > MOST) yield `  and ${lines.length - MOST} more (--format json)\n`;
  yield '\n';
}

function* totals({ flows, cni, mesh, leftOut, endpoints }: ReachReport): Generator<string> {
  const by = (test: (flow: typeof flows[number]) => boolean): number => flows.filter(test).length;
  const depends = by(({ verdict }) => verdict === 'depends');
  yield `${count(flows.length, 'flow')} between ${count(endpoints.length, 'endpoint')}: ${flows.length - depends} allowed${depends > 0 ? `, ${depends} ${depends === 1 ? 'depends' : 'depend'}` : ''}; network plugin ${
    cni === 'any' ? 'any' : cni}, mesh ${mesh}.\n`;
  const sole = (layer: string): number => by(({ heldBy }) => heldBy.length === 1 && heldBy[0] === layer);
  yield `Held by network and mesh: ${by(({ heldBy }) => heldBy.length === 2)}, by the network alone: ${sole('network')}, by the mesh alone: ${sole('mesh')}, by nothing: ${by(({ heldBy }) => heldBy.length === 0)}.\n`;
  if (leftOut > 0) yield `Left out: ${count(leftOut, 'flow')} of nodes and to peers outside the tree. --all shows them.\n`;
}

function some(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ');
}
