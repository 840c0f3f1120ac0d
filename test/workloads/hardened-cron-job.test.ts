import { Duration } from 'cdk8s';
import { chartOn, IMAGE, only, PORTLESS } from './harness';
import { toYaml } from '../../src/manifest/yaml';
import { Delivery } from '../../src/platform/choices';
import { PlatformProps } from '../../src/platform/platform-props';
import { ServiceMesh } from '../../src/platform/service-mesh';
import { ConcurrencyPolicy } from '../../src/workloads/choices';
import { HardenedCronJob, HardenedCronJobProps } from '../../src/workloads/hardened-cron-job';

const cron = (props: Partial<HardenedCronJobProps> = {}, platform: PlatformProps = {}) => {
  const chart = chartOn(platform);
  new HardenedCronJob(chart, 'backup', { ...PORTLESS, schedule: '30 2 * * *', ...props });
  return chart;
};

it('runs one at a time, in UTC, not later than five minutes', () => {
  const { jobTemplate, ...timing } = only(cron(), 'CronJob').spec;
  expect(timing).toEqual({
    schedule: '30 2 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 300, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1, suspend: false,
  });
  expect(jobTemplate).toMatchObject({ metadata: { labels: { 'app.kubernetes.io/name': 'backup' } }, spec: { backoffLimit: 3, activeDeadlineSeconds: 3600, template: { spec: { restartPolicy: 'Never' } } } });
});

it('takes what is given', () => {
  expect(only(cron({
    timeZone: 'Europe/Berlin', concurrencyPolicy: ConcurrencyPolicy.REPLACE, startingDeadlineSeconds: Duration.minutes(1), successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 2, suspend: true,
    initContainers: [{ name: 'dump', image: IMAGE }],
  }), 'CronJob').spec).toMatchObject({
    timeZone: 'Europe/Berlin', concurrencyPolicy: 'Replace', startingDeadlineSeconds: 60, successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 2, suspend: true,
  });
});

it.each(Object.values(Delivery))('has neither hook, hash nor TTL under %s', delivery => {
  const { metadata, spec } = only(cron({}, { delivery }), 'CronJob');
  expect(metadata.name).toBe('backup');
  expect(JSON.stringify([metadata, spec])).not.toMatch(/hook|ttlSeconds/);
});

it.each<[Partial<HardenedCronJobProps>, string]>([
  [{ startingDeadlineSeconds: Duration.seconds(5) }, 'startingDeadlineSeconds is 5 seconds; Kubernetes takes whole seconds from 10. Write for instance Duration.seconds(10).'],
  [{ failedJobsHistoryLimit: -1 }, 'failedJobsHistoryLimit is -1. Write a whole number from 0.'],
  [{ schedule: 'daily' }, "schedule 'daily' has 1 fields, not five. Write five fields, such as '30 2 * * *', or one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly."],
])('refuses %j', (props, message) => {
  expect(() => cron(props)).toThrow(new Error(`shop/backup: ${message}`));
});

it('in a mesh, it asks for a native sidecar, and is refused where there is none', () => {
  const mesh = (kubernetesVersion: string): PlatformProps => ({ kubernetesVersion, serviceMesh: ServiceMesh.istioSidecar() });
  expect(JSON.stringify(only(cron({}, mesh('1.29')), 'CronJob').spec)).toContain('"sidecar.istio.io/nativeSidecar":"true"');
  expect(() => cron({}, mesh('1.28'))).toThrow('shop/backup: a Job in a mesh needs a native sidecar, or it never completes: ');
});

it('writes this with nothing but what it must be told', () => {
  const chart = chartOn();
  new HardenedCronJob(chart, 'cart', { ...PORTLESS, schedule: '@daily' });
  expect(toYaml(only(chart, 'CronJob'))).toMatchSnapshot();
});
