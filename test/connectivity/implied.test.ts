import { FakeWorkload, chartOf, port } from './fake-workload';
import { impliedOpenings } from '../../src/connectivity/implied';
import { IpFamily } from '../../src/platform/choices';
import { ServiceMesh } from '../../src/platform/service-mesh';

const HTTP = port('http', 8080);
const of = (serviceMesh: ServiceMesh, more = {}) => impliedOpenings(new FakeWorkload(chartOf('shop', { serviceMesh, ...more }), 'cart', [HTTP]).connections._endpoint)
  .map(({ direction, other, ports, impliedBy }) => `${direction} ${other} ${ports?.map(each => each.port).join()} by ${impliedBy}`);

test.each([
  ['no mesh', ServiceMesh.none(), []],
  ['sidecars', ServiceMesh.istioSidecar(), ['egress istiod 15012 by platform.serviceMesh']],
  ['ambient', ServiceMesh.istioAmbient(), ['ingress probes of the kubelet 8080 by platform.serviceMesh']],
  ['Linkerd', ServiceMesh.linkerd(), ['egress linkerd-identity 8080 by platform.serviceMesh', 'egress linkerd-destination 8086,8090 by platform.serviceMesh']],
])('%s: DNS, and what the proxy needs', (_, mesh, expected) => {
  expect(of(mesh)).toEqual(['egress DNS 53,53 by platform.dns', ...expected]);
});

test('NodeLocal DNSCache is asked by its address', () => {
  expect(of(ServiceMesh.none(), { dns: { nodeLocalAddress: '169.254.20.10' } })).toHaveLength(2);
});

test('probes of ambient pods come from an address of each family', () => {
  const chart = chartOf('shop', { serviceMesh: ServiceMesh.istioAmbient(), ipFamilies: [IpFamily.IPV4, IpFamily.IPV6] });
  const probes = impliedOpenings(new FakeWorkload(chart, 'cart', [HTTP]).connections._endpoint).find(({ direction }) => direction === 'ingress');
  expect(probes?.peers).toEqual([{ ipBlock: { cidr: '169.254.7.127/32' } }, { ipBlock: { cidr: 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128' } }]);
});
