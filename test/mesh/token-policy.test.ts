import { specsOf } from './meshed-workload';
import { HardenedApp, IsolatedNamespace, MeshMode, MeshTokenPolicy, MeshTokenPolicyProps, Peer, ServiceMesh, TokenIssuer, TokenRule, WorkloadPort } from '../../src';
import { cart, PLATFORM } from '../app/fixtures';

const ISSUER: TokenIssuer = { issuer: 'https://login.example', audiences: ['shop'] };
type Rest = Partial<MeshTokenPolicyProps>;

function shop(serviceMesh = ServiceMesh.istioSidecar(), ports: WorkloadPort[] = [{ name: 'http', containerPort: 8080, servicePort: 80, appProtocol: 'http' }]) {
  const app = new HardenedApp({ quiet: true, platform: { ...PLATFORM, serviceMesh, monitoring: { namespace: 'monitoring', podLabels: { app: 'prometheus' }, serviceAccount: 'prometheus' } } });
  const namespace = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  const [web, store] = [cart(namespace, {}, 'web'), cart(namespace, { ports }, 'store')];
  return { app, namespace, web, store };
}

function made(props: Rest = {}, { namespace, store } = shop()) {
  return specsOf(new MeshTokenPolicy(namespace, 'tokens', { target: store, issuers: [ISSUER], ...props }), 'RequestAuthentication', 'AuthorizationPolicy');
}
const deny = (props: Rest) => (made(props)['AuthorizationPolicy tokens'] as { rules: object[] }).rules;
const selector = { matchLabels: { 'app.kubernetes.io/name': 'store' } };

it('is a pair: what reads tokens, and what refuses requests without one', () => {
  expect(made()).toEqual({
    'RequestAuthentication tokens': { selector, jwtRules: [{ issuer: 'https://login.example', audiences: ['shop'] }] },
    'AuthorizationPolicy tokens': {
      selector, action: 'DENY', rules: [{ from: [{ source: { notRequestPrincipals: ['https://login.example/*'] } }], to: [{ operation: { ports: ['8080'] } }] }],
    },
  });
});

it('spares paths', () => {
  expect(deny({ exceptPaths: ['/public/*', '/healthz'] })).toMatchObject([{ to: [{ operation: { ports: ['8080'], notPaths: ['/healthz', '/public/*'] } }] }]);
});

it('asks for claims: each that is missing refuses', () => {
  const rules: TokenRule[] = [{ to: [{ methods: ['DELETE'] }], claims: [{ name: 'groups', values: ['ops', 'admin'] }, { name: 'realm_access.roles', values: ['owner'] }] }];
  expect(deny({ rules }).slice(1)).toEqual([
    { to: [{ operation: { ports: ['8080'], methods: ['DELETE'] } }], when: [{ key: 'request.auth.claims[groups]', notValues: ['admin', 'ops'] }] },
    { to: [{ operation: { ports: ['8080'], methods: ['DELETE'] } }], when: [{ key: 'request.auth.claims[realm_access][roles]', notValues: ['owner'] }] },
  ]);
});

it('asks for claims of every request where none is named', () => {
  expect(deny({ rules: [{ claims: [{ name: 'groups', values: ['ops'] }] }] })[1]).toMatchObject({ to: [{ operation: { ports: ['8080'] } }] });
});

it('passes on what an issuer says of itself', () => {
  const issuers: TokenIssuer[] = [{ ...ISSUER, jwksUri: 'https://login.example/keys', forwardOriginalToken: true }, { issuer: 'b', audiences: ['shop'], jwks: '{"keys":[{"kty":"RSA"}]}' }];
  expect(made({ issuers })['RequestAuthentication tokens']).toMatchObject({
    jwtRules: [{ jwksUri: 'https://login.example/keys', forwardOriginalToken: true }, { issuer: 'b', jwks: '{"keys":[{"kty":"RSA"}]}' }],
  });
});

describe('edges stay as they are', () => {
  it('in sidecar mode', () => {
    const there = shop();
    there.web.connections.allowTo(there.store);
    made({}, there);
    expect(there.app.synthYaml()).toContain('kind: RequestAuthentication');
  });

  it('in ambient mode by the waypoint, at the port of the Service', () => {
    const there = shop(ServiceMesh.istioAmbient());
    there.web.connections.allowTo(there.store, { http: [{ paths: ['/*'] }] });
    const targetRefs = [{ group: '', kind: 'Service', name: 'store' }];
    expect(made({}, there)).toMatchObject({
      'RequestAuthentication tokens': { targetRefs }, 'AuthorizationPolicy tokens': { targetRefs, rules: [{ to: [{ operation: { ports: ['80'] } }] }] },
    });
    there.app.synthYaml();
  });

  it('in ambient mode not without one', () => {
    const there = shop(ServiceMesh.istioAmbient());
    there.web.connections.allowTo(there.store);
    made({}, there);
    expect(() => there.app.synthYaml()).toThrow('shop/tokens: in ambient mode a waypoint alone reads tokens, and no call of shop/store goes through one.');
  });
});

