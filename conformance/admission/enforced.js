// The policies as they are handed out, in a cluster that is otherwise as it comes: what they refuse, what they let through, and what that costs.
const { mkdirSync } = require('node:fs');
const { emitPolicies } = require('../../src/admission/emit-policies');
const { EXEMPT_NAMESPACES } = require('../../src/admission/options');
const { resolveProfile } = require('../../src/controls/profiles');
const { DEFAULT_SETTINGS } = require('../../src/controls/settings');
const { Cluster, eventually, sleep } = require('../kubernetes/cluster');

const PROFILE = resolveProfile('hardened', DEFAULT_SETTINGS);
const WAIVERS = [
  { control: 'host-network', reason: 'x', owner: 'x', expires: '2099-01-31', objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'agent' }] },
  { control: 'host-port', reason: 'x', owner: 'x', expires: '2099-01-31', objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'agent' }] },
];
const CONTAINERS = 100;

const CONTEXT = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };
/** Privileged, and no control fails of it but the one: which policy answers first is the server's choice. */
const PRIVILEGED = { securityContext: { ...CONTEXT, allowPrivilegeEscalation: undefined, privileged: true } };
const container = (name, more = {}) => ({
  name, image: `registry.example/app:1.0@sha256:${'a'.repeat(64)}`, imagePullPolicy: 'Always',
  resources: { requests: { 'cpu': '1m', 'memory': '1Mi', 'ephemeral-storage': '1Mi' }, limits: { 'cpu': '1m', 'memory': '1Mi', 'ephemeral-storage': '1Mi' } },
  securityContext: CONTEXT, ...more,
});
const template = (containers, more = {}) => ({
  metadata: { labels: { 'app.kubernetes.io/name': 'x' } },
  spec: {
    serviceAccountName: 'app', automountServiceAccountToken: false, enableServiceLinks: false, containers,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' } },
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'x' } } }],
    affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'x' } } } }] } },
    ...more,
  },
});
const deployment = (name, containers, more = {}, namespace = 'shop') => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace, labels: { 'app.kubernetes.io/name': 'x' } },
  spec: { replicas: 2, selector: { matchLabels: { 'app.kubernetes.io/name': 'x' } }, strategy: { type: 'RollingUpdate' }, template: template(containers, more) },
});
const many = more => Array.from({ length: CONTAINERS }, (_, index) => container(`c${index}`, index === CONTAINERS - 1 ? more : {}));

