// That the emitted EncryptionConfiguration does what it is for: an API server runs with it, a plugin has its key in OpenBao, and etcd is looked into.
const { spawnSync } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const yaml = require('js-yaml');
const { App } = require('cdk8s');
const { startKms } = require('./kms');
const { Cluster, freePorts } = require('../kubernetes/cluster');
const { EncryptionAtRest } = require('../../lib');
const { check } = require('../../lib/posture/check');
const { controlPlaneFilesOf } = require('../../lib/secrets/encryption-at-rest');

const FLAG = '--encryption-provider-config';

function emitted(props) {
  const app = new App();
  new EncryptionAtRest(app, 'encryption', { plugin: 'openbao', ...props });
  return controlPlaneFilesOf(app)[0].content;
}

/** What etcd holds of an object, as it is on its disk. */
async function stored(cluster, kind, name) {
  const answer = await fetch(`http://127.0.0.1:${cluster.etcdPort}/v3/kv/range`, {
    method: 'POST', body: JSON.stringify({ key: Buffer.from(`/registry/${kind}/default/${name}`).toString('base64') }),
  });
  return Buffer.from((await answer.json()).kvs?.[0].value ?? '', 'base64').toString('latin1');
}

const write = (cluster, name, value) => cluster.request('POST', '/api/v1/namespaces/default/secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: { value } });

async function judgeEncryption(kubernetes, bao, state) {
  const socket = join(state, 'kms.sock');
  await bao.must('POST', 'sys/mounts/transit', { type: 'transit' });
  await bao.must('POST', 'transit/keys/etcd');
  const file = join(state, 'encryption.yaml');
  writeFileSync(file, emitted({ endpoint: `unix://${socket}` }));
  const kms = await startKms(bao, socket, 'etcd');
  const cluster = new Cluster(kubernetes, join(state, 'encrypted'), [FLAG, file]);
  process.once('exit', () => cluster.stop());
  try {
    await cluster.start();
    const results = await judgeEtcd(cluster, kms);
    return [...results, ...await refusals(cluster, state), ...await judgeTwin(kubernetes, state)];
  } finally {
    cluster.stop();
  }
}

async function judgeEtcd(cluster, kms) {
  const value = randomBytes(18).toString('hex');
  await write(cluster, 'one', value);
  const text = await stored(cluster, 'secrets', 'one');
  const { data } = await cluster.must('GET', '/api/v1/namespaces/default/secrets/one');
  await cluster.must('POST', '/api/v1/namespaces/default/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' }, data: { value } });
  const results = [
    ['the API server runs with the emitted file, and etcd holds a Secret as the plugin has encrypted it', text.startsWith('k8s:enc:kms:v2:openbao:') ? [] : [text.slice(0, 24)]],
    ['its value is not in etcd', text.includes(value) ? ['it is'] : []],
    ['whoever may read it reads it', Buffer.from(data.value, 'base64').toString() === value ? [] : ['something else comes back']],
    ['what no rule names is in plain text, and is seen to be', (await stored(cluster, 'configmaps', 'one')).includes(value) ? [] : ['it is not']],
  ];
  kms.stop();
  const { status } = await write(cluster, 'two', value);
  const later = await stored(cluster, 'secrets', 'two');
  return [...results, ['without its plugin it writes nothing in plain text', later.startsWith('k8s:enc:kms:v2:') || (status >= 500 && later === '') ? [] : [`status ${status}`]]];
}

/** What EncryptionAtRest refuses, the API server refuses; and what it does not, starts. */
async function refusals(cluster, state) {
  const valid = yaml.load(readFileSync(join(state, 'encryption.yaml'), 'utf8'));
  const rule = valid.resources[0];
  const kms = rule.providers[0].kms;
  const files = [
    ['a field that is misspelt', { ...valid, resource: [] }], ["'*' alone", { ...valid, resources: [{ ...rule, resources: ['*'] }] }],
    ['capitals', { ...valid, resources: [{ ...rule, resources: ['Secrets'] }] }], ['one thing twice', { ...valid, resources: [{ ...rule, resources: ['secrets', 'secrets'] }] }],
    ['a wildcard beside what it is for', { ...valid, resources: [{ ...rule, resources: ['secrets', '*.'] }] }],
    ['what is never encrypted', { ...valid, resources: [{ ...rule, resources: ['events.events.k8s.io'] }] }],
    ['a plugin with a colon', { ...valid, resources: [{ ...rule, providers: [{ kms: { ...kms, name: 'a:b' } }] }] }],
    ['a plugin elsewhere', { ...valid, resources: [{ ...rule, providers: [{ kms: { ...kms, endpoint: 'https://kms.example' } }] }] }],
    ['no time', { ...valid, resources: [{ ...rule, providers: [{ kms: { ...kms, timeout: '0s' } }] }] }],
    ['two providers in one', { ...valid, resources: [{ ...rule, providers: [{ kms, identity: {} }] }] }],
  ];
  const ports = await freePorts(files.length);
  return files.map(([title, content], index) => {
    const file = join(state, `refused-${index}.yaml`);
    writeFileSync(file, yaml.dump(content));
    const flags = cluster.apiServerFlags.map(flag => flag.endsWith('encryption.yaml') ? file : flag === `${cluster.port}` ? `${ports[index]}` : flag);
    const { status, stderr } = spawnSync(cluster.one, ['kube-apiserver', ...flags], { encoding: 'utf8', timeout: 20_000 });
    const isRefused = status !== null && status !== 0 && /error while parsing|failed to load|resources|providers/.test(stderr);
    return [`the API server does not start with ${title}`, isRefused ? [] : [status === null ? 'it does' : stderr.trim().split('\n').pop()]];
  });
}

/** identity first: the look into etcd must find the value, and our control the file. */
async function judgeTwin(kubernetes, state) {
  const content = yaml.load(readFileSync(join(state, 'encryption.yaml'), 'utf8'));
  content.resources[0].providers = [{ identity: {} }];
  const file = join(state, 'identity.yaml');
  writeFileSync(file, yaml.dump(content));
  const cluster = new Cluster(kubernetes, join(state, 'plain'), [FLAG, file]);
  try {
    await cluster.start();
    const value = randomBytes(18).toString('hex');
    await write(cluster, 'one', value);
    const found = (await stored(cluster, 'secrets', 'one')).includes(value);
    return [
      ['a file with identity first is noticed in etcd', found ? [] : ['it is not']],
      ['and by the control', check([{ object: content }]).findings.some(({ control }) => control === 'encryption-identity-first') ? [] : ['it is not']],
    ];
  } finally {
    cluster.stop();
  }
}

module.exports = { judgeEncryption };
