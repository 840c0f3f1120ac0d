import { control } from '../../src/controls/control';
import { resolveProfile } from '../../src/controls/profiles';
import { DEFAULT_SETTINGS } from '../../src/controls/settings';
import { expectVerdictFollows } from '../../src/testing/mutations';
import { changedSet, hardenedSet } from '../controls/hardened-set';

const { settings } = resolveProfile('hardened', DEFAULT_SETTINGS);
const judging = (cel: string) => control({ id: 'test', title: '', why: '', fix: '', severity: 'low', subject: 'container', cel });
const broken = changedSet({ at: 'container/securityContext/privileged', to: true });

test('a verdict that follows what it reads', () => {
  expectVerdictFollows(judging('!has(container.securityContext.privileged) || !container.securityContext.privileged'), hardenedSet(), broken, settings);
});

test.each(['true', 'false', 'has(container.image) || !has(container.image)', "container.nothing.matches('.*') || true"])('a verdict that never changes is found: %s', cel => {
  expect(() => expectVerdictFollows(judging(cel), hardenedSet(), broken, settings)).toThrow("control 'test': its verdict is the same whatever stands in the fields that it reads");
});
