// Holds Vault's side of an app, and its deliveries, against OpenBao and an API server on loopback. Usage: node run.js KUBERNETES OPENBAO STATE
// KUBERNETES is the program of ../kubernetes/build.sh, OPENBAO that of bao.sh, STATE an empty folder.
const { spawnSync } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const { mkdirSync } = require('node:fs');
const { join } = require('node:path');
const { SECRETS, writeApp } = require('./app');
const { attempts } = require('./attempts');
const { agentDelivery, judgeAgent, judgeAgentTwins, judgeExternalSecrets } = require('./deliveries');
const { judgeEncryption } = require('./encryption');
const { judgeEngines } = require('./engines');
const { judgeFaults } = require('./faults');
const { judgeLeaks } = require('./leaks');
const { OpenBao } = require('./openbao');
const { mint } = require('./tokens');
const { twins } = require('./twins');
const { Cluster } = require('../kubernetes/cluster');
const { installDefinitions } = require('../kubernetes/crds');
const { objectsIn } = require('../kubernetes/tree');
const { Tally } = require('../tally');

const tally = new Tally('secrets');

/** The app's own objects, and what stands in a cluster before it: namespaces, the operator, an account that reviews tokens. */
async function prepare(cluster, objects) {
  const post = (path, object) => cluster.must('POST', path, object);
  for (const name of ['shop', 'bank', 'external-secrets', 'vault']) await post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const [namespace, name] of [['external-secrets', 'external-secrets'], ['vault', 'reviewer']]) {
    await post(`/api/v1/namespaces/${namespace}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
  }
  await post('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'reviewer' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' }, subjects: [{ kind: 'ServiceAccount', namespace: 'vault', name: 'reviewer' }],
  });
  await installDefinitions(cluster, objects);
  for (const object of objects) await cluster.must('PATCH', `${await cluster.urlOf(object)}?fieldManager=app&fieldValidation=Strict`, object, 'application/apply-patch+yaml');
}

/** Every value that ever stood in Vault: none of them may be found anywhere else. */
const values = [];

/** New values for `keys`, and for one that nobody has declared. */
async function writeSecret(bao, path, keys) {
  const data = Object.fromEntries(keys.map(key => [key, randomBytes(18).toString('hex')]));
  const other = randomBytes(18).toString('hex');
  values.push(...Object.values(data), other);
  await bao.must('POST', `kv/data/${path}`, { data: { ...data, other } });
  return data;
}

/** Runs the script that was emitted, as an administrator would. */
function applyVaultSide(bao, vault, token = bao.root) {
  const { status, stdout, stderr } = spawnSync('/bin/sh', [join(vault, 'apply.sh')], { env: bao.environment(token), encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

/** All that the script is to bring about, as the server tells it. */
async function vaultState(bao) {
  const roles = (await bao.must('LIST', 'auth/kubernetes/role')).data.keys;
  const names = [...roles.map(role => `auth/kubernetes/role/${role}`), ...roles.map(role => `sys/policies/acl/${role}`), 'sys/mounts/kv'];
  const read = await Promise.all(names.map(async name => [name, (await bao.must('GET', name)).data]));
  return JSON.stringify(read);
}

async function judge(cluster, bao, folder, checkAll) {
  const { tree, vault } = writeApp(folder, bao.address);
  const objects = objectsIn(tree);
  await prepare(cluster, objects);
  await bao.reviewTokensOf(cluster, await mint(cluster, { namespace: 'vault', name: 'reviewer', audiences: [] }));

  const first = applyVaultSide(bao, vault);
  tally.check('the emitted script brings OpenBao to what the app needs', first.status === 0 ? [] : [first.output]);
  const before = await vaultState(bao);
  const again = applyVaultSide(bao, vault);
  tally.check('run again, it changes nothing', again.status === 0 && await vaultState(bao) === before ? [] : [again.output]);

  const write = ({ path, keys }) => writeSecret(bao, path, Object.values(keys));
  for (const secret of SECRETS) await write(secret);
  for (const path of ['shop/cart-db2', 'shop/cart-db/old']) await writeSecret(bao, path, ['password']);
  const secret = await write(SECRETS[0]);
  checkAll(await twins(cluster, bao, secret));
  checkAll(await attempts(cluster, bao, secret));
  checkAll(await judgeEngines(cluster, bao, join(folder, 'engines')));
  await judgeDeliveries(cluster, bao, objects, { checkAll, write: () => write(SECRETS[0]), restore: () => applyVaultSide(bao, vault) });
  checkAll(judgeLeaks(folder, values));
}

async function judgeDeliveries(cluster, bao, objects, { checkAll, write, restore }) {
  await cluster.must('POST', '/api/v1/namespaces/shop/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'vault-ca' }, data: { 'ca.crt': bao.ca } });
  const store = objects.find(({ kind, metadata }) => kind === 'SecretStore' && metadata.namespace === 'shop' && metadata.name === 'vault-cart-db');
  const needs = {
    store, operator: await mint(cluster, { namespace: 'external-secrets', name: 'external-secrets', audiences: [] }),
    externalSecret: await cluster.must('GET', '/apis/external-secrets.io/v1/namespaces/shop/externalsecrets/cart-db'),
  };
  const pod = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'cart').spec.template;
  const delivery = agentDelivery(cluster, bao, 'shop', pod);
  const erase = () => writeSecret(bao, 'shop/cart-db', ['username']);
  process.once('exit', () => delivery.agents.remove());
  try {
    checkAll(await judgeExternalSecrets(cluster, bao, needs, { write, restore }));
    checkAll(await judgeAgent(delivery, bao, { write, restore }));
    checkAll(await judgeAgentTwins(delivery, { write, erase }, pod));
    checkAll(await judgeFaults(cluster, bao, delivery, needs, write));
  } finally {
    delivery.agents.stop();
  }
}

async function main([kubernetes, binary, state]) {
  const cluster = new Cluster(kubernetes, join(state, 'kubernetes'));
  const bao = new OpenBao(binary, join(state, 'openbao'));
  process.once('exit', () => { cluster.stop(); bao.stop(); });
  await Promise.all([cluster.start(), bao.start()]);
  const checkAll = results => results.forEach(([title, problems]) => tally.check(title, problems));
  mkdirSync(join(state, 'encryption'));
  checkAll(await judgeEncryption(kubernetes, bao, join(state, 'encryption')));
  await judge(cluster, bao, state, checkAll);
}

['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(signal => process.once(signal, () => process.exit(1)));
main(process.argv.slice(2)).catch(error => tally.check('the judge could go on', [error.stack])).then(() => {
  tally.close();
  process.exit();
});
