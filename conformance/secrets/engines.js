// Engines with roles of their own: what the app of ../app.js does not need. The files are those of the library, from grants as constructs make them.
const { execFileSync, spawnSync } = require('node:child_process');
const { createPublicKey } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { AUDIENCE } = require('./app');
const { login } = require('./attempts');
const { mint } = require('./tokens');
const { SecretBackend } = require('../../lib');
const { vaultSide } = require('../../lib/secrets/vault-side');

const GRANT = { namespace: 'shop', serviceAccount: 'default', audience: AUDIENCE };
const GRANTS = [
  { ...GRANT, purpose: 'Certificate of the shop', permissions: [{ path: 'team/pki/issue/shop', capabilities: ['update'] }] },
  { ...GRANT, purpose: 'Secret push, written by the shop', permissions: [{ path: 'team/kv/data/shop/push', capabilities: ['create', 'update'] }, { path: 'team/kv/metadata/shop/push', capabilities: ['read', 'delete'] }] },
  { ...GRANT, namespace: 'bank', purpose: 'Credentials of the ledger', permissions: [{ path: 'database/creds/ledger', capabilities: ['read'] }] },
  { ...GRANT, namespace: 'vault', serviceAccount: 'reviewer', login: { method: 'jwt', mount: 'jwt' }, purpose: 'A login by JWT', permissions: [{ path: 'team/kv/data/jwt', capabilities: ['read'] }] },
  { ...GRANT, namespace: 'vault', serviceAccount: 'push', login: { method: 'approle', mount: 'approle' }, purpose: 'A login by AppRole', permissions: [{ path: 'team/kv/data/approle', capabilities: ['read'] }] },
];
const ENGINES = [
  { mount: 'team/pki', type: 'pki', roles: [{ name: 'shop', settings: { allowed_domains: ['shop.svc'], allow_subdomains: true, allow_bare_domains: false, max_ttl: '24h', key_type: 'ec', key_bits: 256 } }] },
  { mount: 'team/kv', type: 'kv', roles: [] },
  { mount: 'database', type: 'database', roles: [{ name: 'ledger', settings: { db_name: 'ledger', creation_statements: ['CREATE ROLE "{{name}}" PASSWORD \'{{password}}\';'], default_ttl: '1h', max_ttl: '24h' } }] },
];

