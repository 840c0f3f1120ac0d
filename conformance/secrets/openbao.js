// OpenBao on loopback, with a certificate made now: initialised, unsealed, and with the API server as the reviewer of tokens.
const { execFileSync, spawn } = require('node:child_process');
const { appendFileSync, mkdirSync, openSync, readFileSync, writeFileSync } = require('node:fs');
const https = require('node:https');
const { join } = require('node:path');
const { eventually, freePorts } = require('../kubernetes/cluster');

/** A self-signed certificate for 127.0.0.1, which is its own authority. */
function certificate(folder, name) {
  const [key, crt] = ['key', 'crt'].map(suffix => join(folder, `${name}.${suffix}`));
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1',
    '-keyout', key, '-out', crt,
  ], { stdio: 'pipe' });
  return { key, crt };
}

class OpenBao {
  /** `bao`: the program. `state`: an empty folder for all that the server writes; `state/pids` names the process. */
  constructor(bao, state) {
    Object.assign(this, { bao, state });
  }

  async start() {
    mkdirSync(this.state, { recursive: true });
    const at = name => join(this.state, name);
    [this.port] = await freePorts(1);
    const { key, crt } = certificate(this.state, 'server');
    Object.assign(this, { address: `https://127.0.0.1:${this.port}`, caFile: crt, ca: readFileSync(crt, 'utf8') });
    // Another authority, of which the server has nothing.
    this.wrongCaFile = certificate(this.state, 'other').crt;
    writeFileSync(at('server.hcl'), `
      storage "inmem" {}
      listener "tcp" {
        address       = "127.0.0.1:${this.port}"
        tls_cert_file = "${crt}"
        tls_key_file  = "${key}"
      }
      audit "file" "main" {
        options {
          file_path = "${at('audit.log')}"
        }
      }
      api_addr = "${this.address}"
    `);
    const log = openSync(at('openbao.log'), 'w', 0o600);
    this.child = spawn(this.bao, ['server', `-config=${at('server.hcl')}`], { stdio: ['ignore', log, log], cwd: this.state });
    appendFileSync(at('pids'), `${this.child.pid}\n`);
    this.child.on('error', error => { throw error; });
    await eventually('OpenBao answers', async () => {
      if (this.child.exitCode !== null) throw new Error(`OpenBao does not start: ${readFileSync(at('openbao.log'), 'utf8').trim().split('\n').pop()}`);
      return (await this.request('GET', 'sys/health').catch(() => ({}))).status === 501 ? true : undefined;
    });
    const { keys_base64: [unsealKey], root_token: root } = await this.must('PUT', 'sys/init', { secret_shares: 1, secret_threshold: 1 });
    Object.assign(this, { unsealKey, root });
    await this.unseal();
    return this;
  }

  async unseal() {
    await this.must('PUT', 'sys/unseal', { key: this.unsealKey });
    await eventually('OpenBao is active', async () => (await this.request('GET', 'sys/health')).status === 200 ? true : undefined);
  }

  /** The method is asked about tokens of this cluster only, by an account that may ask the API server about them and nothing else. */
  async reviewTokensOf(cluster, reviewerToken) {
    await this.must('POST', 'sys/auth/kubernetes', { type: 'kubernetes' });
    await this.must('POST', 'auth/kubernetes/config', {
      kubernetes_host: `https://127.0.0.1:${cluster.port}`, kubernetes_ca_cert: readFileSync(join(cluster.state, 'certs/apiserver.crt'), 'utf8'),
      token_reviewer_jwt: reviewerToken, disable_local_ca_jwt: true,
    });
  }

  stop() {
    this.child?.kill('SIGKILL');
  }

  /** One request, as whoever holds `token`; as nobody where there is none. Redirects are followed, as clients do: the server cleans paths so. */
  async request(method, path, options) {
    const answer = await this.ask(method, `/v1/${path}`, options);
    return answer.status === 307 ? this.ask(method, answer.location, options) : answer;
  }

  ask(method, path, { token, body, ca = this.ca } = {}) {
    return new Promise((done, fail) => {
      const headers = {
        'X-Vault-Request': 'true', 'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json', ...token === undefined ? {} : { 'X-Vault-Token': token },
      };
      const request = https.request({ host: '127.0.0.1', port: this.port, method, path, headers, ca, agent: false }, response => {
        const chunks = [];
        response.on('data', chunk => chunks.push(chunk)).on('error', fail).on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          let json = text;
          try { json = JSON.parse(text); } catch { /* some refusals are no JSON */ }
          done({ status: response.statusCode, location: response.headers.location, body: json });
        });
      });
      request.on('error', fail).end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** As the administrator; anything but success is an error. */
  async must(method, path, body) {
    const answer = await this.request(method, path, { token: this.root, body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body.errors ?? answer.body)}`);
    return answer.body;
  }

  /** The environment of a command line that speaks to this server. */
  environment(token) {
    return { PATH: process.env.PATH, HOME: this.state, VAULT: this.bao, VAULT_ADDR: this.address, VAULT_CACERT: this.caFile, ...token === undefined ? {} : { VAULT_TOKEN: token } };
  }
}

module.exports = { OpenBao };
