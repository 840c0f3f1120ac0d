// One synchronisation of an ExternalSecret, by the steps of the External Secrets Operator's provider for Vault. The operator itself cannot be built from the
// registries: its modules need siblings that are in none. These steps are its protocol, written once; the servers that answer are real.

/** The cluster, as the holder of another token. */
const as = (cluster, token) => Object.assign(Object.create(cluster), { token });

/**
 * The values that `externalSecret` asks for. `operator`: a token of the operator's ServiceAccount. Throws where the operator would: the condition
 * Ready becomes False, and the target is left as it is.
 */
async function fetchValues(cluster, bao, { store, externalSecret, operator }) {
  const { namespace } = externalSecret.metadata;
  const { vault } = store.spec.provider;
  if (vault.server !== bao.address) throw new Error(`the store is of ${vault.server}`);
  const ca = (await cluster.must('GET', `/api/v1/namespaces/${namespace}/configmaps/${vault.caProvider.name}`)).data[vault.caProvider.key];
  const { mountPath, role, serviceAccountRef } = vault.auth.kubernetes;
  if (!serviceAccountRef) throw new Error('the store names no account: the operator would log in as itself');
  const { status } = await as(cluster, operator).must('POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccountRef.name}/token`, {
    apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: serviceAccountRef.audiences, expirationSeconds: 600 },
  });
  const login = await bao.request('POST', `auth/${mountPath}/login`, { body: { role, jwt: status.token }, ca });
  if (login.status !== 200) throw new Error(`cannot log in: ${login.status} ${login.body.errors}`);
  const token = login.body.auth.client_token;
  try {
    const values = {};
    for (const { secretKey, remoteRef: { key, property } } of externalSecret.spec.data) {
      const answer = await bao.request('GET', `${vault.path}/data/${key}`, { token, ca });
      if (answer.status !== 200) throw new Error(`cannot read ${key}: ${answer.status} ${answer.body.errors ?? ''}`);
      if (answer.body.data.data[property] === undefined) throw new Error(`cannot find property ${property} of ${key}`);
      values[secretKey] = answer.body.data.data[property];
    }
    return values;
  } finally {
    await bao.request('POST', 'auth/token/revoke-self', { token, ca });
  }
}

/** Writes the target. Its rights to do so are the operator's own, and not the app's to give. */
async function synchronise(cluster, bao, needs) {
  const { metadata: { namespace, name, uid }, spec: { target } } = needs.externalSecret;
  const values = await fetchValues(cluster, bao, needs);
  await cluster.must('PATCH', `/api/v1/namespaces/${namespace}/secrets/${target.name}?fieldManager=external-secrets&force=true`, {
    apiVersion: 'v1', kind: 'Secret', type: target.template.type,
    metadata: { name: target.name, namespace, ownerReferences: [{ apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', name, uid, controller: true }] },
    data: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
  }, 'application/apply-patch+yaml');
}

/** What a pod finds in the Secret: its keys and their values; undefined where there is none. */
async function secretContent(cluster, namespace, name) {
  const { status, body } = await cluster.request('GET', `/api/v1/namespaces/${namespace}/secrets/${name}`);
  return status === 200 ? Object.fromEntries(Object.entries(body.data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()])) : undefined;
}

module.exports = { as, fetchValues, secretContent, synchronise };
