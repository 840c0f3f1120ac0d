import { Json } from '../../manifest/object';
import { valueAt } from '../../manifest/pointer';
import { Control, control } from '../control';
import { list, ofContainer, ON_WINDOWS, SAID_OF_PRIVILEGED } from '../expressions';
import { quoted } from '../words';
import { OF_THEIR_OWN } from './dangerous-capabilities';

/** What container runtimes grant where nothing is said. */
const RUNTIME_DEFAULT = [
  'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT',
];
const ADDS = `(${ofContainer('capabilities')} && has(container.securityContext.capabilities.add))`;
const DROPS = `(${ofContainer('capabilities')} && has(container.securityContext.capabilities.drop))`;
const AT = 'securityContext.capabilities.add';

/** Rights of root that a container keeps. */
export const CAPABILITIES: readonly Control[] = [
  control({
    id: 'privileged-container',
    title: 'No container is privileged',
    why: 'A privileged container is root on the node: every device, every capability, no seccomp, no SELinux.',
    fix: 'Remove securityContext.privileged, and add the one capability or device that is needed.',
    severity: 'critical',
    subject: 'container',
    cel: `!${ofContainer('privileged')} || !container.securityContext.privileged`,
    at: 'securityContext.privileged',
    podSecurity: { level: 'baseline', check: 'privileged' },
  }),
  control({
    id: 'allow-privilege-escalation',
    title: 'Containers cannot gain privileges',
    why: 'A setuid binary in the image would make any process root again.',
    fix: 'Set securityContext.allowPrivilegeEscalation: false on the container.',
    severity: 'high',
    subject: 'container',
    unless: `${ON_WINDOWS} || ${SAID_OF_PRIVILEGED}`,
    cel: `${ofContainer('allowPrivilegeEscalation')} && !container.securityContext.allowPrivilegeEscalation`,
    at: 'securityContext.allowPrivilegeEscalation',
    podSecurity: { level: 'restricted', check: 'allowPrivilegeEscalation' },
  }),
  control({
    id: 'capability-add-baseline',
    title: 'Added capabilities are among those that runtimes grant anyway',
    why: 'Others reach the network, the kernel or the processes of the node.',
    fix: 'Remove the capability from securityContext.capabilities.add.',
    severity: 'high',
    subject: 'container',
    cel: `!${ADDS} || container.securityContext.capabilities.add.all(c, c in ${list(RUNTIME_DEFAULT)})`,
    at: AT,
    seen: ({ container }) => addsBesides(container, name => RUNTIME_DEFAULT.includes(name)),
    podSecurity: { level: 'baseline', check: 'capabilities_baseline' },
  }),
  control({
    id: 'capability-drop-all',
    title: 'Containers drop every capability',
    why: 'What a runtime grants by default is enough to forge packets and to change the owner of any file in the container.',
    fix: "Set securityContext.capabilities.drop: ['ALL'] on the container.",
    severity: 'medium',
    subject: 'container',
    unless: `${ON_WINDOWS} || ${SAID_OF_PRIVILEGED}`,
    cel: `${DROPS} && container.securityContext.capabilities.drop.exists(c, c == 'ALL')`,
    at: 'securityContext.capabilities.drop',
    podSecurity: { level: 'restricted', check: 'capabilities_restricted', overrides: 'capabilities_baseline' },
  }),
  control({
    id: 'capability-add-restricted',
    title: 'No capability but NET_BIND_SERVICE is added',
    why: 'Each added capability is a part of root that the container has back.',
    fix: 'Remove the capability from securityContext.capabilities.add.',
    severity: 'high',
    subject: 'container',
    unless: `${ON_WINDOWS} || ${SAID_OF_PRIVILEGED}`,
    cel: `!${ADDS} || container.securityContext.capabilities.add.all(c, c == 'NET_BIND_SERVICE' || (!settings.podSecurityAlone && c.matches('${OF_THEIR_OWN}')))`,
    at: AT,
    seen: ({ container, settings }) => addsBesides(container, name => name === 'NET_BIND_SERVICE' || (!settings.podSecurityAlone && new RegExp(OF_THEIR_OWN).test(name))),
    podSecurity: { level: 'restricted', check: 'capabilities_restricted', overrides: 'capabilities_baseline' },
  }),
  control({
    id: 'capability-add-none',
    title: 'NET_BIND_SERVICE is not added either',
    why: 'A process that listens on 1024 or above needs no capability at all.',
    fix: 'Listen on a port of 1024 or above, keep the low port in the Service, and remove the capability.',
    severity: 'low',
    subject: 'container',
    unless: `${ON_WINDOWS} || ${SAID_OF_PRIVILEGED}`,
    cel: `!${ADDS} || !container.securityContext.capabilities.add.exists(c, c == 'NET_BIND_SERVICE')`,
    at: AT,
    seen: () => `${AT} adds 'NET_BIND_SERVICE'`,
  }),
];

function addsBesides(container: Json, isAllowed: (name: string) => boolean): string {
  const add = valueAt(container, AT.split('.')) as string[];
  return `${AT} adds ${quoted(add.filter(name => !isAllowed(name)))}`;
}
