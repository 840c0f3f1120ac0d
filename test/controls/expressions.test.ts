import { evaluateCel, toCel } from '../../src/controls/cel';
import {
  IN_USER_NAMESPACE, inherited, list, LONG_RUNNING, ON_WINDOWS, RUNS_TO_COMPLETION, whereSet, WITHOUT_PORTS,
} from '../../src/controls/expressions';

const evaluate = (expression: string, spec: object, container: object = {}, containerType = 'containers', kind = 'Deployment') => evaluateCel(expression, {
  object: { kind }, pod: { metadata: {}, spec: toCel(spec as never) }, container: toCel(container as never), containerType, settings: {},
});
const user = (runAsUser: number) => ({ securityContext: { runAsUser } });
const isHigh = (value: string) => `${value} > 10000`;

test.each([
  ['on Windows', ON_WINDOWS, { os: { name: 'windows' } }, true], ['on Linux', ON_WINDOWS, { os: { name: 'linux' } }, false], ['on anything', ON_WINDOWS, {}, false],
  ['in a user namespace', IN_USER_NAMESPACE, { hostUsers: false }, true], ['in that of the node', IN_USER_NAMESPACE, { hostUsers: true }, false],
  ['in that of the node, by default', IN_USER_NAMESPACE, {}, false],
  ['to its end', RUNS_TO_COMPLETION, { restartPolicy: 'Never' }, true], ['for ever', RUNS_TO_COMPLETION, { restartPolicy: 'Always' }, false],
])('a pod that runs %s', (_, expression, spec, expected) => {
  expect(evaluate(expression, spec)).toBe(expected);
});

test.each([[{}, true], [{ ports: [] }, true], [{ ports: [{ containerPort: 80 }] }, false]])('%p has no port: %s', (container, expected) => {
  expect(evaluate(WITHOUT_PORTS, {}, container)).toBe(expected);
});

test.each([['Job', true], ['CronJob', true], ['Deployment', false]])('a %s runs to its end, whatever its pod says: %s', (kind, expected) => {
  expect(evaluate(RUNS_TO_COMPLETION, {}, {}, 'containers', kind)).toBe(expected);
});

test.each([
  ['containers', {}, true], ['initContainers', { restartPolicy: 'Always' }, true], ['initContainers', {}, false], ['ephemeralContainers', {}, false],
])('of %s, %p runs as long as the pod: %s', (type, container, expected) => {
  expect(evaluate(LONG_RUNNING, {}, container, type)).toBe(expected);
});

test.each([
  ['the own value', user(1), user(20000), true, false], ["the pod's value", user(20000), {}, true, true], ['a low value of the pod', user(1), {}, false, false],
  ['no value', {}, {}, false, true], ['both values', user(20000), user(20001), true, true], ['a low value of its own', user(20000), user(1), false, false],
])('a container with %s', (_, pod, container, hasHigh, noneLow) => {
  expect([evaluate(inherited('runAsUser', isHigh), pod, container), evaluate(whereSet('runAsUser', isHigh), pod, container)]).toEqual([hasHigh, noneLow]);
});

test('a list', () => {
  expect(list(['a', 'b'])).toBe("['a', 'b']");
});
