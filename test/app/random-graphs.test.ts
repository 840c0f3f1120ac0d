import * as fc from 'fast-check';
import {
  ExposeBy, GuardRail, HardenedApp, HardenedDeployment, HttpMatch, IpFamily, IsolatedNamespace, MeshDataPlane,
  NetworkPolicyApi, Peer, PortClass, Probe, Protocol, ServiceMesh, ServiceMeshKind,
} from '../../src';
import { unheldGuardRails } from '../../src/app/held-guard-rails';
import { readObjects } from '../../src/app/read';
import { reachabilityProblems } from '../../src/app/verify-reachability';

/** More where time is given: `RANDOM_GRAPHS=2000`. */
const RUNS = Number(process.env.RANDOM_GRAPHS ?? 200);
const IMAGE = `app:1@sha256:${'0'.repeat(64)}`;
const NAMES = ['a', 'b', 'c', 'd'];
const MESHES: Record<string, () => ServiceMesh> = {
  none: () => ServiceMesh.none(), sidecar: () => ServiceMesh.istioSidecar({ trustDomain: 'shop.example' }), ambient: () => ServiceMesh.istioAmbient(),
  leaving: () => ServiceMesh.istioAmbient({ egressWaypoint: { namespace: 'egress', name: 'out' } }),
  linkerd: () => ServiceMesh.linkerd({ trustDomain: 'shop.example' }),
};
const PROMETHEUS = { namespace: 'monitoring', podLabels: { app: 'prometheus' }, serviceAccount: 'prometheus' };

/** None that the graphs cross. */
const RAILS: GuardRail[] = [{ ports: [PortClass.TELNET], reason: 'In clear.' }, { from: 'first', to: 'payroll', reason: 'Of another tenant.' }];

const EXPOSURE = {
  gateway: { name: 'shared', namespace: 'gateways', podLabels: { gateway: 'shared' }, serviceAccount: 'shared' },
  ingress: { className: 'haproxy', namespace: 'ingress', podLabels: { app: 'haproxy' }, serviceAccount: 'haproxy' },
};

const http = fc.array(fc.record({
  methods: fc.option(fc.subarray(['GET', 'POST', 'PUT'], { minLength: 1 }), { nil: undefined }),
  paths: fc.option(fc.subarray(['/', '/a', '/a/*', '/a/b', '/a/b/*', '/c/*'], { minLength: 1 }), { nil: undefined }),
}).filter(({ methods, paths }) => methods !== undefined || paths !== undefined), { minLength: 1, maxLength: 2 });
const edge = fc.record({
  from: fc.nat(3), to: fc.nat(3), port: fc.constantFrom('web', 'data', 'stats'), http: fc.option(http, { nil: undefined }),
});
const peer = fc.constantFrom<() => Peer>(
  () => Peer.cidr('203.0.113.0/24'), () => Peer.cidr('10.0.0.0/8', { except: ['10.1.0.0/16'] }), () => Peer.anywhere(),
() => Peer.pods({ namespace: 'tools', labels: { app: 'x' }, serviceAccounts: ['x'] }), () => Peer.pods({ namespace: 'tools', labels: { app: 'y' }, inMesh: true }),
() => Peer.namespace('others', { inMesh: true }), () => Peer.namespaces({ team: 'z' }, { inMesh: true }), () => Peer.nodes(), () => Peer.apiServer(),
);
const foreign = fc.record({ own: fc.nat(3), peer, port: fc.constantFrom('web', 'data'), inward: fc.boolean() });
const named = fc.record({ own: fc.nat(3), host: fc.constantFrom('api.example', 'files.api.example', 'other.example'), port: fc.constantFrom(443, 8443) });
const plane = fc.constantFrom(MeshDataPlane.SIDECAR, MeshDataPlane.AMBIENT, MeshDataPlane.MIGRATING);
const graph = fc.record({
  mesh: fc.constantFrom(...Object.keys(MESHES)), namespaces: fc.array(fc.nat(1), { minLength: 4, maxLength: 4 }),
  edges: fc.array(edge, { maxLength: 7 }), foreigners: fc.array(foreign, { maxLength: 3 }),
  hosts: fc.array(named, { maxLength: 3 }), dual: fc.boolean(), elsewhere: fc.boolean(), guarded: fc.boolean(),
  planes: fc.option(fc.array(plane, { minLength: 2, maxLength: 2 }), { nil: undefined }),
  measured: fc.uniqueArray(fc.nat(3), { maxLength: 2 }), remotes: fc.uniqueArray(fc.nat(3), { maxLength: 1 }),
  exposed: fc.uniqueArray(fc.nat(3), { maxLength: 2 }), way: fc.constantFrom(ExposeBy.GATEWAY, ExposeBy.INGRESS),
});

