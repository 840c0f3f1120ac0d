import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control } from '../control';
import { quoted } from '../words';

const CONTROL_PLANE = "['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master']";
const CONSTRAINTS = 'pod.spec.topologySpreadConstraints';

/** Where pods run, and in what order. */
export const SCHEDULING: readonly Control[] = [
  control({
    id: 'control-plane-toleration',
    title: 'Workloads stay off the nodes of the control plane',
    why: 'A container that breaks out there reaches etcd and the keys of the cluster.',
    fix: 'Remove the toleration. What must run on every node is a DaemonSet.',
    severity: 'medium',
    subject: 'pod',
    // A DaemonSet that looks after every node looks after those too.
    unless: "object.kind == 'DaemonSet'",
    cel: `!has(pod.spec.tolerations) || pod.spec.tolerations.all(t, !(has(t.key) && t.key in ${CONTROL_PLANE}) && ((has(t.key) && t.key != '') || !has(t.operator) || t.operator != 'Exists'))`,
    at: 'tolerations',
    seen: ({ pod }) => {
      const keys = recordsOf(pod.tolerations).map(({ key, operator }) => key ? String(key) : operator === 'Exists' ? 'every taint' : '');
      return `tolerations has ${keys.find(key => key === 'every taint' || CONTROL_PLANE.includes(`'${key}'`))}`;
    },
  }),
  control({
    id: 'node-pinning',
    title: 'Pods name no node',
    why: 'A pod that names its node passes the scheduler, its taints and its room; when the node is gone, so is the pod.',
    fix: 'Remove nodeName, and use nodeSelector or affinity.',
    severity: 'low',
    subject: 'pod',
    // A Pod that a controller owns was read from a cluster, where the scheduler has written the name.
    unless: "object.kind == 'Pod' && has(object.metadata.ownerReferences)",
    cel: "!has(pod.spec.nodeName) || pod.spec.nodeName == ''",
    at: 'nodeName',
  }),
  control({
    id: 'topology-spread-valid',
    title: 'Spreading counts the pods that it is about',
    why: 'A constraint without a labelSelector counts no pod, and spreads nothing; what is illegal in one, the API server refuses.',
    fix: "Set labelSelector to the template's own labels, and maxSkew to 1 or more; minDomains only with DoNotSchedule.",
    severity: 'low',
    subject: 'pod',
    cel: `!has(${CONSTRAINTS}) || ${CONSTRAINTS}.all(c, has(c.labelSelector) && has(c.topologyKey) && c.topologyKey != '' && has(c.maxSkew) && c.maxSkew > 0 `
      + "&& has(c.whenUnsatisfiable) && c.whenUnsatisfiable in ['DoNotSchedule', 'ScheduleAnyway'] "
      + "&& (!has(c.minDomains) || (c.minDomains > 0 && c.whenUnsatisfiable == 'DoNotSchedule')))",
    at: 'topologySpreadConstraints',
    seen: ({ pod }) => {
      const index = recordsOf(pod.topologySpreadConstraints).findIndex(each => !each.labelSelector || !each.topologyKey || !(Number(each.maxSkew) > 0)
        || !['DoNotSchedule', 'ScheduleAnyway'].includes(String(each.whenUnsatisfiable))
        || (each.minDomains !== undefined && !(Number(each.minDomains) > 0 && each.whenUnsatisfiable === 'DoNotSchedule')));
      return { says: `topologySpreadConstraints[${index}] lacks a labelSelector, a topologyKey, a maxSkew above 0 or a legal whenUnsatisfiable, or has a minDomains that is not for it`, path: ['topologySpreadConstraints', index] };
    },
  }),
  control({
    id: 'priority-class-set',
    title: 'Pods state a priority of the platform',
    why: 'Without one, whoever claims a higher priority evicts them first.',
    fix: 'Set priorityClassName to one of the classes of the platform.',
    severity: 'low',
    subject: 'pod',
    when: settings => settings.priorityClasses.length > 0,
    cel: 'has(pod.spec.priorityClassName) && pod.spec.priorityClassName in settings.priorityClasses',
    at: 'priorityClassName',
    seen: ({ pod, settings }) => `priorityClassName is ${pod.priorityClassName === undefined ? 'not set' : `'${String(pod.priorityClassName)}'`}, which is none of ${quoted(settings.priorityClasses)}`,
  }),
  control({
    id: 'dns-config-ndots',
    title: 'Names of the Internet are asked once',
    why: 'With five dots, the default, each name from outside is asked with every search domain first.',
    fix: 'Set the option ndots in dnsConfig to the number of the platform.',
    severity: 'low',
    subject: 'pod',
    when: settings => settings.ndots > 0,
    cel: "has(pod.spec.dnsConfig) && has(pod.spec.dnsConfig.options) && pod.spec.dnsConfig.options.exists(o, has(o.name) && o.name == 'ndots' && has(o.value) && int(o.value) <= settings.ndots)",
    at: 'dnsConfig',
    seen: ({ pod, settings }) => `dnsConfig ${recordOf(pod.dnsConfig).options === undefined ? 'does not set' : 'sets no'} ndots of ${settings.ndots} or less`,
  }),
  control({
    id: 'restart-policy-valid',
    title: 'Pods restart as their controller needs it',
    why: 'The API server refuses the object otherwise.',
    fix: 'Remove restartPolicy; for Jobs and CronJobs write OnFailure or Never.',
    severity: 'high',
    subject: 'object',
    kinds: ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet'],
    waivable: false,
    cel: "!has(object.spec.template.spec.restartPolicy) || object.spec.template.spec.restartPolicy == 'Always'",
    at: 'spec.template.spec.restartPolicy',
  }),
  jobsRestart('job-restart-policy', 'batch/Job', 'spec.template.spec.restartPolicy'),
  jobsRestart('cronjob-restart-policy', 'batch/CronJob', 'spec.jobTemplate.spec.template.spec.restartPolicy'),
];

function jobsRestart(id: string, kind: string, at: string): Control {
  return control({
    id,
    title: `Pods of ${kind.slice('batch/'.length)}s end`,
    why: 'The API server refuses a Job whose pods always restart, and that is the default.',
    fix: 'Set restartPolicy: OnFailure, or Never.',
    severity: 'high',
    subject: 'object',
    kinds: [kind],
    waivable: false,
    cel: `has(object.${at}) && object.${at} in ['OnFailure', 'Never']`,
    at,
  });
}
