import { Json } from '../../manifest/object';
import { Control, control } from '../control';
import { IN_USER_NAMESPACE, inherited, ofContainer, ofPod, ON_WINDOWS, whereSet } from '../expressions';
import { ControlSettings } from '../settings';
import { contextSeen } from '../words';

/** IDs up to here are those of users and system accounts of nodes. */
const HIGHEST_SHARED_ID = 10000;
const fixed = (settings: ControlSettings) => settings.ids === 'fixed';
const IDS = ['runAsUser', 'runAsGroup', 'fsGroup', 'supplementalGroups'];

/** Kubernetes leaves the owner of all other volumes alone, or makes them anew at each start, writable to all. */
const WITHOUT_OWNED_VOLUMES = '(!has(object.spec.volumeClaimTemplates) && (!has(pod.spec.volumes) || !pod.spec.volumes.exists(v, has(v.persistentVolumeClaim) || has(v.ephemeral) || has(v.csi))))';

/** As whom a container runs. */
export const USERS: readonly Control[] = [
  control({
    id: 'run-as-non-root',
    title: 'Containers run as a non-root user',
    why: 'A process that is root in the container is one fault of the kernel away from root on the node.',
    fix: 'Set securityContext.runAsNonRoot: true on the pod, and nowhere false.',
    severity: 'high',
    subject: 'container',
    unless: `settings.rootInUserNamespace && ${IN_USER_NAMESPACE}`,
    cel: `${inherited('runAsNonRoot', value => value)} && ${whereSet('runAsNonRoot', value => value)}`,
    seen: contextSeen('runAsNonRoot', value => value !== true),
    podSecurity: { level: 'restricted', check: 'runAsNonRoot' },
  }),
  control({
    id: 'run-as-user-zero',
    title: 'No container runs as user 0',
    why: 'User 0 is root.',
    fix: 'Set securityContext.runAsUser to an ID above 10000, and build the image so that it runs as that user.',
    severity: 'high',
    subject: 'container',
    unless: `settings.rootInUserNamespace && ${IN_USER_NAMESPACE}`,
    cel: whereSet('runAsUser', value => `${value} > 0`),
    seen: contextSeen('runAsUser', value => value === 0),
    podSecurity: { level: 'restricted', check: 'runAsUser' },
  }),
  highId('run-as-user-high', 'runAsUser', 'user'),
  highId('run-as-group-high', 'runAsGroup', 'group'),
  control({
    id: 'fs-group-set',
    title: 'Volumes belong to a group of the pod',
    why: 'Without fsGroup, files on volumes belong to root, and the container is given more rights so that it can write them.',
    fix: 'Set securityContext.fsGroup on the pod to an ID above 10000.',
    severity: 'low',
    subject: 'pod',
    when: fixed,
    unless: `${ON_WINDOWS} || ${WITHOUT_OWNED_VOLUMES}`,
    cel: `${ofPod('fsGroup')} && pod.spec.securityContext.fsGroup > ${HIGHEST_SHARED_ID}`,
    at: 'securityContext.fsGroup',
  }),
  control({
    id: 'fs-group-change-policy',
    title: 'It is said when the owner of volumes is changed',
    why: "The default changes every file's owner at each start, which delays the start of pods with large volumes by minutes.",
    fix: 'Set securityContext.fsGroupChangePolicy: OnRootMismatch on the pod.',
    severity: 'low',
    subject: 'pod',
    unless: `${ON_WINDOWS} || ${WITHOUT_OWNED_VOLUMES}`,
    cel: `${ofPod('fsGroupChangePolicy')} && pod.spec.securityContext.fsGroupChangePolicy in ['OnRootMismatch', 'Always']`,
    at: 'securityContext.fsGroupChangePolicy',
  }),
  control({
    id: 'supplemental-groups-nonroot',
    title: 'Pods are not in group 0',
    why: 'Many images give group 0 the right to write what only root should.',
    fix: 'Remove 0 from securityContext.supplementalGroups.',
    severity: 'medium',
    subject: 'pod',
    unless: ON_WINDOWS,
    cel: `!${ofPod('supplementalGroups')} || pod.spec.securityContext.supplementalGroups.all(g, g > 0)`,
    at: 'securityContext.supplementalGroups',
  }),
  control({
    id: 'supplemental-groups-strict',
    title: 'Groups named in the image are not added',
    why: "The image's /etc/group could add groups that no manifest shows.",
    fix: 'Set securityContext.supplementalGroupsPolicy: Strict on the pod.',
    severity: 'low',
    subject: 'pod',
    when: settings => settings.strictSupplementalGroups,
    unless: ON_WINDOWS,
    cel: `${ofPod('supplementalGroupsPolicy')} && pod.spec.securityContext.supplementalGroupsPolicy == 'Strict'`,
    at: 'securityContext.supplementalGroupsPolicy',
  }),
  control({
    id: 'ids-left-out',
    title: 'User and group IDs are left to the platform',
    why: 'A fixed ID outside the range that the platform gives to the namespace keeps the pod from being admitted.',
    fix: 'Remove runAsUser, runAsGroup, fsGroup and supplementalGroups.',
    severity: 'medium',
    subject: 'container',
    when: settings => settings.ids === 'platform-assigned',
    cel: IDS.map(field => `!${ofPod(field)}`).concat(IDS.slice(0, 2).map(field => `!${ofContainer(field)}`)).join(' && '),
    seen: ({ container, pod }) => {
      const [own, shared] = [container, pod].map(level => IDS.find(field => field in ((level.securityContext as object | undefined) ?? {})));
      const field = own ?? shared!;
      const says = `securityContext.${field} is ${JSON.stringify(((own ? container : pod).securityContext as Record<string, Json>)[field])}`;
      return own ? { says, path: ['securityContext', own] } : { says: `the pod's ${says}`, from: 'pod', path: ['securityContext', field] };
    },
  }),
];

function highId(id: string, field: string, what: string): Control {
  return control({
    id,
    title: `Containers run as a ${what} that nodes do not have`,
    why: `A low ID is likely that of a ${what} of the node: whoever breaks out has its files.`,
    fix: `Set securityContext.${field} on the pod to an ID above ${HIGHEST_SHARED_ID}.`,
    severity: 'low',
    subject: 'container',
    when: fixed,
    unless: ON_WINDOWS,
    cel: inherited(field, value => `${value} > ${HIGHEST_SHARED_ID}`),
    seen: contextSeen(field, value => typeof value !== 'number' || value <= HIGHEST_SHARED_ID),
  });
}
