import { ApiObject } from 'cdk8s';
import { ExposeBy, ExposeOptions, HardenedApp, HardenedDeployment, HardenedDeploymentProps, IsolatedNamespace, Peer, PlatformPreset, PlatformProps, Probe, ServiceMesh } from '../../src';
import { toYaml } from '../../src/manifest/yaml';
import { DIGEST } from '../app/fixtures';

const EXPOSURE = {
  gateway: { name: 'shared', namespace: 'gateways', podLabels: { app: 'gateway' }, serviceAccount: 'gateway' },
  ingress: { className: 'haproxy', namespace: 'ingress', podLabels: { app: 'haproxy' }, annotations: { 'haproxy.org/ssl-redirect': 'true' } },
};

function shop(platform: PlatformProps = { exposure: EXPOSURE }, props: Partial<HardenedDeploymentProps> = {}) {
  const app = new HardenedApp({ quiet: true, platform: { registries: ['registry.example'], ...platform } });
  const namespace = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  const web = new HardenedDeployment(namespace, 'web', {
    image: `web:1@${DIGEST}`, ports: [{ name: 'http', containerPort: 8080, servicePort: 80 }], size: { cpu: '100m', memory: '64Mi' },
    readinessProbe: Probe.fromTcpSocket(props.ports?.[0]?.name ?? 'http'), livenessProbe: Probe.fromCommand(['alive']), ...props,
  });
  return { app, web };
}

function exposed(options: Partial<ExposeOptions>, platform?: PlatformProps, props?: Partial<HardenedDeploymentProps>) {
  const { app, web } = shop(platform, props);
  const exposure = web.expose({ host: 'shop.example', ...options });
  // Judged whole: the controls of Ingress, Gateway and Route, and that nothing but the proxy is let in.
  app.synthYaml();
  return toYaml((exposure.node.findChild('Resource') as ApiObject).toJson());
}

describe('what leads to a workload', () => {
  it('is an HTTPRoute at the HTTPS listener of the Gateway', () => {
    expect(exposed({})).toMatchInlineSnapshot(`
"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  labels:
    app.kubernetes.io/instance: web
    app.kubernetes.io/managed-by: cdk8s-hardened
    app.kubernetes.io/name: web
    app.kubernetes.io/part-of: shop
    owner: team-shop
  name: web
  namespace: shop
spec:
  hostnames:
    - shop.example
  parentRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      name: shared
      namespace: gateways
      sectionName: https
  rules:
    - backendRefs:
        - name: web
          port: 80
      matches:
        - path:
            type: PathPrefix
            value: /
"
`);
  });

  it('is a GRPCRoute where the port speaks gRPC', () => {
    expect(exposed({ paths: ['/shop.Cart/*', '/shop.Ads/Get'] }, undefined, { ports: [{ name: 'main', containerPort: 7070, appProtocol: 'grpc' }] })).toMatchInlineSnapshot(`
"apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata:
  labels:
    app.kubernetes.io/instance: web
    app.kubernetes.io/managed-by: cdk8s-hardened
    app.kubernetes.io/name: web
    app.kubernetes.io/part-of: shop
    owner: team-shop
  name: web
  namespace: shop
spec:
  hostnames:
    - shop.example
  parentRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      name: shared
      namespace: gateways
      sectionName: https
  rules:
    - backendRefs:
        - name: web
          port: 7070
      matches:
        - method:
            method: Get
            service: shop.Ads
            type: Exact
        - method:
            service: shop.Cart
            type: Exact
"
`);
  });

  it('is an Ingress with a certificate', () => {
    expect(exposed({ by: ExposeBy.INGRESS, tlsSecret: 'shop-tls', paths: ['/api/*', '/healthz'] })).toMatchInlineSnapshot(`
"apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  annotations:
    haproxy.org/ssl-redirect: 'true'
  labels:
    app.kubernetes.io/instance: web
    app.kubernetes.io/managed-by: cdk8s-hardened
    app.kubernetes.io/name: web
    app.kubernetes.io/part-of: shop
    owner: team-shop
  name: web
  namespace: shop
spec:
  ingressClassName: haproxy
  rules:
    - host: shop.example
      http:
        paths:
          - backend:
              service:
                name: web
                port:
                  number: 80
            path: /api
            pathType: Prefix
          - backend:
              service:
                name: web
                port:
                  number: 80
            path: /healthz
            pathType: Exact
  tls:
    - hosts:
        - shop.example
      secretName: shop-tls
"
`);
  });

  it('is a Route on OpenShift', () => {
    expect(exposed({ paths: ['/api/*'] }, { preset: PlatformPreset.OPENSHIFT })).toMatchInlineSnapshot(`
"apiVersion: route.openshift.io/v1
kind: Route
metadata:
  labels:
    app.kubernetes.io/instance: web
    app.kubernetes.io/managed-by: cdk8s-hardened
    app.kubernetes.io/name: web
    app.kubernetes.io/part-of: shop
    owner: team-shop
  name: web
  namespace: shop
spec:
  host: shop.example
  path: /api
  port:
    targetPort: http
  tls:
    insecureEdgeTerminationPolicy: Redirect
    termination: edge
  to:
    kind: Service
    name: web
    weight: 100
  wildcardPolicy: None
"
`);
  });

  it.each<[string, string, PlatformProps, string]>([
    ['Gateway where both are stated', '', { exposure: EXPOSURE }, 'HTTPRoute'],
    ['Ingress where only it is', 'shop-tls', { exposure: { ingress: EXPOSURE.ingress } }, 'Ingress'],
    ['Route on OpenShift', '', { preset: PlatformPreset.OPENSHIFT, exposure: EXPOSURE }, 'Route'],
  ])('is by default a %s', (_, tlsSecret, platform, kind) => {
    expect(exposed(tlsSecret === '' ? {} : { tlsSecret }, platform)).toContain(`kind: ${kind}\n`);
  });

  it('encrypts again what the pod serves by TLS', () => {
    expect(exposed({}, { preset: PlatformPreset.OPENSHIFT }, { ports: [{ name: 'https', containerPort: 8443, appProtocol: 'https' }] })).toContain('termination: reencrypt');
  });
});

