import { Control, control } from '../control';
import { inherited, ofContainer, ofPod, ON_WINDOWS } from '../expressions';

const DROP = 'container.securityContext.capabilities.drop';
const DROPS = `(${ofContainer('capabilities')} && has(${DROP}))`;
const ENFORCE = 'pod-security.kubernetes.io/enforce';
const CONFINED = (value: string) => `(has(${value}.type) && ${value}.type != 'Unconfined')`;

/**
 * What some standards ask for, and a stricter control of this catalogue asks for more of: judged under those standards, and left out of `hardened`,
 * where one fault should be one finding.
 */
export const WEAKER_FORMS: readonly Control[] = [
  control({
    id: 'capability-drop-any',
    title: 'Containers drop at least one capability',
    why: 'What a runtime grants by default is more than most processes need.',
    fix: "Set securityContext.capabilities.drop: ['ALL'] on the container.",
    severity: 'low',
    subject: 'container',
    unless: ON_WINDOWS,
    cel: `${DROPS} && size(${DROP}) > 0`,
    at: 'securityContext.capabilities.drop',
    weakerThan: 'capability-drop-all',
  }),
  control({
    id: 'capability-drop-net-raw',
    title: 'Containers drop NET_RAW',
    why: 'Forged ARP and DNS answers take the traffic of the neighbours on the node.',
    fix: "Set securityContext.capabilities.drop: ['ALL'] on the container.",
    severity: 'medium',
    subject: 'container',
    unless: ON_WINDOWS,
    cel: `${DROPS} && ${DROP}.exists(c, c in ['ALL', 'NET_RAW'])`,
    at: 'securityContext.capabilities.drop',
    weakerThan: 'capability-drop-all',
  }),
  control({
    id: 'linux-hardening-any',
    title: 'Something of the kernel confines containers',
    why: 'Without seccomp, AppArmor, SELinux or dropped capabilities, only namespaces are between a container and the node.',
    fix: "Set securityContext.seccompProfile.type: RuntimeDefault on the pod, and capabilities.drop: ['ALL'] on the container.",
    severity: 'medium',
    subject: 'container',
    unless: ON_WINDOWS,
    cel: `${inherited('seccompProfile', CONFINED)} || ${inherited('appArmorProfile', CONFINED)} || ${ofContainer('seLinuxOptions')} || ${ofPod('seLinuxOptions')} || (${DROPS} && size(${DROP}) > 0)`,
    at: 'securityContext',
    seen: () => ({ says: 'neither seccomp, AppArmor, SELinux nor dropped capabilities confine it', path: ['securityContext'] }),
    weakerThan: 'capability-drop-all',
  }),
  control({
    id: 'run-as-group-nonroot',
    title: 'Containers run as a group that is not root',
    why: 'Many images give group 0 the right to write what only root should.',
    fix: 'Set securityContext.runAsGroup on the pod to an ID above 10000.',
    severity: 'medium',
    subject: 'container',
    when: settings => settings.ids === 'fixed',
    unless: ON_WINDOWS,
    cel: inherited('runAsGroup', value => `${value} > 0`),
    at: 'securityContext.runAsGroup',
    weakerThan: 'run-as-group-high',
  }),
  present('pod-security-context-present', 'pod', 'Pods have a security context', 'fs-group-change-policy'),
  present('container-security-context-present', 'container', 'Containers have a security context', 'allow-privilege-escalation'),
  control({
    id: 'namespace-psa-enforced',
    title: 'Namespaces enforce a Pod Security Standard',
    why: 'Without the label, the API server lets every pod in.',
    fix: `Set the label ${ENFORCE}: restricted.`,
    severity: 'medium',
    subject: 'object',
    kinds: ['Namespace'],
    cel: `has(object.metadata.labels) && '${ENFORCE}' in object.metadata.labels`,
    seen: () => ({ says: `the label ${ENFORCE} is not set`, path: ['metadata', 'labels'] }),
    weakerThan: 'namespace-psa-restricted',
  }),
  control({
    id: 'namespace-psa-baseline',
    title: 'Namespaces enforce `baseline` or `restricted`',
    why: 'Under `privileged` the API server lets every pod in, those that are root on the node too.',
    fix: `Set the label ${ENFORCE}: restricted.`,
    severity: 'medium',
    subject: 'object',
    kinds: ['Namespace'],
    cel: `has(object.metadata.labels) && '${ENFORCE}' in object.metadata.labels && object.metadata.labels['${ENFORCE}'] in ['baseline', 'restricted']`,
    seen: () => ({ says: `the label ${ENFORCE} is neither 'baseline' nor 'restricted'`, path: ['metadata', 'labels'] }),
    weakerThan: 'namespace-psa-restricted',
  }),
];

function present(id: string, subject: 'pod' | 'container', title: string, weakerThan: string): Control {
  const at = subject === 'pod' ? 'pod.spec.securityContext' : 'container.securityContext';
  return control({
    id,
    title,
    why: 'What is left out of it is as weak as Kubernetes lets it be.',
    fix: 'Set securityContext.',
    severity: 'medium',
    subject,
    unless: ON_WINDOWS,
    cel: `has(${at}) && size(${at}) > 0`,
    at: 'securityContext',
    weakerThan,
  });
}
