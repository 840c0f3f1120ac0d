// The table of attempts is judged first by what it finds in a Vault side that is too wide: each fault must show in the attempts that it lets through.
const { attempts, ROLE } = require('./attempts');

const ROLE_PATH = `auth/kubernetes/role/${ROLE}`;
const POLICY_PATH = `sys/policies/acl/${ROLE}`;

/** A fault, as who writes the Vault side by hand makes it, and what it must let through. */
const FAULTS = [
  { fault: 'a policy with a wildcard', path: POLICY_PATH, body: { policy: 'path "kv/data/shop/*" { capabilities = ["read"] }' }, lets: ['the secret beside it is refused to it', 'what lies below its path is refused to it'] },
  { fault: 'a policy with a wildcard at its end', path: POLICY_PATH, body: { policy: 'path "kv/data/shop/cart-db*" { capabilities = ["read"] }' }, lets: ['what begins with its path is refused to it'] },
  { fault: 'a policy that lists', path: POLICY_PATH, body: { policy: 'path "kv/*" { capabilities = ["read", "list"] }' }, lets: ['the names of its neighbours is refused to it'] },
  { fault: 'a policy that writes', path: POLICY_PATH, body: { policy: 'path "kv/data/shop/cart-db" { capabilities = ["read", "create", "update"] }' }, lets: ['another value for its secret is refused to it'] },
  { fault: 'a policy without the data/ of version 2', path: POLICY_PATH, body: { policy: 'path "kv/shop/cart-db" { capabilities = ["read"] }' }, lets: ['the account reads its secret'] },
  { fault: 'a role of every account', path: ROLE_PATH, body: { bound_service_account_names: '*' }, lets: ['the account of another secret in the namespace does not log in', 'the default account of the namespace does not log in'] },
  { fault: 'a role of every namespace', path: ROLE_PATH, body: { bound_service_account_namespaces: '*' }, lets: ['the account of the same name in another namespace does not log in'] },
  { fault: 'a role of no audience', path: ROLE_PATH, body: { audience: '' }, lets: ['the account, with a token for the API server does not log in', 'the account, with a token for somebody else does not log in'] },
];

/** `[title, problems]` of each fault. `secret`: as for the attempts. Leaves Vault as it was. */
async function twins(cluster, bao, secret) {
  const results = [];
  for (const { fault, path, body, lets } of FAULTS) {
    const { data } = await bao.must('GET', path);
    await bao.must('POST', path, body);
    const found = (await attempts(cluster, bao, secret)).filter(([, problems]) => problems.length > 0).map(([title]) => title);
    await bao.must('POST', path, data);
    results.push([`${fault} is noticed`, lets.filter(title => !found.includes(title)).map(title => `'${title}' finds nothing in it`)]);
  }
  return results;
}

module.exports = { twins };
