// ClusterGuardrails as it is written: its tree in a real API server that was started with its file. Who is stopped, who is not, and what is supplied.
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { HardenedApp } = require('../../src/app/hardened-app');
const { GuardrailAction } = require('../../src/guardrails/choices');
const { ClusterGuardrails } = require('../../src/guardrails/cluster-guardrails');
const { parseYaml } = require('../../src/manifest/yaml');
const { Cluster, eventually, sleep } = require('../kubernetes/cluster');

const VERSION = '1.34';
const FLAGS = ['--feature-gates=MutatingAdmissionPolicy=true', '--runtime-config=admissionregistration.k8s.io/v1beta1=true'];
const POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';

/** The tree of a platform team, from its files; and the file for the API server. */
function written(folder, action) {
  const app = new HardenedApp({ outdir: folder, quiet: true, platform: { kubernetesVersion: VERSION, registries: ['registry.example'] } });
  new ClusterGuardrails(app, 'guardrails', { platformGroups: ['platform-team'], profile: 'restricted', action, suppliesDefaults: true });
  app.synth();
  const files = readdirSync(join(folder, '_cluster')).filter(name => name !== 'kustomization.yaml');
  return { objects: files.flatMap(name => parseYaml(readFileSync(join(folder, '_cluster', name), 'utf8'))), file: join(`${folder}.reports`, 'control-plane/admission-configuration.yaml') };
}

const as = (user, group) => ({ 'Impersonate-User': user, 'Impersonate-Group': group });
const TEAM = as('shop-admin', 'team-shop');
const PLATFORM = as('platform-admin', 'platform-team');

const IMAGE = `registry.example/app:1.0@sha256:${'a'.repeat(64)}`;
const spec = ({ container = {}, ...more } = {}) => ({ serviceAccountName: 'app', containers: [{ name: 'app', image: IMAGE, ...container }], ...more });
const pod = (namespace, of) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app', namespace }, spec: spec(of) });
const deployment = (namespace, of) => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'app', namespace },
  spec: { replicas: 1, selector: { matchLabels: { app: 'app' } }, template: { metadata: { labels: { app: 'app' } }, spec: spec(of) } },
});
/** Privileged, and nothing else that another policy would answer first: which one does is the server's choice. */
const PRIVILEGED = { securityContext: { runAsNonRoot: true }, container: { securityContext: { privileged: true, capabilities: { drop: ['ALL'] } } } };
const NOT_ROOT = { securityContext: { runAsNonRoot: true } };

async function judgeGuardrails(one, state, tally) {
  const [deny, audit] = [GuardrailAction.DENY, GuardrailAction.AUDIT].map(action => written(join(state, action), action));
  const cluster = await new Cluster(one, join(state, 'cluster'), [...FLAGS, '--admission-control-config-file', deny.file]).start();
  const create = async (object, headers = {}, query = '?dryRun=All') => cluster.request('POST', `${await cluster.urlOf({ ...object, metadata: { namespace: object.metadata.namespace } })}${query}`, object, undefined, headers);
  const label = (namespace, metadata, headers, by = '') => cluster.request('PATCH', `/api/v1/namespaces/${namespace}${by}?dryRun=All`, { metadata }, 'application/merge-patch+json', headers);
  const finalize = async (namespace, labels, headers) => {
    const object = await cluster.must('GET', `/api/v1/namespaces/${namespace}`);
    return cluster.request('PUT', `/api/v1/namespaces/${namespace}/finalize?dryRun=All`, { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } }, undefined, headers);
  };
  const refused = (name, { status, body }, says) => tally.check(`guardrails: ${name} is refused`, status === 403 && body.message.includes(says) ? [] : [`${status}: ${body.message ?? 'accepted'}`]);
  const accepted = (name, { status, body, warnings }) => tally.check(`guardrails: ${name} is accepted`, status < 300 && warnings.length === 0 ? [] : [`${status}: ${body.message ?? warnings}`]);
  try {
    await prepare(cluster);

    // The file alone, before any policy.
    refused('a privileged pod in a namespace without labels, by the file', await create(pod('unlabelled', PRIVILEGED)), 'violates PodSecurity "restricted:v1.34"');
    refused('a pod that states little, by the file', await create(pod('unlabelled', NOT_ROOT)), 'violates PodSecurity "restricted:v1.34"');
    accepted('a privileged pod in a namespace of another level, before any policy', await create(pod('open', PRIVILEGED)));
    accepted('a privileged pod in an exempt namespace', await create(pod('kube-system', PRIVILEGED)));

    await put(cluster, deny.objects);
    await eventually('the policies are in force', async () => (await create(pod('open', PRIVILEGED))).body.message?.includes('privileged-container') ? true : undefined);
    await eventually('the guard of labels is in force', async () => (await label('shop', { labels: { 'istio-injection': 'disabled' } }, TEAM)).status === 403 ? true : undefined);
    await eventually('the defaults are supplied', async () => (await create(pod('unlabelled', NOT_ROOT))).status === 201 ? true : undefined);
    await sleep(3000);
    await judgeTypes(cluster, tally);
    await judgePods({ create, refused, accepted });
    await judgeLabels({ create, label, finalize, refused, accepted });
    await judgeDefaults({ cluster, create, refused, tally });

    // The one switch: with the tree of `AUDIT` over it, nobody is refused what the policies alone refuse. So it was they.
    await put(cluster, audit.objects);
    await eventually('the policies only audit', async () => (await create(pod('open', PRIVILEGED))).status === 201 ? true : undefined);
    await sleep(3000);
    const { body: { metadata } } = await label('shop', { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } }, TEAM, '/status');
    tally.check('guardrails: where nothing refuses it, a level is taken by the status', metadata?.labels['pod-security.kubernetes.io/enforce'] === 'baseline' ? [] : [JSON.stringify(metadata)]);
  accepted('a privileged pod, under audit', await create(pod('open', PRIVILEGED)));
    accepted('a lower level, under audit', await label('shop', { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }, TEAM));
  } finally {
    cluster.stop();
  }
}

