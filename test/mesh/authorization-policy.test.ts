import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Protocol } from '../../src/connectivity/endpoint';
import { MeshMode } from '../../src/connectivity/namespace-facts';
import { Peer } from '../../src/connectivity/peer';
import { toYaml } from '../../src/manifest/yaml';
import { MeshAction, MeshAuthorizationPolicy, MeshAuthorizationPolicyProps } from '../../src/mesh/authorization-policy';
import { Delivery } from '../../src/platform/choices';
import { Platform } from '../../src/platform/platform';
import { ServiceMesh } from '../../src/platform/service-mesh';
import { IsolatedNamespace } from '../../src/tenancy/isolated-namespace';
import { Enforcement } from '../../src/tenancy/pod-security';
import { chartOf, FakeWorkload, port } from '../connectivity/fake-workload';

function shop(enforcement?: Enforcement, delivery?: Delivery) {
  const app = new App();
  Platform.configure(app, { serviceMesh: ServiceMesh.istioSidecar(), delivery });
  const chart = new IsolatedNamespace(app, 'shop', { owner: 'team-shop', enforcement });
  const cart = new FakeWorkload(chart, 'cart', [port('grpc', 7070), port('tcp-raw', 9000), port('dns', 53, { protocol: Protocol.UDP })]);
  return { app, chart, cart, frontend: new FakeWorkload(chart, 'frontend') };
}

type Rest = Omit<MeshAuthorizationPolicyProps, 'target'>;
type Shop = ReturnType<typeof shop>;

function specOf(rest: Rest | ((app: Shop) => Rest), app = shop()): Record<string, unknown> {
  const policy = new MeshAuthorizationPolicy(app.chart, 'policy', { target: app.cart, ...(typeof rest === 'function' ? rest(app) : rest) });
  return (ApiObject.of(policy).toJson() as { spec: Record<string, unknown> }).spec;
}

const selector = { matchLabels: { 'app.kubernetes.io/name': 'cart' } };

describe('the three states', () => {
  it('no rule refuses everyone: the field is absent', () => {
    expect(specOf({})).toEqual({ selector, action: 'ALLOW' });
  });

  it('anyone is one empty rule', () => {
    expect(specOf({ allowAnyone: true })).toEqual({ selector, action: 'ALLOW', rules: [{}] });
  });

  it('rules are rules', () => {
    const { chart, cart, frontend } = shop();
    const policy = new MeshAuthorizationPolicy(chart, 'cart-readers', {
      target: cart,
      rules: [
        { from: { workloads: [frontend], serviceAccounts: ['bank/ledger'], namespaces: ['ops'] }, to: [{ ports: ['grpc'], methods: ['POST'], paths: ['/shop.Cart/*'] }] },
        { from: { workloads: [frontend] }, to: [{ ports: [9000] }] },
      ],
    });
    expect(toYaml(ApiObject.of(policy).toJson())).toMatchSnapshot();
  });
});

describe('a rule', () => {
  it('names peers by the identity that they say', () => {
    expect(specOf({ rules: [{ from: { workloads: [Peer.pods({ namespace: 'ops', labels: { a: 'b' }, serviceAccounts: ['prometheus'] })] } }] }).rules)
      .toEqual([{ from: [{ source: { principals: ['cluster.local/ns/ops/sa/prometheus'] } }] }]);
  });

  it('may refuse', () => {
    expect(specOf({ action: MeshAction.DENY, rules: [{ to: [{ ports: ['tcp-raw'] }] }] })).toEqual({ selector, action: 'DENY', rules: [{ to: [{ operation: { ports: ['9000'] } }] }] });
  });

  it('asks for HTTP on ports that it names: without them, a DENY would hold for every TCP port', () => {
    const app = shop();
    const target = new FakeWorkload(app.chart, 'web', [port('http', 8080), port('http-admin', 9090)]);
    expect(specOf({ target, action: MeshAction.DENY, rules: [{ to: [{ paths: ['/admin*'] }] }] } as Rest, app).rules)
      .toEqual([{ to: [{ operation: { paths: ['/admin*'], ports: ['8080', '9090'] } }] }]);
  });

  it('comes before the denies under Argo CD', () => {
    const app = shop(undefined, Delivery.ARGO_CD);
    const policy = new MeshAuthorizationPolicy(app.chart, 'policy', { target: app.cart });
    expect(ApiObject.of(policy).metadata.toJson()).toMatchObject({ name: 'policy', namespace: 'shop', annotations: { 'argocd.argoproj.io/sync-wave': '-10' } });
  });
});

