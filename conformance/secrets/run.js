// Holds Vault's side of an app, and its deliveries, against OpenBao and an API server on loopback. Usage: node run.js KUBERNETES OPENBAO STATE
// KUBERNETES is the program of ../kubernetes/build.sh, OPENBAO that of bao.sh, STATE an empty folder.
const { spawnSync } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const { join } = require('node:path');
const { SECRETS, writeApp } = require('./app');
const { attempts } = require('./attempts');
const { OpenBao } = require('./openbao');
const { mint } = require('./tokens');
const { twins } = require('./twins');
const { Cluster } = require('../kubernetes/cluster');
const { installDefinitions } = require('../kubernetes/crds');
const { objectsIn } = require('../kubernetes/tree');
const { Tally } = require('../tally');

const tally = new Tally('secrets');
const random = () => randomBytes(18).toString('hex');

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

async function judge(cluster, bao, folder) {
  const { tree, vault } = writeApp(folder, bao.address);
  await prepare(cluster, objectsIn(tree));
  await bao.reviewTokensOf(cluster, await mint(cluster, { namespace: 'vault', name: 'reviewer', audiences: [] }));

  const first = applyVaultSide(bao, vault);
  tally.check('the emitted script brings OpenBao to what the app needs', first.status === 0 ? [] : [first.output]);
  const before = await vaultState(bao);
  const again = applyVaultSide(bao, vault);
  tally.check('run again, it changes nothing', again.status === 0 && await vaultState(bao) === before ? [] : [again.output]);

  const values = new Map();
  for (const { path, keys } of SECRETS) {
    const data = Object.fromEntries(Object.values(keys).map(key => [key, random()]));
    values.set(path, data);
    await bao.must('POST', `kv/data/${path}`, { data: { ...data, other: random() } });
  }
  await bao.must('POST', 'kv/data/shop/cart-db2', { data: { password: random() } });
  await bao.must('POST', 'kv/data/shop/cart-db/old', { data: { password: random() } });
  const checkAll = results => results.forEach(([title, problems]) => tally.check(title, problems));
  const secret = values.get('shop/cart-db');
  checkAll(await twins(cluster, bao, secret));
  checkAll(await attempts(cluster, bao, secret));
}

async function main([kubernetes, binary, state]) {
  const cluster = new Cluster(kubernetes, join(state, 'kubernetes'));
  const bao = new OpenBao(binary, join(state, 'openbao'));
  process.once('exit', () => { cluster.stop(); bao.stop(); });
  await Promise.all([cluster.start(), bao.start()]);
  await judge(cluster, bao, state);
}

['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(signal => process.once(signal, () => process.exit(1)));
main(process.argv.slice(2)).catch(error => tally.check('the judge could go on', [error.stack])).then(() => {
  tally.close();
  process.exit();
});
