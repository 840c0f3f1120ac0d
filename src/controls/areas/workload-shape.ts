import { recordsOf } from '../../manifest/object';
import { labelSelector } from '../../manifest/selectors';
import { Control, control, SetFinding } from '../control';
import { describeMember, ManifestSet } from '../manifest-set';
import { shapeProblems } from '../shape';

/** What a workload is made of. */
export const WORKLOAD_SHAPE: readonly Control[] = [
  control({
    id: 'manifest-shape',
    title: 'Every judged field has the type that the API gives it',
    why: 'A control that finds a text where an object should be finds nothing in it: it could neither pass nor fail honestly.',
    fix: "Correct the field's type: the API server would refuse the object too.",
    severity: 'critical',
    subject: 'set',
    waivable: false,
    check: set => set.members.flatMap(member => shapeProblems(member.object).map((problem): SetFinding => (
      { member, outcome: 'error', pointer: problem.pointer, says: `could not evaluate: ${problem.pointer} ${problem.says}` }))),
  }),
  control({
    id: 'service-links-disabled',
    title: 'Pods get no environment variables for every Service',
    why: 'They tell an intruder what else runs in the namespace, and shadow settings of the same name.',
    fix: 'Set enableServiceLinks: false.',
    severity: 'low',
    subject: 'pod',
    cel: 'has(pod.spec.enableServiceLinks) && !pod.spec.enableServiceLinks',
    at: 'enableServiceLinks',
  }),
  control({
    id: 'share-process-namespace',
    title: 'Containers of a pod do not see each other’s processes',
    why: "One container could read the other's memory and files.",
    fix: 'Remove shareProcessNamespace.',
    severity: 'low',
    subject: 'pod',
    cel: '!has(pod.spec.shareProcessNamespace) || !pod.spec.shareProcessNamespace',
    at: 'shareProcessNamespace',
  }),
  control({
    id: 'host-aliases',
    title: 'Pods add nothing to /etc/hosts',
    why: 'An alias sends a name elsewhere, unseen by DNS and its logs.',
    fix: 'Remove hostAliases, and put the name into DNS.',
    severity: 'low',
    subject: 'pod',
    cel: '!has(pod.spec.hostAliases) || size(pod.spec.hostAliases) == 0',
    at: 'hostAliases',
    seen: () => 'hostAliases are set',
  }),
  control({
    id: 'interactive-tty',
    title: 'Containers keep no terminal open',
    why: 'Whoever may attach to the pod would have a shell in it.',
    fix: 'Remove stdin and tty.',
    severity: 'low',
    subject: 'container',
    cel: '(!has(container.stdin) || !container.stdin) && (!has(container.tty) || !container.tty)',
    seen: ({ container }) => {
      const field = container.stdin === true ? 'stdin' : 'tty';
      return { says: `${field} is true`, path: [field] };
    },
  }),
  control({
    id: 'ephemeral-containers-in-manifest',
    title: 'No debug container stands in a manifest',
    why: 'The API server drops it from a new pod: what is written here never runs.',
    fix: 'Remove ephemeralContainers; use `kubectl debug` on the running pod.',
    severity: 'medium',
    subject: 'pod',
    cel: '!has(pod.spec.ephemeralContainers) || size(pod.spec.ephemeralContainers) == 0',
    at: 'ephemeralContainers',
    seen: () => 'ephemeralContainers are set',
  }),
  control({
    id: 'duplicate-env-var',
    title: 'An environment variable is set once',
    why: 'The last one wins without a word, and server-side apply refuses the list.',
    fix: 'Keep one of the entries.',
    severity: 'low',
    subject: 'container',
    cel: '!has(container.env) || container.env.all(e, container.env.exists_one(f, f.name == e.name))',
    at: 'env',
    seen: ({ container }) => {
      const names = recordsOf(container.env).map(entry => entry.name);
      return `env sets '${String(names.find((name, index) => names.indexOf(name) < index))}' more than once`;
    },
  }),
  control({
    id: 'naked-pod',
    title: 'Pods are owned by a controller',
    why: 'A pod on its own is gone when its node is.',
    fix: 'Use a Deployment, StatefulSet, DaemonSet or Job.',
    severity: 'low',
    subject: 'object',
    kinds: ['Pod'],
    cel: 'has(object.metadata.ownerReferences) && size(object.metadata.ownerReferences) > 0',
    seen: () => 'the Pod stands on its own',
  }),
  control({
    id: 'cronjob-concurrency',
    title: 'Runs of a CronJob do not pile up',
    why: 'A job that takes longer than its interval is started again and again, until the namespace is full.',
    fix: 'Set concurrencyPolicy: Forbid, or Replace.',
    severity: 'low',
    subject: 'object',
    kinds: ['batch/CronJob'],
    cel: "has(object.spec.concurrencyPolicy) && object.spec.concurrencyPolicy in ['Forbid', 'Replace']",
    at: 'spec.concurrencyPolicy',
  }),
  control({
    id: 'cronjob-deadline',
    title: 'CronJobs say how late a run may start',
    why: 'After 100 missed starts without a deadline, the controller never starts the job again.',
    fix: 'Set startingDeadlineSeconds, for instance to 300.',
    severity: 'low',
    subject: 'object',
    kinds: ['batch/CronJob'],
    cel: 'has(object.spec.startingDeadlineSeconds)',
    at: 'spec.startingDeadlineSeconds',
  }),
  jobDeadline('job-active-deadline', 'batch/Job', 'spec'),
  jobDeadline('cronjob-active-deadline', 'batch/CronJob', 'spec.jobTemplate.spec'),
  control({
    id: 'selector-matches-template',
    title: 'A controller selects the pods that it makes',
    why: 'The API server refuses the object otherwise.',
    fix: "Write the selector's labels on the pod template.",
    severity: 'high',
    subject: 'set',
    waivable: false,
    check: unmatchedTemplates,
  }),
  control({
    id: 'selector-unique',
    title: 'A selector selects the pods of one workload',
    why: 'Services, budgets and policies that select by the same labels mean both: traffic for one reaches the other.',
    fix: 'Give each workload a label value of its own, for instance app.kubernetes.io/name, and select by it.',
    severity: 'medium',
    subject: 'set',
    check: sharedSelectors,
  }),
];

