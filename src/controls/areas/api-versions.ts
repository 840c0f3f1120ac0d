import { recordOf, recordsOf } from '../../manifest/object';
import { pointer } from '../../manifest/pointer';
import { Control, control, SetFinding } from '../control';
import { fieldProblem, Place } from '../known-fields';
import { ManifestSet, Member } from '../manifest-set';
import { removedVersion } from '../removed-versions';
import { minorOf } from '../settings';

/** That the API server of the target takes what is written, and keeps all of it. */
export const API_VERSIONS: readonly Control[] = [
  control({
    id: 'api-version-current',
    title: 'The target serves the API version',
    why: 'The object is refused, after an upgrade of the cluster at the latest.',
    fix: 'Write the API version that takes its place.',
    severity: 'high',
    subject: 'set',
    check: (set, settings) => set.members.flatMap(({ object, ...member }): SetFinding[] => {
      const removed = removedVersion(object.apiVersion, object.kind);
      if (!removed || removed.since > minorOf(settings.kubernetesVersion)) return [];
      const since = removed.since > 0 ? `since Kubernetes 1.${removed.since}` : 'any more';
      return [{
        member: { object, ...member }, pointer: '/apiVersion', says: `${object.apiVersion} of ${object.kind} is not served ${since}`,
        ...(removed.instead ? { fix: `Write apiVersion: ${removed.instead}, and look at the fields that have changed.` } : {}),
      }];
    }),
  }),
  control({
    id: 'pod-security-policy-object',
    title: 'No PodSecurityPolicy is left',
    why: 'Kubernetes has had none since 1.25: the pods that it held are held by nobody.',
    fix: 'Remove it, and set the Pod Security labels on the Namespaces.',
    severity: 'medium',
    subject: 'set',
    check: set => set.ofKind('policy/PodSecurityPolicy').map(member => ({ member, says: 'a PodSecurityPolicy does nothing' })),
  }),
  control({
    id: 'schema-valid',
    title: 'Every field is one that the API knows',
    why: 'A field that is misspelt, or stands a level too high, is dropped without a word, and what it should have protected is open.',
    fix: 'Correct the name, or move it to where it belongs.',
    severity: 'high',
    subject: 'set',
    check: set => set.members.flatMap(member => placesOf(set, member).flatMap(placed => wrongFields(member, placed))),
  }),
];

function wrongFields(member: Member, { place, at, value }: Placed): SetFinding[] {
  return Object.keys(recordOf(value)).flatMap(field => {
    const says = fieldProblem(field, place);
    return says ? [{ member, pointer: at + pointer(field), says }] : [];
  });
}

interface Placed { readonly place: Place; readonly at: string; readonly value: unknown }

const SPECS: Readonly<Record<string, Place>> = {
  'apps/Deployment': 'a Deployment', 'apps/StatefulSet': 'a StatefulSet', 'apps/DaemonSet': 'a DaemonSet',
  'networking.k8s.io/NetworkPolicy': 'a NetworkPolicy', 'policy/PodDisruptionBudget': 'a PodDisruptionBudget',
};
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];

function placesOf(set: ManifestSet, member: Member): Placed[] {
  const workload = set.workload(member);
  return [
    ...Object.hasOwn(SPECS, member.groupKind) ? [{ place: SPECS[member.groupKind], at: '/spec', value: member.spec }] : [],
    ...member.groupKind === 'networking.k8s.io/NetworkPolicy' ? policyPlaces(member) : [],
    ...workload ? [
      { place: 'a pod' as const, at: `${workload.template.pointer}/spec`, value: workload.template.spec },
      { place: "a pod's securityContext" as const, at: `${workload.template.pointer}/spec/securityContext`, value: workload.template.spec.securityContext },
      ...workload.containers.flatMap(({ pointer: at, container }) => containerPlaces(at, container)),
    ] : [],
  ];
}

function containerPlaces(at: string, container: Record<string, unknown>): Placed[] {
  return [
    { place: 'a container', at, value: container },
    { place: "a container's securityContext", at: `${at}/securityContext`, value: container.securityContext },
    { place: 'capabilities', at: `${at}/securityContext/capabilities`, value: recordOf(container.securityContext).capabilities },
    { place: 'resources', at: `${at}/resources`, value: container.resources },
    ...PROBES.map((probe): Placed => ({ place: 'a probe', at: `${at}/${probe}`, value: container[probe] })),
    ...recordsOf(container.volumeMounts).map((value, index): Placed => ({ place: 'a volume mount', at: `${at}/volumeMounts/${index}`, value })),
  ];
}

function policyPlaces({ spec }: Member): Placed[] {
  return [['ingress', 'an ingress rule', 'from'] as const, ['egress', 'an egress rule', 'to'] as const].flatMap(([direction, place, peers]) => (
    recordsOf(spec[direction]).flatMap((rule, index): Placed[] => [
      { place, at: `/spec/${direction}/${index}`, value: rule },
      ...recordsOf(rule[peers]).map((value, peer): Placed => ({ place: 'a peer', at: `/spec/${direction}/${index}/${peers}/${peer}`, value })),
    ])));
}
