// Writes API.md, docs/CONTROLS.md, and the outputs in docs/reach.md from the compiled library; with --check it only compares, and fails where a file on disk differs.
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { bin, root, step } = require('./steps');

const check = process.argv.includes('--check');
const temporary = mkdtempSync(join(tmpdir(), 'cdk8s-hardened-docs-'));
try {
  const api = join(temporary, 'API.md');
  if (!step('API.md (jsii-docgen)', bin('jsii-docgen'), ['-o', api])) process.exit(1);
  process.env.CDK8S_OUTDIR = join(temporary, 'deploy');
  if (!step('examples/online-boutique', process.execPath, [join(root, 'scripts/run-example.js'), 'online-boutique'])) process.exit(1);
  const { controlsMarkdown } = require('../lib/controls/markdown');
  const documents = {
    'API.md': readFileSync(api, 'utf8'), 'docs/CONTROLS.md': controlsMarkdown(),
    'docs/online-boutique.svg': reach('reach deploy --format svg'),
    'docs/reach.md': withOutputs(readFileSync(join(root, 'docs/reach.md'), 'utf8')),
  };
  const stale = Object.entries(documents).filter(([file, text]) => readOr(join(root, file)) !== text);
  for (const [file, text] of stale) {
    if (check) console.error(`${file} is not what the source says. Run: npm run docs`);
    else writeFileSync(join(root, file), text);
  }
  process.exitCode = check && stale.length > 0 ? 1 : 0;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function readOr(file) {
  try { return readFileSync(file, 'utf8'); } catch { return undefined; }
}

/** What the command line prints about the tree of the example. */
function reach(command) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, 'bin/cdk8s-hardened'), ...command.match(/'[^']*'|\S+/g).map(word => word.replace(/'/g, ''))], { cwd: temporary, encoding: 'utf8' });
  if (status === 2 || stderr !== '') throw new Error(`${command}: ${stderr}`);
  return stdout;
}

/** Each block below `$ npx cdk8s-hardened …` with what that prints now. */
function withOutputs(text) {
  return text.replace(/(```(?:text|mermaid)\n\$ npx cdk8s-hardened ([^\n]*)\n)[\s\S]*?```/g, (_, head, command) => `${head}${reach(command)}\`\`\``);
}
