import { recordsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { ON_WINDOWS } from '../expressions';
import { ManifestSet } from '../manifest-set';
import { quoted } from '../words';

const SSH_PORTS = [22, 2222];
const runAs = (at: string) => `(has(${at}) && has(${at}.windowsOptions) && has(${at}.windowsOptions.runAsUserName) && !(${at}.windowsOptions.runAsUserName in ['', 'ContainerAdministrator']))`;
/** Environment variables that hold keys which a cloud hands out once and for ever. */
const STATIC_KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AZURE_CLIENT_SECRET', 'AZURE_STORAGE_KEY', 'GOOGLE_APPLICATION_CREDENTIALS_JSON', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'];

/** What is started in a container, and what it listens on. */
export const PROCESSES: readonly Control[] = [
  control({
    id: 'sudo-in-command',
    title: 'Nothing is started with sudo',
    why: 'A container that needs sudo has the rights that sudo gives, and so has whoever gets into it.',
    fix: 'Run the process as the user of the container, with no more rights than it needs.',
    severity: 'medium',
    subject: 'container',
    cel: ['command', 'args'].map(field => `(!has(container.${field}) || container.${field}.all(a, !a.matches('(^|[ ;&|/])sudo( |$)')))`).join(' && '),
    at: 'command',
    seen: ({ container }) => {
      const field = JSON.stringify(container.command ?? []).includes('sudo') ? 'command' : 'args';
      return { says: `${field} calls sudo`, path: [field] };
    },
  }),
  control({
    id: 'ssh-port-exposed',
    title: 'Nothing listens for SSH',
    why: 'It is a second way in, with keys of its own that nobody rotates, past the API server and its audit log.',
    fix: 'Remove the SSH server; use `kubectl debug`.',
    severity: 'medium',
    subject: 'set',
    check: sshPorts,
  }),
  control({
    id: 'privileged-container-port',
    title: 'Containers listen on ports from 1024 on',
    why: 'A lower port needs a right that only root has.',
    fix: 'Listen on a higher port, and keep the low one in the Service.',
    severity: 'low',
    subject: 'container',
    unless: ON_WINDOWS,
    cel: '!has(container.ports) || container.ports.all(p, !has(p.containerPort) || p.containerPort >= 1024)',
    at: 'ports',
    seen: ({ container }) => `listens on ${recordsOf(container.ports).map(port => Number(port.containerPort)).filter(port => port < 1024).join(', ')}`,
  }),
  control({
    id: 'windows-run-as-username',
    title: 'Containers on Windows run as a user that is no administrator',
    why: 'ContainerAdministrator, the default of many images, may change everything in the container.',
    fix: 'Set securityContext.windowsOptions.runAsUserName: ContainerUser on the pod.',
    severity: 'medium',
    subject: 'container',
    unless: `!${ON_WINDOWS}`,
    cel: `(has(container.securityContext) && has(container.securityContext.windowsOptions) && has(container.securityContext.windowsOptions.runAsUserName)) ? ${runAs('container.securityContext')} : ${runAs('pod.spec.securityContext')}`,
    at: 'securityContext.windowsOptions.runAsUserName',
    seen: () => ({ says: 'securityContext.windowsOptions.runAsUserName names no user, or ContainerAdministrator', path: ['securityContext', 'windowsOptions', 'runAsUserName'] }),
  }),
  control({
    id: 'cloud-workload-identity',
    title: 'Programs prove who they are to the cloud by their ServiceAccount',
    why: 'A key that the cloud hands out once works from anywhere, for whoever finds it, until somebody revokes it.',
    fix: "Remove the keys, and use the cloud's workload identity: an annotation on the ServiceAccount and a projected token.",
    severity: 'medium',
    subject: 'container',
    cel: `!has(container.env) || container.env.all(e, !has(e.name) || !(e.name in [${STATIC_KEYS.map(key => `'${key}'`).join(', ')}]))`,
    at: 'env',
    seen: ({ container }) => `env sets ${quoted(recordsOf(container.env).map(entry => String(entry.name)).filter(name => STATIC_KEYS.includes(name)))}`,
  }),
];

function sshPorts(set: ManifestSet): SetFinding[] {
  const says = (port: unknown) => `port ${String(port)} is that of SSH`;
  const isSsh = ({ containerPort, targetPort, port, protocol = 'TCP' }: Record<string, unknown>) => (
    protocol === 'TCP' && [containerPort, targetPort, port].find(each => SSH_PORTS.includes(Number(each))));
  return [
    ...set.workloads.flatMap(member => member.containers.flatMap(ref => recordsOf(ref.container.ports).flatMap((port, index): SetFinding[] => (
      isSsh(port) ? [{ member, container: ref.name, pointer: `${ref.pointer}/ports/${index}`, says: `container '${ref.name}': ${says(port.containerPort)}` }] : [])))),
    ...set.ofKind('Service').flatMap(member => recordsOf(member.spec.ports).flatMap((port, index): SetFinding[] => (
      isSsh(port) ? [{ member, pointer: `/spec/ports/${index}`, says: says(isSsh(port)) }] : []))),
  ];
}