/** Namespaces, and two groups of which each may change namespaces as it likes. */
async function prepare(cluster) {
  const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/enforce-version': 'v1.34', 'istio-injection': 'enabled', 'owner': 'team-shop' };
  const namespaces = { unlabelled: {}, shop: restricted, open: Object.fromEntries(['enforce', 'audit', 'warn'].map(mode => [`pod-security.kubernetes.io/${mode}`, 'privileged'])) };
  for (const [name, labels] of Object.entries(namespaces)) {
    await cluster.must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, annotations: { 'linkerd.io/inject': 'enabled' } } });
  }
  for (const namespace of [...Object.keys(namespaces), 'kube-system']) {
    await cluster.must('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'app' } });
  }
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  await cluster.must('POST', `${rbac}/clusterroles`, { metadata: { name: 'namespaces' }, rules: [{ apiGroups: [''], resources: ['namespaces', 'namespaces/status', 'namespaces/finalize'], verbs: ['*'] }] });
  await cluster.must('POST', `${rbac}/clusterrolebindings`, {
    metadata: { name: 'namespaces' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'namespaces' },
    subjects: ['team-shop', 'platform-team'].map(name => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name })),
  });
}

/** As a delivery tool does: whether it is there or not. */
async function put(cluster, objects) {
  for (const object of objects) {
    const answer = await cluster.request('PATCH', `${await cluster.urlOf(object)}?fieldManager=delivery&force=true&fieldValidation=Strict`, object, 'application/apply-patch+yaml');
    if (answer.status >= 300) throw new Error(`${object.kind} ${object.metadata.name}: ${answer.status} ${answer.body.message}`);
  }
}

async function judgeTypes(cluster, tally) {
  const warnings = await eventually('every policy is type-checked', async () => {
    const { items } = await cluster.must('GET', POLICIES);
    return items.every(({ status }) => status?.typeChecking) ? items.flatMap(({ metadata, status }) => (status.typeChecking.expressionWarnings ?? []).map(({ fieldRef, warning }) => `${metadata.name} ${fieldRef}: ${warning}`)) : undefined;
  });
  tally.check('guardrails: every expression passes the type check of the API server', warnings);
}

async function judgePods({ create, refused, accepted }) {
  for (const [who, headers] of [['the administrator of the cluster', {}], ['the platform team as administrator', { ...as('platform-admin', 'system:masters') }]]) {
    refused(`a privileged pod of ${who}`, await create(pod('open', PRIVILEGED), headers), 'privileged-container: ');
    refused(`a privileged Deployment of ${who}`, await create(deployment('open', PRIVILEGED), headers), 'privileged-container: ');
  }
  refused('a pod of the default ServiceAccount', await create(pod('open', { ...NOT_ROOT, serviceAccountName: undefined })), 'default-serviceaccount-used: ');
  refused('an image of another registry', await create(pod('open', { ...NOT_ROOT, container: { image: IMAGE.replace('registry', 'elsewhere') } })), 'image-registry-allowlist: ');
  refused('an image without a digest', await create(pod('open', { ...NOT_ROOT, container: { image: 'registry.example/app:1.0' } })), 'image-digest-pinned: ');
  refused('an image without a version', await create(pod('open', { ...NOT_ROOT, container: { image: 'registry.example/app' } })), 'image-tag-fixed: ');
  accepted('a privileged pod in an exempt namespace, under the policies', await create(pod('kube-system', PRIVILEGED)));
}

