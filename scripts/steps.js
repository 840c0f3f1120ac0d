// Runs named steps one after the other, says how long each took, and stops at the first that fails.
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const root = join(__dirname, '..');
const bin = name => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);

/** `quiet`: output is shown only when the step fails. */
function step(title, command, args, { quiet = true, env = {} } = {}) {
  const started = process.hrtime.bigint();
  if (!quiet) console.error(`… ${title}`);
  const result = spawnSync(command, args, {
    cwd: root, encoding: 'utf8', stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit', maxBuffer: 1 << 28,
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', ...env },
  });
  const seconds = (Number(process.hrtime.bigint() - started) / 1e9).toFixed(1);
  if (result.status === 0) {
    console.error(`✓ ${title} (${seconds} s)`);
    return true;
  }
  if (quiet) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  console.error(`✗ ${title} (${seconds} s)${result.error ? `: ${result.error.message}` : ''}`);
  return false;
}

/** The library from src/ into lib/. */
function compile() {
  return step('CEL engine', process.execPath, ['scripts/vendor-cel.js'])
    && step('compile (jsii)', bin('jsii'), ['--silence-warnings=reserved-word', '--fail-on-warnings']);
}

module.exports = { bin, compile, root, step };
