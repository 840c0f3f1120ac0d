import { Change, expectBrokenTwins, expectFine, Fine } from '../hardened-set';

const SERVICE = 'Service/cart';
const balanced = (spec: object = {}, annotations = {}): Change => (
  { add: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'extra', namespace: 'shop', annotations }, spec: { type: 'LoadBalancer', selector: { app: 'x' }, ports: [{ port: 443 }], ...spec } } });
const slice = (...addresses: string[]): Change => ({ add: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4', endpoints: [{ addresses }] } });
const ports = (...list: object[]): Change => ({ in: SERVICE, at: '/spec/ports', to: list });
const twin = (spec: object): Change => (
  { add: { apiVersion: 'v1', kind: 'Service', spec: { selector: { 'app.kubernetes.io/name': 'cart' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }], ...spec } } });

describe('a Service shows too much, or is not the only one', () => {
  expectBrokenTwins([
    ['service-load-balancer-internal', 'on the Internet', balanced(), 'spec.type is LoadBalancer, with neither an annotation for an internal one nor spec.loadBalancerSourceRanges'],
    ['service-load-balancer-internal', 'on the Internet, for everyone', balanced({ loadBalancerSourceRanges: ['0.0.0.0/0'] }),
      'spec.type is LoadBalancer, with neither an annotation for an internal one nor spec.loadBalancerSourceRanges'],
    ['service-load-balancer-tls', 'in plain text', balanced({ ports: [{ port: 80 }] }), 'serves 80, and nothing with TLS'],
    ['service-selector-present', 'wherever somebody says', balanced({ selector: undefined }), 'spec.selector is not set'],
    ['service-selector-unique', 'a second one', twin({}), 'has the selector and a port of Service shop/cart'],
    ['endpointslice-loopback', 'the node itself', slice('10.0.0.1', '127.0.0.1'), "endpoints hold 10.0.0.1, 127.0.0.1, one of which is the node's own"],
    ['endpointslice-loopback', 'the metadata service', slice('169.254.169.254'), "endpoints hold 169.254.169.254, one of which is the node's own"],
    ['endpointslice-loopback', 'the node itself, in IPv6', slice('::1'), "endpoints hold ::1, one of which is the node's own"],
    ['port-name-valid', 'a port without a name', ports({ name: 'http', port: 80 }, { port: 81 }), 'port 81 has no name, beside others'],
    ['port-name-valid', 'two ports with one name', ports({ name: 'http', port: 80 }, { name: 'http', port: 81 }), "the name 'http' is that of two ports"],
    ['port-name-valid', 'two ports of a pod with one name', { at: 'container/ports', to: [{ name: 'http', containerPort: 8080 }, { name: 'http', containerPort: 8081 }] },
      "container 'cart': the name 'http' is that of another port of the pod too"],
  ]);

  expectFine([
    ...Object.entries({
      'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal',
      'service.beta.kubernetes.io/aws-load-balancer-internal': 'true',
      'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
      'networking.gke.io/load-balancer-type': 'Internal',
      'cloud.google.com/load-balancer-type': 'Internal',
      'service.beta.kubernetes.io/openstack-internal-load-balancer': 'true',
      'service.beta.kubernetes.io/oci-load-balancer-internal': 'true',
      'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': 'intranet',
      'service.beta.kubernetes.io/do-loadbalancer-network': 'INTERNAL',
    }).map(([key, value]): Fine => ['service-load-balancer-internal', `one of the own network, by ${key}`, balanced({}, { [key]: value })]),
    ['service-load-balancer-internal', 'one for some', balanced({ loadBalancerSourceRanges: ['203.0.113.0/24'] })],
    ['service-load-balancer-tls', 'plain text beside TLS', balanced({ ports: [{ port: 80 }, { port: 443 }] })],
    ['service-load-balancer-tls', 'a certificate at the load balancer', balanced({ ports: [{ port: 80 }] }, { 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert': 'arn' })],
    ['service-selector-present', 'a selector', balanced()],
    ['service-selector-unique', 'a headless one beside it', twin({ clusterIP: 'None' })],
    ['service-selector-unique', 'one for the metrics', twin({ ports: [{ name: 'metrics', port: 9090 }] })],
    ['endpointslice-loopback', 'a pod', slice('10.0.0.1')],
    ['port-name-valid', 'one port without a name', ports({ port: 80 })],
  ]);
});
