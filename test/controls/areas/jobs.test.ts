import { Change, expectBrokenTwins, expectFine, findingsAfter } from '../hardened-set';

const job = (spec: object, metadata = {}): Change => ({ add: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'extra', namespace: 'shop', ...metadata }, spec: { template: { spec: { containers: [] } }, ...spec } } });
const schedule = (text: string): Change => ({ in: 'CronJob/report', at: '/spec/schedule', to: text });
const TTL = '/spec/jobTemplate/spec/ttlSecondsAfterFinished';

describe('a job stays for ever, or never runs', () => {
  expectBrokenTwins([
    ['job-ttl', 'for ever', job({}), 'spec.ttlSecondsAfterFinished is not set'],
    ['cronjob-ttl', 'gone before it is counted', { in: 'CronJob/report', at: TTL, to: 60 }, 'spec.jobTemplate.spec.ttlSecondsAfterFinished is 60'],
    ['cronjob-schedule-valid', 'never', schedule('every day'), "spec.schedule is 'every day'"],
    ['cronjob-schedule-valid', 'never, with a field too many', schedule('0 0 3 * * *'), "spec.schedule is '0 0 3 * * *'"],
  ]);

  expectFine([
    ['job-ttl', 'a day', job({ ttlSecondsAfterFinished: 86400 })],
    ['cronjob-ttl', 'the history of the CronJob', {}],
    ...['*/5 * * * *', '0 3 1-7 JAN,FEB MON-FRI', '@daily', '0 3 L * ?'].map(text => ['cronjob-schedule-valid', text, schedule(text)] as [string, string, Change]),
  ]);

  test.each([
    ['a hook of Argo CD', job({}, { annotations: { 'argocd.argoproj.io/hook': 'Sync' } }), {}],
    ['a Job of a CronJob', job({}, { ownerReferences: [{}] }), {}],
    ['a Job that a controller would make anew', job({}), { jobsDeleteThemselves: false }],
  ])('%s stays', (_, change, settings) => {
    expect(findingsAfter('job-ttl', change, { settings })).toEqual([]);
  });
});
