import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { controlById, CONTROLS, suggestControlId } from '../../src/controls/catalogue';
import { SCANNER_RULES } from '../../src/controls/scanner-rules';
import { STANDARDS } from '../../src/controls/standards';

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

test('there are at least the sixty that were asked for', () => {
  expect(CONTROLS.length).toBeGreaterThan(60);
});

test.each([['STANDARDS', STANDARDS], ['SCANNER_RULES', SCANNER_RULES]])('%s speaks of controls only', (_, table) => {
  expect(Object.keys(table).filter(id => !controlById(id))).toEqual([]);
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
