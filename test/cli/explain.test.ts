import { explain, profilesOf } from '../../src/cli/explain';
import { controlById, CONTROLS } from '../../src/controls/catalogue';

test('a control is explained with all that is known of it', () => {
  const control = controlById('run-as-non-root')!;
  const text = explain('run-as-non-root');
  for (const part of ['run-as-non-root (high)', control.title, control.why, control.fix, 'each container', 'restricted', 'pss: restricted', 'trivy: KSV-0012']) expect(text).toContain(part);
});

test('it says what cannot be waived', () => expect(explain('manifest-shape')).toContain('It cannot be waived.'));

test('every control can be explained', () => expect(CONTROLS.filter(({ id }) => !explain(id).startsWith(id))).toEqual([]));

test('a misspelt control is refused with the nearest', () => expect(() => explain('run-as-nonroot')).toThrow("--explain run-as-nonroot: there is no such control. Did you mean 'run-as-non-root'"));

test('profilesOf names each profile that has it', () => {
  expect(profilesOf(controlById('host-pid')!)).toEqual(expect.arrayContaining(['baseline', 'restricted', 'hardened', 'platform-assigned']));
  expect(profilesOf(controlById('readiness-probe')!)).not.toContain('restricted');
});
