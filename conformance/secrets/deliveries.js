// That the deliveries bring values to where they are declared, again after a change, and no longer once the role is gone.
const { join } = require('node:path');
const { Agents, contentOf, fileProblems, tokenOf, userOf } = require('./agent');
const { OWN, ROLE } = require('./attempts');
const { as, secretContent, synchronise } = require('./external-secrets');
const { mint } = require('./tokens');
const { eventually, sleep } = require('../kubernetes/cluster');

const CREATED = 201;
/** As long as an agent, and three of its intervals, need. */
const LONG_ENOUGH = 4000;

/** Takes the role away, and every token that was given. */
async function revoke(bao, role) {
  await bao.must('DELETE', `auth/kubernetes/role/${role}`);
  await bao.must('POST', 'sys/leases/revoke-prefix/auth/kubernetes/login');
}

/** Whether the condition holds soon: a problem where it does not. */
const soon = (problem, holds) => eventually(problem, async () => await holds() ? [] : undefined, { seconds: 15 }).catch(() => [problem]);

/** The delivery by the agent, as a pod template of `namespace` says it: `start` runs it as the kubelet would. */
function agentDelivery(cluster, bao, namespace, template) {
  const account = { namespace, name: template.spec.serviceAccountName };
  const agents = new Agents(bao.bao, userOf(template), join(bao.state, 'agents'));
  const start = async ({ isInit = false, token, caFile = bao.caFile, template: twin = template } = {}) => {
    const { audience } = tokenOf(template);
    return agents.run(twin, { token: token ?? await mint(cluster, { ...account, audiences: [audience] }), caFile, isInit });
  };
  return { agents, start, account, role: `${account.namespace}.${account.name}`, user: agents.user };
}

/** `write` gives the secret new values and returns them; `restore` brings the role back. */
async function judgeAgent({ start, role, user }, bao, { write, restore }) {
  const results = [];
  let { password } = await write();
  const init = await start({ isInit: true });
  results.push(['the agent ends well before the workload starts', await soon('it does not end with 0', () => init.exitCode === 0)]);
  results.push(['it has rendered the file, for its user to read and for nobody to write', fileProblems(init.secretFile('password'), password, user)]);

  const sidecar = await start();
  results.push(['the sidecar renders the file', await soon('it is not there', () => contentOf(sidecar.secretFile('password')) === password)]);
  ({ password } = await write());
  results.push(['the sidecar renders it again after a change', await soon('it holds the old value', () => contentOf(sidecar.secretFile('password')) === password)]);
  results.push(['and as before for its user to read and for nobody to write', fileProblems(sidecar.secretFile('password'), password, user)]);

  await revoke(bao, role);
  const { password: unseen } = await write();
  const late = await start({ isInit: true });
  await sleep(LONG_ENOUGH);
  results.push(['after the role is revoked the sidecar renders nothing new', contentOf(sidecar.secretFile('password')) === unseen ? ['it holds the new value'] : fileProblems(sidecar.secretFile('password'), password, user)]);
  results.push(['and no pod starts', late.exitCode === 0 || contentOf(late.secretFile('password')) !== undefined ? ['its agent has ended well'] : []]);
  restore();
  return results;
}

/** That a template with a fault is told from one without. */
async function judgeAgentTwins({ start, user }, { write, erase }, template) {
  const changed = change => ({ ...template, metadata: { annotations: Object.fromEntries(Object.entries(template.metadata.annotations).flatMap(change)) } });
  const open = changed(([key, value]) => key.includes('agent-inject-perms') ? [] : [[key, value]]);
  // As the documentation of the injector has it.
  const lenient = changed(([key, value]) => key.includes('error-on-missing-key') ? []
    : [[key, key.includes('agent-inject-template') ? '{{ with secret "kv/data/shop/cart-db" }}{{ .Data.data.password }}{{ end }}' : value]]);
  const run = async twin => {
    const agent = await start({ isInit: true, template: twin });
    await soon('it ends', () => agent.exitCode !== undefined);
    return agent.secretFile('password');
  };
  const { password } = await write();
  const problems = fileProblems(await run(open), password, user).join();
  await erase();
  const madeUp = contentOf(await run(lenient));
  return [
    ['a file that others may read is noticed', problems.includes('its mode is') ? [] : [problems || 'it is not']],
    ['a template that makes something up for a missing key is noticed', madeUp === undefined ? ['it renders nothing'] : []],
  ];
}

async function judgeExternalSecrets(cluster, bao, needs, { write, restore }) {
  const results = [];
  const { namespace } = needs.externalSecret.metadata;
  const { name } = needs.externalSecret.spec.target;
  const holds = async values => JSON.stringify(await secretContent(cluster, namespace, name)) === JSON.stringify(values);
  let { password, username } = await write();
  await synchronise(cluster, bao, needs);
  results.push(['the operator brings what is declared into the Secret, and nothing else of it', await holds({ password, username }) ? [] : ['it holds something else']]);
  ({ password, username } = await write());
  await synchronise(cluster, bao, needs);
  results.push(['and again after a change', await holds({ password, username }) ? [] : ['it holds the old value']]);
  await revoke(bao, ROLE);
  await write();
  const refused = await synchronise(cluster, bao, needs).then(() => undefined, error => error.message);
  results.push(['after the role is revoked it cannot log in', refused?.includes('cannot log in') ? [] : [refused ?? 'it does']]);
  results.push(['and the Secret stays as it was', await holds({ password, username }) ? [] : ['it does not']]);
  restore();
  return [...results, ...await mintings(cluster, needs)];
}

/** The operator may become the account of the store, and nobody else. */
async function mintings(cluster, { operator }) {
  const minted = async (namespace, name) => (await as(cluster, operator).request('POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: [], expirationSeconds: 600 },
  })).status;
  const refusals = async () => Promise.all([['shop', 'default'], ['bank', 'default'], ['kube-system', 'namespace-controller'], ['vault', 'reviewer']]
    .map(async ([namespace, name]) => [`the operator may not become ${name} of ${namespace}`, await minted(namespace, name) === 403 ? [] : ['it may']]));
  const results = [['the operator may become the account of the store', await minted(OWN.namespace, OWN.name) === CREATED ? [] : ['it may not']], ...await refusals()];

  // A Role that names no account, as the chart of the operator has it.
  const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/vault-cart-db';
  const role = await cluster.must('GET', path);
  const { resourceNames, ...rule } = role.rules[0];
  await cluster.must('PATCH', path, { rules: [rule] }, 'application/merge-patch+json');
  const noticed = await soon('no refusal finds it', async () => (await refusals()).filter(([, problems]) => problems.length > 0).length === 1);
  await cluster.must('PATCH', path, { rules: [{ ...rule, resourceNames }] }, 'application/merge-patch+json');
  return [...results, ['a Role without names is noticed', noticed]];
}

module.exports = { agentDelivery, judgeAgent, judgeAgentTwins, judgeExternalSecrets, LONG_ENOUGH, soon };
