// What one identity may do, and all that it and others may not: each attempt is made against the running servers.
const { AUDIENCE } = require('./app');
const { forge, foreignKey, keyOf, mint } = require('./tokens');

const OWN = { namespace: 'shop', name: 'vault-cart-db' };
const ROLE = 'shop.vault-cart-db';
const READ = { method: 'GET', path: 'kv/data/shop/cart-db' };

/** Attempts to log in. `token`: with what, undefined where minting it is part of the attempt. `because`: what the server answers, so that each is refused for its own fault. */
async function logins(cluster) {
  const by = (account, audiences = [AUDIENCE], boundObjectRef) => mint(cluster, { ...OWN, ...account, audiences, boundObjectRef });
  const own = await by({});
  const accounts = '/api/v1/namespaces/shop/serviceaccounts';

  const gone = await by({ name: 'vault-pay' });
  await cluster.must('DELETE', `${accounts}/vault-pay`);
  await cluster.must('POST', accounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'vault-pay' } });

  const pod = await cluster.must('POST', '/api/v1/namespaces/shop/pods', {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'gone' }, spec: { serviceAccountName: OWN.name, containers: [{ name: 'main', image: 'registry.example/x:1' }] },
  });
  const ofPod = await by({}, [AUDIENCE], { apiVersion: 'v1', kind: 'Pod', name: 'gone', uid: pod.metadata.uid });
  await cluster.must('DELETE', '/api/v1/namespaces/shop/pods/gone?gracePeriodSeconds=0');

  const now = Math.floor(Date.now() / 1000);
  return [
    { title: 'the account of another secret in the namespace', token: await by({ name: 'vault-pay' }), because: 'service account name not authorized' },
    { title: 'the default account of the namespace', token: await by({ name: 'default' }), because: 'service account name not authorized' },
    { title: 'the account of the same name in another namespace', token: await by({ namespace: 'bank' }), because: 'namespace not authorized' },
    { title: 'the operator itself', token: await by({ namespace: 'external-secrets', name: 'external-secrets' }), because: 'not authorized' },
    { title: 'the account, with a token for the API server', token: await by({}, []), because: 'invalid audience' },
    { title: 'the account, with a token for somebody else', token: await by({}, ['vault']), because: 'invalid audience' },
    { title: 'the account, with a token for several others', token: await by({}, ['vault', `${AUDIENCE}/`, 'https://other.example']), because: 'invalid audience' },
    { title: 'the account, at the role of another secret', token: own, role: 'shop.vault-pay', because: 'service account name not authorized' },
    { title: 'the account, at the role of another namespace', token: own, role: 'bank.vault-cart-db', because: 'namespace not authorized' },
    { title: 'the account, at a role that is not there', token: own, role: 'shop.vault', because: 'invalid role name' },
    { title: 'the account, at no role', token: own, role: '', because: 'missing role' },
    { title: 'an account that was deleted and made anew', token: gone, role: 'shop.vault-pay', because: 'permission denied' },
    { title: 'the account, for a pod that is gone', token: ofPod, because: 'permission denied' },
    { title: 'a token that has expired', token: forge(own, { iat: now - 1200, nbf: now - 1200, exp: now - 600 }, keyOf(cluster)), because: 'token is expired' },
    { title: 'a token that is not good yet', token: forge(own, { nbf: now + 600 }, keyOf(cluster)), because: 'token not yet valid' },
    { title: 'a token that another key has signed', token: forge(own, {}, foreignKey()), because: 'permission denied' },
    { title: 'a token that nothing has signed', token: forge(own, {}), because: 'permission denied' },
    { title: 'the token of another account, its name changed', token: (await by({ name: 'vault-pay' })).replace(/\.[^.]+\./, `.${own.split('.')[1]}.`), because: 'permission denied' },
    { title: 'no token', token: '', because: 'missing jwt' },
  ];
}

