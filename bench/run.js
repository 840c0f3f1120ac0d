// npm run bench [-- --workloads 1000 --runs 5]: whole processes, taken in turns so that both see the same machine; prints medians and their ratio.
const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const option = (name, fallback) => Number(process.argv[process.argv.indexOf(`--${name}`) + 1] ?? fallback) || fallback;
const workloads = option('workloads', 1000);
const runs = option('runs', 5);
const seconds = { bare: [], hardened: [] };
// Removed at the end: a disk that is still discarding one run's thousands of files makes the next one wait.
const folder = mkdtempSync(join(tmpdir(), 'cdk8s-hardened-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (let run = 0; run < runs; run++) {
  for (const kind of Object.keys(seconds)) {
    const started = process.hrtime.bigint();
    const { status, stderr } = spawnSync(process.execPath, [join(__dirname, `${kind}.js`), join(folder, `${kind}-${run}`), String(workloads)], { encoding: 'utf8' });
    seconds[kind].push(Number(process.hrtime.bigint() - started) / 1e9);
    if (status !== 0) {
      console.error(stderr);
      process.exit(1);
    }
  }
}
const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const show = list => `median ${median(list).toFixed(2)} s (${Math.min(...list).toFixed(2)}–${Math.max(...list).toFixed(2)}, ${list.length} runs)`;
console.log(`${workloads} kplus.Deployment + Service, ungated:  ${show(seconds.bare)}`);
console.log(`${workloads} HardenedDeployment, judged and written: ${show(seconds.hardened)}`);
console.log(`ratio ${(median(seconds.hardened) / median(seconds.bare)).toFixed(2)} (goal 2, limit 4)`);
process.exit(median(seconds.hardened) / median(seconds.bare) < 4 ? 0 : 1);
