import { GuardRail, HardenedApp, HardenedDeployment, IsolatedNamespace, NetworkPolicyApi, Peer, PortClass, Probe, ServiceMesh } from '../../src';
import { unheldGuardRails } from '../../src/app/held-guard-rails';
import { readObjects } from '../../src/app/read';
import { reachabilityProblems } from '../../src/app/verify-reachability';

const reason = 'Because.';
const CLUSTER = [NetworkPolicyApi.CLUSTER];
const MESHES: Record<string, () => ServiceMesh> = {
  none: () => ServiceMesh.none(), sidecar: () => ServiceMesh.istioSidecar(), ambient: () => ServiceMesh.istioAmbient(), linkerd: () => ServiceMesh.linkerd(),
};

function declared(forbid: GuardRail[], serviceMesh = ServiceMesh.none(), networkPolicyApis = CLUSTER, nodeLocalAddress?: string): HardenedApp {
  const app = new HardenedApp({ quiet: true, platform: { registries: ['registry.example'], serviceMesh, networkPolicyApis, forbid, dns: { nodeLocalAddress } } });
  const [web, api] = ['shop', 'tools'].map(home => new HardenedDeployment(new IsolatedNamespace(app, home, { owner: 'team' }), 'web', {
    image: `web:1@sha256:${'0'.repeat(64)}`, ports: [{ name: 'main', containerPort: 8080 }], size: { cpu: '100m', memory: '64Mi' },
    readinessProbe: Probe.fromHttpGet('/ready', 'main'),
  }));
  web.connections.allowFrom(Peer.pods({ namespace: 'gateways', labels: { app: 'gateway' }, inMesh: true }));
  api.connections.allowTo(Peer.cidr('203.0.113.0/24'), { port: 443 });
  return app;
}

const RAILS: [string, GuardRail][] = [
  ['ports', { ports: [PortClass.TELNET, PortClass.SNMP], reason }], ['a namespace to another', { from: 'shop', to: 'tools', reason }],
  ['a namespace to all others', { from: 'shop', reason }], ['all others to a namespace', { to: 'tools', reason }], ['and on some ports', { from: 'tools', ports: [PortClass.SSH], reason }],
  ['to where DNS is', { from: 'shop', to: 'kube-system', reason }],
];

describe.each(Object.keys(MESHES))('on mesh %s', mesh => {
  test.each(RAILS)("%s: held by the cluster's policies, and nothing that was declared is cut", (_, rail) => {
    const app = declared([rail], MESHES[mesh](), CLUSTER, '169.254.20.10');
    const objects = readObjects(app);
    expect([...reachabilityProblems(app, objects), ...unheldGuardRails(app, objects)]).toEqual([]);
  });
});

test.each(RAILS)('%s: found where the policy is gone', (_, rail) => {
  const app = declared([rail]);
  const objects = readObjects(app).filter(({ object }) => object.metadata?.name?.startsWith('guard-rails-') !== true);
  expect(unheldGuardRails(app, objects)).toEqual([expect.stringMatching(/^platform\.forbid\[0\] \(.+\) is not held by the cluster's policies: .+ may call .+ as soon as a NetworkPolicy lets it\./)]);
});

test('where the platform has no such policies, synth alone holds them', () => {
  const app = declared([{ ports: [PortClass.TELNET], reason }], ServiceMesh.none(), []);
  expect(unheldGuardRails(app, readObjects(app))).toEqual([]);
});
