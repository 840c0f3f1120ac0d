// 1,000 HardenedDeployments, each with all that belongs to it, judged by every control of the profile and written as a tree.
const { HardenedApp, HardenedDeployment, IsolatedNamespace, Probe } = require('..');

const [outdir, count] = [process.argv[2], Number(process.argv[3])];
const app = new HardenedApp({ outdir, quiet: true, platform: { registries: ['registry.shop.example'] } });
const perNamespace = 50;
for (let index = 0; index < count; index += perNamespace) {
  const namespace = new IsolatedNamespace(app, `team-${index / perNamespace}`, { owner: 'team', quota: { cpu: '40', memory: '64Gi', pods: 300 } });
  let before;
  for (let workload = 0; workload < Math.min(perNamespace, count - index); workload++) {
    const current = new HardenedDeployment(namespace, `app-${workload}`, {
      image: `app:1.2.3@sha256:${'0'.repeat(64)}`,
      ports: [{ name: 'http', containerPort: 8080 }],
      size: { cpu: '100m', memory: '128Mi' },
      readinessProbe: Probe.fromHttpGet('/ready', 'http'),
    });
    before?.connections.allowTo(current, { addressIn: 'NEXT' });
    before = current;
  }
}
app.synth();
