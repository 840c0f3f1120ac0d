// The API server as judge: what its policies say of an object arrives as warnings, one for each validation that fails. (The audit log keeps one alone.)
const { admissionPolicies } = require('../../src/admission/policy');
const { validatingAdmissionPolicies } = require('../../src/admission/validating-admission-policy');
const { RESOURCES } = require('../../src/admission/resources');
const { isBuiltInGroup, isClusterScoped } = require('../../src/manifest/kinds');
const { Cluster, eventually } = require('../kubernetes/cluster');

const ROOT = '/apis/admissionregistration.k8s.io/v1';
/** What would change or refuse the objects on the way: here the policies alone are asked. */
const OTHER_ADMISSION = ['ServiceAccount', 'PodSecurity', 'LimitRanger', 'ResourceQuota', 'DefaultStorageClass', 'DefaultIngressClass', 'Priority', 'DefaultTolerationSeconds', 'RuntimeClass'];

/** A cluster with the kinds that the policies are about. */
async function startCluster(one, state) {
  const cluster = await new Cluster(one, state, ['--disable-admission-plugins', OTHER_ADMISSION.join(',')]).start();
  for (const [groupKind, { group, versions, resources }] of Object.entries(RESOURCES)) {
    if (group !== '' && !isBuiltInGroup(`${group}/${versions[0]}`)) await define(cluster, groupKind.split('/')[1], group, versions[0], resources[0]);
  }
  return cluster;
}

/** A definition that takes whatever is sent: whether objects fit their real one is judged in kubernetes/. */
async function define(cluster, kind, group, version, plural) {
  await cluster.must('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations: { 'api-approved.kubernetes.io': 'unapproved' } },
    spec: {
      group, scope: isClusterScoped(`${group}/${version}`, kind) ? 'Cluster' : 'Namespaced', names: { kind, plural, listKind: `${kind}List`, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
    },
  });
}

/** A policy as it is installed: under a short name, since the server cuts warnings at 4096 characters. */
function installedPolicies(variants) {
  return variants.flatMap(({ name: variant, profile }) => admissionPolicies({ profile }).map(policy => ({ variant, policy }))).map((each, index) => ({ ...each, name: `p${index}` }));
}

/** Writes the policies of every variant, and waits until the server judges by each of them. What its type check complains of. */
async function install(cluster, installed, samples) {
  for (const { policy, name, variant } of installed) {
    for (const object of validatingAdmissionPolicies([policy], { action: 'warn', exemptNamespaces: [] })) {
      const short = renamed(object, name, variant);
      await cluster.must('POST', await cluster.urlOf({ ...short, metadata: {} }), short);
    }
  }
  const variants = [...new Set(installed.map(({ variant }) => variant))];
  const canaries = variants.flatMap(variant => samples.map(object => labelled(object, { variant, canary: 'true' })));
  await eventually('every policy is in force', async () => {
    const answers = await ask(cluster, canaries);
    const seen = new Set(answers.flatMap(({ failures }) => failures.filter(([, index]) => index === CANARY).map(([name]) => name)));
    const missing = installed.filter(({ name }) => !seen.has(name));
    return missing.length === 0 ? true : undefined;
  }, { every: 500 });
  return typeWarnings(cluster, installed);
}

const CANARY = 'canary';

/** The object with labels by which the policies know what they are asked. */
function labelled(object, labels) {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } };
}

/** Each validation is known by its number, one more is failed by the canaries alone, and only objects of the variant are judged. */
function renamed(object, name, variant) {
  if (object.kind !== 'ValidatingAdmissionPolicy') {
    return { ...object, metadata: { name }, spec: { ...object.spec, policyName: name, matchResources: { objectSelector: { matchLabels: { variant } } } } };
  }
  const validations = object.spec.validations.map(({ expression }, index) => ({ expression, message: `${index}` }));
  const canary = { expression: "!has(object.metadata.labels) || !('canary' in object.metadata.labels)", message: CANARY };
  return { ...object, metadata: { ...object.metadata, name }, spec: { ...object.spec, validations: [...validations, canary] } };
}

async function typeWarnings(cluster, installed) {
  const warnings = [];
  for (const { name, policy } of installed) {
    const { typeChecking } = await eventually(`${name} is type-checked`, async () => {
      const { status } = await cluster.must('GET', `${ROOT}/validatingadmissionpolicies/${name}`);
      return status?.typeChecking ? status : undefined;
    });
    for (const { fieldRef, warning } of typeChecking.expressionWarnings ?? []) warnings.push(`${policy.name} ${fieldRef}: ${warning.split('\n')[0]}`);
  }
  return warnings;
}

const WARNING = /^Validation failed for ValidatingAdmissionPolicy '(\S+)' with binding '\S+': (.*)$/;

/** What the server says of each object: { refused } where it is none of its kind at all, else the object as admission saw it, and [policy, validation] of each failure. */
async function ask(cluster, objects) {
  const answers = [];
  for (const object of objects) {
    const { status, body, warnings } = await send(cluster, object);
    const failures = warnings.flatMap(warning => { const match = WARNING.exec(warning); return match ? [[match[1], match[2]]] : []; });
    if (warnings.join('').length > 3900) throw new Error(`${object.kind} ${object.metadata.name}: so many warnings that the server may have left some out`);
    answers.push(status >= 300 ? { refused: body.message ?? `${status}`, failures } : { object: body, failures });
  }
  return answers;
}

/** Nothing is kept. What is there already, as the namespaces of the others are, is put in its place. */
async function send(cluster, object) {
  const [item, { namespace }] = [await cluster.urlOf(object), object.metadata];
  const answer = await cluster.request('POST', `${await cluster.urlOf({ ...object, metadata: { namespace } })}?dryRun=All`, object);
  return answer.status === 409 ? cluster.request('PUT', `${item}?dryRun=All`, object) : answer;
}

module.exports = { ask, install, installedPolicies, labelled, startCluster };
