import { IstioOptions, ServiceMesh, ServiceMeshKind } from '../../src/platform/service-mesh';

it('has the documented defaults', () => {
  expect(ServiceMesh.istioSidecar()).toMatchObject({
    kind: ServiceMeshKind.ISTIO_SIDECAR, trustDomain: 'cluster.local', controlPlaneNamespace: 'istio-system', revision: undefined,
  });
  expect(ServiceMesh.none().kind).toBe(ServiceMeshKind.NONE);
});

it('takes what is said', () => {
  expect(ServiceMesh.istioSidecar({ trustDomain: 'shop.example', controlPlaneNamespace: 'istio', revision: '1-30', cni: true }))
    .toMatchObject({ trustDomain: 'shop.example', controlPlaneNamespace: 'istio', revision: '1-30' });
});

it.each<[IstioOptions, string]>([
  [{ cni: false }, 'platform.serviceMesh: Istio without istio-cni puts an init container with NET_ADMIN and NET_RAW into each pod, which Pod Security refuses. Install istio-cni and leave `cni` out.'],
  [{ trustDomain: 'spiffe://shop' }, "platform.serviceMesh: trustDomain 'spiffe://shop' must be lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit."],
  [{ controlPlaneNamespace: 'a.b' }, "platform.serviceMesh: controlPlaneNamespace 'a.b' must be lower-case letters, digits and '-', beginning and ending with a letter or digit."],
  [{ revision: '1.30' }, "platform.serviceMesh: revision '1.30' must be lower-case letters, digits and '-', beginning and ending with a letter or digit."],
])('%j is an error', (options, message) => {
  expect(() => ServiceMesh.istioSidecar(options)).toThrow(new Error(message));
});
