import { JsonObject } from '../../manifest/object';
import { valueAt } from '../../manifest/pointer';
import { Control, control } from '../control';
import { inherited, list, ON_WINDOWS, whereSet } from '../expressions';
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
    unless: ON_WINDOWS,
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
