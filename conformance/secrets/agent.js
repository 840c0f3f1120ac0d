// The delivery by Vault's agent, without its injector: the injector reads annotations of a pod and adds containers that run the agent with a configuration.
// `agentConfiguration` is that step, written once, by the injector's documentation; what it gives is run by a real agent.
const { spawn } = require('node:child_process');
const { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const PREFIX = 'vault.hashicorp.com/';
const DEFAULT_TEMPLATE = path => `{{ with secret "${path}" }}{{ range $k, $v := .Data }}{{ $k }}: {{ $v }}\n{{ end }}{{ end }}`;

/** The volume of the pod that an annotation names, as what the kubelet has to project: an audience, seconds, a file name. */
function tokenOf(template) {
  const name = template.metadata.annotations[`${PREFIX}agent-service-account-token-volume-name`];
  const volume = template.spec.volumes?.find(each => each.name === name);
  return volume?.projected.sources.find(source => source.serviceAccountToken)?.serviceAccountToken;
}

/** The files that a pod template asks for, each with what stands in its annotations. */
function filesOf({ metadata: { annotations } }) {
  return Object.entries(annotations).filter(([key]) => key.startsWith(`${PREFIX}agent-inject-secret-`)).map(([key, path]) => {
    const name = key.slice(`${PREFIX}agent-inject-secret-`.length);
    const of = kind => annotations[`${PREFIX}${kind}-${name}`];
    return {
      file: of('agent-inject-file') ?? name, folder: of('secret-volume-path') ?? annotations[`${PREFIX}secret-volume-path`] ?? '/vault/secrets',
      contents: of('agent-inject-template') ?? DEFAULT_TEMPLATE(path), perms: of('agent-inject-perms'), command: of('agent-inject-command'), strict: of('error-on-missing-key') === 'true',
    };
  });
}

/** What the injector gives to the agent of a pod. `at`: where this machine has what stands at fixed places in the pod. */
function agentConfiguration(template, at, isInit) {
  const of = key => template.metadata.annotations[`${PREFIX}${key}`];
  if (of('agent-inject') !== 'true') throw new Error('nothing is injected: agent-inject is not "true"');
  if (of('tls-skip-verify') !== undefined) throw new Error('tls-skip-verify is set');
  return {
    vault: { address: of('service'), ...of('ca-cert') === undefined ? {} : { ca_cert: at.ca } },
    auto_auth: {
      method: { type: of('auth-type') ?? 'kubernetes', mount_path: of('auth-path') ?? 'auth/kubernetes', config: { role: of('role'), token_path: at.token } },
      sink: [{ type: 'file', config: { path: at.sink } }],
    },
    exit_after_auth: isInit,
    template: filesOf(template).map(({ file, folder, contents, perms, command, strict }) => ({
      destination: join(at.pod, folder, file), contents, left_delimiter: '{{', right_delimiter: '}}', error_on_missing_key: strict,
      ...perms ? { perms } : {}, ...command ? { command } : {},
    })),
    template_config: {
      exit_on_retry_failure: (of('template-config-exit-on-retry-failure') ?? 'true') === 'true',
      static_secret_render_interval: of('template-static-secret-render-interval') ?? '5m',
    },
  };
}

/** The user that the agent runs as: the injector's own where nothing is said. */
const userOf = template => Number(template.metadata.annotations[`${PREFIX}agent-run-as-user`] ?? 100);

/** As root, agents run as the user of the workload; otherwise as whoever runs this. */
class Agents {
  /** `logs`: a folder that stays after them. */
  constructor(binary, user, logs) {
    this.logs = logs;
    mkdirSync(logs);
    this.user = process.getuid() === 0 ? user : process.getuid();
    this.folder = mkdtempSync(join(tmpdir(), 'secrets-agents-'));
    chmodSync(this.folder, 0o711);
    // The cache may lie where that user may not look.
    this.binary = join(this.folder, 'bao');
    copyFileSync(binary, this.binary);
    this.children = [];
  }

  /** Starts one in a folder of its own. `token` and `ca` are what the kubelet has put there. */
  run(template, { token, caFile, isInit }) {
    const folder = join(this.folder, `${this.children.length}`);
    const at = { pod: join(folder, 'pod'), token: join(folder, 'token'), ca: join(folder, 'ca.crt'), config: join(folder, 'agent.json'), sink: join(folder, '.vault-token') };
    mkdirSync(at.pod, { recursive: true });
    writeFileSync(at.token, token, { mode: 0o400 });
    copyFileSync(caFile, at.ca);
    writeFileSync(at.config, JSON.stringify(agentConfiguration(template, at, isInit)));
    const ids = process.getuid() === 0 ? { uid: this.user, gid: this.user } : {};
    if (ids.uid) for (const path of [folder, at.pod, at.token, at.ca, at.config]) chownSync(path, ids.uid, ids.gid);
    const log = openSync(join(this.logs, `${this.children.length}.log`), 'w');
    const child = spawn(this.binary, ['agent', `-config=${at.config}`], { ...ids, cwd: folder, stdio: ['ignore', log, log], env: { HOME: folder, PATH: process.env.PATH } });
    this.children.push(child);
    const agent = { folder, at, child, exitCode: undefined, secretFile: name => {
      const { folder: mounted, file } = filesOf(template).find(each => each.file === name);
      return join(at.pod, mounted, file);
    } };
    child.on('exit', code => { agent.exitCode = code ?? -1; });
    return agent;
  }

  stop() {
    for (const child of this.children) child.kill('SIGKILL');
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The text of a file, undefined where there is none. */
function contentOf(file) {
  try { return readFileSync(file, 'utf8'); } catch { return undefined; }
}

/** What is wrong with a rendered file: its text, its mode, whose it is. */
function fileProblems(file, text, user) {
  if (contentOf(file) !== text) return [contentOf(file) === undefined ? 'it is not there' : 'it holds something else'];
  const { mode, uid } = statSync(file);
  return [...(mode & 0o777) === 0o400 ? [] : [`its mode is ${(mode & 0o777).toString(8)}`], ...uid === user ? [] : [`it is of user ${uid}`]];
}

module.exports = { Agents, contentOf, fileProblems, tokenOf, userOf };
