import { Enforcement, GuardRail, HardenedApp, HardenedDeployment, IsolatedNamespace, NetworkPolicyApi, Peer, PortClass, Probe, ServiceMesh } from '../../src';
import { unheldGuardRails } from '../../src/app/held-guard-rails';
import { readObjects } from '../../src/app/read';
import { reachabilityProblems } from '../../src/app/verify-reachability';
import { isPod } from '../../src/reachability/endpoint';
import { DEFAULT_ENVIRONMENT } from '../../src/reachability/environment';
import { Reachability } from '../../src/reachability/reachability';

const reason = 'Because.';
const CLUSTER = [NetworkPolicyApi.CLUSTER];
const CALICO = [NetworkPolicyApi.CALICO];
const APIS = [CLUSTER, CALICO];
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

function specOf({ object }: ReturnType<typeof readObjects>[number]): Record<'ingress' | 'egress', { action: string }[]> {
  return object.spec as never;
}

const RAILS: [string, GuardRail][] = [
  ['ports', { ports: [PortClass.TELNET, PortClass.SNMP], reason }], ['a namespace to another', { from: 'shop', to: 'tools', reason }],
  ['a namespace to all others', { from: 'shop', reason }], ['all others to a namespace', { to: 'tools', reason }], ['and on some ports', { from: 'tools', ports: [PortClass.SSH], reason }],
  ['to where DNS is', { from: 'shop', to: 'kube-system', reason }],
];

describe.each(APIS.flatMap(apis => Object.keys(MESHES).map(mesh => [apis, mesh] as const)))('%s on mesh %s', (apis, mesh) => {
  test.each(RAILS)("%s: held by the cluster's policies, and nothing that was declared is cut", (_, rail) => {
    const app = declared([rail], MESHES[mesh](), [...apis], '169.254.20.10');
    const objects = readObjects(app);
    expect([...reachabilityProblems(app, objects), ...unheldGuardRails(app, objects)]).toEqual([]);
  });
});

describe.each(APIS)('%s', api => {
  const FOUND = expect.stringMatching(/^platform\.forbid\[0\] \(.+\) is not held by the cluster's policies: .+ may call .+ as soon as a NetworkPolicy lets it\./);

  test.each(RAILS)('%s: found where the policy is gone', (_, rail) => {
    const app = declared([rail], ServiceMesh.none(), [api]);
    const objects = readObjects(app).filter(({ object }) => object.metadata?.name?.startsWith('guard-rails-') !== true);
    expect(unheldGuardRails(app, objects)).toEqual([FOUND]);
  });

  test.each(RAILS)('%s: found where any of its rules that deny is gone', (_, rail) => {
    const app = declared([rail], ServiceMesh.none(), [api], '169.254.20.10');
    const whole = readObjects(app);
    const guards = whole.filter(({ object }) => object.metadata?.name?.startsWith('guard-rails-') === true);
    const denials = guards.flatMap(guard => (['ingress', 'egress'] as const).flatMap(direction => (specOf(guard)[direction] ?? [])
      .flatMap(({ action }, index) => action === 'Deny' ? [{ guard, direction, index }] : [])));
    expect(denials.length).toBeGreaterThan(0);
    for (const { guard, direction, index } of denials) {
      const spec = { ...specOf(guard), [direction]: specOf(guard)[direction].filter((__, at) => at !== index) };
      // What is denied on both sides is still denied on one.
      const others = whole.filter(each => !guards.includes(each));
      const broken = [...others, { ...guard, object: { ...guard.object, spec } }];
      expect(unheldGuardRails(app, broken)).toEqual([FOUND]);
    }
  });

  test('without its NetworkPolicies nobody calls or is called by a namespace, and only by its deny of everything', () => {
    const objects = readObjects(declared([], ServiceMesh.none(), [api])).filter(({ object }) => object.kind !== 'NetworkPolicy');
    const reached = (of: typeof objects) => [...new Reachability(of, DEFAULT_ENVIRONMENT).flows()]
      .filter(({ from, to }) => isPod(from) && isPod(to) && from.id !== to.id);
    expect(reached(objects)).toEqual([]);
    expect(reached(objects.filter(({ object }) => object.metadata?.name !== 'default-deny-shop'))).not.toEqual([]);
  });
});

test('a guard rail that the policies of Calico hold needs them: in an observed namespace none is written, and none is proven', () => {
  const app = new HardenedApp({ quiet: true, platform: { registries: ['registry.example'], networkPolicyApis: CALICO, forbid: [RAILS[1][1]] } });
  new IsolatedNamespace(app, 'shop', { owner: 'team', enforcement: Enforcement.OBSERVE });
  const objects = readObjects(app);
  expect(objects.filter(({ object }) => object.kind === 'GlobalNetworkPolicy')).toEqual([]);
  expect(unheldGuardRails(app, objects)).toEqual([]);
});

test('where the platform has no such policies, synth alone holds them', () => {
  const app = declared([{ ports: [PortClass.TELNET], reason }], ServiceMesh.none(), []);
  expect(unheldGuardRails(app, readObjects(app))).toEqual([]);
});
