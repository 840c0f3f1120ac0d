import * as fc from 'fast-check';
import { istio, namespace, pod, policy, service } from './harness';
import { isRecord } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/yaml';
import { DEFAULT_ENVIRONMENT, Mesh, MESHES } from '../../src/reachability/environment';
import { Reachability } from '../../src/reachability/reachability';

const linkerd = (kind: string, name: string, spec: string) => `{ apiVersion: policy.linkerd.io/v1beta3, kind: ${kind}, metadata: { namespace: shop, name: ${name} }, spec: ${spec} }`;

/** Something of all that the evaluator reads. */
const TREE = [
  namespace('shop', { 'istio-injection': 'enabled', 'istio.io/dataplane-mode': 'ambient' }, { 'linkerd.io/inject': 'enabled', 'config.linkerd.io/default-inbound-policy': 'deny' }),
  pod('shop/web', { app: 'web' }, 'http:8080'), pod('shop/db', { app: 'db' }, 'http:8080'),
  service('shop', 'db', '{ app: db }', '[{ name: http, port: 80, targetPort: http, appProtocol: http }]', '{ istio.io/use-waypoint: waypoint, istio.io/use-waypoint-namespace: shop }'),
  policy('shop', `{ podSelector: { matchExpressions: [{ key: app, operator: In, values: [db] }] }, policyTypes: [Ingress, Egress], ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }],
    ports: [{ port: http }] }], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }], ports: [{ protocol: UDP, port: 53, endPort: 60 }] }] }`),
  `{ apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: { name: all }, spec: { tier: Admin, priority: 1, subject: { namespaces: {} },
    ingress: [{ action: Deny, from: [{ pods: { namespaceSelector: {}, podSelector: {} } }], protocols: [{ tcp: { destinationPort: { range: { start: 1, end: 9 } } } }] }],
    egress: [{ action: Pass, to: [{ networks: [10.0.0.0/8] }, { domainNames: [a.example] }] }] } }`,
  `{ apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: { name: all }, spec: { tier: default, order: 5, selector: "has(app) && app != 'x'", namespaceSelector: all(), types: [Egress],
    egress: [{ action: Deny, protocol: TCP, destination: { nets: [10.0.0.0/8], notNets: [10.1.0.0/16], selector: "app in {'db'}", notSelector: "app == 'web'", ports: [1, '2:3', http], notPorts: [7] } }] } }`,
  `{ apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: { namespace: shop, name: web }, spec: { endpointSelector: { matchLabels: { app: web } }, enableDefaultDeny: { ingress: true },
    egress: [{ toEndpoints: [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": kube-system } }], toPorts: [{ ports: [{ port: "53", protocol: ANY }], rules: { dns: [{ matchPattern: "*" }] } }] },
      { toFQDNs: [{ matchName: api.example }], toPorts: [{ ports: [{ port: "443", endPort: 444 }] }] }, { toCIDRSet: [{ cidr: 10.0.0.0/8, except: [10.1.0.0/16] }] }],
    ingressDeny: [{ fromEntities: [world] }] }, specs: [{ endpointSelector: { matchExpressions: [{ key: "k8s:app", operator: Exists }] }, ingress: [{ icmps: [{}] }] }] }`,
  '{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { namespace: shop, name: waypoint, labels: { istio.io/waypoint-for: service } }, spec: { gatewayClassName: istio-waypoint } }',
  istio('PeerAuthentication', 'shop', '{ selector: { matchLabels: { app: db } }, mtls: { mode: STRICT }, portLevelMtls: { "8080": { mode: PERMISSIVE } } }'),
  istio('AuthorizationPolicy', 'shop', `{ selector: { matchLabels: { app: db } }, action: ALLOW, rules: [{ from: [{ source: { principals: ["*/sa/web"], ipBlocks: [10.0.0.0/8] } }],
    to: [{ operation: { methods: [GET], paths: ["/a/*"], ports: ["8080"] } }], when: [{ key: source.namespace, values: [shop], notValues: [other] }] }] }`),
  istio('AuthorizationPolicy', 'shop', '{ targetRefs: [{ kind: Service, group: "", name: db }], rules: [{ to: [{ operation: { hosts: [a.example] } }] }] }', 'waypoint'),
  linkerd('Server', 'db', '{ podSelector: { matchLabels: { app: db } }, port: http, proxyProtocol: HTTP/1, accessPolicy: deny }'),
  linkerd('HTTPRoute', 'get', '{ parentRefs: [{ kind: Server, name: db }], rules: [{ matches: [{ method: GET, path: { type: PathPrefix, value: /a } }] }] }'),
  linkerd('AuthorizationPolicy', 'web', '{ targetRef: { kind: Server, name: db }, requiredAuthenticationRefs: [{ kind: MeshTLSAuthentication, name: web }, { kind: NetworkAuthentication, name: all }] }'),
  linkerd('MeshTLSAuthentication', 'web', '{ identities: ["*.shop.serviceaccount.identity.linkerd.cluster.local"], identityRefs: [{ kind: ServiceAccount, name: web }, { kind: Namespace, name: shop }] }'),
  linkerd('NetworkAuthentication', 'all', '{ networks: [{ cidr: 10.0.0.0/8, except: [10.1.0.0/16] }] }'),
];
const tree = () => parseManifests(TREE.join('\n---\n'));

/** Every place in the tree; what makes a manifest an object stays. */
function placesIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  const entries = Array.isArray(value) ? value.entries() : isRecord(value) ? Object.entries(value) : [];
  return [...entries].flatMap(([key, item]) => path.length === 1 && (key === 'apiVersion' || key === 'kind') ? [] : [[...path, key], ...placesIn(item, [...path, key])]);
}

function evaluate(objects: ReturnType<typeof tree>, mesh: Mesh): Reachability {
  const reachability = new Reachability(objects.map(object => ({ object })), { ...DEFAULT_ENVIRONMENT, mesh });
  for (const { from, to } of reachability.flows()) reachability.paths(from, to);
  return reachability;
}

/** Number() and String() throw at an object with a field of this name. */
const HOSTILE = [{ toString: [] }, [{ toString: [] }], null];
const PLACES = placesIn(tree()).filter(path => path.length > 1);

function evaluateWith(path: readonly (string | number)[], value: unknown, mesh: Mesh): void {
  const objects = tree();
  const parent = path.slice(0, -1).reduce((at: unknown, key) => (at as Record<string | number, unknown>)[key], objects) as Record<string | number, unknown>;
  parent[path[path.length - 1]] = value;
  evaluate(objects, mesh);
}

describe.each(MESHES)('mesh %s', mesh => {
  it('reads the tree as it is meant', () => expect(evaluate(tree(), mesh).problems).toEqual([]));

  test.each(HOSTILE)('%j, at whichever place of the tree, does not stop the evaluator', value => {
    const stopped = PLACES.filter(path => {
      try {
        evaluateWith(path, value, mesh);
        return false;
      } catch {
        return true;
      }
    });
    expect(stopped).toEqual([]);
  });

  test('nor does any other JSON', () => {
    fc.assert(fc.property(fc.constantFrom(...PLACES), fc.jsonValue(), (path, value) => evaluateWith(path, value, mesh)), { numRuns: 200 });
  });
});
