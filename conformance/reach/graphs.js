// node graphs.js: random graphs of connections over every mesh and network plugin, compiled and read back: declared is allowed, and nothing else. npm test draws 200 of them.
// Closes with 'graphs: N passed, N failed'.
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const GRAPHS = 2000;
const { status, stdout, stderr } = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), 'test/app/random-graphs', '--coverage=false', '--testTimeout=900000'], {
  cwd: join(__dirname, '..', '..'), env: { ...process.env, RANDOM_GRAPHS: `${GRAPHS}`, NODE_OPTIONS: '' }, encoding: 'utf8',
});
// The property stops at the first graph that does not hold.
if (status !== 0) console.log(`FAILED random graphs:\n${stdout}${stderr}`);
console.log(`graphs: ${status === 0 ? GRAPHS : 0} passed, ${status === 0 ? 0 : 1} failed`);
process.exitCode = status === 0 ? 0 : 1;