async function judgeLabels({ create, label, finalize, refused, accepted }) {
  const level = 'pod-security.kubernetes.io/enforce';
  for (const [name, namespace, metadata, key] of [
    ['a lower level', 'shop', { labels: { [level]: 'baseline' } }, level],
    ['no level at all', 'shop', { labels: { [level]: null } }, level],
    ['an older version of the level', 'shop', { labels: { [`${level}-version`]: 'v1.24' } }, `${level}-version`],
    ['a level where there was none', 'unlabelled', { labels: { [level]: 'privileged' } }, level],
    ['a way out of the mesh', 'shop', { labels: { 'istio-injection': 'disabled' } }, 'istio-injection'],
    ['another data plane', 'shop', { labels: { 'istio.io/dataplane-mode': 'none' } }, 'istio.io/dataplane-mode'],
    ["a way out of Linkerd's mesh", 'shop', { annotations: { 'linkerd.io/inject': 'disabled' } }, 'linkerd.io/inject'],
    ['another owner', 'shop', { labels: { owner: 'team-other' } }, 'owner'],
    ["a level for Kubernetes' own namespace", 'kube-system', { labels: { [level]: 'privileged' } }, level],
  ]) {
    refused(`${name}, by the administrator of a namespace,`, await label(namespace, metadata, TEAM), `namespace-labels: ${key} of a namespace is set by nobody but platform-team.`);
    accepted(`${name}, by the platform team,`, await label(namespace, metadata, PLATFORM));
  }
  // By each of them the API server takes labels.
  refused('a lower level by the status of a namespace', await label('shop', { labels: { [level]: 'baseline' } }, TEAM, '/status'), 'namespace-labels: ');
  refused('a lower level by its finalizers', await finalize('shop', { [level]: 'baseline' }, TEAM), 'namespace-labels: ');
  accepted('its finalizers alone', await finalize('shop', {}, TEAM));
  refused('a lower level, by the administrator of the cluster,', await label('shop', { labels: { [level]: 'baseline' } }), 'namespace-labels: ');
  accepted('a label of their own, by the administrator of a namespace,', await label('shop', { labels: { 'cost-centre': '42' }, annotations: { note: 'x' } }, TEAM));
  const namespace = labels => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new', labels } });
  refused('a new namespace with a level of its own', await create(namespace({ [level]: 'privileged' }), TEAM), 'namespace-labels: ');
  accepted('a new namespace without one', await create(namespace({ 'cost-centre': '42' }), TEAM));
  accepted('a new namespace of the platform team', await create(namespace({ [level]: 'restricted', 'owner': 'team-new' }), PLATFORM));
}

const SUPPLIED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** What comes back of a pod is what was admitted: by the level `restricted` too, since the namespace has no label and the file says so. */
async function judgeDefaults({ cluster, create, refused, tally }) {
  const supplied = (name, { status, body }, expected) => {
    const podSpec = body.spec?.template?.spec ?? body.spec;
    const { seccompProfile } = podSpec?.securityContext ?? {};
    const got = { seccompProfile, contexts: [...podSpec?.containers ?? [], ...podSpec?.initContainers ?? []].map(({ securityContext }) => securityContext) };
    const problems = status >= 300 ? [`${status}: ${body.message}`] : sorted(got) === sorted({ seccompProfile: { type: 'RuntimeDefault' }, ...expected }) ? [] : [JSON.stringify(got)];
    tally.check(`guardrails: ${name}`, problems);
  };
  supplied('a pod that says that it is not root gets the rest, and passes restricted', await create(pod('unlabelled', NOT_ROOT)), { contexts: [SUPPLIED] });
  supplied('so does a Deployment', await create(deployment('unlabelled', NOT_ROOT)), { contexts: [SUPPLIED] });
  supplied('a user that is not root is enough', await create(pod('unlabelled', { securityContext: { runAsUser: 1000 } })), { contexts: [{ ...SUPPLIED, runAsNonRoot: true }] });
  supplied('init containers get it too', await create(pod('unlabelled', { ...NOT_ROOT, initContainers: [{ name: 'init', image: IMAGE }] })), { contexts: [SUPPLIED, SUPPLIED] });
  const stated = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] }, readOnlyRootFilesystem: true };
  supplied('what is stated stays', await create(pod('unlabelled', { ...NOT_ROOT, container: { securityContext: stated } })), { contexts: [stated] });
  refused('a pod that may be root gets no more than a seccomp profile, and', await create(pod('unlabelled', {})), 'allowPrivilegeEscalation != false');
  refused('a pod that wants no seccomp profile keeps to that, and', await create(pod('unlabelled', { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'Unconfined' } } })), 'seccomp');

  // Written for good: a ReplicaSet that is not as its Deployment says would be made again and again.
  await create(deployment('unlabelled', NOT_ROOT), {}, '');
  const pods = await eventually('a pod of the Deployment', async () => {
    const { items } = await cluster.must('GET', '/api/v1/namespaces/unlabelled/pods');
    return items.length > 0 ? items : undefined;
  });
  await sleep(2000);
  const { items } = await cluster.must('GET', '/apis/apps/v1/namespaces/unlabelled/replicasets');
  tally.check('guardrails: a Deployment so defaulted makes one ReplicaSet, and that one pod', items.length === 1 && pods.length === 1 ? [] : [`${items.length} ReplicaSets, ${pods.length} pods`]);
}

const sorted = value => JSON.stringify(value, (_, each) => each && typeof each === 'object' && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort()) : each);

module.exports = { judgeGuardrails };
