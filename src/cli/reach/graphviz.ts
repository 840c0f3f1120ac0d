import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../problem';

/** No dependency of the library: it weighs more than all the rest, and who asks for no picture needs none. */
const PACKAGE = '@hpcc-js/wasm-graphviz';
export const GRAPHVIZ_VERSION = '1.29.2';
const MOST_BYTES = 512 * 1024 * 1024;

/** It loads asynchronously, as nothing else in the command line does: it runs in a process of its own. */
const PROGRAM = `
import { readFileSync } from 'node:fs';
const { Graphviz } = await import(process.argv[1]);
const svg = (await Graphviz.load()).layout(readFileSync(0, 'utf8'), 'svg', 'dot');
process.stdout.write(svg);
`;

/** Draws a graph as SVG. Throws, with what to install, where Graphviz is not there. */
export function svgOf(dotText: string, resolve: (name: string) => string = name => require.resolve(name)): string {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM, pathToFileURL(installed(resolve)).href], {
    input: dotText, encoding: 'utf8', maxBuffer: MOST_BYTES,
  });
  if (status !== 0) throw new UsageError(`Graphviz could not draw this graph (${error?.message ?? stderr.trim().split('\n').at(-1) ?? status}). --format dot writes it for another tool`);
  return stdout.slice(stdout.indexOf('<svg'));
}

function installed(resolve: (name: string) => string): string {
  try {
    return resolve(PACKAGE);
  } catch {
    throw new UsageError(`--format svg and html draw with ${PACKAGE}, which is not installed. Run: npm install --save-dev ${PACKAGE}@${GRAPHVIZ_VERSION}. Or write --format mermaid or dot, which need nothing`);
  }
}
