// A Kubernetes control plane on loopback: etcd, kube-apiserver, kube-controller-manager, all from the one program that build.sh makes.
const { spawn } = require('node:child_process');
const { generateKeyPairSync, randomBytes } = require('node:crypto');
const { appendFileSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } = require('node:fs');
const https = require('node:https');
const { createServer } = require('node:net');
const { join } = require('node:path');

const sleep = ms => new Promise(done => { setTimeout(done, ms); });

/** Asks until the answer is no longer undefined; an error with the last words of the log otherwise. */
async function eventually(what, ask, { seconds = 60, every = 100 } = {}) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(every)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`timed out after ${seconds} s: ${what}`);
}

async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise((done, fail) => {
    const server = createServer().on('error', fail).listen(0, '127.0.0.1', () => done(server));
  })));
  const ports = servers.map(server => server.address().port);
  await Promise.all(servers.map(server => new Promise(done => { server.close(done); })));
  return ports;
}

class Cluster {
  /** `one`: the program. `state`: an empty folder for all that the cluster writes; `state/pids` names every process. `flags`: more of them for kube-apiserver. */
  constructor(one, state, flags = []) {
    Object.assign(this, { one, state, flags, children: [] });
  }

  async start() {
    mkdirSync(this.state, { recursive: true });
    const at = name => join(this.state, name);
    const [etcd, etcdPeer, port, controllers] = await freePorts(4);
    Object.assign(this, { port, etcdPort: etcd });
    this.token = randomBytes(16).toString('hex');
    writeFileSync(at('sa.key'), generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
    writeFileSync(at('tokens.csv'), `${this.token},admin,admin,system:masters\n`, { mode: 0o600 });
    this.run('etcd', [
      '--data-dir', at('etcd'), '--unsafe-no-fsync', '--log-level', 'warn',
      '--listen-client-urls', `http://127.0.0.1:${etcd}`, '--advertise-client-urls', `http://127.0.0.1:${etcd}`,
      '--listen-peer-urls', `http://127.0.0.1:${etcdPeer}`, '--initial-advertise-peer-urls', `http://127.0.0.1:${etcdPeer}`,
      '--initial-cluster', `default=http://127.0.0.1:${etcdPeer}`,
    ]);
    this.apiServerFlags = [
      '--etcd-servers', `http://127.0.0.1:${etcd}`, '--bind-address', '127.0.0.1', '--advertise-address', '127.0.0.1', '--secure-port', `${port}`,
      '--cert-dir', at('certs'), '--token-auth-file', at('tokens.csv'), '--authorization-mode', 'Node,RBAC', '--allow-privileged',
      '--service-account-issuer', 'https://kubernetes.default.svc', '--service-account-key-file', at('sa.key'),
      '--service-account-signing-key-file', at('sa.key'), '--service-cluster-ip-range', '10.96.0.0/16', '--endpoint-reconciler-type', 'none',
      ...this.flags,
    ];
    const server = this.run('kube-apiserver', this.apiServerFlags);
    await eventually('kube-apiserver is ready', async () => {
      if (server.exitCode !== null) throw new Error(`kube-apiserver does not start: ${readFileSync(at('kube-apiserver.log'), 'utf8').trim().split('\n').pop()}`);
      if (!existsSync(at('certs/apiserver.crt'))) return undefined;
      this.agent = new https.Agent({ keepAlive: true, maxSockets: 16, ca: readFileSync(at('certs/apiserver.crt')) });
      return (await this.request('GET', '/readyz').catch(() => ({}))).status === 200 ? true : undefined;
    });
    this.kubeconfig = at('kubeconfig');
    writeFileSync(this.kubeconfig, JSON.stringify({
      'apiVersion': 'v1', 'kind': 'Config', 'current-context': 'c', 'contexts': [{ name: 'c', context: { cluster: 'c', user: 'admin' } }],
      'clusters': [{ name: 'c', cluster: { 'server': `https://127.0.0.1:${port}`, 'certificate-authority': at('certs/apiserver.crt') } }],
      'users': [{ name: 'admin', user: { token: this.token } }],
    }), { mode: 0o600 });
    this.run('kube-controller-manager', [
      '--kubeconfig', this.kubeconfig, '--service-account-private-key-file', at('sa.key'), '--root-ca-file', at('certs/apiserver.crt'),
      '--leader-elect=false', '--kube-api-qps', '1000', '--kube-api-burst', '2000', '--bind-address', '127.0.0.1', '--secure-port', `${controllers}`,
      '--cert-dir', at('certs-controllers'),
    ]);
    await eventually('the controller manager makes the default ServiceAccount', async () =>
      (await this.request('GET', '/api/v1/namespaces/default/serviceaccounts/default')).status === 200 ? true : undefined);
    return this;
  }

  run(program, flags) {
    const log = openSync(join(this.state, `${program}.log`), 'w', 0o600);
    const child = spawn(this.one, [program, ...flags], { stdio: ['ignore', log, log], cwd: this.state });
    appendFileSync(join(this.state, 'pids'), `${child.pid}\n`);
    child.on('error', error => { throw error; });
    this.children.push(child);
    return child;
  }

  /** KILL, newest first: the state is thrown away. */
  stop() {
    this.agent?.destroy();
    for (const child of this.children.reverse()) child.kill('SIGKILL');
  }

  /** One request: the status, the warnings that came with it, and the body as JSON (text where it is none). */
  request(method, path, body, contentType = 'application/json', more = {}) {
    return new Promise((done, fail) => {
      const headers = { Authorization: `Bearer ${this.token}`, ...body === undefined ? {} : { 'Content-Type': contentType }, ...more };
      const request = https.request({ host: '127.0.0.1', port: this.port, method, path, headers, agent: this.agent }, response => {
        const chunks = [];
        response.on('data', chunk => chunks.push(chunk)).on('error', fail).on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          let json = text;
          try { json = JSON.parse(text); } catch { /* the health endpoints answer in plain text */ }
          const warnings = (response.headersDistinct.warning ?? []).map(warning => warning.replace(/^299 \S+ "(.*)"$/, '$1'));
          done({ status: response.statusCode, body: json, warnings });
        });
      });
      request.on('error', fail).end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** As `request`, for the harness' own errands: anything but success is an error. */
  async must(method, path, body, contentType) {
    const answer = await this.request(method, path, body, contentType);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body.message ?? answer.body}`);
    return answer.body;
  }

  /** The URL of an object, or of its collection when it has no name. Undefined where the server does not serve its kind. */
  async urlOf({ apiVersion, kind, metadata: { name, namespace } = {} }) {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    this.served ??= new Map();
    if (!this.served.has(apiVersion)) {
      const { status, body } = await this.request('GET', root);
      if (status !== 200) return undefined;
      this.served.set(apiVersion, body.resources.filter(resource => !resource.name.includes('/')));
    }
    const resource = this.served.get(apiVersion).find(served => served.kind === kind);
    if (!resource) return undefined;
    const folder = resource.namespaced && namespace ? `/namespaces/${namespace}` : '';
    return `${root}${folder}/${resource.name}${name ? `/${encodeURIComponent(name)}` : ''}`;
  }
}

module.exports = { Cluster, eventually, freePorts, sleep };
