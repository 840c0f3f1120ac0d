// Tokens of ServiceAccounts: minted by the API server, and forged.
const { createPrivateKey, generateKeyPairSync, sign } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** By the TokenRequest API, for ten minutes: as the kubelet and the External Secrets Operator do it. */
async function mint(cluster, { namespace, name, audiences, boundObjectRef }) {
  const { status } = await cluster.must('POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences, expirationSeconds: 600, ...boundObjectRef ? { boundObjectRef } : {} },
  });
  return status.token;
}

const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
const read = text => JSON.parse(Buffer.from(text, 'base64url').toString());

/** The token with other claims, signed with `key`; without a key, with the algorithm 'none'. */
function forge(token, claims, key) {
  const [header, payload] = token.split('.');
  const text = `${key ? header : part({ alg: 'none' })}.${part({ ...read(payload), ...claims })}`;
  return `${text}.${key ? sign('sha256', Buffer.from(text), key).toString('base64url') : ''}`;
}

/** The API server's own key, so that nothing but the claims is wrong. */
const keyOf = cluster => createPrivateKey(readFileSync(join(cluster.state, 'sa.key')));
const foreignKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

module.exports = { forge, foreignKey, keyOf, mint };
