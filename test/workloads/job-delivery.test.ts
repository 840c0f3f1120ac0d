import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import { chartOn, kinds, only, PORTLESS } from './harness';
import { Delivery } from '../../src/platform/choices';
import { PlatformProps } from '../../src/platform/platform-props';
import { HardenedJob, HardenedJobProps } from '../../src/workloads/hardened-job';

const job = (props: Partial<HardenedJobProps> = {}, platform: PlatformProps = {}, id = 'migrate') => {
  const chart = chartOn(platform);
  return { chart, job: new HardenedJob(chart, id, { ...PORTLESS, ...props }) };
};

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
