import { resolveProfile } from '../../../src/controls/profiles';
import { DEFAULT_SETTINGS } from '../../../src/controls/settings';
import { check } from '../../../src/posture/check';
import { Change, changedSet, expectBrokenTwins, expectFine, judged } from '../hardened-set';
import { recordCase } from '../recorded-cases';

describe('a workload is made of what it should not be', () => {
  expectBrokenTwins([
    ['service-links-disabled', 'variables for every Service', { at: 'pod/enableServiceLinks' }, 'enableServiceLinks is not set'],
    ['share-process-namespace', 'containers that see each other', { at: 'pod/shareProcessNamespace', to: true }, 'shareProcessNamespace is true'],
    ['host-aliases', 'names that DNS does not know', { at: 'pod/hostAliases', to: [{ ip: '10.0.0.1', hostnames: ['x'] }] }, 'hostAliases are set'],
    ['interactive-tty', 'a terminal', { at: 'container/tty', to: true }, "container 'cart': tty is true"],
    ['interactive-tty', 'an open input', { at: 'container/stdin', to: true }, "container 'cart': stdin is true"],
    ['ephemeral-containers-in-manifest', 'a debug container', { at: 'pod/ephemeralContainers', to: [{ name: 'debug', image: 'x' }] }, 'ephemeralContainers are set'],
    ['duplicate-env-var', 'a variable twice', { at: 'container/env', to: [{ name: 'A', value: '1' }, { name: 'A', value: '2' }] }, "container 'cart': env sets 'A' more than once"],
    ['naked-pod', 'a pod on its own', { add: { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'x', image: 'x' }] } } }, 'the Pod stands on its own'],
    ['cronjob-concurrency', 'runs that pile up', { in: 'CronJob/report', at: '/spec/concurrencyPolicy', to: 'Allow' }, "spec.concurrencyPolicy is 'Allow'"],
    ['cronjob-deadline', 'runs that may start at any time', { in: 'CronJob/report', at: '/spec/startingDeadlineSeconds' }, 'spec.startingDeadlineSeconds is not set'],
    ['cronjob-active-deadline', 'runs without end', { in: 'CronJob/report', at: '/spec/jobTemplate/spec/activeDeadlineSeconds' },
      'spec.jobTemplate.spec.activeDeadlineSeconds is not set'],
    ['job-active-deadline', 'a run without end', { add: { apiVersion: 'batch/v1', kind: 'Job', spec: { template: { spec: { containers: [{ name: 'x', image: 'x' }] } } } } },
      'spec.activeDeadlineSeconds is not set'],
    ['selector-unique', 'pods of somebody else too',
      { in: 'CronJob/report', at: '/spec/jobTemplate/spec/template/metadata/labels', to: { 'app.kubernetes.io/name': 'cart' } },
      'spec.selector matches the pods of CronJob shop/report too'],
    ['selector-matches-template', 'pods of somebody else', { at: '/spec/selector/matchLabels', to: { app: 'x' } },
      'spec.selector does not match the labels of the template, {"app.kubernetes.io/name":"cart"}'],
    ['selector-matches-template', 'every pod', { at: '/spec/selector', to: {} }, 'spec.selector is empty'],
    ['selector-matches-template', 'no pod', { at: '/spec/selector' }, 'spec.selector is not set'],
  ]);

  const pod = (metadata: object): Change => ({ add: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'extra', namespace: 'shop', ...metadata }, spec: { containers: [{ name: 'x', image: 'x' }] } } });
  expectFine([
    ['naked-pod', 'a pod of a controller, as a cluster has it', pod({ ownerReferences: [{ kind: 'ReplicaSet' }] })],
    ['job-active-deadline', 'a run of an hour', { add: { apiVersion: 'batch/v1', kind: 'Job', spec: { activeDeadlineSeconds: 3600, template: { spec: { containers: [{ name: 'x', image: 'x' }] } } } } }],
    ['manifest-shape', 'what Kubernetes takes', {}],
  ]);

  test.each([
    ['a text for an object', 'container/securityContext', 'none', '/spec/template/spec/containers/0/securityContext must be an object, and is a text'],
    ['a text for a truth value', 'pod/hostNetwork', 'true', '/spec/template/spec/hostNetwork must be true or false, and is a text'],
    ['a number for a text', 'container/env/0/value', 1, '/spec/template/spec/containers/0/env/0/value must be a text, and is a number'],
    ['null in a list', 'pod/containers/0', null, '/spec/template/spec/containers/0 must not be null'],
    ['no containers', 'pod/containers', undefined, '/spec/template/spec/containers must be a list of containers, and is missing'],
    ['an object for a list', 'pod/volumes', {}, '/spec/template/spec/volumes must be a list, and is an object'],
    ['no template', '/spec/template', undefined, '/spec/template must be an object, and is missing'],
    ['a text for a selector', '/spec/selector', 'x', '/spec/selector must be an object, and is a text'],
  ])('manifest-shape: %s is an error, and never a pass', (_, at, to, problem) => {
    const objects = changedSet({ at, to });
    recordCase('manifest-shape', objects, resolveProfile('hardened', DEFAULT_SETTINGS).settings);
    const { errors } = check(judged(objects));
    expect(errors.filter(error => error.control === 'manifest-shape').map(error => error.reason)).toContain(`could not evaluate: ${problem}`);
  });
});
