// What Istio's injector makes of a workload: `istioctl kube-inject` with the template and the values of the chart, from the module that ../istioctl pins.
const { execFileSync, spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const yaml = require('js-yaml');
const { documentsOf } = require('../kubernetes/tree.js');

const PINS = join(__dirname, '..', 'istioctl');
const CHART = 'manifests/charts/istio-control/istio-discovery';

/** `injector.inject(objects, { cni })`: the objects, and in each pod what the webhook would add. */
class IstioInjector {
  constructor() {
    this.binary = execFileSync(join(__dirname, '..', 'judges', 'go-tool.sh'), [PINS], { stdio: ['ignore', 'pipe', 'inherit'] }).toString().trim();
    const { Dir, Version } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', 'istio.io/istio'], { cwd: PINS, encoding: 'utf8' }));
    this.version = Version;
    this.template = readFileSync(join(Dir, CHART, 'files/injection-template.yaml'), 'utf8');
    this.defaults = yaml.load(readFileSync(join(Dir, CHART, 'values.yaml'), 'utf8'))._internal_defaults_do_not_set;
  }

  inject(objects, { cni }) {
    const folder = mkdtempSync(join(tmpdir(), 'inject-'));
    const file = (name, value) => {
      writeFileSync(join(folder, name), typeof value === 'string' ? value : yaml.dump(value));
      return join(folder, name);
    };
    try {
      const { status, stdout, stderr } = spawnSync(this.binary, [
        'kube-inject', '--filename', file('objects.yaml', objects.map(object => yaml.dump(object)).join('---\n')),
        '--injectConfigFile', file('config.yaml', this.config()), '--meshConfigFile', file('mesh.yaml', MESH), '--valuesFile', file('values.json', JSON.stringify(this.values(cni))),
        // Without it the tool asks a cluster which revision is the default.
        '--revision', 'default',
      ], { encoding: 'utf8', timeout: 60_000, env: { ...process.env, KUBECONFIG: file('kubeconfig', NOWHERE) }, maxBuffer: 1 << 28 });
      if (status !== 0) throw new Error(`istioctl kube-inject ends with ${status}: ${stderr}`);
      return documentsOf(stdout).map(({ status: _empty, ...object }) => object);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** As the chart's ConfigMap has it. */
  config() {
    return { defaultTemplates: ['sidecar'], policy: 'enabled', alwaysInjectSelector: [], neverInjectSelector: [], injectedAnnotations: {}, templates: { sidecar: this.template } };
  }

  values(cni) {
    const { global, sidecarInjectorWebhook, gateways } = this.defaults;
    return {
      global: { ...global, hub: 'registry.example/istio', tag: '1.30.3' }, sidecarInjectorWebhook, gateways, revision: '',
      pilot: { cni: { enabled: cni, provider: 'default' }, env: {} },
    };
  }
}

const MESH = { trustDomain: 'cluster.local', defaultConfig: { discoveryAddress: 'istiod.istio-system.svc:15012' } };
const NOWHERE = {
  'apiVersion': 'v1', 'kind': 'Config', 'current-context': 'none', 'contexts': [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
  'clusters': [{ name: 'none', cluster: { server: 'https://127.0.0.1:1' } }], 'users': [{ name: 'none', user: {} }],
};

module.exports = { IstioInjector };
