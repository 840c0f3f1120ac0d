// node scripts/run-example.js <name>: runs examples/<name>/main.ts against the compiled library, from its own folder. CDK8S_OUTDIR redirects the tree.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join, resolve } = require('node:path');

const root = join(__dirname, '..');
const [name, ...rest] = process.argv.slice(2);
const folder = join(root, 'examples', name ?? '');
if (!name || !existsSync(join(folder, 'main.ts'))) {
  console.error(`run-example: there is no examples/${name ?? '<name>'}/main.ts`);
  process.exit(2);
}
if (process.env.CDK8S_OUTDIR) process.env.CDK8S_OUTDIR = resolve(process.env.CDK8S_OUTDIR);
const { status } = spawnSync(process.execPath, ['-r', require.resolve('ts-node/register/transpile-only'), 'main.ts', ...rest], {
  cwd: folder,
  stdio: 'inherit',
  env: { ...process.env, TS_NODE_PROJECT: join(root, 'examples', 'tsconfig.json') },
});
process.exit(status ?? 1);