describe('the proxy', () => {
  const policiesOf = ({ app, web }: ReturnType<typeof shop>, options: Partial<ExposeOptions> = {}) => {
    web.expose({ host: 'shop.example', ...options });
    return app.synthYaml();
  };

  it('alone is let in by the network, wherever the controller keeps its pods', () => {
    const text = policiesOf(shop({ exposure: { gateway: { ...EXPOSURE.gateway, podNamespace: 'envoy-gateway-system' } } }));
    expect(text).toContain("cdk8s-hardened/reasons: 'called by Peer.pods(envoy-gateway-system): serves shop.example'");
    expect(text).toContain('ingress:\n    - from:\n        - namespaceSelector:\n            matchLabels:\n              kubernetes.io/metadata.name: envoy-gateway-system\n'
      + '          podSelector:\n            matchLabels:\n              app: gateway\n      ports:\n        - port: 8080\n          protocol: TCP\n  podSelector');
  });

  it('is known to the mesh by its identity', () => {
    expect(policiesOf(shop({ exposure: EXPOSURE, serviceMesh: ServiceMesh.istioSidecar() }))).toContain('- cluster.local/ns/gateways/sa/gateway');
  });

  it('goes through the waypoint of an ambient workload that has one', () => {
    const parts = shop({ exposure: EXPOSURE, serviceMesh: ServiceMesh.istioAmbient() }, { ports: [{ name: 'http', containerPort: 8080, appProtocol: 'http' }] });
    expect(policiesOf(parts)).toContain("istio.io/ingress-use-waypoint: 'true'");
  });

  it('that knows no waypoint cannot lead to what is behind one', () => {
    const { app, web } = shop({ exposure: { ingress: { ...EXPOSURE.ingress, serviceAccount: 'haproxy' } }, serviceMesh: ServiceMesh.istioAmbient() }, { ports: [{ name: 'http', containerPort: 8080, appProtocol: 'http' }] });
    web.expose({ host: 'shop.example', tlsSecret: 'shop-tls' });
    expect(() => app.synthYaml()).not.toThrow();
    web.connections.allowFrom(Peer.pods({ namespace: 'tools', labels: { app: 'x' }, inMesh: true }), { http: [{ methods: ['GET'] }] });
    expect(() => app.synthYaml()).toThrow('shop/web: expose(shop.example): other edges name requests, so that shop/web takes calls from its waypoint alone');
  });

  it('without identity calls where plaintext is taken', () => {
    const parts = shop({ exposure: EXPOSURE, serviceMesh: ServiceMesh.istioSidecar() }, { ports: [{ name: 'http', containerPort: 8080, plaintext: true }] });
    expect(() => parts.web.expose({ host: 'shop.example', by: ExposeBy.INGRESS, tlsSecret: 'shop-tls' })).not.toThrow();
  });

  it('is relied on, which the report says', () => {
    const { app, web } = shop();
    const exposure = web.expose({ host: 'shop.example' });
    expect(exposure._assumption).toBe('The listener https of Gateway gateways/shared has a certificate for shop.example, and takes routes of namespace shop.');
    expect(app.platform.exposure.gateway?.name).toBe('shared');
  });
});

it('two exposures of one workload have names of their own', () => {
  const { app, web } = shop();
  web.expose({ host: 'shop.example' });
  expect(() => web.expose({ host: 'store.example' })).toThrow("shop/web: expose(store.example): an exposure of shop/web is named 'web' already. Give this one another name: { name: 'web-2' }.");
  web.expose({ host: 'store.example', name: 'store' });
  expect(app.synthYaml().match(/kind: HTTPRoute/g)).toHaveLength(2);
});

