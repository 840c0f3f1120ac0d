import { Control, control, Severity } from '../control';
import { ofContainer, SAID_OF_PRIVILEGED } from '../expressions';
import { quoted } from '../words';

const AT = 'securityContext.capabilities.add';
const ADD = 'container.securityContext.capabilities.add';
/** Each of them has let a container out, or is a part of root on the node. */
const DANGEROUS = ['NET_ADMIN', 'SYS_PTRACE', 'SYS_RAWIO', 'BPF', 'PERFMON', 'MAC_ADMIN', 'MAC_OVERRIDE', 'SYS_BOOT', 'SETPCAP', 'DAC_READ_SEARCH'];

/** Some runtimes take the name with its prefix too. */
const named = (names: readonly string[]) => `^(CAP_)?(${names.join('|')})$`;
/** Matches the capabilities that are a finding of their own, and so of no other control. */
export const OF_THEIR_OWN = named(['SYS_ADMIN', 'ALL', 'SYS_MODULE', 'NET_RAW', ...DANGEROUS]);

/** Capabilities that a waiver for another one must not sign along. */
export const DANGEROUS_CAPABILITIES: readonly Control[] = [
  never('capability-add-sys-admin', ['SYS_ADMIN', 'ALL'], 'critical', 'the right to administer the system', 'SYS_ADMIN mounts, loads and traces: it is root on the node, one step removed, and ALL has it too.'),
  never('capability-add-sys-module', ['SYS_MODULE'], 'critical', 'the right to load kernel modules', 'A module of the kernel is everything on the node.'),
  never('capability-add-net-raw', ['NET_RAW'], 'high', 'the right to forge packets', 'Forged ARP and DNS answers take the traffic of the neighbours on the node.'),
  never('capability-add-dangerous', DANGEROUS, 'high', 'capabilities that lead out of it', 'Each of them reads memory, traffic or files of others, or changes the kernel that all pods share.'),
];

function never(id: string, names: readonly string[], severity: Severity, what: string, why: string): Control {
  const pattern = named(names);
  return control({
    id,
    title: `No container is given ${what}`,
    why,
    fix: `Remove it from ${AT}.`,
    severity,
    subject: 'container',
    unless: SAID_OF_PRIVILEGED,
    cel: `!${ofContainer('capabilities')} || !has(${ADD}) || ${ADD}.all(c, !c.matches('${pattern}'))`,
    at: AT,
    seen: ({ container }) => {
      const { add } = (container.securityContext as { capabilities: { add: string[] } }).capabilities;
      return `${AT} adds ${quoted(add.filter(name => new RegExp(pattern).test(name)))}`;
    },
  });
}
