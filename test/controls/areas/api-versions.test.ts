import { Change, expectBrokenTwins, expectFine, findingsAfter } from '../hardened-set';

const old = (apiVersion: string, kind: string): Change => ({ add: { apiVersion, kind } });
const POLICY = 'NetworkPolicy/cart';

describe('the API server drops or refuses what is written', () => {
  expectBrokenTwins([
    ['api-version-current', 'a version that is gone', old('policy/v1beta1', 'PodDisruptionBudget'), 'policy/v1beta1 of PodDisruptionBudget is not served since Kubernetes 1.25'],
    ['api-version-current', 'a version that an operator has dropped', old('external-secrets.io/v1beta1', 'ExternalSecret'), 'external-secrets.io/v1beta1 of ExternalSecret is not served any more'],
    ['pod-security-policy-object', 'a policy that does nothing', old('policy/v1beta1', 'PodSecurityPolicy'), 'a PodSecurityPolicy does nothing'],
    ['schema-valid', 'a letter too few', { at: 'container/readinesProbe', to: {} }, "'readinesProbe' is no field of a container: 'readinessProbe' is meant"],
    ['schema-valid', 'another writing', { at: 'pod/host_network', to: true }, "'host_network' is no field of a pod: 'hostNetwork' is meant"],
    ['schema-valid', 'a level too high', { at: 'pod/securityContext/allowPrivilegeEscalation', to: false },
      "'allowPrivilegeEscalation' is no field of a pod's securityContext: it belongs to a container's securityContext"],
    ['schema-valid', 'a level too high, on the container', { at: 'container/runAsNonRoot', to: true }, "'runAsNonRoot' is no field of a container: it belongs to a container's securityContext"],
    ['schema-valid', 'a rule that opens everything', { in: POLICY, at: '/spec/ingress/0', to: { form: [] } }, "'form' is no field of an ingress rule: 'from' is meant"],
    ['schema-valid', 'a peer that is nobody', { in: POLICY, at: '/spec/ingress/0/from/0', to: { podselector: {} } }, "'podselector' is no field of a peer: 'podSelector' is meant"],
  ]);

  expectFine([
    ['api-version-current', 'what is served', old('autoscaling/v2', 'HorizontalPodAutoscaler')],
    ['api-version-current', 'what that version still serves', old('flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema'), { kubernetesVersion: '1.31' }],
    ['pod-security-policy-object', 'none', {}],
    ['schema-valid', 'a field that is newer than this list', { at: 'pod/somethingNew', to: true }],
  ]);

  test.each([
    ['flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', '1.31', 0], ['flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', '1.32', 1],
    ['admissionregistration.k8s.io/v1beta1', 'ValidatingAdmissionPolicy', '1.33', 0], ['admissionregistration.k8s.io/v1beta1', 'ValidatingAdmissionPolicy', '1.34', 1],
    ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', '1.28', 1], ['policy/v1', 'PodDisruptionBudget', '1.36', 0],
  ])('the version of the cluster decides: %s of %s on %s', (apiVersion, kind, kubernetesVersion, findings) => {
    expect(findingsAfter('api-version-current', old(apiVersion, kind), { settings: { kubernetesVersion } })).toHaveLength(findings);
  });

  test('the fix names the version that takes its place', () => {
    expect(findingsAfter('api-version-current', old('policy/v1beta1', 'PodDisruptionBudget'))[0].fix).toBe('Write apiVersion: policy/v1, and look at the fields that have changed.');
  });
});
