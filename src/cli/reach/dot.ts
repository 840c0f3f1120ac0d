import { Picture, PictureEdge, PictureNode, pictureOf, refsOf } from './picture';
import { ReachReport } from './report';
import { printable } from '../text';

const FONT = 'Helvetica,Arial,sans-serif';
const EDGES = { allowed: { color: '#2f6f44', style: 'solid' }, depends: { color: '#9a6700', style: 'dashed' } } as const;
/** Wider labels push the boxes apart. */
const LONGEST_LABEL = 44;

/** A graph for Graphviz. Green: allowed. Amber, dashed: it depends. */
export function* dot(report: ReachReport): Generator<string> {
  const picture = pictureOf(report);
  const refs = refsOf(picture);
  yield 'digraph reach {\n';
  yield `  graph [rankdir=LR, compound=true, fontname="${FONT}", fontsize=12, nodesep=0.22, ranksep=1.1, bgcolor="white", pad=0.3, splines=true];\n`;
  yield `  node [shape=box, style="rounded,filled", fontname="${FONT}", fontsize=11, margin="0.2,0.07", color="#3b5b92", fillcolor="#eef4ff", fontcolor="#10213f"];\n`;
  yield `  edge [fontname="${FONT}", fontsize=9, arrowsize=0.7];\n`;
  for (const [index, { namespace, nodes }] of picture.groups.entries()) {
    yield `  subgraph cluster_${index} {\n    label=${quoted(namespace)}; labeljust=l; style="rounded"; color="#8c959f"; fontcolor="#57606a";\n`;
    for (const node of nodes) yield `    ${nodeLine(refs, node)}\n`;
    yield '  }\n';
  }
  for (const node of picture.outside) yield `  ${nodeLine(refs, node)}\n`;
  for (const edge of picture.edges) yield `  ${edgeLine(picture, refs, edge)}\n`;
  yield '}\n';
}

function nodeLine(refs: ReadonlyMap<string, string>, { id, label, kind, isOutside }: PictureNode): string {
  const attributes = [
    `label=${quoted(kind === undefined || kind === 'Deployment' ? label : `${label}\n${kind}`)}`, `tooltip=${quoted(id)}`,
    ...isOutside ? ['style="rounded,filled,dashed"', 'color="#6e7781"', 'fillcolor="#f6f8fa"', 'fontcolor="#24292f"'] : [],
  ];
  return `${refs.get(id)} [${attributes.join(', ')}];`;
}

/** Graphviz draws arrows between nodes alone: one of a whole group starts at a node of it, and is cut at its border. */
function edgeLine({ groups }: Picture, refs: ReadonlyMap<string, string>, { from, to, verdict, label }: PictureEdge): string {
  const ends = [from, to].map(id => {
    const ref = refs.get(id)!;
    const group = ref.startsWith('g') ? Number(ref.slice(1)) : undefined;
    const inside = group === undefined ? undefined : groups[group].nodes;
    return { ref: inside ? refs.get(inside[Math.floor(inside.length / 2)].id)! : ref, group };
  });
  const { color, style } = EDGES[verdict];
  const attributes = [
    `label=${quoted(label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label)}`, `tooltip=${quoted(`${from} → ${to}: ${label}`)}`,
    `color="${color}"`, `fontcolor="${color}"`, `style=${style}`,
    ...ends[0].group === undefined ? [] : [`ltail=cluster_${ends[0].group}`], ...ends[1].group === undefined ? [] : [`lhead=cluster_${ends[1].group}`],
  ];
  return `${ends[0].ref} -> ${ends[1].ref} [${attributes.join(', ')}];`;
}

function quoted(text: string): string {
  const plain = text.split('\n').map(printable).join('\n');
  // To Graphviz an entity of HTML in a label is its character.
  return `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;').replaceAll('\n', '\\n')}"`;
}
