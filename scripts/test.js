// `npm test`: everything a change must pass. Arguments go to jest. Nothing is ever fixed or updated here: a test that repairs cannot fail.
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { bin, compile, root, step } = require('./steps');

const cache = join(root, '.cache');
mkdirSync(cache, { recursive: true });
const results = join(cache, 'jest.json');

const checks = [
  () => compile(),
  () => step('types of tests and examples', bin('tsc'), ['--noEmit', '-p', 'test/tsconfig.all.json']),
  () => step('unit tests', bin('jest'), ['--ci', '--json', `--outputFile=${results}`, ...process.argv.slice(2)], { quiet: false }),
  () => step('lint', bin('eslint'), ['--ext', '.ts', '--max-warnings', '0', 'src', 'test', 'examples'], {
    env: { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' },
  }),
  () => step('API.md and docs/ are up to date', process.execPath, ['scripts/docs.js', '--check']),
];
const failed = checks.filter(check => !check()).length;
const jest = (() => { try { return JSON.parse(readFileSync(results, 'utf8')); } catch { return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 }; } })();
// The unit tests count one by one, the other checks as one each.
const steps = checks.length - 1;
const unit = jest.numFailedTests + jest.numRuntimeErrorTestSuites;
const counts = { passed: jest.numPassedTests + steps - Math.max(0, failed - (unit > 0 ? 1 : 0)), failed: unit + Math.max(0, failed - (unit > 0 ? 1 : 0)) };
writeFileSync(join(cache, 'test-counts.json'), `${JSON.stringify(counts)}\n`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(failed === 0 ? 0 : 1);
