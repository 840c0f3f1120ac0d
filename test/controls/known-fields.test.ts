import { fieldProblem } from '../../src/controls/known-fields';

test.each([
  ['hostNetwork', 'a pod', undefined], ['hostPIDs', 'a pod', "'hostPIDs' is no field of a pod: 'hostPID' is meant"],
  ['hostnetwork', 'a pod', "'hostnetwork' is no field of a pod: 'hostNetwork' is meant"],
  ['livenessprobe', 'a container', "'livenessprobe' is no field of a container: 'livenessProbe' is meant"],
  ['volumeMount', 'a container', "'volumeMount' is no field of a container: 'volumeMounts' is meant"],
  ['evn', 'a container', undefined], ['imgae', 'a container', "'imgae' is no field of a container: 'image' is meant"],
  ['privileged', "a pod's securityContext", "'privileged' is no field of a pod's securityContext: it belongs to a container's securityContext"],
  ['fsGroup', "a container's securityContext", "'fsGroup' is no field of a container's securityContext: it belongs to a pod's securityContext"],
  ['policyType', 'a NetworkPolicy', "'policyType' is no field of a NetworkPolicy: 'policyTypes' is meant"],
  ['replicas', 'a DaemonSet', undefined], ['somethingNew', 'a pod', undefined], ['constructor', 'a pod', undefined],
] as const)('%s in %s', (field, place, says) => {
  expect(fieldProblem(field, place)).toBe(says);
});
