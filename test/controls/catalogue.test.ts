import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { controlById, CONTROLS, suggestControlId } from '../../src/controls/catalogue';
import { SCANNER_NAMES, SCANNERS } from '../../src/controls/scanner-rules';
import { CONTAINER_RISK_NAMES, STANDARD_NAMES, STANDARDS } from '../../src/controls/standards';

const areas = join(__dirname, 'areas');
const areaTests = readdirSync(areas).map(file => readFileSync(join(areas, file), 'utf8')).join('\n');

describe.each(CONTROLS.map(control => [control.id, control] as const))('%s', (id, control) => {
  test('is found by its id, which is the only one', () => {
    expect(CONTROLS.filter(each => each.id === id)).toEqual([controlById(id)]);
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  test('says what holds, why, and what to write', () => {
    expect([control.title, control.why, control.fix].every(text => text.length > 10)).toBe(true);
    expect(control.title).toMatch(/[^.]$/);
    expect([control.why, control.fix].every(text => /[.…]$/.test(text))).toBe(true);
  });

  test('has either an expression and words for what it saw, or a check', () => {
    const cel = control.cel !== undefined && (control.at !== undefined || control.seen !== undefined);
    expect(cel !== (control.check !== undefined)).toBe(true);
    expect(control.check !== undefined).toBe(control.subject === 'set');
  });

  test('has a broken twin', () => {
    expect(areaTests).toContain(`'${id}'`);
  });
});

test.each(Object.entries({ ...STANDARDS, ...SCANNERS }))('%s speaks of controls only, and of none twice the same', (_, book) => {
  expect(Object.keys(book).filter(id => !controlById(id))).toEqual([]);
  expect(Object.entries(book).filter(([, rules]) => new Set(rules).size < rules.length)).toEqual([]);
});

test('each container risk has controls, and each control a risk', () => {
  const risks = CONTROLS.map(({ id, standards }) => [id, standards.containerRisk ?? []] as const);
  expect(risks.filter(([, of]) => of.length === 0).map(([id]) => id)).toEqual([]);
  expect(new Set(risks.flatMap(([, of]) => of))).toEqual(new Set(Object.keys(CONTAINER_RISK_NAMES)));
});

test('a weaker form names a control that is no weaker form itself', () => {
  const weaker = CONTROLS.flatMap(({ weakerThan }) => weakerThan === undefined ? [] : [weakerThan]);
  expect(weaker.filter(id => controlById(id)?.weakerThan !== undefined || !controlById(id))).toEqual([]);
});

test.each([
  ['pod-anti-affinity', undefined, undefined], ['capability-add-restricted', ['5.2.9'], undefined], ['capability-drop-all', ['5.2.10'], ['5.2.9']],
  ['host-path-volume', ['5.2.12'], ['5.2.11']], ['host-port', ['5.2.13'], ['5.2.12']], ['seccomp-profile-set', ['5.7.2'], ['5.6.2']], ['privileged-container', ['5.2.2'], ['5.2.2']],
])('%s is %p of CIS 1.10 and %p of 1.12', (id, old, renumbered) => {
  expect([controlById(id)!.standards.cis, controlById(id)!.standards['cis-1.12']]).toEqual([old, renumbered]);
});

test('a control carries what other rule books call it', () => {
  expect(controlById('run-as-non-root')).toMatchObject({ standards: { pss: 'restricted', cis: ['5.2.7'] }, alsoKnownAs: { trivy: ['KSV-0012'] } });
});

test.each([
  ['run-as-nonroot', 'run-as-non-root'], ['readonly-root-filesystem', 'read-only-root-filesystem'], ['Run-As-Non-Root', 'run-as-non-root'],
  ['replica-minimum', 'replicas-minimum'], ['digest-pinned', 'image-digest-pinned'], ['privileged', 'privileged-container'],
])("for '%s', '%s' comes first", (wrong, right) => {
  expect(suggestControlId(wrong)[0]).toBe(right);
});

test.each(['', 'xyzzy', 'no-such-thing-at-all'])("for '%s', nothing is near", wrong => {
  expect(suggestControlId(wrong)).toEqual([]);
});

test('each standard and each scanner has a name for people', () => {
  expect(Object.keys(STANDARD_NAMES).sort()).toEqual(['pss', ...Object.keys(STANDARDS)].sort());
  expect(Object.keys(SCANNER_NAMES)).toEqual(Object.keys(SCANNERS));
});

test('no control is of two areas', () => {
  expect(new Set(CONTROLS).size).toBe(CONTROLS.length);
});
