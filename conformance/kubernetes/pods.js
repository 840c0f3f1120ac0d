// Does every controller really make its pods? A Deployment that the server takes may still never get one: admission judges pods, not templates.
const { eventually } = require('./cluster');
const { nameOf } = require('./tree');

const SECONDS = 120;
const SECONDS_WITHOUT_PROGRESS = 20;

/** One Ready node with the labels that DaemonSets ask for. There is no kubelet: `actAsKubelet` says what one would. */
async function addNode(cluster, objects) {
  const selectors = objects.filter(({ kind }) => kind === 'DaemonSet').map(({ spec }) => spec.template.spec.nodeSelector ?? {});
  const labels = Object.assign({ 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': 'node' }, ...selectors);
  await cluster.must('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node', labels } });
  const room = { cpu: '64', memory: '256Gi', pods: '1000' };
  const ready = { type: 'Ready', status: 'True', reason: 'Conformance', message: '', ...now('lastTransitionTime', 'lastHeartbeatTime') };
  const status = { capacity: room, allocatable: room, conditions: [ready] };
  await cluster.must('PATCH', '/api/v1/nodes/node/status', { status }, 'application/merge-patch+json');
  await eventually('the node has lost the taint of its first moments', async () => {
    const node = await cluster.must('GET', '/api/v1/nodes/node');
    return (node.spec.taints ?? []).length === 0 ? true : undefined;
  });
}

/** A CronJob makes its Job when the clock says so; here it is made at once, as the controller would. */
async function runCronJobs(cluster, objects) {
  const cronJobs = objects.filter(({ apiVersion, kind }) => apiVersion === 'batch/v1' && kind === 'CronJob');
  return Promise.all(cronJobs.map(async cronJob => {
    const { namespace, name } = cronJob.metadata;
    const { metadata, spec } = cronJob.spec.jobTemplate;
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { ...metadata, namespace, name: `${name}-29000000` }, spec };
    await cluster.must('POST', `/apis/batch/v1/namespaces/${namespace}/jobs`, job);
    return { ...job, madeBy: cronJob };
  }));
}

/** Waits until every controller has all its pods, and reports one check for each. */
async function judgePods(cluster, objects, report) {
  const controllers = [...objects, ...await runCronJobs(cluster, objects)].filter(({ apiVersion, kind }) => `${apiVersion}/${kind}` in LISTS);
  const seen = new Map();
  let problems;
  let progress = { at: Date.now(), count: -1 };
  for (const end = Date.now() + SECONDS * 1000; Date.now() < end && Date.now() - progress.at < SECONDS_WITHOUT_PROGRESS * 1000;) {
    const snapshot = await take(cluster, seen);
    problems = controllers.map(controller => problemOf(controller, snapshot));
    if (problems.every(problem => problem === undefined)) break;
    await actAsKubelet(cluster, snapshot.pods);
    if (snapshot.count !== progress.count) progress = { at: Date.now(), count: snapshot.count };
    await new Promise(done => { setTimeout(done, 200); });
  }
  for (const [index, controller] of controllers.entries()) {
    const why = problems[index] && `${problems[index]}${await complaints(cluster, controller)}`;
    report.check(`${nameOf(controller.madeBy ?? controller)}: every pod is created`, why);
  }
}

const LISTS = {
  'v1/Pod': '/api/v1/pods', 'v1/ReplicationController': '/api/v1/replicationcontrollers', 'apps/v1/ReplicaSet': '/apis/apps/v1/replicasets',
  'apps/v1/Deployment': '/apis/apps/v1/deployments', 'apps/v1/StatefulSet': '/apis/apps/v1/statefulsets', 'apps/v1/DaemonSet': '/apis/apps/v1/daemonsets',
  'batch/v1/Job': '/apis/batch/v1/jobs',
};

/** All pods and what may own them, with the pods that each owner ever had: finished Jobs may be gone by the next look. */
async function take(cluster, seen) {
  const lists = await Promise.all(Object.entries(LISTS).map(async ([key, path]) =>
    (await cluster.must('GET', path)).items.map(item => ({ ...item, kind: key.split('/').pop() }))));
  const [pods, ...owners] = lists;
  for (const { metadata } of pods) {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
    if (owner) seen.set(owner, (seen.get(owner) ?? new Set()).add(metadata.uid));
  }
  return { pods, owners: owners.flat(), seen, count: [...seen.values()].reduce((sum, uids) => sum + uids.size, 0) };
}

function problemOf({ kind, metadata }, { pods, owners, seen }) {
  const here = ({ metadata: other }) => other.name === metadata.name && other.namespace === metadata.namespace;
  if (kind === 'Pod') return pods.some(here) ? undefined : 'the pod does not exist';
  const live = owners.find(one => one.kind === kind && here(one));
  if (!live) return 'the controller is gone';
  const owned = uid => owners.filter(one => one.metadata.ownerReferences?.some(owner => owner.uid === uid));
  const uids = kind === 'Deployment' ? owned(live.metadata.uid).map(one => one.metadata.uid) : [live.metadata.uid];
  const have = uids.reduce((sum, uid) => sum + (seen.get(uid)?.size ?? 0), 0);
  const want = wantedPods(kind, live);
  if (want === undefined) return 'no node is right for it';
  return have >= want ? undefined : `${have} of ${want} pods were created`;
}

function wantedPods(kind, { spec, status }) {
  if (kind === 'DaemonSet') return status.desiredNumberScheduled || undefined;
  if (kind === 'Job') return spec.suspend ? 0 : spec.completions ?? spec.parallelism;
  return spec.replicas;
}

/** Pods become Ready, those of Jobs succeed: ordered StatefulSets and Jobs go on only then. */
async function actAsKubelet(cluster, pods) {
  await Promise.all(pods.filter(({ status }) => status.phase === 'Pending').map(async ({ metadata }) => {
    const ofJob = metadata.ownerReferences?.some(({ kind }) => kind === 'Job');
    const ready = ['Initialized', 'ContainersReady', 'Ready'].map(type => ({ type, status: 'True', ...now('lastTransitionTime') }));
    await cluster.request('PATCH', `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/status`,
      { status: ofJob ? { phase: 'Succeeded' } : { phase: 'Running', conditions: ready } }, 'application/merge-patch+json');
  }));
}

/** What the controllers complained of in their events. */
async function complaints(cluster, { metadata: { namespace, name } }) {
  const { items } = await cluster.must('GET', `/api/v1/namespaces/${namespace}/events`);
  const texts = items
    .filter(({ type, involvedObject }) => type === 'Warning' && involvedObject.name.startsWith(name))
    .map(({ message }) => message.replace(/^\(combined from similar events\): /, '').replace(/ "[^"]+" is forbidden/, ' is forbidden'));
  return texts.length === 0 ? '' : `: ${[...new Set(texts)].slice(0, 3).join('; ')}`;
}

function now(...fields) {
  return Object.fromEntries(fields.map(field => [field, new Date().toISOString()]));
}

module.exports = { addNode, judgePods };
