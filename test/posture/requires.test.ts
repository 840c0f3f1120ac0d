import { ManifestObject } from '../../src/manifest/object';
import { requirementsOf } from '../../src/posture/requires';

const pod = (spec: object): ManifestObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });

describe('requirementsOf', () => {
  it('needs nothing for what every cluster serves', () => {
    expect(requirementsOf([pod({ containers: [] })])).toEqual({ customResources: [], controllers: [], nodes: [] });
  });

  it('lists custom resources by group and version, and who acts on them', () => {
    const objects = ['SecretStore', 'ExternalSecret'].map(kind => ({ apiVersion: 'external-secrets.io/v1', kind, metadata: { name: 'x' } }));
    expect(requirementsOf(objects)).toEqual({
      customResources: [{ group: 'external-secrets.io', version: 'v1', kinds: ['ExternalSecret', 'SecretStore'] }],
      controllers: ['External Secrets Operator'],
      nodes: [],
    });
  });

  it.each([
    ['NetworkPolicy', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }, 'a network plugin that enforces NetworkPolicy, both directions'],
    ['CiliumNetworkPolicy', { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy' }, 'Cilium as the network plugin, with its DNS proxy'],
    ['ClusterNetworkPolicy', { apiVersion: 'policy.networking.k8s.io/v1alpha2', kind: 'ClusterNetworkPolicy' }, 'a network plugin that enforces ClusterNetworkPolicy v1alpha2'],
    ['HorizontalPodAutoscaler', { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' }, 'metrics-server'],
    ['a pod with an agent', { apiVersion: 'v1', kind: 'Pod', metadata: { annotations: { 'vault.hashicorp.com/agent-inject': 'true' } }, spec: {} }, 'Vault agent injector'],
    ['a generator', { apiVersion: 'generators.external-secrets.io/v1alpha1', kind: 'VaultDynamicSecret' }, 'External Secrets Operator'],
    ['a SecretProviderClass', { apiVersion: 'secrets-store.csi.x-k8s.io/v1', kind: 'SecretProviderClass' }, 'Secrets Store CSI driver with the Vault provider'],
    ['a VaultAuth', { apiVersion: 'secrets.hashicorp.com/v1beta1', kind: 'VaultAuth' }, 'Vault Secrets Operator'],
    ['a policy of Kyverno', { apiVersion: 'policies.kyverno.io/v1', kind: 'ValidatingPolicy' }, 'Kyverno'],
    ['a template of Gatekeeper', { apiVersion: 'templates.gatekeeper.sh/v1', kind: 'ConstraintTemplate' }, 'Gatekeeper'],
    ['a reload annotation', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { annotations: { 'secret.reloader.stakater.com/reload': 'db' } } }, 'Stakater Reloader'],
  ])('names the controller for %s', (_, object, controller) => expect(requirementsOf([object as ManifestObject]).controllers).toEqual([controller]));

  it.each([
    [{ hostUsers: false }, 'user namespaces in the kernel and the container runtime'],
    [{ securityContext: { supplementalGroupsPolicy: 'Strict' } }, 'supplementalGroupsPolicy in the container runtime'],
    [{ securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }, 'AppArmor'],
  ])('says what nodes must be able to do for %j', (spec, capability) => expect(requirementsOf([pod(spec)]).nodes).toEqual([capability]));
});
