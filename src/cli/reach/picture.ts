import { ReachReport } from './report';
import { everyWorkload, Row, rowsOf } from './rows';
import { compareTexts } from '../../manifest/lists';
import { count } from '../text';

/** Somebody drawn as a box. */
export interface PictureNode {
  readonly id: string;
  readonly label: string;
  /** Of a workload: its kind, `Deployment`. */
  readonly kind?: string;
  /** In no manifest. */
  readonly isOutside: boolean;
}

/** The boxes of a namespace. */
export interface PictureGroup {
  readonly namespace: string;
  readonly nodes: readonly PictureNode[];
}

/** An arrow between two boxes, or the group of every workload of a namespace. */
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly verdict: Row['verdict'];
  readonly label: string;
}

/** What a diagram draws, sorted: the same flows give the same bytes. */
export interface Picture {
  readonly groups: readonly PictureGroup[];
  readonly outside: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

/** Workload by workload. Who reaches nobody and is reached by nobody is drawn too, if it is of the tree; what replicas ask of each other is not. */
export function pictureOf(report: ReachReport): Picture {
  const edges = rowsOf(report).filter(({ from, to }) => from !== to).map(({ from, to, verdict, text }) => ({ from, to, verdict, label: text }));
  const drawn = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const nodes = report.endpoints.filter(({ id, kind }) => kind === 'workload' || drawn.has(id)).map(({ id, kind, namespace }) => ({
    namespace: kind === 'workload' ? namespace : undefined, node: nodeOf(id, kind === 'workload'),
  }));
  const namespaces = [...new Set(nodes.flatMap(({ namespace }) => namespace ?? []))].sort();
  return {
    groups: namespaces.map(namespace => ({ namespace, nodes: sorted(nodes.filter(each => each.namespace === namespace).map(({ node }) => node)) })),
    outside: sorted(nodes.filter(each => each.namespace === undefined).map(({ node }) => node)),
    edges: sortedEdges(edges),
  };
}

/** Namespace by namespace, where workloads are too many to draw. */
export function pictureByNamespace(report: ReachReport): Picture {
  const homes = new Map(report.endpoints.filter(({ kind }) => kind === 'workload').map(({ id, namespace }) => [id, namespace]));
  const counts = new Map<string, { from: string; to: string; flows: number; depends: boolean }>();
  for (const flow of report.flows) {
    const [from, to] = [flow.from, flow.to].map(id => homes.has(id) ? `namespace ${homes.get(id)}` : id);
    const entry = counts.get(`${from}\n${to}`) ?? { from, to, flows: 0, depends: false };
    counts.set(`${from}\n${to}`, { ...entry, flows: entry.flows + 1, depends: entry.depends || flow.verdict === 'depends' });
  }
  const edges = [...counts.values()].map(({ from, to, flows, depends }): PictureEdge => ({ from, to, verdict: depends ? 'depends' : 'allowed', label: count(flows, 'flow') }));
  const drawn = new Set(edges.flatMap(({ from, to }) => [from, to]));
  return { groups: [], outside: sorted([...drawn].map(id => ({ id, label: id, isOutside: !id.startsWith('namespace ') }))), edges: sortedEdges(edges) };
}

/** The names under which edges refer to boxes: every node, and each group as a whole. */
export function refsOf({ groups, outside }: Picture): ReadonlyMap<string, string> {
  const nodes = [...groups.flatMap(group => group.nodes), ...outside];
  return new Map([
    ...nodes.map(({ id }, index) => [id, `n${index}`] as const), ...groups.map(({ namespace }, index) => [everyWorkload(namespace), `g${index}`] as const),
  ]);
}

function nodeOf(id: string, isOwn: boolean): PictureNode {
  if (!isOwn) return { id, label: id, isOutside: true };
  const parts = id.split('/');
  return { id, label: parts.at(-1)!, kind: parts.at(-2)!, isOutside: false };
}

function sorted(nodes: readonly PictureNode[]): PictureNode[] {
  return [...nodes].sort((a, b) => compareTexts(a.id, b.id));
}

function sortedEdges(edges: readonly PictureEdge[]): PictureEdge[] {
  return [...edges].sort((a, b) => compareTexts(a.from, b.from) || compareTexts(a.to, b.to) || compareTexts(a.label, b.label));
}

