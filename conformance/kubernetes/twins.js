// For every workload a pod as its controller would make it, which must be admitted, and the same pod with one fault, which must be refused for that fault.
const { nameOf } = require('./tree');

const FAULTS = [
  {
    name: 'privileged',
    refusal: /violates PodSecurity .*privileged/,
    // Privileged without escalation is invalid before admission is asked.
    breaks: spec => { spec.containers[0].securityContext = { ...spec.containers[0].securityContext, privileged: true, allowPrivilegeEscalation: true }; },
  },
  {
    name: 'root user',
    refusal: /violates PodSecurity .*runAsUser=0/,
    breaks: spec => { spec.containers[0].securityContext = { ...spec.containers[0].securityContext, runAsUser: 0 }; },
  },
  {
    name: 'hostPath volume',
    refusal: /violates PodSecurity .*hostPath/,
    breaks: spec => { spec.volumes = [...spec.volumes ?? [], { name: 'conformance-twin', hostPath: { path: '/' } }]; },
  },
  {
    name: 'unknown field',
    refusal: /unknown field "spec\.containers\[0\]\.securityContext\.readOnlyRootFileSystem"/,
    breaks: spec => { spec.containers[0].securityContext = { ...spec.containers[0].securityContext, readOnlyRootFileSystem: true }; },
  },
];

const TEMPLATES = {
  Deployment: spec => spec.template, StatefulSet: spec => spec.template, DaemonSet: spec => spec.template, ReplicaSet: spec => spec.template,
  ReplicationController: spec => spec.template, Job: spec => spec.template, CronJob: spec => spec.jobTemplate.spec.template,
};

function podOf({ kind, metadata, spec }) {
  const template = kind === 'Pod' ? { metadata, spec } : TEMPLATES[kind](spec);
  // The controller of a StatefulSet adds the volumes of its claims; without them the mounts would be invalid before admission is asked.
  const claims = (spec.volumeClaimTemplates ?? []).map(({ metadata: { name } }) => ({ name, persistentVolumeClaim: { claimName: `${name}-twin` } }));
  const { labels, annotations } = template.metadata ?? {};
  return structuredClone({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'conformance-twin', namespace: metadata.namespace, labels, annotations },
    spec: { ...template.spec, ...claims.length > 0 ? { volumes: [...template.spec.volumes ?? [], ...claims] } : {} },
  });
}

async function judgeTwins(cluster, objects, report) {
  // The pods of the tree have used up their quotas, which is what quotas are for; a twin must be refused for its fault.
  for (const { metadata } of objects.filter(({ kind }) => kind === 'ResourceQuota')) {
    await cluster.must('DELETE', `/api/v1/namespaces/${metadata.namespace}/resourcequotas/${metadata.name}`);
  }
  const workloads = objects.filter(({ kind, apiVersion }) => (kind in TEMPLATES || kind === 'Pod') && !apiVersion.includes('.'));
  for (const workload of workloads) {
    const create = pod => cluster.request('POST', `/api/v1/namespaces/${workload.metadata.namespace}/pods?dryRun=All&fieldValidation=Strict`, pod);
    const whole = await create(podOf(workload));
    report.check(`${nameOf(workload)}: its pod is admitted`, whole.status < 300 && whole.warnings.length === 0 ? undefined : describe(whole));
    for (const { name, refusal, breaks } of FAULTS) {
      const pod = podOf(workload);
      breaks(pod.spec);
      const answer = await create(pod);
      const refused = answer.status >= 400 && refusal.test(answer.body.message);
      report.check(`${nameOf(workload)}: its twin with a fault (${name}) is refused`, refused ? undefined : describe(answer));
    }
  }
}

function describe({ status, body, warnings }) {
  return [status < 300 ? 'it was admitted' : `${status} ${body.message ?? body}`, ...warnings.map(warning => `warning: ${warning}`)].join('; ');
}

module.exports = { describe, judgeTwins };