describe('what is refused', () => {
  it.each<[string, Partial<ExposeOptions>, string]>([
    ['a wildcard', { host: '*.example' }, "shop/web: expose(*.example): the host '*.example' takes every name of a domain, those of others too. Write one full name, such as 'shop.example'."],
    ['no host', { host: '' }, 'the host is missing'],
    ['a host in capitals', { host: 'Shop.example' }, "the host 'Shop.example' must be lower-case"],
    ['a part too long', { host: `${'a'.repeat(64)}.example` }, 'has a part of 64 characters; at most 63 are allowed'],
    ['an address', { host: '192.0.2.1' }, "'192.0.2.1' is no name that the world can ask for"],
    ['one word', { host: 'shop' }, "'shop' is no name that the world can ask for"],
    ['a name of the cluster', { host: 'web.shop.svc.cluster.local' }, 'is known inside the cluster alone'],
    ['an unknown port', { port: 'admin' }, "shop/web has no port 'admin'"],
    ['a certificate for a Gateway', { tlsSecret: 'shop-tls' }, "tlsSecret is for an Ingress: the certificate for shop.example stands in the listener 'https' of Gateway gateways/shared"],
    ['an Ingress without certificate', { by: ExposeBy.INGRESS }, 'an Ingress without a certificate serves plain text'],
    ['an Ingress with a certificate that is none', { by: ExposeBy.INGRESS, tlsSecret: 'A' }, "tlsSecret 'A' must be lower-case"],
    ['a way that the platform does not have', { by: ExposeBy.ROUTE }, 'the platform does not say how the outside comes in. Set platform.exposure.router'],
    ['a way that nobody knows', { by: 'ftp' as ExposeBy }, "by 'ftp' is unknown"],
    ['no paths', { paths: [] }, 'paths is an empty list'],
    ['a path with a wildcard inside', { paths: ['/a/*/b'] }, "the path '/a/*/b' is none that routes match"],
    ['a path that climbs', { paths: ['/a/../b'] }, "the path '/a/../b' is none that routes match"],
    ['a path without slash', { paths: ['api'] }, "the path 'api' is none that routes match"],
    ['a name that is none', { name: 'Web' }, "the name 'Web' must be lower-case"],
  ])('%s', (_, options, message) => {
    expect(() => shop().web.expose({ host: 'shop.example', ...options })).toThrow(message);
  });

  it.each<[string, Partial<HardenedDeploymentProps>, string]>([
    ['a port that speaks no HTTP', { ports: [{ name: 'data', containerPort: 6379 }] }, "port 'data' does not say that it speaks HTTP"],
    ['a port that speaks TLS itself', { ports: [{ name: 'https', containerPort: 8443, appProtocol: 'https' }] }, "port 'https' speaks TLS itself"],
    ['metrics', { ports: [{ name: 'metrics', containerPort: 9090, appProtocol: 'http' }] }, "port 'metrics' is for those who run the program: metrics tell what the program does, and to whom"],
    ['the Kubernetes dashboard', { image: `kubernetesui/dashboard:v2.7.0@${DIGEST}` }, 'kubernetesui/dashboard is never exposed: it is a shell into the cluster for whoever holds, or steals, a token'],
    ['the dashboard of a mirror', { image: `mirror/kubernetesui/dashboard-web:1@${DIGEST}` }, 'kubernetesui/dashboard-web is never exposed'],
    ['Prometheus by its label', { labels: { 'k8s-app': 'prometheus' } }, 'prometheus is never exposed: it asks nobody who he is'],
    ['a gRPC path that is none', { ports: [{ name: 'grpc', containerPort: 8080 }] }, "the path '/a-b' is no gRPC method"],
  ])('%s', (_, props, message) => {
    expect(() => shop(undefined, props).web.expose({ host: 'shop.example', ...(props.ports?.[0].name === 'grpc' ? { paths: ['/a-b'] } : {}) })).toThrow(message);
  });

  it('a program that is only called alike is exposed', () => {
    expect(() => shop(undefined, { image: `my-prometheus-shop:1@${DIGEST}` }).web.expose({ host: 'shop.example' })).not.toThrow();
  });

  it.each([
    ['a platform that says no way in', {}, "shop/web: expose(shop.example): the platform does not say how the outside comes in. Set platform.exposure.gateway, such as { name: 'shared'"],
    ['a proxy without identity before mutual TLS', { serviceMesh: ServiceMesh.istioSidecar(), exposure: { gateway: { ...EXPOSURE.gateway, serviceAccount: undefined } } },
      'shop/web takes mutual TLS only, and nobody says who the proxy is. Set platform.exposure.gateway.serviceAccount'],
  ])('%s', (_, platform, message) => {
    expect(() => shop(platform).web.expose({ host: 'shop.example' })).toThrow(message);
  });

  it.each([['two paths', ['/a/*', '/b/*']], ['one exact path', ['/a']]])('a Route of %s', (_, paths) => {
    expect(() => shop({ preset: PlatformPreset.OPENSHIFT }).web.expose({ host: 'shop.example', paths })).toThrow('a Route has one path, with all below it');
  });
});
