import { Control, control } from '../control';

const HOOKS = "['argocd.argoproj.io/hook', 'helm.sh/hook']";
const FIELD = '([0-9*?LW#]|[A-Za-z]{3})([0-9A-Za-z*?LW#/,-])*';

/** What runs to its end. */
export const JOBS: readonly Control[] = [
  control({
    id: 'job-ttl',
    title: 'Jobs delete themselves after their end',
    why: 'Ended Jobs and their pods pile up until the namespace is full.',
    fix: 'Set ttlSecondsAfterFinished, for instance to 86400.',
    severity: 'low',
    subject: 'object',
    kinds: ['batch/Job'],
    when: settings => settings.jobsDeleteThemselves,
    // A hook is deleted by the tool that ran it; what a CronJob made, by the CronJob.
    unless: `(has(object.metadata.annotations) && object.metadata.annotations.exists(k, k in ${HOOKS})) || has(object.metadata.ownerReferences)`,
    cel: 'has(object.spec.ttlSecondsAfterFinished)',
    at: 'spec.ttlSecondsAfterFinished',
  }),
  control({
    id: 'cronjob-ttl',
    title: 'CronJobs keep their history themselves',
    why: 'A time to live takes Jobs away before the CronJob has counted them: its history of failures is then empty.',
    fix: 'Remove ttlSecondsAfterFinished, and set successfulJobsHistoryLimit and failedJobsHistoryLimit.',
    severity: 'low',
    subject: 'object',
    kinds: ['batch/CronJob'],
    cel: '!has(object.spec.jobTemplate.spec.ttlSecondsAfterFinished)',
    at: 'spec.jobTemplate.spec.ttlSecondsAfterFinished',
  }),
  control({
    id: 'cronjob-schedule-valid',
    title: 'Schedules are schedules',
    why: 'The API server refuses the object otherwise.',
    fix: "Write five fields, for instance '0 3 * * *', or one of @hourly, @daily, @weekly, @monthly, @yearly; the time zone goes into timeZone.",
    severity: 'high',
    subject: 'object',
    kinds: ['batch/CronJob'],
    waivable: false,
    cel: `has(object.spec.schedule) && object.spec.schedule.matches('^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|@every [0-9].*|${FIELD}( +${FIELD}){4})$')`,
    at: 'spec.schedule',
  }),
];
