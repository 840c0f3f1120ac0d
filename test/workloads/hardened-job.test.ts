import { Duration } from 'cdk8s';
import { chartOn, kinds, only, podSpec, PORTLESS } from './harness';
import { toYaml } from '../../src/manifest/yaml';
import { JobRestartPolicy } from '../../src/workloads/choices';
import { HardenedJob, HardenedJobProps } from '../../src/workloads/hardened-job';

const job = (props: Partial<HardenedJobProps> = {}) => {
  const chart = chartOn();
  new HardenedJob(chart, 'migrate', { ...PORTLESS, ...props });
  return { chart };
};

it('ends: after an hour, or three failures, and is gone a day later', () => {
  const { chart } = job();
  expect(only(chart, 'Job').spec).toMatchObject({ backoffLimit: 3, activeDeadlineSeconds: 3600, ttlSecondsAfterFinished: 86400, completions: 1, parallelism: 1 });
  expect(podSpec(chart).restartPolicy).toBe('Never');
});

it('takes what is given', () => {
  const { chart } = job({
    restartPolicy: JobRestartPolicy.ON_FAILURE,
    backoffLimit: 0,
    activeDeadlineSeconds: Duration.minutes(5),
    completions: 4,
    parallelism: 2,
    ttlSecondsAfterFinished: Duration.seconds(0),
  });
  expect(only(chart, 'Job').spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 300, ttlSecondsAfterFinished: 0, completions: 4, parallelism: 2 });
  expect(podSpec(chart).restartPolicy).toBe('OnFailure');
});

it('has account and policy, but no Service, no budget, no selector, no probes', () => {
  const { chart } = job();
  expect(kinds(chart)).toEqual(['Job migrate', 'NetworkPolicy migrate', 'ServiceAccount migrate']);
  expect(only(chart, 'Job').spec).not.toHaveProperty('selector');
  expect(Object.keys(podSpec(chart).containers[0]).filter(key => key.endsWith('Probe'))).toEqual([]);
});

it.each(['ports', 'readinessProbe', 'livenessProbe', 'startupSeconds'])('refuses %s, which plain JavaScript might hand over', field => {
  expect(() => job({ [field]: [] })).toThrow(`shop/migrate: has ${field}, but a Job ends and serves nobody. Leave it out, or use HardenedDeployment.`);
});

it.each<[Partial<HardenedJobProps>, string]>([
  [{ backoffLimit: -1 }, 'backoffLimit is -1. Write a whole number from 0.'],
  [{ completions: 0 }, 'completions is 0. Write a whole number from 1.'],
  [{ activeDeadlineSeconds: Duration.seconds(0) }, 'activeDeadlineSeconds is 0 seconds; Kubernetes takes whole seconds from 1. Write for instance Duration.seconds(1).'],
])('refuses %j', (props, message) => {
  expect(() => job(props)).toThrow(new Error(`shop/migrate: ${message}`));
});

it('writes this with nothing but what it must be told', () => {
  const chart = chartOn();
  new HardenedJob(chart, 'cart', PORTLESS);
  expect(toYaml(only(chart, 'Job'))).toMatchSnapshot();
});
