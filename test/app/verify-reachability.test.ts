import { ApiObject, JsonPatch } from 'cdk8s';
import { HardenedApp, HardenedDeployment, IsolatedNamespace, Peer, Probe, ServiceMesh, ServiceMeshKind } from '../../src';
import { readObjects } from '../../src/app/read';
import { reachabilityProblems } from '../../src/app/verify-reachability';

const DIGEST = `sha256:${'0'.repeat(64)}`;

/** Three workloads, each edge of another kind. */
function declared(serviceMesh = ServiceMesh.istioSidecar()) {
  const app = new HardenedApp({ quiet: true, platform: { registries: ['registry.example'], serviceMesh } });
  const shop = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  const workload = (id: string, appProtocol = 'tcp') => new HardenedDeployment(shop, id, {
    image: `${id}:1@${DIGEST}`, ports: [{ name: 'main', containerPort: 8080, appProtocol }], size: { cpu: '100m', memory: '64Mi' },
    readinessProbe: Probe.fromHttpGet('/ready', 'main'),
  });
  const [web, api, db] = [workload('web'), workload('api', 'http'), workload('db')];
  web.connections.allowTo(api, serviceMesh.kind === ServiceMeshKind.NONE ? {} : { http: [{ methods: ['GET'], paths: ['/items/*'] }] });
  api.connections.allowTo(db);
  api.connections.allowTo(Peer.cidr('203.0.113.0/24'), { port: 443 });
  web.connections.allowFrom(Peer.pods({ namespace: 'gateways', labels: { app: 'gateway' }, inMesh: true }));
  return { app, shop };
}

function patched(path: string, ...patches: JsonPatch[]): () => string {
  const { app } = declared();
  const object = app.node.findChild('shop').node.findAll().find(node => node.node.path === path && ApiObject.isApiObject(node)) as ApiObject;
  object.addJsonPatch(...patches);
  return () => app.synthYaml();
}

test.each([['no mesh', ServiceMesh.none()], ['a mesh', ServiceMesh.istioSidecar()]])('what is declared is what is allowed: %s', (_, mesh) => {
  expect(declared(mesh).app.synthYaml()).toContain('kind: NetworkPolicy');
});

test.each<[string, string, JsonPatch, string]>([
  ['a rule more lets a neighbour in', 'shop/db/NetworkPolicy', JsonPatch.add('/spec/ingress/-', { from: [{ podSelector: {} }], ports: [{ protocol: 'UDP', port: 9 }] }),
    'the network policies of the callee let shop/web call shop/db on UDP 9, and nothing declares it (and 2 more of this kind): NetworkPolicy shop/db at /spec/ingress/1 (shop/db/NetworkPolicy)'],
  ['a port more is open', 'shop/db/NetworkPolicy', JsonPatch.remove('/spec/ingress/0/ports'), 'nothing declares it: NetworkPolicy shop/db at /spec/ingress/0'],
  ['a wider selector', 'shop/db/NetworkPolicy', JsonPatch.replace('/spec/ingress/0/from/0', { podSelector: {} }), 'let shop/web call shop/db on TCP 8080, and nothing declares it'],
  ['the caller may not call', 'shop/api/NetworkPolicy', JsonPatch.remove('/spec/egress/2'), 'shop/api was declared to call shop/db on TCP 8080, and cannot.'],
  ['the callee does not let it in', 'shop/db/NetworkPolicy', JsonPatch.replace('/spec/ingress', []), 'shop/api was declared to call shop/db on TCP 8080, and cannot. It is held by'],
  ['a peer outside is gone', 'shop/web/NetworkPolicy', JsonPatch.replace('/spec/ingress', []), 'pods:gateways/app=gateway was declared to call shop/web on TCP 8080, and cannot.'],
  ['DNS is cut', 'shop/db/NetworkPolicy', JsonPatch.replace('/spec/egress', []), 'shop/db was declared to call pods:kube-system/k8s-app=kube-dns on TCP 53, UDP 53, and cannot.'],
  ['the mesh lets nobody in', 'shop/db/AuthorizationPolicy', JsonPatch.remove('/spec/rules'), 'shop/api was declared to call shop/db on TCP 8080, and cannot.'],
  ['another request', 'shop/api/AuthorizationPolicy', JsonPatch.replace('/spec/rules/0/to/0/operation/methods', ['POST']), 'the policies of the mesh let shop/web call shop/api on TCP 8080 (POST /items/*), and nothing declares it: AuthorizationPolicy shop/api at /spec/rules/0'],
  ['a request too few', 'shop/api/AuthorizationPolicy', JsonPatch.replace('/spec/rules/0/to/0/operation/paths', ['/items/1']), 'shop/web was declared to call shop/api on TCP 8080 (GET /items/…), and cannot.'],
  ['a policy that cannot be read', 'shop/db/NetworkPolicy', JsonPatch.add('/spec/ingress/0/from/0', {}), 'NetworkPolicy shop/db at /spec/ingress/0/from/0 (shop/db/NetworkPolicy) must have podSelector, namespaceSelector or both'],
])('%s: synth fails with the flow and the rule', (_, path, patch, message) => {
  expect(patched(path, patch)).toThrow(message);
});

test('a policy of somebody else that opens a workload is found', () => {
  const { app, shop } = declared();
  new ApiObject(shop, 'extra', {
    apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'extra' }, spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '198.51.100.0/24' } }], ports: [{ port: 443 }] }] },
  });
  expect(() => app.synthYaml()).toThrow('the network policies of the caller let shop/db call external:198.51.100.0/24 on TCP 443, and nothing declares it (and 10 more of this kind): NetworkPolicy shop/extra at /spec/egress/0 (shop/extra)');
});

test('what shares the network of its node is held by no policy, and its own control says so', () => {
  const { app, shop } = declared(ServiceMesh.none());
  new ApiObject(shop, 'agent', {
    apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' },
    spec: { template: { metadata: { labels: { app: 'agent' } }, spec: { hostNetwork: true, containers: [{ name: 'agent' }] } } },
  });
  (shop.node.findChild('db').node.findChild('Resource') as ApiObject).addJsonPatch(JsonPatch.add('/spec/template/spec/hostNetwork', true));
  expect(reachabilityProblems(app, readObjects(app))).toEqual([]);
});