describe('a mistake', () => {
  it.each<[string, Rest | ((app: Shop) => Rest), string]>([
    ['an empty list of rules', { rules: [] }, 'rules is an empty list. Leave it out to refuse every call, write allowAnyone: true to let every call through, or name rules.'],
    ['anyone and rules', { allowAnyone: true, rules: [{ to: [{ ports: [7070] }] }] }, 'allowAnyone makes every rule idle. Keep one of the two.'],
    ['DENY for anyone', { action: MeshAction.DENY, allowAnyone: true }, 'allowAnyone is for ALLOW. To refuse every call, write an ALLOW without rules.'],
    ['DENY without rules', { action: MeshAction.DENY }, 'DENY without rules never matches, so that it does nothing. Name rules; to refuse every call, write an ALLOW without rules.'],
    ['a rule for every call', { rules: [{}] }, 'rules[0]: matches every call. Say who (from) or what (to); for every call write allowAnyone: true.'],
    ['an empty list of operations', { rules: [{ to: [] }] }, 'rules[0]: to is an empty list, which Istio reads as everything. Name operations, or leave it out.'],
    ['an empty operation', { rules: [{ to: [{}] }] }, 'rules[0].to[0]: matches everything. Name ports, methods, paths or hosts, or leave `to` out.'],
    ['nobody', { rules: [{ from: {} }] }, 'rules[0]: from names nobody. Name workloads, serviceAccounts or namespaces; for anyone leave from out.'],
    ['an empty list of callers', { rules: [{ from: { namespaces: [] } }] }, 'rules[0]: from.namespaces is an empty list. Name callers, or leave it out.'],
    ['an empty list of ports', { rules: [{ to: [{ ports: [] }] }] }, 'rules[0].to[0]: ports is an empty list. Name ports, or leave it out for all.'],
    ['an unknown port', { rules: [{ to: [{ ports: ['http'] }] }] }, "rules[0].to[0]: shop/cart has no TCP port 'http', and the mesh carries TCP alone; it has grpc (7070/TCP), tcp-raw (9000/TCP), dns (53/UDP). Write one of their names or container ports."],
    ['a UDP port', { rules: [{ to: [{ ports: ['dns'] }] }] }, "rules[0].to[0]: shop/cart has no TCP port 'dns', and the mesh carries TCP alone; it has grpc (7070/TCP), tcp-raw (9000/TCP), dns (53/UDP). Write one of their names or container ports."],
    ['HTTP on a TCP port', { rules: [{ to: [{ ports: ['tcp-raw'], methods: ['GET'] }] }] }, "rules[0].to[0]: methods, paths and hosts need HTTP, which port 'tcp-raw' of shop/cart does not say that it speaks. Set appProtocol there ('http', 'http2' or 'grpc'), name the ports that have it, or leave them out."],
    ['HTTP on every port, one of them TCP', { rules: [{ to: [{ methods: ['GET'] }] }] }, "rules[0].to[0]: methods, paths and hosts need HTTP, which port 'tcp-raw' of shop/cart does not say that it speaks. Set appProtocol there ('http', 'http2' or 'grpc'), name the ports that have it, or leave them out."],
    ['HTTP where there is no port', ({ frontend }) => ({ target: frontend, rules: [{ to: [{ methods: ['GET'] }] }] }) as Rest, "rules[0].to[0]: methods, paths and hosts need HTTP, which shop/frontend has no port for. Set appProtocol there ('http', 'http2' or 'grpc'), name the ports that have it, or leave them out."],
    ['an unknown method', { rules: [{ to: [{ ports: ['grpc'], methods: ['FETCH'] }] }] }, "rules[0].to[0]: http method 'FETCH' is unknown. Write one of GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH."],
    ['an account with a wildcard', { rules: [{ from: { serviceAccounts: ['shop/*'] } }] }, "rules[0]: the ServiceAccount 'shop/*' is none. Write namespace/name, such as 'shop/cart', without wildcards."],
    ['an account without namespace', { rules: [{ from: { serviceAccounts: ['cart'] } }] }, "rules[0]: the ServiceAccount 'cart' is none. Write namespace/name, such as 'shop/cart', without wildcards."],
    ['an illegal namespace', { rules: [{ from: { namespaces: ['*'] } }] }, "rules[0]: the namespace '*' must be lower-case letters, digits and '-', beginning and ending with a letter or digit."],
    ['a peer without identity', { rules: [{ from: { workloads: [Peer.cidr('10.0.0.0/8')] } }] }, 'rules[0]: Peer.cidr(10.0.0.0/8) has no mesh identity, so that the rule would never match. Name its serviceAccounts on the peer, or leave it out.'],
    ['a target of others', { target: Peer.namespace('ops') } as unknown as Rest, 'target is no workload of this app: policies of others are theirs to write. Name a workload.'],
    ['an illegal name', { name: 'Cart' }, "the name 'Cart' must be lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit. Give another id, or set `name`."],
  ])('%s is an error', (_, rest, message) => {
    expect(() => specOf(rest)).toThrow(new Error(`shop/policy: ${message}`));
  });

  const identities = 'identities hold under strict mutual TLS alone, and nobody says that the namespace of';
  const wayOut = 'Declare it with IsolatedNamespace (enforcement: ENFORCE), or IsolatedNamespace.existing with mesh: MeshMode.STRICT.';
  it('identities in a permissive namespace are an error', () => {
    expect(() => specOf({ rules: [{ from: { namespaces: ['ops'] } }] }, shop(Enforcement.PERMISSIVE)))
      .toThrow(new Error(`shop/policy: rules[0]: ${identities} shop/cart has it. ${wayOut}`));
  });

  it('identities in a namespace of which nobody knows are an error', () => {
    const { app } = shop();
    const api = new FakeWorkload(new Chart(app, 'plain', { namespace: 'plain' }), 'api', [port('http', 8080)]);
    expect(() => new MeshAuthorizationPolicy(api, 'policy', { target: api, rules: [{ from: { namespaces: ['ops'] } }] }))
      .toThrow(new Error(`plain/api/policy: rules[0]: ${identities} plain/api has it. ${wayOut}`));
  });

  it('a workload outside the mesh is an error', () => {
    const { app } = shop();
    const api = new FakeWorkload(IsolatedNamespace.existing(app, 'legacy', { mesh: MeshMode.NONE }), 'api', [port('http', 8080)]);
    expect(() => new MeshAuthorizationPolicy(api, 'policy', { target: api }))
      .toThrow(new Error('legacy/api/policy: the namespace of legacy/api is outside the mesh, where nothing holds this policy. Leave it out.'));
  });

  it('a workload of another app is an error', () => {
    expect(() => specOf({ target: shop().cart } as unknown as Rest)).toThrow(new Error('shop/policy: target is of another app. Declare the policy there.'));
  });

  it('a platform without mesh is an error', () => {
    const chart: Construct = chartOf('shop');
    expect(() => new MeshAuthorizationPolicy(chart, 'policy', { target: new FakeWorkload(chart, 'api') }))
      .toThrow(new Error('shop/policy: the platform has no mesh to hold this policy. Set platform.serviceMesh to ServiceMesh.istioSidecar(), or leave it out.'));
  });
});

