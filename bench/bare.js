// 1,000 Deployments of cdk8s-plus with a Service each, judged by nothing and written by cdk8s.
const { App, Chart, YamlOutputType } = require('cdk8s');
const kplus = require('cdk8s-plus-28');

const [outdir, count] = [process.argv[2], Number(process.argv[3])];
const app = new App({ outdir, yamlOutputType: YamlOutputType.FILE_PER_CHART });
const perNamespace = 50;
for (let index = 0; index < count; index += perNamespace) {
  const chart = new Chart(app, `team-${index / perNamespace}`, { namespace: `team-${index / perNamespace}` });
  for (let workload = 0; workload < Math.min(perNamespace, count - index); workload++) {
    const deployment = new kplus.Deployment(chart, `app-${workload}`, {
      containers: [{ image: 'app:1.2.3', portNumber: 8080, readiness: kplus.Probe.fromHttpGet('/ready') }],
    });
    deployment.exposeViaService();
  }
}
app.synth();
