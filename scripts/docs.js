// Writes API.md and docs/CONTROLS.md from the compiled library; with --check it only compares, and fails where a file on disk differs.
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { bin, root, step } = require('./steps');

const check = process.argv.includes('--check');
const temporary = mkdtempSync(join(tmpdir(), 'cdk8s-hardened-docs-'));
try {
  const api = join(temporary, 'API.md');
  if (!step('API.md (jsii-docgen)', bin('jsii-docgen'), ['-o', api])) process.exit(1);
  const { controlsMarkdown } = require('../lib/controls/markdown');
  const documents = { 'API.md': readFileSync(api, 'utf8'), 'docs/CONTROLS.md': controlsMarkdown() };
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
