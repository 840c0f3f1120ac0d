// npm run bench:check [-- --sizes 100,1000,10000 --runs 5 --limit 240]: `check` and other judges as whole processes on the same trees, in turn. Prints medians, ratios and peak memory.
// Then the memory of `check` alone, on 100 MB that pass and 100 MB that fail, through a pipe. Exit code 1 where that is above 1 GB, or where a report is empty.
const { spawnSync } = require('node:child_process');
const { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { JUDGES } = require('./judges.js');
const { writeTree } = require('./tree.js');

const option = (name, fallback) => process.argv.includes(`--${name}`) ? process.argv[process.argv.indexOf(`--${name}`) + 1] : fallback;
const sizes = option('sizes', '100,1000,10000').split(',').map(Number);
const runs = Number(option('runs', '5'));
/** Seconds that one run may take; what takes longer than a sixth of it runs once. */
const limit = Number(option('limit', '240'));
const MOST_OBJECTS_WITH_ALL_RUNS = 1000;
const RUNS_OF_LARGE = 3;
/** Objects that come to 100 MB. */
const LARGE = { clean: 130_000, failing: 18_000 };
const MOST_KB = 1_000_000_000 / 1024;

const scratch = mkdtempSync(join(tmpdir(), 'cdk8s-hardened-bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** The built program of each judge; undefined for ours. What cannot be built is left out, and said. */
function programs() {
  const built = new Map();
  for (const judge of JUDGES) {
    const { status, stdout } = judge.recipe ? spawnSync(judge.recipe, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }) : { status: 0, stdout: '' };
    if (status === 0) built.set(judge, stdout.trim());
    else console.error(`${judge.name} could not be built: left out.`);
  }
  return built;
}

/** Seconds on the clock and of the processors, peak memory in KB and evaluations of one run; undefined where it took too long. */
function timed(judge, program, tree) {
  const [out, usage] = [join(scratch, 'out'), join(scratch, 'usage')];
  const descriptor = openSync(out, 'w');
  const started = process.hrtime.bigint();
  const { error } = spawnSync('/usr/bin/time', ['-q', '-o', usage, '-f', '%M %U %S', 'timeout', String(limit), ...judge.call(program, tree)], { cwd: scratch, stdio: ['ignore', descriptor, 'ignore'] });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  closeSync(descriptor);
  if (error) throw error;
  if (seconds >= limit) return undefined;
  const [memory, user, system] = readFileSync(usage, 'utf8').split(' ').map(Number);
  return { seconds, cpu: user + system, memory, evaluations: judge.evaluations(readFileSync(out, 'utf8'), tree) };
}

const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

function measure(built, objects) {
  const folder = join(scratch, `tree-${objects}`);
  const tree = { folder, files: writeTree(folder, objects), scratch: join(scratch, 'reports') };
  mkdirSync(tree.scratch, { recursive: true });
  const results = new Map([...built.keys()].map(judge => [judge, []]));
  const rounds = objects > MOST_OBJECTS_WITH_ALL_RUNS ? Math.min(runs, RUNS_OF_LARGE) : runs;
  for (let round = 0; round < rounds; round++) {
    for (const [judge, program] of built) {
      const before = results.get(judge);
      // What is slow once is slow: its further runs would only keep the machine warm.
      if (before?.[0]?.seconds > limit / 6 || before === undefined) continue;
      const result = timed(judge, program, tree);
      if (result) before.push(result);
      else results.delete(judge);
    }
  }
  const ours = median([...results.values()][0].map(({ seconds }) => seconds));
  console.log(`\n${objects} objects in ${tree.files.length} files\n\n| judge | rules | seconds | ratio to ours | CPU seconds | peak MB | evaluations | evaluations/s |\n|---|---|---|---|---|---|---|---|`);
  for (const judge of built.keys()) {
    const found = results.get(judge);
    if (!found) {
      console.log(`| ${judge.name} | ${judge.rules()} | more than ${limit} | more than ${(limit / ours).toFixed(0)} | | | | |`);
      continue;
    }
    const seconds = median(found.map(each => each.seconds));
    const { evaluations } = found[0];
    console.log(`| ${judge.name} | ${judge.rules()} | ${seconds.toFixed(2)} | ${(seconds / ours).toFixed(1)} | ${median(found.map(each => each.cpu)).toFixed(2)} | ${(median(found.map(each => each.memory)) / 1024).toFixed(0)} | ${evaluations ?? 'not told'} | ${
      evaluations === undefined ? '' : Math.round(evaluations / seconds)} |`);
  }
}

/** Peak KB of `check` on a large tree, read through a pipe. */
function memoryOf(kind) {
  const [folder, usage] = [join(scratch, kind), join(scratch, 'usage')];
  writeTree(folder, LARGE[kind], kind);
  const started = process.hrtime.bigint();
  const counted = spawnSync('sh', ['-c', '/usr/bin/time -q -o "$0" -f %M "$@" | wc -l', usage, ...JUDGES[0].call('', { folder })], { encoding: 'utf8' });
  const memory = Number(readFileSync(usage, 'utf8'));
  console.log(`| ${kind} | ${LARGE[kind]} | ${Number(counted.stdout)} | ${(Number(process.hrtime.bigint() - started) / 1e9).toFixed(1)} | ${(memory / 1024).toFixed(0)} |`);
  rmSync(folder, { recursive: true });
  return Number(counted.stdout) > 0 ? memory : Infinity;
}

const built = programs();
for (const objects of sizes) measure(built, objects);
console.log('\n100 MB of manifests\n\n| tree | objects | lines of JSON | seconds | peak MB |\n|---|---|---|---|---|');
const most = Math.max(...Object.keys(LARGE).map(memoryOf));
process.exit(most <= MOST_KB ? 0 : 1);
