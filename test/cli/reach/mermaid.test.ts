import * as fc from 'fast-check';
import { crowd, HOSTILE_SHOP, reportOf, SHOP, trees } from './harness';
import { mermaid } from '../../../src/cli/reach/mermaid';

const textOf = (documents: readonly string[]) => [...mermaid(reportOf(documents))].join('');
const edgesOf = (text: string) => text.split('\n').filter(line => / (-->|-\.->)\|/.test(line));

test('a small tree, whole', () => {
  expect([...mermaid(reportOf(SHOP, {}, false))].join('')).toBe(`flowchart LR
  subgraph g0["shop"]
    n0["db"]:::own
    n1["web"]:::own
  end
  n2(["external:203.0.113.0/24"]):::outside
  n2 -->|"TCP 8080"| n1
  n1 -->|"TCP 5432"| n0
  classDef own fill:#eef4ff,stroke:#3b5b92,color:#10213f
  classDef outside fill:#f4f4f4,stroke:#6e7781,color:#24292f,stroke-dasharray:4 3
  classDef note fill:#fff8c5,stroke:#9a6700,color:#4d3800
`);
});

test('no diagram is beyond what GitHub draws', () => {
  fc.assert(fc.property(fc.array(fc.nat(26), { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 60 }), (sizes, length) => {
    const text = textOf(crowd(sizes, (home, index) => `${'w'.repeat(length)}-${home}-${index}`));
    expect(text.length).toBeLessThanOrEqual(50_000);
    expect(edgesOf(text).length).toBeLessThanOrEqual(500);
  }), { numRuns: 25 });
});

test('what is too large is drawn by namespace, and says so', () => {
  const text = textOf(crowd([20, 20], (home, index) => `w-${home}-${index}`));
  expect(text).toMatch(/note\["Drawn by namespace: \d+ arrows between workloads are too many/);
  expect(text).toMatch(/n\d+ -->\|"400 flows"\| n\d+/);
});

test('what is too large even so is cut, and says so', () => {
  const text = textOf(crowd(Array.from({ length: 25 }, () => 1), (home, index) => `w-${home}-${index}`));
  expect(edgesOf(text)).toHaveLength(500);
  expect(text).toMatch(/arrows between namespaces are cut, too/);
});

test('an arrow ends at a box that is declared', () => {
  fc.assert(fc.property(trees, documents => {
    const text = textOf(documents);
    const declared = new Set([...text.matchAll(/^ *(?:subgraph )?([ng]\d+)[[(]/gm)].map(([, ref]) => ref));
    for (const line of edgesOf(text)) for (const [ref] of line.matchAll(/\b[ng]\d+\b(?=(?:$| -))/g)) expect(declared).toContain(ref);
  }), { numRuns: 40 });
});

test('no name is markup', () => {
  const text = textOf(HOSTILE_SHOP);
  expect(text.replace(/"[^"\n]*"/g, '')).not.toMatch(/script|alert|<|label/);
  expect(text).not.toMatch(/["[][^"\n]*<[^"\n]*"/);
});
