import { Picture, PictureEdge, PictureNode, pictureByNamespace, pictureOf, refsOf } from './picture';
import { ReachReport } from './report';
import { count, printable } from '../text';

/** What GitHub draws; beyond either it shows an error in the place of the picture. */
const MOST_CHARACTERS = 50_000;
const MOST_EDGES = 500;
/** Kept for the note of what was cut, and for the styles. */
const RESERVE = 600;
/** Longer texts would hide the picture; the table has them whole. */
const LONGEST_LABEL = 60;

const STYLES = [
  'classDef own fill:#eef4ff,stroke:#3b5b92,color:#10213f', 'classDef outside fill:#f4f4f4,stroke:#6e7781,color:#24292f,stroke-dasharray:4 3', 'classDef note fill:#fff8c5,stroke:#9a6700,color:#4d3800',
];

/** A Mermaid flowchart, for Markdown: by workload where that fits, else by namespace; what does not fit is cut, and said. */
export function* mermaid(report: ReachReport): Generator<string> {
  const whole = pictureOf(report);
  const full = drawn(whole);
  if (full.cut === 0) {
    yield full.text;
    return;
  }
  const byNamespace = drawn(pictureByNamespace(report), (cut, edges) => [
    `Drawn by namespace: ${count(whole.edges.length, 'arrow')} between workloads are too many for one diagram.`,
    ...cut > 0 ? [`${cut} of ${count(edges, 'arrow')} between namespaces are cut, too.`] : [], '--format svg has all.',
  ].join(' '));
  yield byNamespace.text;
}

function drawn(picture: Picture, note?: (cut: number, edges: number) => string): { readonly text: string; readonly cut: number } {
  const refs = refsOf(picture);
  const lines: string[] = ['flowchart LR'];
  let length = RESERVE;
  let cut = 0;
  const kept: PictureEdge[] = [];
  const declared = new Map<string, string>();
  const nodes = new Map([...picture.groups.flatMap(group => group.nodes), ...picture.outside].map(node => [node.id, node]));
  const cost = (ids: readonly string[]): string[] => ids.filter(id => nodes.has(id) && !declared.has(id)).map(id => nodeLine(refs.get(id)!, nodes.get(id)!));
  for (const edge of picture.edges) {
    const added = cost([...new Set([edge.from, edge.to])]);
    const size = [...added, edgeLine(refs, edge)].reduce((sum, line) => sum + line.length + INDENT, 0);
    if (kept.length >= MOST_EDGES || length + size + headings(picture) > MOST_CHARACTERS) {
      cut++;
      continue;
    }
    for (const id of [edge.from, edge.to]) if (nodes.has(id)) declared.set(id, nodeLine(refs.get(id)!, nodes.get(id)!));
    kept.push(edge);
    length += size;
  }
  // Those without arrows, as far as there is room.
  for (const [id, node] of nodes) {
    const line = nodeLine(refs.get(id)!, node);
    if (declared.has(id) || length + line.length + INDENT + headings(picture) > MOST_CHARACTERS) continue;
    declared.set(id, line);
    length += line.length + INDENT;
  }
  for (const [index, { namespace, nodes: inside }] of picture.groups.entries()) {
    const shown = inside.filter(({ id }) => declared.has(id));
    if (shown.length === 0) continue;
    lines.push(`  subgraph g${index}["${label(namespace)}"]`, ...shown.map(({ id }) => `    ${declared.get(id)}`), '  end');
  }
  lines.push(...picture.outside.filter(({ id }) => declared.has(id)).map(({ id }) => `  ${declared.get(id)}`));
  lines.push(...kept.filter(({ from, to }) => [from, to].every(id => declared.has(id) || !nodes.has(id))).map(edge => `  ${edgeLine(refs, edge)}`));
  if (note) lines.push(`  note["${label(note(cut, picture.edges.length), Infinity)}"]:::note`);
  lines.push(...STYLES.map(style => `  ${style}`));
  return { text: `${lines.join('\n')}\n`, cut };
}

const INDENT = 6;

function headings({ groups }: Picture): number {
  return groups.reduce((sum, { namespace }) => sum + label(namespace).length + 40, 0);
}

function nodeLine(ref: string, { label: text, isOutside }: PictureNode): string {
  return isOutside ? `${ref}(["${label(text)}"]):::outside` : `${ref}["${label(text)}"]:::own`;
}

function edgeLine(refs: ReadonlyMap<string, string>, { from, to, verdict, label: text }: PictureEdge): string {
  return `${refs.get(from)} ${verdict === 'allowed' ? '-->' : '-.->'}|"${label(verdict === 'allowed' ? text : `${text} ?`)}"| ${refs.get(to)}`;
}

/** No character of a name is markup to Mermaid, or HTML to what it makes of a label. */
function label(text: string, longest = LONGEST_LABEL): string {
  const plain = printable(text);
  const cut = plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
  return cut.replace(/[^A-Za-z0-9 .,:/_=*()?+-]/g, character => character === '…' ? character : `#${character.codePointAt(0)};`);
}
