import { Duration } from 'cdk8s';
import { chartOn, kinds, only, podSpec, PORTLESS, SERVING } from './harness';
import { toYaml } from '../../src/manifest/yaml';
import { HardenedDaemonSet, HardenedDaemonSetProps } from '../../src/workloads/hardened-daemon-set';

const make = (props: Partial<HardenedDaemonSetProps> = {}) => {
  const chart = chartOn();
  new HardenedDaemonSet(chart, 'agent', { ...PORTLESS, ...props });
  return chart;
};

it('is replaced one node at a time', () => {
  expect(only(make(), 'DaemonSet').spec).toMatchObject({ revisionHistoryLimit: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } });
});

it('takes what is given', () => {
  expect(only(make({ minReadySeconds: Duration.seconds(5), revisionHistoryLimit: 1, updateStrategy: { type: 'OnDelete' } }), 'DaemonSet').spec)
    .toMatchObject({ minReadySeconds: 5, revisionHistoryLimit: 1, updateStrategy: { type: 'OnDelete' } });
});

it('is on every node: no replicas, no spread, no budget', () => {
  const chart = make();
  expect(only(chart, 'DaemonSet').spec).not.toHaveProperty('replicas');
  expect(Object.keys(podSpec(chart)).filter(key => ['affinity', 'topologySpreadConstraints'].includes(key))).toEqual([]);
  expect(kinds(chart)).toEqual(['DaemonSet agent', 'NetworkPolicy agent', 'ServiceAccount agent']);
});

it('writes this with nothing but what it must be told', () => {
  const chart = chartOn();
  new HardenedDaemonSet(chart, 'cart', SERVING);
  expect(toYaml(only(chart, 'DaemonSet'))).toMatchSnapshot();
});
