import { join } from 'node:path';
import { NetworkPolicyApi, PlatformProps, SecretBackend, ServiceMesh } from 'cdk8s-hardened';

/** The cluster that the shop runs on. A platform team would publish this as a package of its own. */
export const platform: PlatformProps = {
  kubernetesVersion: '1.34',
  registries: ['registry.shop.example'],
  imageLock: join(__dirname, 'images.lock.json'),
  serviceMesh: ServiceMesh.istioSidecar(),
  // The CNI plugin is Cilium, which knows hosts by name.
  networkPolicyApis: [NetworkPolicyApi.CILIUM],
  // The Gateway that istiod runs, with its HTTPS listener and the certificate in it.
  exposure: {
    gateway: {
      name: 'shared', namespace: 'istio-ingress', podLabels: { 'gateway.networking.k8s.io/gateway-name': 'shared' }, serviceAccount: 'shared-istio',
    },
  },
  secretBackend: SecretBackend.vault({ server: 'https://vault.vault.svc:8200', kvMount: 'kv' }),
};
