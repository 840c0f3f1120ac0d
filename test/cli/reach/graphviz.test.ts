import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTILE_SHOP, reportOf, SHOP } from './harness';
import { dot } from '../../../src/cli/reach/dot';
import { GRAPHVIZ_VERSION, svgOf } from '../../../src/cli/reach/graphviz';

const dotOf = (documents: readonly string[]) => [...dot(reportOf(documents, {}, false))].join('');

test('the picture is the same each time, with each name and port', () => {
  const svg = svgOf(dotOf(SHOP));
  expect(svg).toMatch(/^<svg /);
  for (const text of ['web', 'db', 'TCP 5432', 'TCP 8080', 'external:203.0.113.0/24']) expect(svg).toContain(`>${text}</text>`);
  expect(svgOf(dotOf(SHOP))).toBe(svg);
});

test('no name is markup, nor a second arrow', () => {
  const svg = svgOf(dotOf(HOSTILE_SHOP));
  expect(svg).not.toMatch(/<script|href=/);
  expect(svg.match(/class="edge"/g) ?? []).toHaveLength(reportOf(HOSTILE_SHOP, {}, false).flows.filter(({ from, to }) => from !== to).length);
});

test('what is not installed is named, in the version that is tested here', () => {
  const missing = () => svgOf('digraph {}', () => { throw new Error(); });
  expect(missing).toThrow(`Run: npm install --save-dev @hpcc-js/wasm-graphviz@${GRAPHVIZ_VERSION}. Or write --format mermaid or dot`);
  const { devDependencies } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as { devDependencies: Record<string, string> };
  expect(devDependencies['@hpcc-js/wasm-graphviz']).toBe(GRAPHVIZ_VERSION);
});

test('a graph that cannot be drawn is no stack trace', () => expect(() => svgOf('digraph {')).toThrow(/^Graphviz could not draw this graph \(.*\)\. --format dot writes it/));