function jobDeadline(id: string, kind: string, at: string): Control {
  return control({
    id,
    title: `${kind.slice('batch/'.length)}s end at a deadline`,
    why: 'A job that hangs holds its resources, and with concurrencyPolicy Forbid every later run.',
    fix: 'Set activeDeadlineSeconds to the longest that a run may take.',
    severity: 'low',
    subject: 'object',
    kinds: [kind],
    cel: `has(object.${at}.activeDeadlineSeconds)`,
    at: `${at}.activeDeadlineSeconds`,
  });
}

const SELECTING = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet']);

function sharedSelectors(set: ManifestSet): SetFinding[] {
  return set.workloads.flatMap(member => {
    const selector = labelSelector(member.spec.selector);
    if (!SELECTING.has(member.groupKind) || selector.all) return [];
    const other = set.select(member.namespace, selector).find(each => each.index !== member.index);
    return other ? [{ member, pointer: '/spec/selector', says: `spec.selector matches the pods of ${describeMember(other)} too` }] : [];
  });
}

function unmatchedTemplates(set: ManifestSet): SetFinding[] {
  return set.workloads.flatMap(member => {
    if (!SELECTING.has(member.groupKind)) return [];
    const says = member.spec.selector === undefined ? 'spec.selector is not set'
      : labelSelector(member.spec.selector).all ? 'spec.selector is empty'
        : labelSelector(member.spec.selector).matches(member.podLabels) ? undefined
          : `spec.selector does not match the labels of the template, ${JSON.stringify(member.podLabels)}`;
    return says === undefined ? [] : [{ member, says, pointer: member.spec.selector === undefined ? '/spec' : '/spec/selector' }];
  });
}
