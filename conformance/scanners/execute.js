// Runs scanners: each call as a process of its own, as many at a time as there are cores to spare, and never more than two.
const { spawn } = require('node:child_process');
const { closeSync, mkdtempSync, openSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const AT_ONCE = 2;
const MOST_MINUTES = 10;

/** The report of one call. Scanners disagree about what an exit code means: what counts is that the report can be read and tells of every file. */
function execute(judge, program, subject, work) {
  const scratch = mkdtempSync(join(work, 'run-'));
  const context = { ...subject, scratch, work };
  const [command, ...args] = judge.call(program, context);
  const [out, err] = ['out', 'err'].map(name => join(scratch, name));
  const descriptors = [out, err].map(path => openSync(path, 'w'));
  const started = process.hrtime.bigint();
  return new Promise(done => {
    // In a folder of its own: some read a configuration from where they stand.
    const child = spawn('nice', [command, ...args], { cwd: scratch, stdio: ['ignore', ...descriptors], timeout: MOST_MINUTES * 60_000 });
    child.on('close', status => {
      descriptors.forEach(closeSync);
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const ending = () => `status ${status}: ${readFileSync(err, 'utf8').trim().slice(-300)}`;
      done({ ...subject, seconds, ...understood(judge, readFileSync(out, 'utf8'), context, ending) });
    });
  });
}

function understood(judge, out, context, ending) {
  const expected = judge.expected?.(context.files) ?? context.files.length;
  try {
    const { checks, files, findings } = judge.read(out, context);
    const problems = files === expected ? [] : [`it has read ${files} of ${expected} files; ${ending()}`];
    return { checks, findings, problems };
  } catch (error) {
    return { checks: 0, findings: [], problems: [`its report cannot be read (${error.message}); ${ending()}`] };
  }
}

/** The results of all calls, in their order. */
async function executeAll(calls, work) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < calls.length) {
      const index = next++;
      const { judge, program, subject } = calls[index];
      results[index] = await execute(judge, program, subject, work);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

module.exports = { executeAll };