describe('what another mesh would not hold', () => {
  const on = (serviceMesh: ServiceMesh) => {
    const app = new App();
    Platform.configure(app, { serviceMesh });
    const chart = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
    return { chart, cart: new FakeWorkload(chart, 'cart', [port('http', 8080, { appProtocol: 'http' })]) };
  };

  it.each([
    ['Linkerd', ServiceMesh.linkerd(), {}, 'shop/p: Linkerd has no policies of this kind, and none that deny. Say with connections who may call, and with http what.'],
    ['ambient', ServiceMesh.istioAmbient(), { action: MeshAction.DENY, rules: [{ to: [{ paths: ['/admin'] }] }] },
      'shop/p: in ambient mode ztunnel holds this policy, and reads no requests. Say them with http on the connection, which goes through a waypoint, or leave methods, paths and hosts out.'],
    ['ambient', ServiceMesh.istioAmbient(), { action: MeshAction.AUDIT, rules: [{ to: [{ ports: ['http'] }] }] }, 'shop/p: in ambient mode ztunnel holds this policy, and knows no AUDIT. Leave it out.'],
  ])('%s: an error', (_, mesh, props, message) => {
    const { chart, cart } = on(mesh);
    expect(() => new MeshAuthorizationPolicy(chart, 'p', { target: cart, ...props })).toThrow(new Error(message));
  });

  it('connections alone are held by ztunnel', () => {
    const { chart, cart } = on(ServiceMesh.istioAmbient());
    expect(() => new MeshAuthorizationPolicy(chart, 'p', { target: cart, action: MeshAction.DENY, rules: [{ from: { namespaces: ['x'] } }] })).not.toThrow();
  });
});

