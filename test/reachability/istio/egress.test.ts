import { flowOf, namespace, pod, policy, reach, service, verdict } from '../harness';

const DNS = "{ toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': kube-system } }], toPorts: [{ ports: [{ port: '53' }], rules: { dns: [{ matchPattern: '*' }] } }] }";
const BASE = [
  namespace('shop', { 'istio-injection': 'enabled' }), pod('shop/web', { app: 'web' }), pod('shop/db', { app: 'db' }, 'tcp:5432'), pod('shop/bare', { app: 'bare' }),
  service('shop', 'db', '{ app: db }', '[{ name: tcp-db, port: 5432 }]'),
  `{ apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: { namespace: shop, name: out }, spec: { endpointSelector: {}, egress: [${DNS}, { toFQDNs: [{ matchName: api.example }] }, { toEntities: [cluster] }] } }`,
];

const networking = (kind: string, spec: string, name = 'one', home = 'shop') =>
  `{ apiVersion: networking.istio.io/v1, kind: ${kind}, metadata: { namespace: ${home}, name: ${name} }, spec: ${spec} }`;
const sidecar = (hosts: string, mode = 'REGISTRY_ONLY', select = 'workloadSelector: { labels: { app: web } },') =>
  networking('Sidecar', `{ ${select} outboundTrafficPolicy: { mode: ${mode} }, egress: [{ hosts: [${hosts}] }] }`);
const entry = (more = '', home = 'shop', port = 443) => networking('ServiceEntry', `{ hosts: [api.example], location: MESH_EXTERNAL, resolution: DNS, ports: [{ number: ${port}, name: tls, protocol: TLS }] ${more} }`, 'api', home);
const HERE = '"./api.example"';

test.each<[string, string[], string, string, string]>([
  ['without a Sidecar the proxy lets out whatever it is asked', [], 'fqdn:api.example', '443', 'allowed'],
  ['49 REGISTRY_ONLY refuses what nobody registered; a program may go around it', [sidecar(HERE)], 'fqdn:api.example', '443', 'depends'],
  ['49 a ServiceEntry registers it', [sidecar(HERE), entry()], 'fqdn:api.example', '443', 'allowed'],
  ['49 on its ports alone', [sidecar(HERE), entry('', 'shop', 8443)], 'fqdn:api.example', '443', 'depends'],
  ['49 what the Sidecar does not take is not known', [sidecar('"./other.example"'), entry()], 'fqdn:api.example', '443', 'depends'],
  ['49 an entry of another namespace', [sidecar('"*/*"'), entry('', 'apis')], 'fqdn:api.example', '443', 'allowed'],
  ['49 unless it is exported to its own alone', [sidecar('"*/*"'), entry(", exportTo: ['.']", 'apis')], 'fqdn:api.example', '443', 'depends'],
  ['49 or to others', [sidecar('"*/*"'), entry(', exportTo: [tools]', 'apis')], 'fqdn:api.example', '443', 'depends'],
  ['49 ALLOW_ANY lets out', [sidecar(HERE, 'ALLOW_ANY')], 'fqdn:api.example', '443', 'allowed'],
  ['a Sidecar of the namespace holds those that no other selects', [sidecar(HERE, 'REGISTRY_ONLY', '')], 'fqdn:api.example', '443', 'depends'],
  ['a Service that is taken is known', [sidecar('"shop/db.shop.svc.cluster.local"')], 'shop/db', '5432', 'allowed'],
  ['one that is not, is not', [sidecar('"shop/other.shop.svc.cluster.local"')], 'shop/db', '5432', 'depends'],
  ['its own namespace', [sidecar('"./*"')], 'shop/db', '5432', 'allowed'],
  ['pods without a Service are in no registry', [sidecar('"./db.shop.svc.cluster.local"')], 'shop/bare', '5432', 'allowed'],
  ['UDP passes beside the proxy', [sidecar(HERE)], 'fqdn:api.example', '443/UDP', 'allowed'],
])('%s', (_, documents, to, question, expected) => {
  expect(verdict(reach([...BASE, ...documents], { mesh: 'istio-sidecar' }), 'shop/web', to, question)).toBe(expected);
});

test.each<[string, string[], string[]]>([
  ['the network alone', [], ['network']], ['both layers', [sidecar(HERE), entry()], ['network', 'mesh']], ['a Sidecar that lets out all', [sidecar(HERE, 'ALLOW_ANY')], ['network']],
])('a host is held by %s', (_, documents, layers) => {
  const reachability = reach([...BASE, ...documents, policy('shop', '{ podSelector: {}, policyTypes: [Egress] }', 'deny')], { mesh: 'istio-sidecar' });
  expect(flowOf(reachability, 'shop/web', 'fqdn:api.example').heldBy).toEqual(layers);
});
