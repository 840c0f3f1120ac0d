import { resolveProfile } from '../../src/controls/profiles';
import { DEFAULT_SETTINGS } from '../../src/controls/settings';
import { asksForSeccomp, guardedProfile } from '../../src/guardrails/guarded-profile';

function more(name: string): string[] {
  const { controls } = resolveProfile(name, DEFAULT_SETTINGS);
  return guardedProfile(name, DEFAULT_SETTINGS).controls.filter(control => !controls.includes(control)).map(({ id }) => id);
}

it.each([
  ['hardened', []],
  ['restricted', ['default-serviceaccount-used', 'image-registry-allowlist', 'image-tag-fixed', 'image-digest-pinned']],
  ['baseline', ['default-serviceaccount-used', 'image-registry-allowlist', 'image-tag-fixed', 'image-digest-pinned']],
])('%s is added what it lacks of what is always guarded', (name, ids) => {
  expect(more(name)).toEqual(ids);
});

it.each([['hardened', true], ['restricted', true], ['baseline', false]])('%s asks for a seccomp profile: %s', (name, asks) => {
  expect(asksForSeccomp(guardedProfile(name, DEFAULT_SETTINGS))).toBe(asks);
});