describe('an authorizer of somebody else', () => {
  const authorizer = { provider: 'opa', callee: { peer: Peer.pods({ namespace: 'opa', labels: { app: 'opa' } }), port: 9191 } };
  const to = [{ to: [{ ports: ['grpc'] }] }];

  it('is asked first, and the proxy of the target may call it', () => {
    const app = shop();
    expect(specOf({ action: MeshAction.CUSTOM, authorizer, rules: to }, app))
      .toEqual({ selector, action: 'CUSTOM', provider: { name: 'opa' }, rules: [{ to: [{ operation: { ports: ['7070'] } }] }] });
    const policies = Object.fromEntries(['cart', 'frontend'].map(name => [name, JSON.stringify(app[name as 'cart'].node.findAll().filter(ApiObject.isApiObject)
      .find(({ kind }) => kind === 'NetworkPolicy')!.toJson())]));
    expect(policies.cart).toContain('"port":9191');
    expect(policies.frontend).not.toContain('9191');
  });

  it.each<[string, Rest, string]>([
    ['without one', { action: MeshAction.CUSTOM, rules: to }, 'CUSTOM needs to know whom to ask. Give authorizer: { provider, callee: { peer, port } }.'],
    ['without a name', { action: MeshAction.CUSTOM, rules: to, authorizer: { ...authorizer, provider: '' } }, 'authorizer.provider is empty.'],
    ['without rules, which istiod refuses', { action: MeshAction.CUSTOM, authorizer }, 'CUSTOM without rules never matches'],
    ['by identity, which istiod refuses', { action: MeshAction.CUSTOM, authorizer, rules: [{ from: { namespaces: ['ops'] } }] }, 'rules[0]: from is not known before the authorizer is asked.'],
    ['beside another action', { action: MeshAction.DENY, authorizer, rules: to }, 'an authorizer is asked under MeshAction.CUSTOM alone, and this is DENY.'],
  ])('%s', (_, rest, message) => expect(() => specOf(rest)).toThrow(message));
});
