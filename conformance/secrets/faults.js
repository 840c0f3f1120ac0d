// What a workload sees where something is broken: the files and the Secret that it has stay, a new pod does not start, and nothing weaker is tried.
const { contentOf } = require('./agent');
const { ROLE } = require('./attempts');
const { AUDIENCE } = require('./app');
const { LONG_ENOUGH, soon } = require('./deliveries');
const { secretContent, synchronise } = require('./external-secrets');
const { forge, keyOf, mint } = require('./tokens');
const { sleep } = require('../kubernetes/cluster');

const PATH = 'kv/data/shop/cart-db';
const CA = '/api/v1/namespaces/shop/configmaps/vault-ca';

/** `break` returns what undoes it. `agent`: what is wrong with what the kubelet puts into a new pod. `says`: what the operator reports.
 * `isOutside`: the agent must not even get a token. */
function faults(cluster, bao, { account, role }) {
  return [
    { fault: 'Vault is sealed', isOutside: true, says: '503', break: async () => { await bao.must('PUT', 'sys/seal'); return () => bao.unseal(); } },
    {
      fault: 'the authority is not the one of the server', isOutside: true, says: 'self-signed certificate', agent: async () => ({ caFile: bao.wrongCaFile }),
      break: async () => {
        const { data } = await cluster.must('GET', CA);
        await cluster.must('PATCH', CA, { data: { 'ca.crt': contentOf(bao.wrongCaFile) } }, 'application/merge-patch+json');
        return () => cluster.must('PATCH', CA, { data }, 'application/merge-patch+json');
      },
    },
    {
      fault: 'the token has expired', isOutside: true, says: undefined, break: async () => async () => {},
      agent: async () => {
        const now = Math.floor(Date.now() / 1000);
        return { token: forge(await mint(cluster, { ...account, audiences: [AUDIENCE] }), { iat: now - 1200, nbf: now - 1200, exp: now - 600 }, keyOf(cluster)) };
      },
    },
    {
      fault: 'the key is missing', says: 'cannot find property password',
      break: async secret => {
        const { password, ...rest } = secret;
        await bao.must('POST', PATH, { data: rest });
        return () => bao.must('POST', PATH, { data: secret });
      },
    },
    {
      fault: 'the path was deleted', says: 'cannot read shop/cart-db: 404',
      break: async secret => { await bao.must('DELETE', 'kv/metadata/shop/cart-db'); return () => bao.must('POST', PATH, { data: secret }); },
    },
    {
      fault: 'the role wants another audience', isOutside: true, says: 'cannot log in: 403 invalid audience',
      break: async () => {
        const ask = audience => Promise.all([ROLE, role].map(name => bao.must('POST', `auth/kubernetes/role/${name}`, { audience })));
        await ask('https://other.example');
        return () => ask(AUDIENCE);
      },
    },
    {
      fault: 'the policy is gone', says: '403',
      break: async () => {
        const paths = [ROLE, role].map(name => `sys/policies/acl/${name}`);
        const policies = await Promise.all(paths.map(async path => (await bao.must('GET', path)).data.policy));
        await Promise.all(paths.map(path => bao.must('DELETE', path)));
        return () => Promise.all(paths.map((path, index) => bao.must('POST', path, { policy: policies[index] })));
      },
    },
  ];
}

async function judgeFaults(cluster, bao, delivery, needs, write) {
  const results = [];
  const { metadata: { namespace }, spec: { target: { name } } } = needs.externalSecret;
  const content = async () => JSON.stringify(await secretContent(cluster, namespace, name));
  for (const { fault, isOutside, says, agent, break: breakIt } of faults(cluster, bao, delivery)) {
    const secret = await write();
    await synchronise(cluster, bao, needs);
    const [before, sidecar] = [await content(), await delivery.start()];
    const ready = await soon('its agent renders nothing to begin with', () => contentOf(sidecar.secretFile('password')) === secret.password);
    const undo = await breakIt(secret);
    const pod = await delivery.start({ isInit: true, ...await agent?.() });
    const refused = await synchronise(cluster, bao, needs).then(() => undefined, error => error.message);
    await sleep(LONG_ENOUGH);
    results.push([`${fault}: a new pod does not start`, pod.exitCode === 0 ? ['its agent has ended well'] : contentOf(pod.secretFile('password')) === undefined ? [] : ['it has a file']]);
    if (isOutside) results.push([`${fault}: its agent has no token`, contentOf(pod.at.sink) === undefined ? [] : ['it has one']]);
    results.push([`${fault}: a pod that runs keeps its file`, [...ready, ...contentOf(sidecar.secretFile('password')) === secret.password ? [] : ['its file has changed']]]);
    if (says !== undefined) {
      results.push([`${fault}: the operator says so`, refused?.includes(says) ? [] : [refused ?? 'it finds nothing wrong']]);
      results.push([`${fault}: the Secret stays as it was`, await content() === before ? [] : ['it has changed']]);
    }
    for (const each of [pod, sidecar]) each.child.kill('SIGKILL');
    await undo();
    const healed = await delivery.start({ isInit: true });
    results.push([`${fault}: after it, pods start again`, await soon('its agent does not end well', () => healed.exitCode === 0)]);
  }
  return results;
}

module.exports = { judgeFaults };
