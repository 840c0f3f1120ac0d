import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const tolerations = (...list: object[]): Change => ({ at: 'pod/tolerations', to: list });
const constraint = (change: object): Change => (
  { at: 'pod/topologySpreadConstraints/0', to: { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { app: 'cart' } }, ...change } });
const LACKS = 'topologySpreadConstraints[0] lacks a labelSelector, a topologyKey, a maxSkew above 0 or a legal whenUnsatisfiable, or has a minDomains that is not for it';
const classes = { priorityClasses: ['shop', 'batch'] };
const ndots = (value: string): Change => ({ at: 'pod/dnsConfig', to: { options: [{ name: 'ndots', value }] } });
const job = (spec: object): Change => ({ add: { apiVersion: 'batch/v1', kind: 'Job', spec: { template: { spec: { containers: [], ...spec } } } } });
const CRON = '/spec/jobTemplate/spec/template/spec/restartPolicy';

describe('pods run where, or as, they should not', () => {
  expectBrokenTwins([
    ['control-plane-toleration', 'beside etcd', tolerations({ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }), 'tolerations has node-role.kubernetes.io/control-plane'],
    ['control-plane-toleration', 'everywhere', tolerations({ operator: 'Exists' }), 'tolerations has every taint'],
    ['node-pinning', 'on this node', { at: 'pod/nodeName', to: 'node-1' }, "nodeName is 'node-1'"],
    ['topology-spread-valid', 'spread over nothing', constraint({ labelSelector: undefined }), LACKS],
    ['topology-spread-valid', 'spread by no skew', constraint({ maxSkew: 0 }), LACKS],
    ['topology-spread-valid', 'spread over no domain', constraint({ minDomains: 0, whenUnsatisfiable: 'DoNotSchedule' }), LACKS],
    ['topology-spread-valid', 'spread over more domains than it insists on', constraint({ minDomains: 2, whenUnsatisfiable: 'ScheduleAnyway' }), LACKS],
    ['priority-class-set', 'whenever there is room', {}, "priorityClassName is not set, which is none of 'shop', 'batch'", classes],
    ['priority-class-set', 'before the node itself', [{ at: 'pod/priorityClassName', to: 'system-node-critical' }, { remove: 'CronJob/report' }], "priorityClassName is 'system-node-critical', which is none of 'shop', 'batch'", classes],
    ['dns-config-ndots', 'asking five times', {}, 'dnsConfig does not set ndots of 2 or less', { ndots: 2 }],
    ['dns-config-ndots', 'asking four times', [ndots('4'), { remove: 'CronJob/report' }], 'dnsConfig sets no ndots of 2 or less', { ndots: 2 }],
    ['restart-policy-valid', 'once', { at: 'pod/restartPolicy', to: 'Never' }, "spec.template.spec.restartPolicy is 'Never'"],
    ['job-restart-policy', 'for ever', job({}), 'spec.template.spec.restartPolicy is not set'],
    ['cronjob-restart-policy', 'for ever', { in: 'CronJob/report', at: CRON, to: 'Always' }, "spec.jobTemplate.spec.template.spec.restartPolicy is 'Always'"],
  ]);

  expectFine([
    ['control-plane-toleration', 'a taint of its own', tolerations({ key: 'shop', operator: 'Exists' })],
    ['control-plane-toleration', 'an agent on every node', [tolerations({ operator: 'Exists' }), { at: '/kind', to: 'DaemonSet' }]],
    ['topology-spread-valid', 'a constraint', constraint({})],
    ['topology-spread-valid', 'a constraint over two zones at least', constraint({ minDomains: 2, whenUnsatisfiable: 'DoNotSchedule' })],
    ['priority-class-set', 'a class of the platform', [{ at: 'pod/priorityClassName', to: 'shop' }, { remove: 'CronJob/report' }], classes],
    ['dns-config-ndots', 'two', [ndots('2'), { remove: 'CronJob/report' }], { ndots: 2 }],
    ['restart-policy-valid', 'always', { at: 'pod/restartPolicy', to: 'Always' }],
    ['job-restart-policy', 'to its end', job({ restartPolicy: 'Never' })],
    ['cronjob-restart-policy', 'to its end', {}],
    ['node-pinning', 'a Pod of a controller, as the scheduler has placed it',
      { add: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'extra', namespace: 'shop', ownerReferences: [{}] }, spec: { nodeName: 'node-1', containers: [] } } }],
  ]);
});