describe('Prometheus has no token', () => {
  const scraped = (props: Rest) => {
    const there = shop();
    there.store.exposeMetrics();
    made(props, there);
    return there.app;
  };

  it('so that it needs a port of its own', () => {
    expect(() => scraped({}).synthYaml()).toThrow('shop/tokens: Prometheus scrapes a port of shop/store that needs a token, and has none.');
  });

  it('or a path that needs none', () => expect(scraped({ exceptPaths: ['/metrics'] }).synthYaml()).toContain('kind: ServiceMonitor'));
});

describe('what is refused', () => {
  it.each<[string, Rest, string]>([
    ['no issuer', { issuers: [] }, 'issuers is an empty list'],
    ['an issuer that is a pattern', { issuers: [{ ...ISSUER, issuer: '*' }] }, "the issuer '*' is none."],
    ['an issuer twice', { issuers: [ISSUER, ISSUER] }, 'stands there twice'],
    ['tokens for anybody', { issuers: [{ ...ISSUER, audiences: [] }] }, 'audiences are empty, so that a token for any other service would do.'],
    ['tokens for nobody knows whom', { issuers: [{ issuer: 'a' } as TokenIssuer] }, 'audiences are empty'],
    ['keys from two places', { issuers: [{ ...ISSUER, jwksUri: 'https://a.example', jwks: '{}' }] }, 'has jwksUri and jwks. Keep one.'],
    ['keys in plain text', { issuers: [{ ...ISSUER, jwksUri: 'http://a.example/keys' }] }, "jwksUri 'http://a.example/keys' is no address over https: whoever answers in between could sign tokens."],
    ['keys that are none', { issuers: [{ ...ISSUER, jwks: '{"keys":[]}' }] }, 'jwks is no JSON with a list of keys.'],
    ['keys that are no JSON', { issuers: [{ ...ISSUER, jwks: '{' }] }, 'jwks is no JSON with a list of keys.'],
    ['a private key', { issuers: [{ ...ISSUER, jwks: JSON.stringify({ keys: [{ kty: 'RSA', d: 'x' }] }) }] }, 'jwks holds a private key'],
    ['no ports', { ports: [] }, 'ports is an empty list.'],
    ['an unknown port', { ports: ['grpc'] }, "shop/store has no port 'grpc'; it has http."],
    ['a path that matches nothing', { exceptPaths: ['healthz'] }, "http path 'healthz' is none that Istio matches."],
    ['no claims', { rules: [{ claims: [] }] }, 'rules[0]: claims is an empty list.'],
    ['an operation of none', { rules: [{ claims: [{ name: 'a', values: ['b'] }], to: [] }] }, 'rules[0]: to is an empty list'],
    ['a claim that is none', { rules: [{ claims: [{ name: 'a[b]', values: ['b'] }] }] }, "the claim 'a[b]' is none."],
    ['a claim without values', { rules: [{ claims: [{ name: 'a', values: [] }] }] }, "the values of the claim 'a' are empty."],
    ['a workload of others', { target: Peer.pods({ namespace: 'a', labels: { b: 'c' } }) }, 'target is no workload of this app'],
    ['a name that is none', { name: 'A' }, "the name 'A'"],
  ])('%s', (_, props, message) => expect(() => made(props)).toThrow(message));

  it('never shows a private key', () => {
    const [name, value] = ['d', 'never-shown'];
    const jwks = JSON.stringify({ keys: [{ [name]: value }] });
    expect(() => made({ issuers: [{ ...ISSUER, jwks }] })).toThrow(expect.objectContaining({ message: expect.not.stringContaining(value) }));
  });

  it.each<[string, ServiceMesh, string]>([
    ['no mesh', ServiceMesh.none(), 'the platform has no mesh that reads tokens.'],
    ['Linkerd', ServiceMesh.linkerd(), 'Linkerd reads no tokens. Have the workload check them, or use Istio.'],
  ])('%s', (_, mesh, message) => expect(() => made({}, shop(mesh))).toThrow(message));

  it('a port without HTTP, on which there is no token', () => {
    const there = shop(ServiceMesh.istioSidecar(), [{ name: 'http', containerPort: 5432, appProtocol: 'tcp' }]);
    expect(() => made({}, there)).toThrow("port 'http' of shop/store does not say that it speaks HTTP, and there is no token elsewhere");
  });

  it('a namespace outside the mesh', () => {
    const { app } = shop();
    const outside = IsolatedNamespace.existing(app, 'outside', { mesh: MeshMode.NONE });
    expect(() => new MeshTokenPolicy(outside, 'tokens', { target: cart(outside), issuers: [ISSUER] })).toThrow('is outside the mesh, where nothing reads tokens.');
  });
});
