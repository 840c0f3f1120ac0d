// Kyverno and Gatekeeper as judges: their command lines, over objects as the API server hands them to admission.
const { execFileSync, spawnSync } = require('node:child_process');
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { emitPolicies } = require('../../src/admission/emit-policies');
const { kyvernoPolicies } = require('../../src/admission/kyverno');
const { admissionPolicies } = require('../../src/admission/policy');
const { toYaml } = require('../../src/manifest/yaml');

const OPTIONS = { action: 'deny', exemptNamespaces: [] };
const judgeProgram = name => execFileSync(join(__dirname, '..', 'judges', name, 'build.sh'), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
const write = (folder, name, objects) => { const file = join(folder, name); writeFileSync(file, objects.map(object => `---\n${toYaml(object)}`).join('')); return file; };

/** What Kyverno says of each object and control. A policy for each control, since only the first validation of a policy that fails is reported. */
function kyverno({ profile }, named, folder) {
  mkdirSync(folder, { recursive: true });
  const policies = profile.controls.flatMap(control => kyvernoPolicies(admissionPolicies({ profile: { ...profile, controls: [control] } }), OPTIONS).map(policy => renamed(policy, control.id)));
  const files = [write(folder, 'kyverno.yaml', policies), '--resource', write(folder, 'objects.yaml', named)];
  const { stdout, stderr } = spawnSync(judgeProgram('kyverno'), ['apply', ...files, '--policy-report', '--output-format', 'json'], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const report = stdout.slice(stdout.indexOf('{'));
  if (!report.startsWith('{')) throw new Error(`kyverno: ${stderr || stdout}`);
  const [verdicts, errors, judged] = [new Map(), [], new Set()];
  for (const { policy, result, resources: [{ name }], message } of JSON.parse(report).results) {
    judged.add(policy);
    if (result === 'error') errors.push(`${name}: ${policy}: ${message}`);
    verdicts.set(`${indexOf(name)} ${policy}`, result !== 'pass');
  }
  // What it cannot read it leaves out, and calls that a success.
  const unread = policies.filter(({ metadata }) => !judged.has(metadata.name)).map(({ metadata }) => metadata.name);
  return { verdicts, errors: [...errors, ...unread.map(name => `${name}: was not applied to anything`)] };
}

function gatekeeper(variant, named, folder) {
  mkdirSync(folder, { recursive: true });
  const objects = emitPolicies('gatekeeper', variant, OPTIONS);
  // It would take a constraint for one that it is to enforce.
  const judged = named.filter(({ apiVersion }) => !apiVersion.startsWith('constraints.'));
  const files = ['-f', write(folder, 'gatekeeper.yaml', objects), '-f', write(folder, 'objects.yaml', judged)];
  const { stdout, stderr } = spawnSync(judgeProgram('gator'), ['test', ...files, '-o', 'json'], { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (!stdout.trim().startsWith('[') && stdout.trim() !== 'null') throw new Error(`gator: ${stderr || stdout}`);
  const [failures, errors] = [new Set(), []];
  for (const { msg, violatingObject } of JSON.parse(stdout) ?? []) {
    const control = /^([a-z0-9-]+): /.exec(msg)?.[1];
    if (control === undefined) errors.push(`${violatingObject.metadata.name}: ${msg}`);
    else failures.add(`${indexOf(violatingObject.metadata.name)} ${control}`);
  }
  const verdicts = new Map(judged.map(({ metadata }) => indexOf(metadata.name))
    .flatMap(index => variant.profile.controls.map(({ id }) => [`${index} ${id}`, failures.has(`${index} ${id}`)])));
  return { verdicts, errors };
}

function renamed(object, name) {
  return { ...object, metadata: { ...object.metadata, name } };
}

const indexOf = name => Number(name.split('-').pop());
/** The objects under names that end in their place. */
const named = objects => objects.map((object, index) => renamed(object, `${object.metadata.name}-${index}`));

module.exports = { gatekeeper, kyverno, named };
