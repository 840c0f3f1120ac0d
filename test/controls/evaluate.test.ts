import { control, Control } from '../../src/controls/control';
import { describeValue, Subject } from '../../src/controls/evaluate';
import { DEFAULT_SETTINGS, JudgementSettings } from '../../src/controls/settings';
import { ManifestObject } from '../../src/manifest/object';

const SETTINGS: JudgementSettings = { ...DEFAULT_SETTINGS, podSecurityMinor: 34, rootInUserNamespace: false, podSecurityAlone: false };
const base = { id: 'test', title: 'Title', why: 'Why.', fix: 'Fix.', severity: 'low' } as const;
const pod = (spec: object) => ({ apiVersion: 'v1', kind: 'Pod', spec }) as ManifestObject;
const judge = (props: Omit<Parameters<typeof control>[0], keyof typeof base>, object: ManifestObject) => (
  new Subject(object, SETTINGS).judge(control({ ...base, ...props } as Control))
    .map(({ outcome, says, pointer, container }) => ({ outcome, says, pointer, container })));

const PRIVILEGED = { subject: 'container', cel: '!has(container.privileged) || !container.privileged', at: 'privileged' } as const;

test.each([
  ['passes', {}, { outcome: 'pass', says: '', pointer: '' }],
  ['fails', { privileged: true }, { outcome: 'fail', says: "container 'a': privileged is true", pointer: '/spec/containers/0/privileged' }],
  ['cannot be evaluated', { privileged: 'yes' }, { outcome: 'error', says: 'could not evaluate: no such overload: !string', pointer: '/spec/containers/0' }],
])('a container %s', (_, container, expected) => {
  expect(judge(PRIVILEGED, pod({ containers: [{ name: 'a', ...container }] }))).toEqual([{ ...expected, container: 'a' }]);
});

test('every kind of container is judged, in the order of the Pod Security Standards', () => {
  const says = judge(PRIVILEGED, pod({
    containers: [{ name: 'a', privileged: true }], initContainers: [{ name: 'b', privileged: true }], ephemeralContainers: [{ name: 'c', privileged: true }],
  })).map(verdict => verdict.says);
  expect(says).toEqual(["init container 'b': privileged is true", "container 'a': privileged is true", "ephemeral container 'c': privileged is true"]);
});

test.each([
  ['Deployment', 'apps/v1', { template: { spec: { hostPID: true } } }, '/spec/template/spec/hostPID'],
  ['CronJob', 'batch/v1', { jobTemplate: { spec: { template: { spec: { hostPID: true } } } } }, '/spec/jobTemplate/spec/template/spec/hostPID'],
])('the pod of a %s is judged where it stands', (kind, apiVersion, spec, pointer) => {
  expect(judge({ subject: 'pod', cel: '!has(pod.spec.hostPID) || !pod.spec.hostPID', at: 'hostPID' }, { apiVersion, kind, spec }))
    .toEqual([{ outcome: 'fail', says: 'hostPID is true', pointer, container: undefined }]);
});

test('a control that does not apply says so', () => {
  expect(judge({ ...PRIVILEGED, unless: 'has(pod.spec.os)' }, pod({ os: {}, containers: [{ privileged: true }] }))).toMatchObject([{ outcome: 'not-applicable' }]);
  expect(judge({ ...PRIVILEGED, when: () => false }, pod({ containers: [{ privileged: true }] }))).toMatchObject([{ outcome: 'not-applicable' }]);
});

test('an object control judges its kinds alone', () => {
  const props = { subject: 'object', kinds: ['Service'], cel: 'has(object.spec)', at: 'spec.type' } as const;
  expect(judge(props, pod({}))).toEqual([]);
  expect(judge(props, { apiVersion: 'v1', kind: 'Service' })).toEqual([{ outcome: 'fail', says: 'spec.type is not set', pointer: '', container: undefined }]);
});

test('the pointer is that of the nearest field that exists', () => {
  const props = { subject: 'container', cel: 'has(container.securityContext.privileged)', at: 'securityContext.capabilities.drop' } as const;
  expect(judge(props, pod({ containers: [{ name: 'a', securityContext: {} }] }))).toMatchObject([{ pointer: '/spec/containers/0/securityContext' }]);
});

test('words that cannot be found do not change the verdict', () => {
  const seen = () => { throw new Error('no words'); };
  expect(judge({ ...PRIVILEGED, seen }, pod({ containers: [{ name: 'a', privileged: true }] }))).toMatchObject([{ outcome: 'fail', says: "container 'a': privileged is true" }]);
});

test.each([[undefined, 'is not set'], ['x', "is 'x'"], [true, 'is true'], [['a'], 'is ["a"]']])('%p %s', (value, says) => {
  expect(describeValue(value)).toBe(says);
});