async function judgeEnforcement(one, state, tally) {
  mkdirSync(state, { recursive: true });
  const cluster = await new Cluster(one, state).start();
  const create = (object, query = '?dryRun=All') => cluster.urlOf({ ...object, metadata: { namespace: object.metadata.namespace } }).then(url => cluster.request('POST', `${url}${query}`, object));
  const refused = async (name, object, says) => {
    const { status, body } = await create(object);
    tally.check(`enforced: ${name} is refused`, status === 403 && body.message.includes(says) ? [] : [`${status}: ${body.message ?? 'accepted'}`]);
  };
  const accepted = async (name, object) => {
    const { status, body, warnings } = await create(object);
    tally.check(`enforced: ${name} is accepted`, status < 300 && warnings.length === 0 ? [] : [`${status}: ${body.message ?? warnings}`]);
  };
  try {
    for (const name of ['shop', 'other']) await cluster.must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    for (const namespace of ['shop', 'other', 'kube-system']) await cluster.must('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'app' } });
    const old = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'old', namespace: 'shop', finalizers: ['example.com/keep'] }, spec: { containers: [{ name: 'x', image: 'x', securityContext: { privileged: true } }], serviceAccountName: 'app' } };
    await cluster.must('POST', '/api/v1/namespaces/shop/pods', old);
    const before = await latency(cluster);
    for (const object of emitPolicies('vap', { profile: PROFILE, waivers: WAIVERS }, { action: 'deny', exemptNamespaces: EXEMPT_NAMESPACES })) {
      await cluster.must('POST', await cluster.urlOf({ ...object, metadata: {} }), object);
    }
    const bare = deployment('bare', [container('a', { securityContext: { privileged: true } })]);
    await eventually('the policies are in force', async () => (await create(bare)).status === 403 ? true : undefined);
    await sleep(3000);

    await accepted('a hardened Deployment', deployment('cart', [container('a')]));
    await refused('a privileged container', deployment('cart', [container('a'), container('b', PRIVILEGED)]), "privileged-container: No container is privileged. Not so of b.");
    await refused('an init container of root', deployment('cart', [container('a')], { initContainers: [container('i', { securityContext: { ...CONTEXT, runAsUser: 0 } })] }), 'Not so of i.');
    await refused('the network of the node', deployment('cart', [container('a')], { hostNetwork: true }), 'host-network: ');
    await accepted('what is waived', deployment('agent', [container('a')], { hostNetwork: true }));
    await refused('the same in another namespace', deployment('agent', [container('a')], { hostNetwork: true }, 'other'), 'host-network: ');
    await refused('another fault of what is waived', deployment('agent', [container('a')], { hostNetwork: true, hostPID: true }), 'host-pid: ');
    await accepted('anything in an exempt namespace', { ...bare, metadata: { ...bare.metadata, namespace: 'kube-system' } });
    const pod = owner => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'agent-5f7c9d4b8-x', namespace: 'shop', labels: { 'app.kubernetes.io/name': 'x' }, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: 'x', controller: true }] }, spec: template([container('a')], { hostNetwork: true }).spec });
    await accepted('the pod of a ReplicaSet of what is waived', pod('agent-5f7c9d4b8'));
    await refused('the pod of a ReplicaSet that is called alike', pod('agent-of-others-5f7c9d4b8'), 'host-network: ');
    await accepted(`a Deployment of ${CONTAINERS} containers, within the budget of a policy`, deployment('many', many({})));
    await refused(`one of ${CONTAINERS} containers`, deployment('many', many(PRIVILEGED)), `Not so of c${CONTAINERS - 1}.`);

    const debug = { spec: { ephemeralContainers: [{ name: 'debug', image: 'x', securityContext: { privileged: true } }] } };
    const joined = await cluster.request('PATCH', '/api/v1/namespaces/shop/pods/old/ephemeralcontainers', debug, 'application/strategic-merge-patch+json');
    tally.check('enforced: a privileged debug container is refused', joined.status === 403 ? [] : [`${joined.status}`]);
    const relabelled = await cluster.request('PATCH', '/api/v1/namespaces/shop/pods/old', { metadata: { labels: { x: 'y' } } }, 'application/merge-patch+json');
    tally.check('enforced: a pod from before the policies can be labelled', relabelled.status === 200 ? [] : [relabelled.body.message]);
    await cluster.must('DELETE', '/api/v1/namespaces/shop/pods/old?gracePeriodSeconds=0');
    const released = await cluster.request('PATCH', '/api/v1/namespaces/shop/pods/old', { metadata: { finalizers: null } }, 'application/merge-patch+json');
    tally.check('enforced: a pod from before the policies can be deleted', released.status === 200 ? [] : [released.body.message]);
    const after = await latency(cluster);
    console.log(`a create takes ${(after / before).toFixed(1)} times as long with every policy bound as with none (${before.toFixed(1)} ms, ${after.toFixed(1)} ms)`);
  } finally {
    cluster.stop();
  }
}

/** Milliseconds of a create, the median of many. */
async function latency(cluster, times = 200) {
  const object = deployment('cart', [container('a'), container('b')]);
  const took = [];
  for (let time = 0; time < times; time++) {
    const start = performance.now();
    await cluster.must('POST', '/apis/apps/v1/namespaces/shop/deployments?dryRun=All', object);
    took.push(performance.now() - start);
  }
  return took.sort((a, b) => a - b)[times >> 1];
}

module.exports = { judgeEnforcement };