function declared(each: ReturnType<typeof graph.generate>['value']): HardenedApp {
  const { mesh, namespaces, edges, exposed, way, foreigners, hosts, dual, elsewhere, guarded, measured, remotes } = each;
  const isAmbient = mesh === 'ambient' || mesh === 'leaving';
  const isIstio = mesh === 'sidecar' || isAmbient;
  const planes = isIstio ? each.planes : undefined;
  const app = new HardenedApp({
    quiet: true, platform: {
      registries: ['registry.example'], networkPolicyApis: [...hosts.length > 0 ? [NetworkPolicyApi.CILIUM] : [], ...guarded ? [hosts.length > 0 || dual ? NetworkPolicyApi.CLUSTER : NetworkPolicyApi.CALICO] : []],
      forbid: RAILS, serviceMesh: MESHES[mesh](), nodeCidrs: ['192.0.2.0/24'], apiServer: { addresses: ['198.51.100.7/32'] }, exposure: EXPOSURE, monitoring: PROMETHEUS,
      ...(dual ? { ipFamilies: [IpFamily.IPV4, IpFamily.IPV6] } : {}),
    },
  });
  const homes = [
    new IsolatedNamespace(app, 'first', { owner: 'team', dataPlane: planes?.[0] }),
    elsewhere ? IsolatedNamespace.existing(app, 'second', { defaultDeny: true, dataPlane: planes?.[1] })
      : new IsolatedNamespace(app, 'second', { owner: 'team', dataPlane: planes?.[1] }),
  ];
  const workloads = NAMES.map((name, index) => new HardenedDeployment(homes[namespaces[index]], name, {
    image: IMAGE, size: { cpu: '100m', memory: '64Mi' }, readinessProbe: Probe.fromHttpGet('/ready', 'web'),
    ports: [
      { name: 'web', containerPort: 8080, servicePort: 80, appProtocol: 'http' }, { name: 'data', containerPort: 5432, appProtocol: 'tcp' },
      { name: 'stats', containerPort: 8125, protocol: Protocol.UDP },
    ],
  }));
  for (const { from, to, port, http: requests } of edges) {
    // Between data planes requests are refused, which is an error of its own.
    const asks = port === 'web' && !planes && app.platform.serviceMesh.kind !== ServiceMeshKind.NONE ? requests as HttpMatch[] | undefined : undefined;
    workloads[from].connections.allowTo(workloads[to], { port, http: asks });
  }
  // No other proxy than Istio's calls through waypoints.
  const by = isAmbient ? ExposeBy.GATEWAY : way;
  const tlsSecret = by === ExposeBy.INGRESS ? 'certificate' : undefined;
  for (const index of exposed) workloads[index].expose({ host: `${NAMES[index]}.example`, port: 'web', by, tlsSecret });
  for (const { own, host, port } of hosts) workloads[own].connections.allowTo(Peer.fqdn(host), { port });
  // Metrics are not led across data planes.
  if (!planes) for (const index of measured) workloads[index].exposeMetrics({ port: 'web' });
  if (isIstio) {
    for (const index of remotes) {
      const billing = Peer.remote({ namespace: 'billing', serviceAccount: 'x', trustDomain: 'west.example', gateway: EXPOSURE.ingress, gatewayAddresses: ['198.51.100.7/32'] });
      workloads[index].connections.allowFrom(billing, { port: 'data' });
      workloads[index].connections.allowTo(billing);
    }
  }
  for (const { own, peer: make, port, inward } of foreigners) {
    if (!inward) workloads[own].connections.allowTo(make(), { port: 443 });
    // Those without an identity cannot call into a mesh, which is an error of its own.
    else if (mesh === 'none' || /pods|namespace/.test(make.toString())) workloads[own].connections.allowFrom(make(), { port });
  }
  return app;
}

test('of any graph, on any mesh, what is declared is what is allowed', () => {
  fc.assert(fc.property(graph, each => {
    const app = declared(each);
    const objects = readObjects(app);
    expect([...reachabilityProblems(app, objects), ...unheldGuardRails(app, objects)]).toEqual([]);
  }), { numRuns: RUNS });
});
