// The definitions of custom resources that a tree uses, from the Go modules that ../crds pins.
const { execFileSync } = require('node:child_process');
const { readdirSync, readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { eventually } = require('./cluster');
const { documentsOf } = require('./tree');

const SOURCES = {
  'istio.io/api': 'kubernetes/customresourcedefinitions.gen.yaml',
  'github.com/cilium/cilium': 'pkg/k8s/apis/cilium.io/client/crds/v2',
  'github.com/external-secrets/external-secrets': 'config/crds/bases',
  'github.com/prometheus-operator/prometheus-operator': 'example/prometheus-operator-crd',
  'sigs.k8s.io/gateway-api': 'config/crd/standard',
  'sigs.k8s.io/network-policy-api': 'config/crd/standard',
  'sigs.k8s.io/secrets-store-csi-driver': 'config/crd/bases',
};
/** Of what is in no module. */
const OWN = ['calico', 'linkerd', 'vault-secrets-operator'].map(name => join(__dirname, `../crds/${name}.yaml`));

/** Downloads are checked against go.sum. */
function readDefinitions() {
  const answer = execFileSync('go', ['mod', 'download', '-json', ...Object.keys(SOURCES)], { cwd: join(__dirname, '../crds'), encoding: 'utf8' });
  const modules = JSON.parse(`[${answer.trim().replace(/\}\s*\{/g, '},{')}]`);
  const files = modules.flatMap(({ Path, Dir }) => {
    const path = join(Dir, SOURCES[Path]);
    return statSync(path).isDirectory() ? readdirSync(path).filter(name => name.endsWith('.yaml')).map(name => join(path, name)) : [path];
  });
  return [...files, ...OWN].flatMap(file => documentsOf(readFileSync(file, 'utf8'))).filter(({ kind }) => kind === 'CustomResourceDefinition');
}

/** Installs the definitions of all kinds that the server does not know yet. Kinds that no source knows are left to the apply, which will fail. */
async function installDefinitions(cluster, objects) {
  const unknown = [];
  for (const object of objects) if (await cluster.urlOf(object) === undefined) unknown.push(object);
  if (unknown.length === 0) return;
  const defines = ({ spec }, { apiVersion, kind }) =>
    spec.names.kind === kind && spec.versions.some(({ name, served }) => served && `${spec.group}/${name}` === apiVersion);
  const needed = readDefinitions().filter(definition => unknown.some(object => defines(definition, object)));
  for (const definition of needed) await cluster.must('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
  for (const object of unknown.filter(one => needed.some(definition => defines(definition, one)))) {
    await eventually(`${object.apiVersion} ${object.kind} is served`, async () => {
      cluster.served.delete(object.apiVersion);
      return cluster.urlOf(object);
    });
  }
}

module.exports = { installDefinitions, readDefinitions };
