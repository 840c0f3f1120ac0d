import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { temporaryFolder } from './app/fixtures';

const ROOT = join(__dirname, '..');
const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)];

/** Every TypeScript block that stands on its own, that is: imports the library. */
const BLOCKS = PAGES.flatMap(page => [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
  .map(match => match[1]).filter(block => /from 'cdk8s-hardened(\/\w+)?'/.test(block)).map((block, index) => ({ page, number: index + 1, block })));

describe('the documentation', () => {
  it('has examples to run', () => expect(BLOCKS.length).toBeGreaterThan(3));

  it.each(BLOCKS)('example $number of $page runs as it stands', ({ page, number, block }) => {
    const folder = join(temporaryFolder(), `${page.replace(/\W/g, '-')}-${number}`);
    mkdirSync(folder);
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
    const code = ts.transpileModule(block, { compilerOptions }).outputText;
    const quiet = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(() => new Function('require', 'exports', code)(require, {})).not.toThrow();
    } finally {
      process.chdir(before);
      quiet.mockRestore();
    }
  });

  it.each(PAGES)('every file that %s links to is there', page => {
    const links = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(match => join(ROOT, page, '..', match[1]));
    const missing = links.filter(link => ts.sys.fileExists(link) === false && ts.sys.directoryExists(link) === false);
    expect(missing).toEqual([]);
  });
});
