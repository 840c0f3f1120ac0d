import { JsonObject } from '../../manifest/object';
import { valueAt } from '../../manifest/pointer';
import { Control, control } from '../control';
import { inherited, list, ofContainer, ofPod, ON_WINDOWS, SAID_OF_PRIVILEGED, whereSet } from '../expressions';
import { minorOf } from '../settings';
import { contextSeen, quoted } from '../words';

const isConfined = (value: string) => `(has(${value}.type) && ${value}.type in ['RuntimeDefault', 'Localhost'])`;
const isUnconfined = (value: unknown) => !['RuntimeDefault', 'Localhost'].includes(String((value as JsonObject | undefined)?.type));
const APPARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

const seLinuxIsFree = (value: string) => [
  `(!has(${value}.type) || ${value}.type in ${list(SELINUX_TYPES)} || (settings.podSecurityMinor >= 31 && ${value}.type == 'container_engine_t'))`,
  `(!has(${value}.user) || ${value}.user == '')`, `(!has(${value}.role) || ${value}.role == '')`,
].join(' && ');

/** Linux security modules. */
export const LINUX_PROFILES: readonly Control[] = [
  control({
    id: 'seccomp-not-unconfined',
    title: 'Seccomp is not switched off',
    why: 'Unconfined, a container reaches every system call, and each fault in one of them.',
    fix: 'Set securityContext.seccompProfile.type: RuntimeDefault on the pod, or remove it from the container.',
    severity: 'high',
    subject: 'container',
    cel: whereSet('seccompProfile', isConfined),
    seen: contextSeen('seccompProfile', isUnconfined),
    podSecurity: { level: 'baseline', check: 'seccompProfile_baseline' },
  }),
  control({
    id: 'seccomp-profile-set',
    title: 'Containers have a seccomp profile',
    why: 'Without one, a container reaches every system call, and each fault in one of them.',
    fix: 'Set securityContext.seccompProfile.type: RuntimeDefault on the pod.',
    severity: 'medium',
    subject: 'container',
    unless: `${ON_WINDOWS} || ${SAID_OF_PRIVILEGED}`,
    cel: `${inherited('seccompProfile', isConfined)} && ${whereSet('seccompProfile', isConfined)}`,
    seen: contextSeen('seccompProfile', isUnconfined),
    podSecurity: { level: 'restricted', check: 'seccompProfile_restricted', overrides: 'seccompProfile_baseline' },
  }),
  control({
    id: 'apparmor-not-unconfined',
    title: 'AppArmor is not switched off',
    why: 'Unconfined, a container may mount, trace and write where the default profile of the runtime does not let it.',
    fix: 'Set securityContext.appArmorProfile.type: RuntimeDefault, or remove it, and remove the annotation of older versions.',
    severity: 'medium',
    subject: 'container',
    cel: `${whereSet('appArmorProfile', isConfined)} && (!has(pod.metadata.annotations) || pod.metadata.annotations.all(k, !k.startsWith('${APPARMOR_PREFIX}') `
      + "|| pod.metadata.annotations[k] in ['', 'runtime/default'] || pod.metadata.annotations[k].startsWith('localhost/')))",
    seen: facts => {
      const seen = contextSeen('appArmorProfile', value => value !== undefined && isUnconfined(value))(facts);
      return valueAt(facts.container, seen.path ?? []) === undefined && seen.from !== 'pod'
        ? { says: `the pod has an annotation ${APPARMOR_PREFIX}… that is neither 'runtime/default' nor 'localhost/…'`, from: 'pod' } : seen;
    },
    podSecurity: { level: 'baseline', check: 'appArmorProfile' },
  }),
  control({
    id: 'apparmor-profile-set',
    title: 'Containers have an AppArmor profile',
    why: 'It holds a process that has broken out of its namespaces.',
    fix: 'Set securityContext.appArmorProfile.type: RuntimeDefault on the pod.',
    severity: 'low',
    subject: 'container',
    when: settings => settings.appArmor,
    unless: ON_WINDOWS,
    cel: inherited('appArmorProfile', isConfined),
    seen: contextSeen('appArmorProfile', isUnconfined),
  }),
  control({
    id: 'apparmor-annotation-legacy',
    title: 'AppArmor is set by the field',
    why: 'The annotation of older versions is on its way out; where it and the field differ, the API server refuses the pod.',
    fix: `Remove the annotations ${APPARMOR_PREFIX}…, and set securityContext.appArmorProfile.`,
    severity: 'low',
    subject: 'pod',
    when: settings => minorOf(settings.kubernetesVersion) >= 30,
    // What was read from a cluster has both: the API server keeps the annotation beside the field.
    cel: `!has(pod.metadata.annotations) || pod.metadata.annotations.all(k, !k.startsWith('${APPARMOR_PREFIX}') || ${ofPod('appArmorProfile')} `
      + `|| pod.spec.containers.exists(c, has(c.securityContext) && has(c.securityContext.appArmorProfile) && k == '${APPARMOR_PREFIX}' + c.name))`,
    seen: () => `the annotation ${APPARMOR_PREFIX}… stands alone, without the field`,
  }),
  control({
    id: 'seccomp-annotation-legacy',
    title: 'Seccomp is set by the field',
    why: 'The annotations of older versions are ignored since 1.27: the pod runs as if they were not there.',
    fix: 'Remove the annotations, and set securityContext.seccompProfile.',
    severity: 'low',
    subject: 'pod',
    cel: "!has(pod.metadata.annotations) || pod.metadata.annotations.all(k, k != 'seccomp.security.alpha.kubernetes.io/pod' && !k.startsWith('container.seccomp.security.alpha.kubernetes.io/'))",
    seen: () => 'an annotation seccomp.security.alpha.kubernetes.io is set, which does nothing',
  }),
  control({
    id: 'selinux-options-set',
    title: 'SELinux options are stated',
    why: 'Without them, the runtime chooses a label at each start; files on shared volumes may then be read by a neighbour.',
    fix: 'Set securityContext.seLinuxOptions on the pod.',
    severity: 'low',
    subject: 'container',
    when: settings => settings.seLinux,
    unless: ON_WINDOWS,
    cel: `${ofContainer('seLinuxOptions')} || ${ofPod('seLinuxOptions')}`,
    at: 'securityContext.seLinuxOptions',
  }),
  control({
    id: 'selinux-options-restricted',
    title: 'SELinux confines containers as containers',
    why: 'Another type, user or role lets a container out of the policy that keeps it from files of the node and of other containers.',
    fix: `Leave out seLinuxOptions.user and role, and the type too unless it is one of ${quoted(SELINUX_TYPES.slice(1))}.`,
    severity: 'medium',
    subject: 'container',
    cel: whereSet('seLinuxOptions', value => `(${seLinuxIsFree(value)})`),
    seen: facts => contextSeen('seLinuxOptions', value => value !== undefined && !(SELINUX_TYPES.includes(String((value as JsonObject).type ?? ''))
      && !(value as JsonObject).user && !(value as JsonObject).role))(facts),
    podSecurity: { level: 'baseline', check: 'seLinuxOptions' },
  }),
];
