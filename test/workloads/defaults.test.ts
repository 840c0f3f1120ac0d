import { chartOn, only, PORTLESS, SERVING } from './harness';
import { toYaml } from '../../src/manifest/yaml';
import { HardenedCronJob } from '../../src/workloads/hardened-cron-job';
import { HardenedDaemonSet } from '../../src/workloads/hardened-daemon-set';
import { HardenedDeployment } from '../../src/workloads/hardened-deployment';
import { HardenedJob } from '../../src/workloads/hardened-job';
import { HardenedStatefulSet } from '../../src/workloads/hardened-stateful-set';

/** What each kind writes with nothing but an image and, where it serves, a port and its readiness. */
it.each<[string, (chart: ReturnType<typeof chartOn>) => void]>([
  ['Deployment', chart => new HardenedDeployment(chart, 'cart', SERVING)],
  ['StatefulSet', chart => new HardenedStatefulSet(chart, 'cart', { ...SERVING, volumeClaimTemplates: [{ name: 'data', mountPath: '/data', storage: '1Gi' }] })],
  ['DaemonSet', chart => new HardenedDaemonSet(chart, 'cart', SERVING)],
  ['Job', chart => new HardenedJob(chart, 'cart', PORTLESS)],
  ['CronJob', chart => new HardenedCronJob(chart, 'cart', { ...PORTLESS, schedule: '@daily' })],
])('%s', (kind, declare) => {
  const chart = chartOn();
  declare(chart);
  expect(toYaml(only(chart, kind))).toMatchSnapshot();
});

it.each(['Service', 'ServiceAccount', 'PodDisruptionBudget'])('%s beside a Deployment', kind => {
  const chart = chartOn();
  new HardenedDeployment(chart, 'cart', SERVING);
  expect(toYaml(only(chart, kind))).toMatchSnapshot();
});
