import { contextSeen, quoted } from '../../src/controls/words';

const seen = (container: object, pod: object) => contextSeen('runAsUser', value => value === undefined || Number(value) === 0)({ container, pod } as never);
const user = (runAsUser?: number) => ({ securityContext: { runAsUser } });

test.each([
  ['the container', user(0), user(1), { says: 'securityContext.runAsUser is 0', path: ['securityContext', 'runAsUser'] }],
  ['the pod, whose value the container has', {}, user(0), { says: "the pod's securityContext.runAsUser is 0", from: 'pod', path: ['securityContext', 'runAsUser'] }],
  ['the pod, though the container is right', user(1), user(0), { says: "the pod's securityContext.runAsUser is 0", from: 'pod', path: ['securityContext', 'runAsUser'] }],
  ['nobody', {}, {}, { says: 'securityContext.runAsUser is not set, neither here nor in the pod', path: ['securityContext', 'runAsUser'] }],
])('it is %s that is wrong', (_, container, pod, expected) => {
  expect(seen(container, pod)).toEqual(expected);
});

test('lists in sentences', () => {
  expect(quoted(['a', 1])).toBe("'a', '1'");
});
