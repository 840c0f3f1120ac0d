// The pods of upstream's own Pod Security fixtures, from the Go module that ../psa pins.
const { execFileSync } = require('node:child_process');
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { documentsOf } = require('../kubernetes/tree');

const VERSION = 'v1.34';

function podSecurityFixtures() {
  const { Dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', 'k8s.io/pod-security-admission'], { cwd: join(__dirname, '..', 'psa'), encoding: 'utf8' }));
  const root = join(Dir, 'test', 'testdata');
  return ['baseline', 'restricted'].flatMap(level => ['pass', 'fail'].flatMap(expected => {
    const folder = join(root, level, VERSION, expected);
    return readdirSync(folder).sort().filter(name => name.endsWith('.yaml')).flatMap(name => documentsOf(readFileSync(join(folder, name), 'utf8')));
  }));
}

module.exports = { podSecurityFixtures };
