import { crowd, reportOf, SHOP } from './harness';
import { dot } from '../../../src/cli/reach/dot';

const dotOf = (documents: readonly string[]) => [...dot(reportOf(documents, {}, false))].join('');

test('a graph for Graphviz', () => {
  expect(dotOf(SHOP).split('\n').filter(line => /cluster|label=/.test(line)).map(line => line.trim())).toEqual([
    'subgraph cluster_0 {', 'label="shop"; labeljust=l; style="rounded"; color="#8c959f"; fontcolor="#57606a";',
    'n0 [label="db\\nPod", tooltip="shop/Pod/db"];', 'n1 [label="web\\nPod", tooltip="shop/Pod/web"];',
    'n2 [label="external:203.0.113.0/24", tooltip="external:203.0.113.0/24", style="rounded,filled,dashed", color="#6e7781", fillcolor="#f6f8fa", fontcolor="#24292f"];',
    'n2 -> n1 [label="TCP 8080", tooltip="external:203.0.113.0/24 → shop/Pod/web: TCP 8080", color="#2f6f44", fontcolor="#2f6f44", style=solid];',
    'n1 -> n0 [label="TCP 5432", tooltip="shop/Pod/web → shop/Pod/db: TCP 5432", color="#2f6f44", fontcolor="#2f6f44", style=solid];',
  ]);
});

test('what every workload of a namespace has alike is one arrow, from its border', () => {
  const text = dotOf(crowd([4], (_, index) => `w${index}`));
  expect(text).toContain('n6 -> n2 [label="every port", tooltip="namespace:namespace-0/* → every workload of namespace-0: every port", color="#2f6f44", fontcolor="#2f6f44", style=solid, lhead=cluster_0];');
  expect(text.match(/n6 -> /g)).toHaveLength(1);
});