/** What the identity asks for once it is in, and the status of the refusal where it is not 403. */
const REQUESTS = [
  ['the secret beside it', 'GET', 'kv/data/shop/pay'],
  ['the secret of the same name of another namespace', 'GET', 'kv/data/bank/cart-db'],
  ['what begins with its path', 'GET', 'kv/data/shop/cart-db2'],
  ['what lies below its path', 'GET', 'kv/data/shop/cart-db/old'],
  ['what lies above its path', 'GET', 'kv/data/shop'],
  ['its path, spelt in capitals', 'GET', 'kv/data/shop/CART-DB'],
  ['the secret beside it, by way of its path', 'GET', 'kv/data/shop/cart-db/../pay'],
  ['the secret beside it, with its slashes escaped', 'GET', 'kv/data/shop/cart-db%2f..%2fpay', undefined, 400],
  ['the versions of its secret', 'GET', 'kv/metadata/shop/cart-db'],
  ['the names of its neighbours', 'LIST', 'kv/metadata/shop'],
  ['the names of all', 'LIST', 'kv/metadata'],
  ['the keys of its secret without their values', 'GET', 'kv/subkeys/shop/cart-db'],
  ['another value for its secret', 'POST', 'kv/data/shop/cart-db', { data: { password: '' } }],
  ['a part of another value', 'PATCH', 'kv/data/shop/cart-db', { data: { password: '' } }],
  ['the end of its secret', 'DELETE', 'kv/data/shop/cart-db'],
  ['the end of all versions', 'DELETE', 'kv/metadata/shop/cart-db'],
  ['the settings of the engine', 'GET', 'kv/config'],
  ['the mounts', 'GET', 'sys/mounts'],
  ['its own policy', 'GET', `sys/policies/acl/${ROLE}`],
  ['a wider policy', 'POST', `sys/policies/acl/${ROLE}`, { policy: 'path "*" { capabilities = ["read"] }' }],
  ['its own role', 'GET', `auth/kubernetes/role/${ROLE}`],
  ['a wider role', 'POST', `auth/kubernetes/role/${ROLE}`, { bound_service_account_names: '*', bound_service_account_namespaces: '*' }],
  ['another token, without an end', 'POST', 'auth/token/create', { period: '24h' }],
  ['the accessors of all tokens', 'LIST', 'auth/token/accessors'],
  ['sealing', 'POST', 'sys/seal'],
];

/** Logs in at `role` with a token of Kubernetes. */
function login(bao, token, role = ROLE) {
  return bao.request('POST', 'auth/kubernetes/login', { body: { ...role === '' ? {} : { role }, ...token === '' ? {} : { jwt: token } } });
}

const said = ({ body }) => (body.errors ?? [String(body)]).join('; ');

/** `[title, problems]` of every attempt. `secret`: what stands in the one secret that may be read; it is written first, in case an attempt of a twin came through. */
async function attempts(cluster, bao, secret) {
  const results = [];
  await bao.must('POST', READ.path, { data: secret });
  const own = await login(bao, await mint(cluster, { ...OWN, audiences: [AUDIENCE] }));
  const token = own.body.auth?.client_token;
  const answer = await bao.request(READ.method, READ.path, { token: token ?? '' });
  results.push(['the account reads its secret', answer.body.data?.data?.password === secret.password ? [] : [`${own.status}, then ${answer.status}`]]);
  for (const { title, token: jwt, role, because } of await logins(cluster)) {
    const found = await login(bao, jwt, role);
    const isRefused = found.status >= 400 && found.status < 500 && found.body.auth === undefined && said(found).includes(because);
    results.push([`${title} does not log in`, isRefused ? [] : [found.status < 300 ? 'it does' : `${found.status} ${said(found)}`]]);
  }
  for (const [title, method, path, body, status = 403] of REQUESTS) {
    const found = await bao.request(method, path, { token, body });
    results.push([`${title} is refused to it`, found.status === status ? [] : [`${method} ${path}: ${found.status} ${found.status < 300 ? '' : said(found)}`]]);
  }
  await bao.request('POST', 'auth/token/revoke-self', { token });
  const after = await bao.request(READ.method, READ.path, { token });
  results.push(['its secret is refused to a token that was given back', after.status === 403 ? [] : [`${after.status}`]]);
  return results;
}

module.exports = { attempts, login, OWN, ROLE };
