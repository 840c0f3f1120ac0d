import { changedSet, hardenedSet } from './hardened-set';
import { expectVerdictFollows, fieldsRead } from './mutations';
import { control } from '../../src/controls/control';
import { resolveProfile } from '../../src/controls/profiles';
import { DEFAULT_SETTINGS } from '../../src/controls/settings';

const { settings } = resolveProfile('hardened', DEFAULT_SETTINGS);
const judging = (cel: string) => control({ id: 'test', title: '', why: '', fix: '', severity: 'low', subject: 'container', cel });
const broken = changedSet({ at: 'container/securityContext/privileged', to: true });

test.each([
  ['has(container.a) && container.a.b == 1', ['container.a', 'container.a.b']],
  ['container.ports.all(p, p.hostPort == 0)', ['container.ports', 'container.ports.*.hostPort']],
  ["object.metadata.labels['a.b'] == ''", ['object.metadata', 'object.metadata.labels', 'object.metadata.labels.a.b']],
  ['pod.spec.volumes.filter(v, has(v.x)).all(v, v.y)', ['pod.spec', 'pod.spec.volumes', 'pod.spec.volumes.*.x', 'pod.spec.volumes.*.y']],
  ['true', []],
])('%s reads %j', (cel, fields) => {
  expect(fieldsRead(cel).map(path => path.join('.'))).toEqual(fields);
});

test('a verdict that follows what it reads', () => {
  expectVerdictFollows(judging('!has(container.securityContext.privileged) || !container.securityContext.privileged'), hardenedSet(), broken, settings);
});

test.each(['true', 'false', 'has(container.image) || !has(container.image)', "container.nothing.matches('.*') || true"])('a verdict that never changes is found: %s', cel => {
  expect(() => expectVerdictFollows(judging(cel), hardenedSet(), broken, settings)).toThrow('"changed": true');
});