/** Every file of Vault's side, written below `folder`. */
function write(folder, server) {
  const backend = SecretBackend.vault({ server, kvMount: 'kv', audience: AUDIENCE });
  for (const { path, content } of vaultSide({ grants: GRANTS, engines: ENGINES, backend })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return join(folder, 'vault');
}

const run = (script, environment) => {
  const { status, stdout, stderr } = spawnSync('/bin/sh', [script], { env: environment, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
};

async function judgeEngines(cluster, bao, folder) {
  const vault = write(folder, bao.address);
  const apply = () => run(join(vault, 'apply.sh'), bao.environment(bao.root));
  const results = [];
  const early = apply();
  results.push(['the script stops where an auth method is not there', early.status !== 0 && early.output.includes('there is no auth method at approle') ? [] : [early.output]]);
  await otherMethods(cluster, bao);
  const first = apply();
  results.push(['the script makes mounts and their roles', first.status === 0 ? [] : [first.output]]);
  results.push(['it says which connection to a database somebody has to write', first.output.includes('database/config/ledger is not there') ? [] : [first.output]]);
  await bao.must('POST', 'database/roles/ledger', { max_ttl: '100h' });
  const again = apply();
  const { data } = await bao.must('GET', 'database/roles/ledger');
  results.push(['run again, it changes back what somebody has changed by hand', again.status === 0 && data.max_ttl === 86_400 ? [] : [`${again.output} ${JSON.stringify(data)}`]]);
  results.push(['tokens live as long as the credentials that end with them', (await bao.must('GET', 'auth/kubernetes/role/bank.default')).data.token_ttl === 3600 ? [] : ['they do not']]);
  return [...results, ...await refusals(bao, vault), ...await requests(cluster, bao), ...await otherLogins(cluster, bao), ...formats(vault)];
}

/** Where the script must stop, with a sentence that says why. */
async function refusals(bao, vault) {
  const apply = environment => run(join(vault, 'apply.sh'), { ...bao.environment(bao.root), ...environment });
  const stops = (title, { status, output }, sentence) => [`the script stops where ${title}`, status !== 0 && output.includes(sentence) ? [] : [`status ${status}: ${output}`]];
  const results = [stops('the token is none', apply({ VAULT_TOKEN: 'none' }), 'permission denied'), stops('the authority is another', apply({ VAULT_CACERT: bao.wrongCaFile }), 'certificate')];
  await bao.must('DELETE', 'sys/mounts/team/kv');
  await bao.must('POST', 'sys/mounts/team/kv', { type: 'kv', options: { version: '1' } });
  results.push(stops('the engine is KV version 1', apply(), 'the engine at team/kv is no KV version 2'));
  await bao.must('DELETE', 'sys/mounts/team/kv');
  await bao.must('POST', 'sys/mounts/team/kv', { type: 'transit' });
  results.push(stops('another engine is mounted', apply(), 'the engine at team/kv is transit and not kv'));
  await bao.must('DELETE', 'sys/mounts/team/kv');
  results.push(['the script goes on where that is gone', apply().status === 0 ? [] : [apply().output]]);
  return results;
}

/** What the identity may do in these engines, and what not. */
async function requests(cluster, bao) {
  await bao.must('POST', 'team/pki/root/generate/internal', { common_name: 'the shop', ttl: '48h' });
  await bao.must('POST', 'team/pki/roles/other', { allow_any_name: true });
  const { body } = await login(bao, await mint(cluster, { namespace: 'shop', name: 'default', audiences: [AUDIENCE] }), 'shop.default');
  const token = body.auth?.client_token;
  const rows = [
    ['a certificate for its name', 'POST', 'team/pki/issue/shop', { common_name: 'cart.shop.svc' }, 200],
    ['a certificate for a name of another', 'POST', 'team/pki/issue/shop', { common_name: 'ledger.bank.svc' }, 400],
    ['a certificate of another role', 'POST', 'team/pki/issue/other', { common_name: 'cart.shop.svc' }, 403],
    ['a signature', 'POST', 'team/pki/sign/shop', { common_name: 'cart.shop.svc' }, 403],
    ['another root', 'POST', 'team/pki/root/generate/internal', { common_name: 'x' }, 403],
    ['a value where it may write', 'POST', 'team/kv/data/shop/push', { data: { a: 'b' } }, 200],
    ['that value back, where it may only write', 'GET', 'team/kv/data/shop/push', undefined, 403],
    ['what is known of that value', 'GET', 'team/kv/metadata/shop/push', undefined, 200],
    ['a value elsewhere', 'POST', 'team/kv/data/shop/pull', { data: { a: 'b' } }, 403],
    ['credentials of another namespace', 'GET', 'database/creds/ledger', undefined, 403],
  ];
  const results = [];
  for (const [title, method, path, sent, status] of rows) {
    const found = await bao.request(method, path, { token, body: sent });
    results.push([`${title}: ${status}`, found.status === status ? [] : [`${found.status} ${found.body.errors ?? ''}`]]);
  }
  const { body: { data } } = await bao.request('POST', 'team/pki/issue/shop', { token, body: { common_name: 'cart.shop.svc', ttl: '40h' } });
  return [...results, ['no certificate lives longer than its role says', data.expiration * 1000 <= Date.now() + 24 * 3_600_000 ? [] : [`it lives until ${data.expiration}`]]];
}

/** Methods that do not ask the API server: one knows its key, the other gives out secret IDs. */
async function otherMethods(cluster, bao) {
  await bao.must('POST', 'sys/auth/approle', { type: 'approle' });
  await bao.must('POST', 'sys/auth/jwt', { type: 'jwt' });
  const key = createPublicKey(readFileSync(join(cluster.state, 'sa.key'))).export({ type: 'spki', format: 'pem' });
  await bao.must('POST', 'auth/jwt/config', { jwt_validation_pubkeys: [key] });
}

async function otherLogins(cluster, bao) {
  const byJwt = async (account, audience = AUDIENCE) => bao.request('POST', 'auth/jwt/login', { body: { role: 'vault.reviewer', jwt: await mint(cluster, { namespace: 'vault', name: 'reviewer', ...account, audiences: [audience] }) } });
  const { data: { role_id } } = await bao.must('GET', 'auth/approle/role/vault.push/role-id');
  const { data: { secret_id } } = await bao.must('POST', 'auth/approle/role/vault.push/secret-id');
  const byRole = secret => bao.request('POST', 'auth/approle/login', { body: { role_id, secret_id: secret } });
  const rows = [
    ['the account logs in by JWT', await byJwt({}), 200, ['default', 'vault.reviewer']],
    ['another account of the namespace does not', await byJwt({ name: 'default' }), 400],
    ['an account of another namespace does not', await byJwt({ namespace: 'shop', name: 'default' }), 400],
    ['the account does not, with a token for somebody else', await byJwt({}, 'vault'), 400],
    ['the secret ID logs in by AppRole', await byRole(secret_id), 200, ['default', 'vault.push']],
    ['another one does not', await byRole(`${secret_id.slice(0, -1)}x`), 400],
    ['none does not', await byRole(''), 400],
  ];
  return rows.map(([title, { status, body }, wanted, policies]) => [title, status === wanted && String(body.auth?.policies) === String(policies) ? [] : [`${status} ${body.errors ?? body.auth.policies}`]]);
}

/** hclfmt reads Terraform's language, and knows how it is laid out. */
function formats(vault) {
  const hclfmt = execFileSync(join(__dirname, '../judges/go-tool.sh'), [join(__dirname, '../hclfmt')], { stdio: ['ignore', 'pipe', 'inherit'] }).toString().trim();
  const judged = input => spawnSync(hclfmt, ['-check', '-require-no-change'], { input, encoding: 'utf8' });
  const files = readdirSync(vault, { recursive: true }).filter(file => /\.(hcl|tf)$/.test(file)).map(file => join(vault, file));
  const results = files.map(file => [`hclfmt has nothing to change in ${file.slice(vault.length + 1)}`, spawnSync(hclfmt, ['-check', '-require-no-change', file], { encoding: 'utf8' })])
    .map(([title, { status, stderr }]) => [title, status === 0 ? [] : [stderr || 'it changes it']]);
  return [...results, ['hclfmt finds what is no HCL', judged('path "x {').status !== 0 ? [] : ['it does not']]];
}

module.exports = { judgeEngines };
