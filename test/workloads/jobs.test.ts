import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import { Delivery } from '../../src/platform/choices';
import { PlatformProps } from '../../src/platform/platform-props';
import { ServiceMesh } from '../../src/platform/service-mesh';
import { ConcurrencyPolicy, JobRestartPolicy } from '../../src/workloads/choices';
import { HardenedCronJob, HardenedCronJobProps } from '../../src/workloads/hardened-cron-job';
import { HardenedJob, HardenedJobProps } from '../../src/workloads/hardened-job';
import { chartOn, IMAGE, kinds, only, podSpec, PORTLESS } from './harness';

const job = (props: Partial<HardenedJobProps> = {}, platform: PlatformProps = {}, id = 'migrate') => {
  const chart = chartOn(platform);
  return { chart, job: new HardenedJob(chart, id, { ...PORTLESS, ...props }) };
};
const cron = (props: Partial<HardenedCronJobProps> = {}, platform: PlatformProps = {}) => {
  const chart = chartOn(platform);
  new HardenedCronJob(chart, 'backup', { ...PORTLESS, schedule: '30 2 * * *', ...props });
  return chart;
};

describe('Job', () => {
  it('ends: after an hour, or three failures, and is gone a day later', () => {
    const { chart } = job();
    expect(only(chart, 'Job').spec).toMatchObject({ backoffLimit: 3, activeDeadlineSeconds: 3600, ttlSecondsAfterFinished: 86400, completions: 1, parallelism: 1 });
    expect(podSpec(chart).restartPolicy).toBe('Never');
  });

  it('takes what is given', () => {
    const { chart } = job({ restartPolicy: JobRestartPolicy.ON_FAILURE, backoffLimit: 0, activeDeadlineSeconds: Duration.minutes(5), completions: 4, parallelism: 2, ttlSecondsAfterFinished: Duration.seconds(0) });
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
});

describe('delivery of a Job that changes', () => {
  it('Argo CD: a hook that is replaced', () => {
    const { chart } = job({}, { delivery: Delivery.ARGO_CD });
    expect(only(chart, 'Job').metadata).toMatchObject({ name: 'migrate', annotations: { 'argocd.argoproj.io/hook': 'Sync', 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation' } });
    expect(only(chart, 'Job').spec).not.toHaveProperty('ttlSecondsAfterFinished');
  });

  it('apply: no hook', () => {
    expect(only(job().chart, 'Job').metadata).not.toHaveProperty('annotations');
  });

  describe('Flux', () => {
    const flux = (props: Partial<HardenedJobProps> = {}) => job(props, { delivery: Delivery.FLUX });
    const name = (chart: ReturnType<typeof chartOn>) => only(chart, 'Job').metadata.name;

    it('names the Job after its template, and never deletes it by time', () => {
      const { chart } = flux();
      expect(name(chart)).toMatch(/^migrate-[0-9a-f]{8}$/);
      expect(only(chart, 'Job').spec).not.toHaveProperty('ttlSecondsAfterFinished');
    });

    it('keeps account, policy and selector under the plain name', () => {
      expect(kinds(flux().chart).slice(1)).toEqual(['NetworkPolicy migrate', 'ServiceAccount migrate']);
    });

    it('the same template has the same name', () => {
      expect(name(flux().chart)).toBe(name(flux().chart));
    });

    it('what does not touch the template leaves the name', () => {
      expect(name(flux({ backoffLimit: 1 }).chart)).toBe(name(flux().chart));
    });

    it.each<[string, () => ReturnType<typeof flux>]>([
      ['another image', () => flux({ image: 'registry.example/other:1' })],
      ['a variable that was added later', () => {
        const late = flux();
        late.job.addEnv('A', '1');
        return late;
      }],
      ['a JSON patch', () => {
        const patched = flux();
        ApiObject.of(patched.job).addJsonPatch(JsonPatch.add('/spec/template/spec/priorityClassName', 'high'));
        return patched;
      }],
    ])('%s makes another Job', (_, change) => {
      expect(name(change().chart)).not.toBe(name(flux().chart));
    });

    it('refuses a TTL, after which it would run again', () => {
      expect(() => flux({ ttlSecondsAfterFinished: Duration.hours(1) }))
        .toThrow(new Error('shop/migrate: has ttlSecondsAfterFinished, after which Flux would find the Job missing and run it again. Leave it out.'));
    });

    it('refuses a name that leaves no room for the hash', () => {
      const id = 'a'.repeat(55);
      expect(() => job({}, { delivery: Delivery.FLUX }, id))
        .toThrow(new Error(`shop/${id}: the name '${id}' is 55 characters long; at most 54 are left beside the hash that Flux needs. Choose a shorter construct id.`));
      expect(String(only(job({}, { delivery: Delivery.FLUX }, 'a'.repeat(54)).chart, 'Job').metadata.name)).toHaveLength(63);
    });
  });
});

describe('in a mesh', () => {
  const mesh = (kubernetesVersion: string): PlatformProps => ({ kubernetesVersion, serviceMesh: ServiceMesh.istioSidecar() });

  it.each<[string, (platform: PlatformProps) => ReturnType<typeof chartOn>]>([['Job', platform => job({}, platform).chart], ['CronJob', platform => cron({}, platform)]])(
    'a %s asks for a native sidecar, and is refused where there is none', (kind, make) => {
      expect(JSON.stringify(only(make(mesh('1.29')), kind).spec)).toContain('"sidecar.istio.io/nativeSidecar":"true"');
      expect(() => make(mesh('1.28'))).toThrow(/^shop\/\w+: a Job in a mesh needs a native sidecar, or it never completes: spec\.initContainers\[\]\.restartPolicy: Always is on by default from Kubernetes 1\.29; the platform is 1\.28\./);
    });

  it('outside of one, nothing is asked', () => {
    expect(JSON.stringify(only(job({}, { kubernetesVersion: '1.28' }).chart, 'Job').spec)).not.toContain('sidecar');
  });
});

describe('CronJob', () => {
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
});
