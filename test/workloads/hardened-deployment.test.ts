import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { chartOn, only, PORTLESS, SERVING } from './harness';
import { toYaml } from '../../src/manifest/yaml';
import { HardenedDeployment, HardenedDeploymentProps } from '../../src/workloads/hardened-deployment';

const spec = (props: Partial<HardenedDeploymentProps>) => {
  const chart = chartOn();
  new HardenedDeployment(chart, 'cart', { ...PORTLESS, ...props });
  return only(chart, 'Deployment').spec;
};

it.each<[string, Partial<HardenedDeploymentProps>, object]>([
  ['rolls out as Kubernetes does', {}, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } } }],
  ['states its deadline and history', {}, { progressDeadlineSeconds: 600, revisionHistoryLimit: 3 }],
  ['takes a strategy, unboxed', { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(2), maxUnavailable: k8s.IntOrString.fromString('0%') } } },
    { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 2, maxUnavailable: '0%' } } }],
  ['takes deadlines and history', { minReadySeconds: Duration.seconds(10), progressDeadlineSeconds: Duration.minutes(20), revisionHistoryLimit: 0 },
    { minReadySeconds: 10, progressDeadlineSeconds: 1200, revisionHistoryLimit: 0 }],
])('%s', (_, props, expected) => {
  expect(spec(props)).toMatchObject(expected);
});

it.each<[string, Partial<HardenedDeploymentProps>, string]>([
  ['a deadline before pods can count', { minReadySeconds: Duration.minutes(10) }, 'progressDeadlineSeconds is 600 seconds and must be more than minReadySeconds, 600. Raise it.'],
  ['less than no history', { revisionHistoryLimit: -1 }, 'revisionHistoryLimit is -1. Write a whole number from 0.'],
  ['a part of a second', { minReadySeconds: Duration.millis(1500) }, 'minReadySeconds is 1.5 seconds; Kubernetes takes whole seconds from 0. Write for instance Duration.seconds(2).'],
])('refuses %s', (_, props, message) => {
  expect(() => spec(props)).toThrow(new Error(`shop/cart: ${message}`));
});

it.each(['Deployment', 'Service', 'ServiceAccount', 'PodDisruptionBudget'])('writes this %s with nothing but what it must be told', kind => {
  const chart = chartOn();
  new HardenedDeployment(chart, 'cart', SERVING);
  expect(toYaml(only(chart, kind))).toMatchSnapshot();
});
