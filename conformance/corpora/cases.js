// What the tests of the areas let each control judge: recorded while they run, and judged here again.
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { evaluateSet } = require('../../src/controls/evaluate-set');
const { controlById } = require('../../src/controls/catalogue');

const root = join(__dirname, '..', '..');

/** Every case once: { control, settings, objects, failures }. Throws where the tests themselves fail. */
function recordedCases() {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-hardened-cases-'));
  try {
    const jest = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), 'test/controls/areas', '--coverage=false', '--silent'], {
      cwd: root, env: { ...process.env, RECORD_CASES: folder, NODE_OPTIONS: '' }, encoding: 'utf8',
    });
    if (jest.status !== 0) throw new Error(`the tests of the areas fail:\n${jest.stderr}`);
    const lines = readdirSync(folder).flatMap(file => readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean));
    return [...new Set(lines)].map(line => judged(JSON.parse(line)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The case with how often the control fails in it; `errors` where it cannot be judged. */
function judged(recorded) {
  const [objects, against] = [recorded.objects, recorded.against].map(list => list?.map(object => ({ object })));
  const { verdicts, evaluations } = evaluateSet(objects, [controlById(recorded.control)], recorded.settings, { against });
  return { ...recorded, evaluations, failures: verdicts.filter(({ outcome }) => outcome === 'fail').length, errors: verdicts.filter(({ outcome }) => outcome === 'error').length };
}

module.exports = { judged, recordedCases };
